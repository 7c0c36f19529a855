"""Who does something with a case, and whether the case is theirs to see."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wasl.cases.models import Case, Invited, Stage
from wasl.catalogue.api import Who
from wasl.core.errors import NotAllowed, Unknown
from wasl.core.text import Text
from wasl.persons.api import relatives_in_bulk
from wasl.trust.api import Assurance, Kind, Look, upkeep

PURPOSE = "service-delivery"
"""For which a case is looked at where its definition names no purpose of its own."""
STAFF = frozenset({Who.CASE_WORKER, Who.OFFICE_HEAD, Who.AGENT})


@dataclass(frozen=True)
class Doer:
    """Somebody at a door: a citizen, a visitor without an account, a member of staff, or the platform itself."""

    account: str
    who: Who
    channel: str
    person: str = ""  # handle of a citizen
    office: str = ""  # agency of a member of staff
    username: str = ""  # of a member of staff
    own: str = ""  # handle of who a member of staff is themselves, where that is known
    level: Assurance | None = None  # how surely it is they; None for a visitor
    via: str = ""  # account of the program through which a citizen acts

    def look(self, purpose: str | None, case: str | None = None) -> Look:
        """A look of theirs, for the case."""
        role = "citizen" if self.who is Who.CITIZEN else str(self.who)
        return Look(
            actor=self.account,
            actor_name="",
            office=self.office or None,
            role="platform" if self.who is Who.SYSTEM else role,
            purpose=purpose or PURPOSE,
            channel=self.channel,
            kind=Kind.CASE,
            case=case,
            reason=self.via or None,
            assurance=self.level or Assurance.LOW,
        )


def platform(channel: str = "platform") -> Doer:
    """The platform, when clocks and rules act by themselves."""
    return Doer(account="platform:cases", who=Who.SYSTEM, channel=channel)


def theirs(doer: Doer) -> QuerySet[Case]:
    """The cases that somebody may see at all."""
    if doer.who in STAFF:
        return Case.objects.filter(office_sees(doer.office)).exclude(stage__in=[Stage.DRAFT, Stage.DISCARDED])
    if doer.who is Who.SYSTEM:
        return Case.objects.all()
    if not doer.person:
        return Case.objects.filter(actor=doer.account)
    invited = Invited.objects.filter(person=doer.person, ended=None).values("case_id")
    return Case.objects.filter(Q(person=doer.person) | Q(actor=doer.account) | Q(pk__in=invited))


def office_sees(office: str) -> Q:
    """Cases that an office has, has had a part in, or is to change a register for."""
    return Q(office=office) | Q(journal__office=office) | Q(changes__office=office)


def case_of(reference: str, doer: Doer, *, lock: bool = False) -> Case:
    """Raises Unknown, also for one that is somebody else's."""
    sound = reference.isascii() and reference.replace("-", "").isalnum()  # NUL breaks a query
    found = theirs(doer).filter(reference=reference).first() if sound else None
    if found is None:
        raise unknown_case()
    return Case.objects.select_for_update().get(pk=found.pk) if lock else found


def may_send(case: Case, doer: Doer) -> bool:
    """Helpers fill in and never send; co-signers read and sign."""
    return (
        doer.who is not Who.CITIZEN or doer.account == case.actor or (doer.person == case.person and bool(case.person))
    )


def must_be_able_to_send(case: Case, doer: Doer) -> None:
    if not may_send(case, doer):
        raise NotAllowed(_ONLY_APPLICANT, mend=_ASK_THEM)


def must_not_be_their_own(case: Case, doer: Doer) -> None:
    """Staff work neither on their own cases nor on their relatives'. Raises NotAllowed."""
    if doer.who not in STAFF or not doer.own or not case.person:
        return
    with upkeep("staff work neither on their own cases nor on their relatives'"):
        related = {other for _, other in relatives_in_bulk([doer.own])}
    if case.person in {doer.own, *related}:
        raise NotAllowed(_THEIR_OWN, mend=_COLLEAGUE)


def unknown_case() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد طلب بهذا الرقم", en="there is no request with this reference"),
        mend=Text(ar="راجع قائمة طلباتك", en="look it up in your list of requests"),
    )


_THEIR_OWN = Text(ar="هذا طلبك أو طلب أحد أقاربك", en="This case is your own or a relative's")
_COLLEAGUE = Text(ar="يعمل عليه زميل", en="A colleague works on it")
_ONLY_APPLICANT = Text(ar="هذه الخطوة لصاحب الطلب وحده", en="Only the applicant can do this")
_ASK_THEM = Text(ar="اطلب من صاحب الطلب أن يتمها من حسابه", en="Ask the applicant to do it from their own account")
