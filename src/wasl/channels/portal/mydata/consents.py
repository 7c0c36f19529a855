"""My consents: what I gave, what I could give, and taking it back with one press; for my children too."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.core.errors import NotAllowed, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Citizen
from wasl.identity.openid.api import connected, parties
from wasl.persons.api import family, guardian_of
from wasl.trust.api import Kind, passing
from wasl.trust.consent.api import (
    Agreement,
    Given,
    Guardian,
    Offered,
    agreements_for,
    give,
    records_of,
    withdraw,
)

CHANNEL = "portal"
DONE = {"given", "withdrawn"}


@dataclass(frozen=True)
class Whose:
    """The consents of one person: of oneself, or of a child."""

    handle: str
    name: str  # empty: one's own
    given: list[Given]
    past: list[Given]
    open: list[Agreement]


@for_citizens
@require_safe
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    whose = [_whose(citizen, citizen.person), *(_whose(citizen, child, name) for child, name in _children(citizen))]
    done = request.GET.get("done", "")
    context = {"whose": whose, "done": done if done in DONE else "", "sections": pack().sections}
    return render(request, "mydata/consents.html", context)


def _whose(citizen: Citizen, person: str, name: str = "") -> Whose:
    with passing(own_look(citizen, Kind.CONSENT), [person]) as passage:
        records = records_of(person)
        could = agreements_for(person)
        strangers = {one.agreement for one in parties()} - {one.party.agreement for one in connected(person)}
        passage.close(outcome="shown")
    return Whose(
        person,
        name,
        [one for one in records if one.holds],
        [one for one in records if not one.holds],
        [one.agreement for one in could if _is_open(one, strangers)],
    )


def _is_open(offered: Offered, strangers: set[str]) -> bool:
    """Whether to offer it; what programs ask for that the person never met (strangers) is not."""
    if offered.given is None:
        return offered.agreement.id not in strangers
    return not offered.given.holds or offered.given.outdated


def _children(citizen: Citizen) -> list[tuple[str, str]]:
    """Those for whom the citizen may speak; none where the registers cannot say so now."""
    try:
        relatives = family(citizen.person, own_look(citizen, Kind.PICTURE))
    except NotAllowed:
        return []
    children = [relative for relative in relatives if relative.relation == "child"]
    return [(one.handle, one.full_name) for one in children if _guardian(one.handle, citizen)]


def _guardian(child: str, citizen: Citizen) -> Guardian | None:
    """Father or mother of somebody who is not of age."""
    found = guardian_of(child, citizen.person, own_look(citizen, Kind.PICTURE))
    return Guardian(citizen.person, found.relation, found.child_born) if found else None


@for_citizens
@require_POST
def gave(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    person, guardian = _for_whom(request.POST.get("person", ""), citizen)
    with passing(own_look(citizen, Kind.CONSENT), [person]) as passage:
        give(
            person,
            request.POST.get("agreement", ""),
            by=citizen.person,
            channel=CHANNEL,
            language=request.LANGUAGE_CODE,
            guardian=guardian,
        )
        passage.close(outcome="consent given")
    return redirect(f"{reverse('my-consents')}?done=given")


@for_citizens
@require_POST
def took_back(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    person, guardian = _for_whom(request.POST.get("person", ""), citizen)
    record = request.POST.get("record", "")
    with passing(own_look(citizen, Kind.CONSENT), [person]) as passage:
        if record not in {one.record for one in records_of(person)}:
            raise unknown_record()
        withdraw(record, by=citizen.person, channel=CHANNEL, guardian=guardian)
        passage.close(outcome="consent withdrawn")
    return redirect(f"{reverse('my-consents')}?done=withdrawn")


def _for_whom(person: str, citizen: Citizen) -> tuple[str, Guardian | None]:
    """The citizen, or a child of theirs; anybody else is not there."""
    if person in ("", citizen.person):
        return citizen.person, None
    guardian = _guardian(person, citizen)
    if guardian is None:
        raise unknown_record()
    return person, guardian


def unknown_record() -> Unknown:
    return Unknown(
        Text(ar="لا توجد موافقة كهذه عندك", en="you have no such consent"),
        mend=Text(ar="راجع قائمة موافقاتك", en="look it up in the list of your consents"),
    )
