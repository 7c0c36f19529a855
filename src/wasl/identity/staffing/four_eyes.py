"""Four eyes: who asks for a dangerous act never approves it, and what is done is what was approved."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.models import Staff
from wasl.identity.staffing.models import Approval, ApprovalStep

State = Approval.State
HOLDS = timedelta(hours=24)
"""After which what was asked for lapses."""

MayApprove = Callable[[Staff, Approval], bool]
Run = Callable[[Approval], None]


@dataclass(frozen=True)
class Act:
    """A kind of dangerous act."""

    id: str
    name: Text
    who_may_approve: MayApprove
    run: Run
    labels: Mapping[str, Text] = field(default_factory=dict)  # of the details, for who decides


_ACTS: dict[str, Act] = {}


def dangerous(
    act: str, *, who_may_approve: MayApprove, name: Text, labels: Mapping[str, Text] | None = None
) -> Callable[[Run], Run]:
    """Register what is done on approval, in the transaction of the approval; a Refusal from it leaves all as it was.

    Whoever asked is never allowed, whatever `who_may_approve` says. Raises ValueError for an id that is taken.
    """

    def registered(run: Run) -> Run:
        if act in _ACTS:
            raise ValueError(f"two dangerous acts are called {act}")
        _ACTS[act] = Act(act, name, who_may_approve, run, labels or {})
        return run

    return registered


def act_of(approval: Approval) -> Act:
    """Raises Unknown for an act that is registered no more."""
    if approval.act not in _ACTS:
        raise Unknown(f"no dangerous act is called {approval.act}", mend="withdraw it, and ask anew")
    return _ACTS[approval.act]


def ask(act: str, subject: str, details: Mapping[str, str], by: Staff, reason: str) -> Approval:
    """Put an act before a second person. Raises KeyError for an act that nobody registered, Refusal without a reason.

    Whether `by` may ask for it is for the caller to decide.
    """
    if not reason.strip():
        raise Refusal(_NO_REASON, mend=_GIVE_REASON)
    row = Approval(
        act=_ACTS[act].id,
        subject=subject,
        details=dict(details),
        reason=reason.strip(),
        office=by.office,
        asked_by=by.account_id,
        asked=datetime.now(UTC),
    )
    row.digest = digest(row)
    with transaction.atomic():
        row.save()
        _noted(row, State.WAITING, by, "")
    return row


def approve(number: int, by: Staff, *, seen: str | None = None, note: str = "") -> Approval:
    """Do it, once, whoever else approves at the same time. `seen` is the digest of what the approver was shown.

    Raises Unknown, NotAllowed for who may not, Refusal for what has lapsed, was decided, or is not what was asked for.
    """
    with transaction.atomic():
        row = _held(number)
        _refuse_who_may_not(row, by)
        _refuse_the_changed(row, seen)
        _refuse_the_departed(row)
        _moved(row, State.APPROVED, by, note)
        act_of(row).run(row)
    return row


def refuse(number: int, by: Staff, *, note: str = "") -> Approval:
    with transaction.atomic():
        row = _held(number)
        _refuse_who_may_not(row, by)
        return _moved(row, State.REFUSED, by, note)


def withdraw(number: int, by: Staff) -> Approval:
    """Take back what one asked for. Raises NotAllowed for anybody else."""
    with transaction.atomic():
        row = _held(number)
        if row.asked_by != by.account_id:
            raise NotAllowed(_NOT_YOURS, mend=_REFUSE_INSTEAD)
        return _moved(row, State.WITHDRAWN, by, "")


def waiting_for(staff: Staff) -> list[Approval]:
    """What this person could approve now, the oldest first."""
    rows = Approval.objects.filter(state=State.WAITING, asked__gt=datetime.now(UTC) - HOLDS).order_by("asked", "pk")
    return [row for row in rows if may_approve(staff, row)]


def asked_by(staff: Staff, most: int = 50) -> list[Approval]:
    """What this person asked for, the newest first."""
    return list(Approval.objects.filter(asked_by=staff.account_id).order_by("-asked", "-pk")[:most])


def decided_by(staff: Staff, most: int = 50) -> list[Approval]:
    """What this person decided about others' requests, the newest first."""
    found = Approval.objects.filter(decided_by=staff.account_id).exclude(asked_by=staff.account_id)
    return list(found.order_by("-decided", "-pk")[:most])


