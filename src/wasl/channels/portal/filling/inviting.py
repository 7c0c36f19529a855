"""Inviting somebody to help with a draft, by national number; whether it is anybody's is not told."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.cases.api import Invited, Stage, end_invitation, invite, may_send, problem_of
from wasl.channels.portal.filling import words
from wasl.channels.portal.filling.access import Visit, of_a_case, page, press
from wasl.channels.portal.filling.onward import tasks_address
from wasl.channels.portal.filling.pages import aside
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text


@sensitive_post_parameters()
@of_a_case
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, visit: Visit) -> HttpResponse:
    if visit.sheet.case.stage != Stage.DRAFT:
        return aside(request, visit, words.SENT_ALREADY, words.SENT_MEND, reverse("case-sent", args=[visit.reference]))
    if not may_send(visit.sheet.case, visit.doer) or visit.doer.level is None:
        return aside(request, visit, words.ONLY_APPLICANT, words.SAVED_NOTE, tasks_address(visit.sheet))
    return _posted(request, visit) if request.method == "POST" else _page(request, visit)


def _posted(request: HttpRequest, visit: Visit) -> HttpResponse:
    ended = request.POST.get("end", "")
    if ended.isascii() and ended.isdecimal() and len(ended) < 19:
        end_invitation(visit.reference, int(ended), visit.doer)
        return redirect("case-invite", visit.reference)
    number = request.POST.get("number", "")[:60]
    try:
        invite(visit.reference, number, _part(request, visit), visit.doer, once=press(request, "invite"))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, visit, number=number, error=problem_of(refusal))
    return redirect(f"{reverse('case-invite', args=[visit.reference])}?done")


def _page(request: HttpRequest, visit: Visit, *, number: str = "", error: Text | None = None) -> HttpResponse:
    found = visit.sheet
    context = page(
        service=found.definition,
        case=found.case,
        standing=list(found.case.invited.filter(ended=None).order_by("pk")),
        number=number,
        error=error,
        once=secrets.token_urlsafe(16),
        done="done" in request.GET and error is None,
        back=tasks_address(found),
    )
    return render(request, "filling/invite.html", context)


def _part(request: HttpRequest, visit: Visit) -> Invited.Part:
    wanted = request.POST.get("part") == Invited.Part.COSIGNER and visit.sheet.definition.service.co_sign
    return Invited.Part.COSIGNER if wanted else Invited.Part.HELPER
