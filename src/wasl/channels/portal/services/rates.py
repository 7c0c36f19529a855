"""How much of what services ask the state knows already, for everybody to read: by service, by archetype, over all."""

import csv
from dataclasses import dataclass
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wasl.catalogue.api import Definition, Share, live_definitions, once_only, once_only_over
from wasl.channels.portal.services.archetypes import archetype_of, name_of


@dataclass(frozen=True)
class Rate:
    """A service and its share."""

    definition: Definition
    archetype: str
    share: Share


@require_safe
def once_only_rates(request: HttpRequest) -> HttpResponse:
    rates = _rates()
    context = {
        "rates": rates,
        "archetypes": _by_archetype(rates),
        "whole": once_only_over(rate.definition for rate in rates),
    }
    return render(request, "services/once_only.html", context)


def _rates() -> list[Rate]:
    """Where most is still asked, first; services that ask nothing, last."""
    rates = [Rate(one, archetype_of(one.service.extends), once_only(one)) for one in live_definitions()]
    return sorted(rates, key=lambda rate: (rate.share.percent is None, rate.share.percent or 0, rate.definition.slug))


def _by_archetype(rates: list[Rate]) -> list[tuple[str, int, Share]]:
    found: dict[str, list[Rate]] = {}
    for rate in rates:
        found.setdefault(rate.archetype, []).append(rate)
    return [
        (name_of(archetype), len(some), once_only_over(rate.definition for rate in some))
        for archetype, some in sorted(found.items())
    ]


@require_safe
def once_only_csv(request: HttpRequest) -> HttpResponse:
    """It begins with the mark by which one knows UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["service", "title_ar", "title_en", "agency", "archetype", "answered", "asked", "percent"])
    writer.writerows(_line(rate) for rate in _rates())
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="once-only.csv"'
    return answer


def _line(rate: Rate) -> list[object]:
    one, share = rate.definition, rate.share
    percent = "" if share.percent is None else f"{share.percent:.1f}"
    said = [one.slug, one.title.ar, one.title.en, one.service.agency, rate.archetype]
    return [*said, share.answered, share.asked, percent]
