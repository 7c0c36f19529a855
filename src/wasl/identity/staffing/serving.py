"""What an agent at a counter may confirm: of others, not of their own; so many an hour alone, more with a second."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.identity.accounts.api import AssuranceStep, Seen, bind_at_counter, visit
from wasl.identity.factors.api import Factor, Kind, factors_of
from wasl.identity.models import Citizen, Staff
from wasl.identity.staffing.four_eyes import ask, dangerous
from wasl.identity.staffing.models import Approval
from wasl.identity.staffing.roles import May, may
from wasl.persons.api import relatives_in_bulk
from wasl.trust.api import upkeep

MOST_AN_HOUR = 12
HOUR = timedelta(hours=1)
JUST_USED = timedelta(minutes=10)
"""A passkey that was used that long ago was used at the counter."""


@dataclass(frozen=True)
class Evidence:
    """What the agent looked at. No number of a paper is ever written down."""

    seen: tuple[str, ...]  # Seen
    note: str = ""
    telephone: str | None = None  # the person's own, as they said it, where the account was not confirmed before


def refuse_own(agent: Staff, person: str) -> None:
    """Raises NotAllowed for the agent themselves, their relatives, and where it is not known who the agent is."""
    if not may(agent.role, May.SERVE_AT_COUNTER):
        raise NotAllowed(_NOT_AN_AGENT, mend=_AN_AGENT)
    if not agent.person:
        raise NotAllowed(_WHO, mend=_HEAD)
    with upkeep("agents serve neither themselves nor their relatives"):
        related = {other for _, other in relatives_in_bulk([agent.person])}
    if person in {agent.person, *related}:
        raise NotAllowed(_OWN, mend=_COLLEAGUE)


def confirm_visit(agent: Staff, citizen: Citizen, evidence: Evidence) -> AssuranceStep | Approval:
    """The step, or what waits for a second agent. Raises NotAllowed, Refusal."""
    refuse_own(agent, citizen.person)
    with transaction.atomic():
        if _has_room(agent):
            return visit(
                citizen, by=agent.account_id, seen=evidence.seen, note=evidence.note, telephone=evidence.telephone
            )
    details = {"seen": " ".join(evidence.seen), "note": evidence.note, "telephone": evidence.telephone or ""}
    return ask("counter.visit", citizen.person, details, agent, _MANY.ar)


def confirm_passkey(agent: Staff, citizen: Citizen, factor: str) -> AssuranceStep | Approval:
    """The same for a passkey that the person used before the agent's eyes just now."""
    refuse_own(agent, citizen.person)
    if factor not in {one.id for one in passkeys_used(citizen)}:
        raise Refusal(_NOT_USED, mend=_USE_IT)
    with transaction.atomic():
        if _has_room(agent):
            return bind_at_counter(citizen, factor, by=agent.account_id)
    return ask("counter.passkey", citizen.person, {"factor": factor}, agent, _MANY.ar)


def passkeys_used(citizen: Citizen) -> list[Factor]:
    """Passkeys that may be bound now: they stay on their device, and were used at the counter."""
    since = datetime.now(UTC) - JUST_USED
    held = [one for one in factors_of(citizen.account_id) if one.kind is Kind.PASSKEY and not one.bound]
    return [one for one in held if not one.synced and not one.copied and (one.used or one.created) > since]


def confirmed_lately(agent: Staff) -> int:
    """How many levels this agent raised within the last hour."""
    return AssuranceStep.objects.filter(by=agent.account_id, at__gt=datetime.now(UTC) - HOUR).count()


def second_agent(staff: Staff, row: Approval) -> bool:
    """Another agent of the same office, who compares the card too."""
    return may(staff.role, May.SERVE_AT_COUNTER) and staff.office == row.office


@dangerous(
    "counter.visit",
    who_may_approve=second_agent,
    name=Text(ar="توثيق حساب في الشباك", en="Confirm an account at the counter"),
    labels={
        "seen": Text(ar="ما اطُّلع عليه", en="What was seen"),
        "note": Text(ar="ملاحظة", en="Note"),
        "telephone": Text(ar="الهاتف المحمول", en="Mobile telephone"),
    },
)
def visit_approved(row: Approval) -> None:
    refuse_own(_account(row.decided_by), row.subject)
    told = row.details
    seen = [one for one in told["seen"].split() if one in Seen.values]
    visit(_citizen(row), by=row.asked_by, seen=seen, note=told["note"], telephone=told["telephone"] or None)


@dangerous(
    "counter.passkey",
    who_may_approve=second_agent,
    name=Text(ar="ربط مفتاح مرور في الشباك", en="Bind a passkey at the counter"),
    labels={"factor": Text(ar="مفتاح المرور", en="Passkey")},
)
def passkey_approved(row: Approval) -> None:
    refuse_own(_account(row.decided_by), row.subject)
    bind_at_counter(_citizen(row), row.details["factor"], by=row.asked_by)


def _has_room(agent: Staff) -> bool:
    """Asked with the agent's row held: two windows of one agent count one after the other."""
    Staff.objects.select_for_update().get(pk=agent.pk)
    return confirmed_lately(agent) < MOST_AN_HOUR


def _citizen(row: Approval) -> Citizen:
    return Citizen.objects.get(person=row.subject, closed=None)


def _account(account: str) -> Staff:
    return Staff.objects.get(username=account.removeprefix("staff:"))


_NOT_AN_AGENT = Text(ar="هذا لموظفي الشباك", en="this is for counter agents")
_AN_AGENT = Text(ar="اطلبه من موظف شباك", en="ask a counter agent")
_WHO = Text(ar="لا يُعرف من أنت في السجلات", en="it is not known who you are in the registers yourself")
_HEAD = Text(
    ar="اطلب من رئيس مكتبك أن يدعوك برقمك القومي",
    en="ask the head of your office to invite you with your national number",
)
_OWN = Text(ar="لا يخدم موظف نفسه ولا أقاربه", en="agents serve neither themselves nor their relatives")
_COLLEAGUE = Text(ar="يخدمه زميل آخر", en="a colleague serves them")
_MANY = Text(
    ar="تجاوز الموظف عدد ما يوثّقه وحده في الساعة", en="the agent has confirmed as many as one may alone in an hour"
)
_NOT_USED = Text(ar="لم يُستخدم هذا المفتاح أمامك الآن", en="this passkey was not used before you just now")
_USE_IT = Text(
    ar="ليدخل صاحب الحساب بمفتاحه من جهازه أمامك ثم حدّث الصفحة",
    en="have the person sign in with it on their own device before you, then reload the page",
)
