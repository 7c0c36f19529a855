"""Doing something with a case: a step of the workflow, taking it up, a word to colleagues, opening it again."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wasl.cases import api as cases
from wasl.cases.api import Doer, Overtaken
from wasl.channels.backoffice.cases.access import for_case_work, number_in, pressed
from wasl.channels.backoffice.cases.forms import ReasonForm
from wasl.channels.backoffice.cases.names import colleagues
from wasl.channels.backoffice.cases.one import page, say_form
from wasl.core.errors import Refusal, Unknown

NOTHING_SEEN = -1
SAYS: dict[str, Callable[..., object]] = {
    "note": cases.note,
    "ask": cases.ask_opinion,
    "give": cases.give_opinion,
    "reopen": cases.reopen,
}


def attempt(request: HttpRequest, doer: Doer, reference: str, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and show the case; or show the case with why not, and what happened meanwhile."""
    try:
        act()
    except Unknown:
        raise
    except Overtaken as overtaken:
        return page(request, doer, reference, trouble=overtaken, since=number_in(request.POST.get("seen")))
    except Refusal as refusal:
        return page(request, doer, reference, trouble=refusal)
    messages.success(request, said)
    return redirect("work-case", reference)


@for_case_work
@require_POST
def acted(request: HttpRequest, doer: Doer, reference: str) -> HttpResponse:
    """An action of the workflow. A form that does not say what its page showed was overtaken by everything."""
    key, seen = request.POST.get("action", ""), number_in(request.POST.get("seen"))
    words = ""
    if "words" in request.POST:
        form = ReasonForm(request.POST, reasons=[("", "")])
        if not form.is_valid():
            return page(request, doer, reference, wrong=key)
        words = form.said()
    known = NOTHING_SEEN if seen is None else seen
    act = partial(cases.act, reference, key, doer, once=pressed(request), words=words, seen=known)
    return attempt(request, doer, reference, act, _("Done. The journal below says so."))


@for_case_work
@require_POST
def held(request: HttpRequest, doer: Doer, reference: str) -> HttpResponse:
    """Take it up, put it back, or give it to a colleague."""
    wish, once = request.POST.get("do", ""), pressed(request)
    if wish == "back":
        act: Callable[[], object] = partial(cases.put_back, reference, doer, once=once)
        said = _("It is back in the queue.")
    elif wish == "give":
        act, said = partial(_given, reference, request.POST.get("to", ""), doer, once), _("It was given.")
    else:
        seen = number_in(request.POST.get("seen"))
        act, said = partial(cases.take, reference, doer, once=once, seen=seen), _("You work on this request now.")
    return attempt(request, doer, reference, act, said)


@for_case_work
@require_POST
def said(request: HttpRequest, doer: Doer, reference: str) -> HttpResponse:
    """A note, a question to colleagues, or the answer to one."""
    kind = request.POST.get("kind", "")
    return _with_words(request, doer, reference, kind if kind in ("ask", "give") else "note")


@for_case_work
@require_POST
def reopened(request: HttpRequest, doer: Doer, reference: str) -> HttpResponse:
    """An ended case, by the head of the office."""
    return _with_words(request, doer, reference, "reopen")


@for_case_work
@require_POST
def reviewed(request: HttpRequest, doer: Doer, reference: str) -> HttpResponse:
    """The answer to a review that the applicant asked for."""
    return _with_words(request, doer, reference, "review")


def _with_words(request: HttpRequest, doer: Doer, reference: str, key: str) -> HttpResponse:
    form, once = say_form(key, request.POST), pressed(request)
    if not form.is_valid():
        return page(request, doer, reference, wrong=key)
    words = form.cleaned_data["words"]
    if key == "review":
        upheld = request.POST.get("upheld") == "yes"
        act: Callable[[], object] = partial(cases.answer_appeal, reference, words, doer, upheld=upheld, once=once)
    else:
        act = partial(SAYS[key], reference, words, doer, once=once)
    return attempt(request, doer, reference, act, _("It is written down."))


def _given(reference: str, whom: str, doer: Doer, once: str) -> object:
    if whom not in {username for username, _name in colleagues(doer.office)}:
        raise Refusal(_("Nobody of this name works in your office"), mend=_("Choose a colleague from the list"))
    return cases.give_to(reference, whom, doer, once=once)