def approval(number: int) -> Approval:
    """Raises Unknown."""
    if found := Approval.objects.filter(pk=number).first():
        return found
    raise _unknown()


def may_approve(staff: Staff, row: Approval) -> bool:
    return staff.is_active and staff.account_id != row.asked_by and act_of(row).who_may_approve(staff, row)


def may_see(staff: Staff, row: Approval) -> bool:
    return staff.account_id in (row.asked_by, row.decided_by) or may_approve(staff, row)


def has_lapsed(row: Approval) -> bool:
    return row.state == State.WAITING and datetime.now(UTC) - row.asked > HOLDS


def digest(row: Approval) -> str:
    """SHA-256 over all that was asked for, as canonical JSON."""
    told = [row.act, row.subject, row.details, row.reason, row.asked_by]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _held(number: int) -> Approval:
    """The row, locked and undecided."""
    row = Approval.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise _unknown()
    if row.state != State.WAITING:
        raise Refusal(_DECIDED, mend=_LOOK_ABOVE)
    return row


def _refuse_who_may_not(row: Approval, by: Staff) -> None:
    if by.account_id == row.asked_by:
        raise NotAllowed(_OWN, mend=_SOMEBODY_ELSE)
    if not may_approve(by, row):
        raise NotAllowed(_NOT_FOR_YOU, mend=_SOMEBODY_ELSE)


def _refuse_the_changed(row: Approval, seen: str | None) -> None:
    if has_lapsed(row):
        raise Refusal(_LAPSED, mend=_ASK_ANEW)
    if digest(row) != row.digest or seen not in (None, row.digest):
        event("approval.changed", level="error", approval=row.pk, act=row.act)
        raise Refusal(_CHANGED, mend=_ASK_ANEW)


def _refuse_the_departed(row: Approval) -> None:
    """Who asked may have been suspended since."""
    username = row.asked_by.removeprefix("staff:")
    if not Staff.objects.filter(username=username, is_active=True).exists():
        raise Refusal(_DEPARTED, mend=_ASK_ANEW)


def _moved(row: Approval, state: State, by: Staff, note: str) -> Approval:
    row.state, row.decided_by, row.decided, row.note = state, by.account_id, datetime.now(UTC), note.strip()
    row.save(update_fields=["state", "decided_by", "decided", "note"])
    _noted(row, state, by, row.note)
    return row


def _noted(row: Approval, state: State, by: Staff, note: str) -> None:
    ApprovalStep.objects.create(
        approval=row, state=state, by=by.account_id, at=datetime.now(UTC), digest=row.digest, note=note
    )
    event("approval.step", approval=row.pk, act=row.act, state=str(state))


def _unknown() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد طلب موافقة بهذا الرقم", en="there is no request for approval with this number"),
        mend=Text(ar="ارجع إلى قائمة الموافقات", en="go back to the list of approvals"),
    )


_NO_REASON = Text(ar="لم يُذكر سبب", en="no reason was given")
_GIVE_REASON = Text(ar="اكتب لمن سيوافق لماذا يلزم هذا", en="tell whoever approves it why it is needed")
_OWN = Text(ar="لا يوافق أحد على ما طلبه بنفسه", en="nobody approves what they asked for themselves")
_NOT_FOR_YOU = Text(ar="ليست الموافقة على هذا من صلاحيتك", en="this is not yours to approve")
_SOMEBODY_ELSE = Text(ar="يقرره شخص آخر له هذه الصلاحية", en="somebody else who may decides it")
_NOT_YOURS = Text(ar="لا يسحب الطلب إلا من قدّمه", en="only who asked can take it back")
_REFUSE_INSTEAD = Text(ar="ارفضه إن لم يكن صحيحًا", en="refuse it if it is not right")
_DECIDED = Text(ar="تقرّر هذا الطلب من قبل", en="this was decided before")
_LOOK_ABOVE = Text(ar="راجع من قرّره ومتى في صفحته", en="its page says who decided, and when")
_LAPSED = Text(ar="مضى على الطلب أكثر من 24 ساعة", en="this was asked for more than 24 hours ago")
_CHANGED = Text(ar="تغيّر الطلب عمّا عُرض للموافقة", en="this is not what was shown for approval any more")
_DEPARTED = Text(ar="أُوقف حساب من طلب هذا", en="the account of who asked for this was suspended")
_ASK_ANEW = Text(ar="يُطلب من جديد", en="have it asked for anew")
