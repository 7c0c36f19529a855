"""Cases: what was found about one account in one way, and what people made of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.protection.models import Case, CaseStep
from wasl.protection.terms import terms
from wasl.protection.watching.finding import MOST_ENTRIES, Finding
from wasl.protection.watching.looks import Account
from wasl.trust.log.api import Entry

CLOSED = frozenset({Case.State.EXPLAINED, Case.State.MISUSE, Case.State.REPORTED})
OPEN = frozenset({Case.State.OPEN, Case.State.IN_REVIEW})

_NEXT: dict[str, frozenset[str]] = {
    Case.State.OPEN: frozenset({Case.State.IN_REVIEW, *CLOSED}),
    Case.State.IN_REVIEW: frozenset({Case.State.OPEN, *CLOSED}),
    Case.State.MISUSE: frozenset({Case.State.REPORTED}),
}
"""From which state a case goes to which. What is closed stays closed: new evidence opens another one."""

_ANY_IS_NEW = frozenset({"own-record", "own-family", "emergency-unjustified", "objection"})
_EACH_SPEAKS = frozenset({"emergency-unjustified", "objection"})
"""Kinds whose findings stand beside each other; of the others the newest says it all."""

_NEW_SHARE = 0.25
"""Of the other kinds, a new case needs so many new entries for each one that was answered already."""

SHORTEST_OUTCOME = 10
FIRST_OF_KIND = 3
"""So many of each kind lead the list."""


@transaction.atomic
def take(finding: Finding, now: datetime) -> bool:
    """Put a finding into its case. Answers whether that opened one."""
    account = finding.account
    open_case = Case.objects.select_for_update().filter(account=account.name, kind=finding.kind, closed=None).first()
    if open_case:
        _add(open_case, finding, now)
        return False
    answered = Case.objects.filter(account=account.name, kind=finding.kind).exclude(closed=None).order_by("-id")
    fresh = _not_answered(finding, answered)
    if not fresh:
        return False
    case = Case.objects.create(
        account=account.name,
        kind=finding.kind,
        office=account.office,
        role=account.role,
        strength=finding.strength,
        evidence=[finding.words.model_dump()],
        entries=fresh,
        opened=now,
        changed=now,
        earlier=answered.first(),
    )
    CaseStep.objects.create(case=case, at=now, by="watch", state=case.state)
    return True


def _add(case: Case, finding: Finding, now: datetime) -> None:
    """New evidence takes the place of older words; nothing happens where nothing is new."""
    entries = sorted({*case.entries, *finding.entries})[-MOST_ENTRIES:]
    words = [finding.words.model_dump()]
    if finding.kind in _EACH_SPEAKS:
        words = [*(one for one in case.evidence if one != words[0]), *words]
    if (entries, words, finding.strength) == (case.entries, case.evidence, case.strength):
        return
    case.entries, case.evidence, case.strength, case.changed = entries, words, finding.strength, now
    case.save()


def _not_answered(finding: Finding, answered: Iterable[Case]) -> list[int]:
    known = {seq for case in answered for seq in case.entries}
    fresh = [seq for seq in finding.entries if seq not in known]
    least = 1 if finding.kind in _ANY_IS_NEW else _NEW_SHARE * len(known)
    return fresh if len(fresh) >= least else []


def case(number: int) -> Case:
    """Raises Unknown."""
    return _numbered(number, Case.objects.all())


def _numbered(number: int, cases: "QuerySet[Case]") -> Case:
    found = cases.filter(pk=number).first()
    if not found:
        raise Unknown(
            Text(ar="لا يوجد ملف بهذا الرقم", en="there is no case of this number"),
            mend=Text(ar="ارجع إلى القائمة", en="go back to the list"),
        )
    return found


@transaction.atomic
def move(number: int, state: str, *, by: str, words: str) -> Case:
    """Take a case to a state, with words where it is closed. Sent twice does it once.

    Raises Refusal for a step that the state does not allow, or an outcome without words.
    """
    found = _numbered(number, Case.objects.select_for_update())
    if found.state == state:
        return _noted(found, by, words)
    if state not in _NEXT.get(found.state, frozenset()):
        raise Refusal(
            Text(ar="لا يمكن نقل هذا الملف إلى هذه الحالة", en="this case cannot go to that state"),
            mend=Text(ar="حدّث الصفحة: ربما غيّره زميل", en="reload the page: a colleague may have changed it"),
        )
    if state in CLOSED and len(words.strip()) < SHORTEST_OUTCOME:
        raise Refusal(
            Text(ar="اكتب كيف انتهى الملف ولماذا", en="write how the case ended and why"),
            mend=Text(ar="جملة واحدة على الأقل", en="one sentence at least"),
        )
    now = timezone.now()
    found.state, found.changed, found.closed = state, now, now if state in CLOSED else None
    found.save()
    CaseStep.objects.create(case=found, at=now, by=by, state=state, words=words.strip())
    return found


def _noted(found: Case, by: str, words: str) -> Case:
    last = found.steps.order_by("-id").first()
    if words.strip() and not (last and last.by == by and last.words == words.strip()):
        CaseStep.objects.create(case=found, at=timezone.now(), by=by, state=found.state, words=words.strip())
    return found


def ranked(*, kind: str = "", state: str = "", office: str = "") -> "list[Case]":
    """The strongest few of each kind first, so that a loud kind does not drown the others; then all by strength.
    Without a state those that wait for somebody.
    """
    chosen = Case.objects.filter(state__in=[state] if state else list(OPEN))
    if kind:
        chosen = chosen.filter(kind=kind)
    if office:
        chosen = chosen.filter(office=office)
    return _in_turn(list(chosen.order_by("-strength", "opened", "id")))


def _in_turn(cases: "list[Case]") -> "list[Case]":
    seen: Counter[str] = Counter()
    first: list[Case] = []
    rest: list[Case] = []
    for case in cases:
        seen[case.kind] += 1
        (first if seen[case.kind] <= FIRST_OF_KIND else rest).append(case)
    return [*first, *rest]


def open_for_entry(entry: Entry, kind: str, words: Text, *, now: datetime | None = None) -> bool:
    """A case about one look that somebody points at, as strong as its kind weighs. Answers whether that opened one."""
    account = Account(entry.actor, entry.office, entry.role, program=False, visits=0)
    strength = terms().watch.least_strength + terms().kinds[kind].weight
    return take(Finding(account, kind, strength, words, (entry.seq,)), now or timezone.now())
