"""How the state looks at people's data, for everybody to read: counts by month, small ones hidden, no person."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import wasl.trust.policies.api as policies
from wasl.core.conf import settings
from wasl.core.text import Text
from wasl.trust.policies.api import HOW, Month

MOST_MONTHS = 13

WAYS = {
    "by_law": Text(ar="بحكم القانون", en="by law"),
    "by_consent": Text(ar="بموافقة صاحب البيانات", en="with the person's consent"),
    "emergency": Text(ar="طوارئ", en="in an emergency"),
    "refused": Text(ar="مرفوض", en="refused"),
}


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """The month asked for, or the latest."""
    complete = policies.bring_up_to_date()
    names = policies.months()[:MOST_MONTHS]
    chosen = _chosen(request.GET.get("month", ""), names)
    found = policies.month(chosen) if chosen else None
    context = {
        "months": names,
        "month": found,
        "complete": complete,
        "fewest": settings().fewest,
        "ways": [WAYS[way] for way in HOW],
        "trend": policies.trend(names),
    }
    return render(request, "portal/transparency.html", context | (_tables(found) if found else {}))


def _chosen(asked: str, names: list[str]) -> str:
    if asked and asked not in names:
        raise Http404(asked)
    return asked or (names[0] if names else "")


def _tables(found: Month) -> dict[str, object]:
    named = [policies.purpose_name(one) for one in found.purposes]
    offices = [policies.office_name(one or None) for one in found.offices]
    return {
        "by_way": list(zip(named, found.ways.rows, found.ways.row_totals, strict=True)),
        "by_body": list(zip(offices, zip(*found.bodies.rows, strict=True), found.bodies.column_totals, strict=True)),
        "purposes": named,
        "totals": list(zip(WAYS.values(), found.ways.column_totals, strict=True)),
        "sections": [(policies.section_name(section), count) for section, count in found.sections],
    }


@require_safe
def transparency_csv(request: HttpRequest) -> HttpResponse:
    """All months in one table; an empty count is a hidden one. It begins with the mark by which one knows UTF-8."""
    policies.bring_up_to_date()
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["month", "purpose", "body", "section", "way", "looks"])
    for name in policies.months()[:MOST_MONTHS]:
        writer.writerows(_lines(policies.month(name)))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="looks.csv"'
    return answer


def _lines(found: Month) -> Iterator[list[object]]:
    for purpose, ways, bodies in zip(found.purposes, found.ways.rows, found.bodies.rows, strict=True):
        for way, looks in zip(HOW, ways, strict=True):
            yield [found.month, purpose, "", "", way, _told(looks)]
        for office, looks in zip(found.offices, bodies, strict=True):
            yield [found.month, purpose, office or "-", "", "", _told(looks)]
    for section, looks in found.sections:
        yield [found.month, "", "", section, "", _told(looks)]


def _told(looks: int | None) -> object:
    return "" if looks is None else looks
