"""Looking for a service: by words, by what happens in a life, by agency, in the list of all."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wasl.catalogue.api import Definition, LifeEvent, find, live_definitions, surroundings
from wasl.channels.portal.services.brief import Brief, brief, today
from wasl.channels.portal.services.missing import missing
from wasl.core.text import Text
from wasl.country.api import pack

LONGEST = 200
MOST = 10
OTHER = Text(ar="خدمات أخرى", en="Other services")


@dataclass(frozen=True)
class Group:
    """Services of one sector."""

    name: Text
    services: list[Definition]


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """The box, what it found, and every other way to a service."""
    standing = live_definitions()
    asked = " ".join(request.GET.get("q", "")[:LONGEST].split())
    context = {
        "asked": asked,
        "found": _found(asked, standing),
        "events": events_of(standing),
        "agencies": _agencies(standing),
        "groups": _groups(standing),
        "count": len(standing),
        "help_line": pack().profile.help_line,
    }
    return render(request, "services/services.html", context)


def _found(asked: str, standing: Iterable[Definition]) -> list[Brief]:
    by_slug, on = {one.slug: one for one in standing}, today()
    return [brief(by_slug[one.slug], on) for one in find(asked, MOST) if one.slug in by_slug]


@cache
def life_events() -> dict[str, LifeEvent]:
    """In the order in which they are shown; they come with the program, so they stay as they are."""
    return surroundings().life_events


def events_of(standing: Iterable[Definition]) -> list[tuple[str, LifeEvent, int]]:
    """Those that bring a service with them."""
    counts = Counter(event for one in standing for event in one.service.life_events)
    return [(slug, event, counts[slug]) for slug, event in life_events().items() if counts[slug]]


def _agencies(standing: Iterable[Definition]) -> list[tuple[str, int]]:
    """Those with most services first."""
    return Counter(one.service.agency for one in standing).most_common()


def _groups(standing: Iterable[Definition]) -> list[Group]:
    by_sector: dict[str, list[Definition]] = {}
    for one in standing:
        by_sector.setdefault(one.service.sector, []).append(one)
    names = pack().sectors
    known = [Group(name, by_sector.pop(sector)) for sector, name in names.items() if sector in by_sector]
    rest = [one for some in by_sector.values() for one in some]
    return [*known, Group(OTHER, rest)] if rest else known


@require_safe
def event(request: HttpRequest, event: str) -> HttpResponse:
    """What the state can do for somebody to whom this happens."""
    happens = life_events().get(event)
    found = [one for one in live_definitions() if event in one.service.life_events]
    if happens is None or not found:
        return missing(request)
    return _listed(request, happens, found, by="event")


@require_safe
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """All services of one agency."""
    name = pack().agencies.get(agency)
    found = [one for one in live_definitions() if one.service.agency == agency]
    if name is None or not found:
        return missing(request)
    return _listed(request, name, found, by="agency")


def _listed(request: HttpRequest, name: Text, found: Iterable[Definition], *, by: str) -> HttpResponse:
    on = today()
    context = {"name": name, "found": [brief(one, on) for one in found], "by": by}
    return render(request, "services/listed.html", context)
