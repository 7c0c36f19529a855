"""What a person does with a request of theirs: a step of its workflow, or asking for a review of how it ended."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wasl.cases import api as cases
from wasl.cases.api import Overtaken
from wasl.channels.portal.filling.access import Visit
from wasl.channels.portal.mycases import page, words
from wasl.channels.portal.mycases.access import address, of_a_sent_case
from wasl.core.errors import NotAllowed, Refusal

FORM = require_http_methods(["GET", "HEAD", "POST"])


@of_a_sent_case
@FORM
def acted(request: HttpRequest, visit: Visit, action: str) -> HttpResponse:
    """A step; asked once more where it cannot be undone."""
    if request.method != "POST":
        return _asked(request, visit, action)
    seen = seen_in(request)
    said = request.POST.get("words", "")
    try:
        cases.act(visit.reference, action, visit.doer, once=once_in(request), words=said, seen=seen)
    except Overtaken as overtaken:
        return page.shown(request, anew(visit), refusal=overtaken, since=seen)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return page.shown(request, anew(visit), refusal=refusal)
    return redirect(address(visit, action))


@of_a_sent_case
@FORM
def asked_review(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return redirect(address(visit))
    sight, said = page.sight_of(request, visit), request.POST.get("words", "")
    if not sight.may_appeal:  # withdrawn by themselves, or asked for already
        return redirect(address(visit))
    try:
        cases.appeal(visit.reference, said, visit.doer, once=once_in(request))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return page.shown(request, anew(visit), refusal=refusal, field="words", typed=said)
    return redirect(address(visit, "review"))


def once_in(request: HttpRequest) -> str:
    """Of the press; a form without one is a press of its own."""
    return request.POST.get("once") or secrets.token_urlsafe(16)


def seen_in(request: HttpRequest) -> int | None:
    """How much of the journal stood there when the page was opened."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None


def anew(visit: Visit) -> Visit:
    """As it stands now."""
    return Visit(cases.opened(visit.reference, visit.doer), visit.doer)


def _asked(request: HttpRequest, visit: Visit, action: str) -> HttpResponse:
    sight = page.sight_of(request, visit)
    chosen = sight.act(action)
    if chosen is None or chosen not in sight.others:
        return redirect(address(visit))
    context = page.frame(
        request,
        sight=sight,
        case=visit.sheet.case,
        service=visit.sheet.definition,
        chosen=chosen,
        question=words.SURE.get(action) or chosen.title,
        ends=sight.ends(chosen),
        once=secrets.token_urlsafe(16),
    )
    return render(request, "mycases/sure.html", context)
