"""Throwing a draft away, asked once more before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wasl.cases.api import Stage, discard
from wasl.channels.portal.filling import words
from wasl.channels.portal.filling.access import Visit, of_a_case, page
from wasl.channels.portal.filling.onward import tasks_address
from wasl.channels.portal.filling.pages import aside


@of_a_case
@require_http_methods(["GET", "HEAD", "POST"])
def discarded(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = visit.sheet
    if found.case.stage not in (Stage.DRAFT, Stage.DISCARDED):
        return aside(request, visit, words.SENT_ALREADY, words.SENT_MEND, reverse("case-sent", args=[visit.reference]))
    if request.method == "POST":
        discard(visit.reference, visit.doer)
    done = request.method == "POST" or found.case.stage == Stage.DISCARDED
    context = page(service=found.definition, case=found.case, done=done, back=tasks_address(found))
    return render(request, "filling/discard.html", context)
