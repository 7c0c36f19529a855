"""Emergency access: let through without consent, to be justified within a term, then accepted or not.

Derived from the ledger, so that nothing can be forgotten: every entry that was an emergency stands here.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.text import Text
from wasl.protection import cases
from wasl.protection.models import Emergency
from wasl.protection.terms import terms
from wasl.protection.watching.finding import Finding, told
from wasl.protection.watching.looks import Account
from wasl.trust.log.api import Entry

KIND = "emergency-unjustified"
SHORTEST = 20


def note(entry: Entry) -> None:
    """Keep an emergency once; other entries are passed over. May be called at once and by the watch again."""
    if not entry.emergency or entry.erased:
        return
    Emergency.objects.get_or_create(
        seq=entry.seq,
        defaults={
            "account": entry.actor,
            "office": entry.office,
            "role": entry.role,
            "purpose": entry.purpose,
            "at": entry.at,
            "due": entry.at + timedelta(hours=terms().emergency.justify_hours),
            "reason": (entry.reason or "").replace("\x00", ""),  # PostgreSQL keeps no NUL
        },
    )


def of_account(account: str) -> list[Emergency]:
    """What one account has to justify or has justified, newest first."""
    return list(Emergency.objects.filter(account=account).order_by("-seq"))


def to_answer() -> list[Emergency]:
    """All, those that wait for the protection officer first, then those that wait for their officer, oldest first."""
    order = [Emergency.State.JUSTIFIED, Emergency.State.WAITING, Emergency.State.REFUSED, Emergency.State.ACCEPTED]
    return sorted(Emergency.objects.all(), key=lambda one: (order.index(Emergency.State(one.state)), one.due, one.seq))


@transaction.atomic
def justify(seq: int, words: str, *, by: str) -> Emergency:
    """What the officer says afterwards; late is better than never, and the delay is seen.

    Raises NotAllowed for somebody else's, Refusal for too few words or one that was answered.
    """
    found = _emergency(seq)
    if found.account != by:
        raise NotAllowed(
            Text(ar="هذا الدخول الطارئ ليس لحسابك", en="this emergency access is not yours"),
            mend=Text(ar="برّره صاحب الحساب نفسه", en="whoever opened it justifies it"),
        )
    if len(words.strip()) < SHORTEST:
        raise Refusal(
            Text(ar="اكتب ما حدث ولماذا لم ينتظر", en="write what happened and why it could not wait"),
            mend=Text(ar="جملة كاملة على الأقل", en="a whole sentence at least"),
        )
    if found.answered:
        raise _answered_already()
    found.justification, found.justified, found.state = words.strip(), timezone.now(), Emergency.State.JUSTIFIED
    found.save()
    return found


@transaction.atomic
def answer(seq: int, *, accepted: bool, words: str, by: str) -> Emergency:
    """The protection officer's word. What is not accepted becomes a case. Raises Refusal."""
    found = _emergency(seq)
    if found.account == by:
        raise NotAllowed(
            Text(ar="لا يقبل أحد تبرير نفسه", en="nobody answers their own justification"),
            mend=Text(ar="اطلب من زميل", en="ask a colleague"),
        )
    if found.answered:
        raise _answered_already()
    if accepted and not found.justified:
        raise Refusal(
            Text(ar="لم يصل تبرير بعد", en="there is no justification yet"),
            mend=Text(ar="انتظر التبرير، أو ارفض الدخول", en="wait for it, or do not accept the access"),
        )
    if not accepted and len(words.strip()) < SHORTEST:
        raise Refusal(
            Text(ar="اكتب لماذا لم يُقبل التبرير", en="write why it is not accepted"),
            mend=Text(ar="جملة كاملة على الأقل", en="a whole sentence at least"),
        )
    found.state = Emergency.State.ACCEPTED if accepted else Emergency.State.REFUSED
    found.answer, found.answered, found.answered_by = words.strip(), timezone.now(), by
    found.save()
    if not accepted:
        _open_case(found, timezone.now())
    return found


def call_overdue(now: datetime) -> int:
    """Cases for emergencies that nobody justified in time; answers how many were opened."""
    late = Emergency.objects.filter(state=Emergency.State.WAITING, due__lt=now)
    return sum(_open_case(one, now) for one in late)


def _open_case(found: Emergency, now: datetime) -> bool:
    late = found.state == Emergency.State.WAITING
    words = (
        told(
            "لم يصل تبرير الدخول الطارئ رقم {seq} في موعده.",
            "No justification of emergency access {seq} came in time.",
            seq=found.seq,
        )
        if late
        else told(
            "لم يُقبل تبرير الدخول الطارئ رقم {seq}.",
            "The justification of emergency access {seq} was not accepted.",
            seq=found.seq,
        )
    )
    account = Account(found.account, found.office, found.role, program=False, visits=0)
    strength = terms().watch.least_strength + terms().kinds[KIND].weight
    return cases.take(Finding(account, KIND, strength, words, (found.seq,)), now)


def _emergency(seq: int) -> Emergency:
    found = Emergency.objects.select_for_update().filter(seq=seq).first()
    if not found:
        raise Unknown(
            Text(ar="لا يوجد دخول طارئ بهذا الرقم", en="there is no emergency access of this number"),
            mend=Text(ar="ارجع إلى القائمة", en="go back to the list"),
        )
    return found


def _answered_already() -> Refusal:
    return Refusal(
        Text(ar="سبق الرد على هذا الدخول الطارئ", en="this emergency access was answered already"),
        mend=Text(ar="حدّث الصفحة لترى الرد", en="reload the page to see the answer"),
    )
