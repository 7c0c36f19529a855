"""Several requests of a queue at once: taken up, or taken one step on; each stands for itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from wasl.cases import api as cases
from wasl.cases.api import Case, Doer
from wasl.channels.backoffice.cases.access import for_case_work, number_in, press, pressed
from wasl.channels.backoffice.cases.forms import ManyForm
from wasl.channels.backoffice.forms import described, told
from wasl.core.errors import Refusal

MOST = 50
"""A page of a queue."""


@dataclass(frozen=True)
class Done:
    """One of several: done, or why not."""

    reference: str
    why_not: str


@for_case_work
@require_POST
def chosen(request: HttpRequest, doer: Doer) -> HttpResponse:
    """What was ticked in a queue, and what is wanted of it."""
    references = _references(request)
    if not references:
        return redirect("work")
    if request.POST.get("do") == "take":
        once = pressed(request)
        return _results(request, _each(references, lambda one: cases.take(one, doer, once=f"{once}:{one}")))
    return _asked(request, doer, references)


@for_case_work
@require_POST
def acted(request: HttpRequest, doer: Doer) -> HttpResponse:
    """A step that is open for none of them (any more) is tried all the same: pressed twice, it was done once."""
    references = _references(request)
    if not references:
        return redirect("work")
    found, opened = cases.actions_for(references, doer)
    key, words = request.POST.get("action", ""), ""
    if not key or key in {one.key for one in opened}:
        form = ManyForm(request.POST, opened=opened, language=request.LANGUAGE_CODE)
        if not form.is_valid():
            return _page(request, found, form)
        words = form.cleaned_data.get("words", "")
    seen = {one: number_in(request.POST.get(f"seen-{one}")) or 0 for one in references}
    done = cases.act_on_many(references, key, doer, once=pressed(request), words=words, seen=seen)
    return _results(request, [Done(reference, told(refusal) if refusal else "") for reference, refusal in done])


def _references(request: HttpRequest) -> list[str]:
    return list(dict.fromkeys(request.POST.getlist("reference")))[:MOST]


def _asked(request: HttpRequest, doer: Doer, references: Sequence[str]) -> HttpResponse:
    found, opened = cases.actions_for(references, doer)
    return _page(request, found, ManyForm(opened=opened, language=request.LANGUAGE_CODE))


def _page(request: HttpRequest, found: list[Case], form: ManyForm) -> HttpResponse:
    described(form)
    context = {"cases": found, "form": form, "once": press()}
    return render(request, "cases/many.html", context, status=400 if form.errors else 200)


def _each(references: Sequence[str], act: Callable[[str], object]) -> list[Done]:
    done = []
    for one in references:
        try:
            act(one)
            done.append(Done(one, ""))
        except Refusal as refusal:
            done.append(Done(one, told(refusal)))
    return done


def _results(request: HttpRequest, done: list[Done]) -> HttpResponse:
    failed = [one for one in done if one.why_not]
    context = {"done": [one for one in done if not one.why_not], "failed": failed}
    return render(request, "cases/many_done.html", context)
