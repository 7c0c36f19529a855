"""The home page: the way to services, then the platform as everybody may see it. Counts only, no person."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wasl.catalogue.api import live_definitions
from wasl.channels.portal.services.finding import events_of
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.api import PlatformStatus, RegisterStatus, status


@dataclass(frozen=True)
class Line:
    """One register and its agency."""

    register: RegisterStatus
    owner: Text


@dataclass(frozen=True)
class Group:
    """Registers of one section of the picture."""

    name: Text
    lines: list[Line]

    @property
    def linked(self) -> int:
        return sum(line.register.linked > 0 for line in self.lines)

    @property
    def match_rate(self) -> float | None:
        records = sum(line.register.records for line in self.lines)
        return sum(line.register.linked for line in self.lines) / records if records else None


def home(request: HttpRequest) -> HttpResponse:
    now = status()
    events = events_of(live_definitions())
    context = {"now": now, "country": pack().name, "groups": _groups(now), "events": events, "asked": ""}
    return render(request, "portal/home.html", context)


def _groups(now: PlatformStatus) -> list[Group]:
    """In the order of the sections; within one, the weakest link first, registers of things last."""
    return [
        Group(section.name, [Line(one, pack().agencies[one.owner]) for one in sorted(own, key=_weakest_first)])
        for slug, section in pack().sections.items()
        if (own := [register for register in now.per_register if register.section == slug])
    ]


def _weakest_first(register: RegisterStatus) -> tuple[bool, float, str]:
    rate = register.match_rate
    return rate is None, rate or 0.0, register.register
