"""After sending: the number, what comes next, by when, whom to ask; of an inquiry the answer itself."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wasl.cases.api import Outcome, Sheet, Stage, story
from wasl.channels.portal.filling.access import Visit, of_a_case, page
from wasl.channels.portal.filling.onward import tasks_address
from wasl.country.api import pack
from wasl.payments.api import payments_for


@of_a_case
@require_safe
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = visit.sheet
    if found.case.stage not in (Stage.OPEN, Stage.ENDED):
        return redirect(tasks_address(found))
    waiting = [one for one in payments_for(visit.reference) if one.is_open]
    context = page(
        service=found.definition,
        case=found.case,
        story=story(found, visit.doer),
        answered=bool(found.definition.service.shows) and found.case.outcome == Outcome.GRANTED,
        groups=groups_of(found),
        payment=waiting[0] if waiting and found.case.stage == Stage.OPEN else None,
        contact=found.definition.texts.get("contact"),
        help_line=pack().profile.help_line,
        ended=found.case.stage == Stage.ENDED,
    )
    return render(request, "filling/sent.html", context)


def groups_of(found: Sheet) -> list[list[dict[str, Any]]]:
    """The lines of an answer, row by row; what belongs to no row comes first."""
    lines = sorted(found.filled.answer, key=lambda line: line["row"])
    return [list(group) for _, group in groupby(lines, key=lambda line: line["row"])]
