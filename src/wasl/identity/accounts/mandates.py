"""Acting for somebody else: as a child's guardian, by what registers say; as a representative, by the person's word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q, QuerySet

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.accounts.looks import platform_look
from wasl.identity.accounts.models import Mandate
from wasl.identity.accounts.written import checked_number
from wasl.identity.models import Citizen
from wasl.persons.api import handle_of_number, named, wards_of
from wasl.trust.api import Assurance, Kind, Look, purposes

GUARDIAN, REPRESENTATIVE = "guardian", "representative"
LONGEST = timedelta(days=3 * 365)
MOST = 20
"""Mandates of one person that stand or wait."""


@dataclass(frozen=True)
class ActsFor:
    """Somebody for whom a citizen may act."""

    person: str  # handle
    kind: str
    purposes: tuple[str, ...]  # empty: for all that a guardian may
    until: date | None  # last day; a guardian's ends when the child is of age
    mandate: int | None


def acts_for(citizen: Citizen, look: Look | None = None) -> list[ActsFor]:
    """By mandate; with a look of the citizen's own also as a guardian, which is read from the registers.

    The look is a citizen's at their own family; where it may not see it, no guardianship is told.
    """
    held = _standing(datetime.now(UTC)).filter(holder=citizen.person).exclude(accepted=None)
    mandates = [ActsFor(one.giver, one.kind, tuple(one.purposes.split()), one.valid_to, one.pk) for one in held]
    return [*mandates, *(_guardianships(citizen, look) if look else ())]


def may_act(citizen: Citizen, person: str, purpose: str, look: Look | None = None) -> ActsFor | None:
    """By which right a citizen may act for somebody, for a purpose; None where by none."""
    rights = (one for one in acts_for(citizen, look) if one.person == person)
    return next((one for one in rights if not one.purposes or purpose in one.purposes), None)


def mandate(
    citizen: Citizen,
    number: str,
    given_for: Sequence[str],
    until: date,
    *,
    by: str | None = None,
    evidence: Text | None = None,
) -> Mandate:
    """Let whoever has this national number act for the citizen, once they accept. `by` a member of staff at a counter.

    A number that is nobody's is answered like any other: the offer waits, and nobody accepts it. Raises Refusal;
    NotAllowed for an account that is not surely the giver's.
    """
    now, written = datetime.now(UTC), checked_number(number)
    _refuse_what_cannot_be_given(citizen, given_for, until)
    holder = handle_of_number(written, platform_look("mandates", Kind.SEARCH))
    if holder == citizen.person:
        raise Refusal(_YOURSELF, mend=_SOMEBODY_ELSE)
    said = evidence or _OWN_PAGE
    made = Mandate.objects.create(
        giver=citizen.person,
        holder=holder,
        holder_hint=written[-3:],
        kind=REPRESENTATIVE,
        purposes=" ".join(given_for),
        valid_from=_today(now),
        valid_to=until,
        evidence_ar=said.ar,
        evidence_en=said.en,
        by=by or citizen.account_id,
        given=now,
    )
    event("mandate.given")
    return made


def accept_mandate(citizen: Citizen, number: int) -> None:
    """By its holder. Raises Unknown for one that is not theirs, or that waits no more."""
    waiting = _standing(datetime.now(UTC)).filter(pk=number, holder=citizen.person, accepted=None)
    if citizen.level.rank < Assurance.SUBSTANTIAL.rank:
        raise NotAllowed(_NOT_SURE, mend=_RAISE)
    if not waiting.update(accepted=datetime.now(UTC)):
        raise _none()


def end_mandate(citizen: Citizen, number: int, *, by: str | None = None) -> None:
    """By giver or holder, from now on. Raises Unknown."""
    mine = Q(giver=citizen.person) | Q(holder=citizen.person)
    ended = {"ended": datetime.now(UTC), "ended_by": by or citizen.account_id}
    if not Mandate.objects.filter(mine, pk=number, ended=None).update(**ended):
        raise _none()
    event("mandate.ended")


def given_by(citizen: Citizen) -> list[Mandate]:
    """Those that stand or wait."""
    return list(_standing(datetime.now(UTC)).filter(giver=citizen.person))


def offered_to(citizen: Citizen) -> list[Mandate]:
    """Those that stand or wait for the citizen's word."""
    return list(_standing(datetime.now(UTC)).filter(holder=citizen.person))


def names_of(persons: Sequence[str]) -> dict[str, str]:
    """Names by handle, for the lists of those whom it concerns; on record as a look of the platform."""
    if not persons:
        return {}
    found = named(list(dict.fromkeys(persons)), platform_look("mandates", Kind.SEARCH))
    return {handle: one.full_name for handle, one in found.items()}


def end_all_of(citizen: Citizen, *, by: str, now: datetime) -> None:
    mine = Q(giver=citizen.person) | Q(holder=citizen.person)
    Mandate.objects.filter(mine, ended=None).update(ended=now, ended_by=by)


def _guardianships(citizen: Citizen, look: Look) -> list[ActsFor]:
    try:
        wards = wards_of(citizen.person, look)
    except NotAllowed:
        return []
    return [ActsFor(one, GUARDIAN, (), None, None) for one in wards]


def _standing(now: datetime) -> QuerySet[Mandate]:
    day = _today(now)
    return Mandate.objects.filter(ended=None, valid_from__lte=day, valid_to__gte=day).order_by("pk")


def _refuse_what_cannot_be_given(citizen: Citizen, given_for: Sequence[str], until: date) -> None:
    day = _today(datetime.now(UTC))
    if citizen.level.rank < Assurance.SUBSTANTIAL.rank:
        raise NotAllowed(_NOT_SURE, mend=_RAISE)
    if not given_for or not set(given_for) <= set(purposes()):
        raise Refusal(_NO_PURPOSE, mend=_CHOOSE)
    if not day <= until <= day + LONGEST:
        raise Refusal(_TOO_LONG, mend=_SHORTER)
    if len(given_by(citizen)) >= MOST:
        raise Refusal(_TOO_MANY, mend=_END_ONE)


def _today(now: datetime) -> date:
    return pack().calendar.today(now)


def _none() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد تفويض كهذا", en="there is no such mandate"),
        mend=Text(ar="راجع قائمة التفويضات", en="look it up in the list of mandates"),
    )


_OWN_PAGE = Text(ar="أعطاه صاحبه من صفحة حسابه", en="Given by the person on the page of their account")
_NOT_SURE = Text(ar="حسابك لم يوثَّق بعد", en="Your account is not confirmed yet")
_RAISE = Text(ar="وثِّق حسابك أولًا من صفحة «حسابي»", en="Confirm it first on the page “My account”")
_NO_PURPOSE = Text(ar="لم تختر ما يشمله التفويض", en="You did not choose what the mandate is for")
_CHOOSE = Text(ar="اختر غرضًا واحدًا على الأقل", en="Choose at least one purpose")
_TOO_LONG = Text(ar="مدة التفويض غير مقبولة", en="A mandate cannot last so long")
_SHORTER = Text(ar="اختر يومًا من اليوم إلى ثلاث سنوات", en="Choose a day from today to three years ahead")
_TOO_MANY = Text(ar=f"لديك {MOST} تفويضًا بالفعل", en=f"You have {MOST} mandates already")
_END_ONE = Text(ar="ألغِ تفويضًا لم تعد تحتاجه", en="End one that you no longer need")
_YOURSELF = Text(ar="هذا رقمك أنت", en="This is your own number")
_SOMEBODY_ELSE = Text(ar="اكتب الرقم القومي لمن تفوضه", en="Write the national number of whom you authorise")
