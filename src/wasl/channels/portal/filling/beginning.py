"""Beginning: whom the request is for, what was left unfinished, and the draft, once for a press."""

import secrets
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wasl.cases.api import Basis, Case, Doer, Stage, begin, begun, cases_of, opened
from wasl.catalogue.api import Definition, definition_of, live
from wasl.channels.portal.filling import words
from wasl.channels.portal.filling.access import doer_of, new_visitor, page, raised_first, sure_enough, told
from wasl.channels.portal.filling.onward import first_page, is_long, tasks_address
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.identity.accounts.api import GUARDIAN, acts_for, names_of
from wasl.identity.api import signed_in
from wasl.trust.api import own_words

ME = "me"


@dataclass(frozen=True)
class Whom:
    """Somebody for whom one may begin it."""

    person: str
    name: str
    why: Text


@require_http_methods(["GET", "HEAD", "POST"])
def started(request: HttpRequest, slug: str) -> HttpResponse:
    """Begins on a press alone; a visit shows what is asked before."""
    try:
        definition = definition_of(live(slug))
    except Unknown as unknown:
        raise Http404(str(unknown)) from unknown
    doer = doer_of(request)
    if not sure_enough(definition, doer, about_a_person=definition.service.purpose is not None):
        return raised_first(request, definition, doer)
    try:
        return _pressed(request, definition, doer) if request.method == "POST" else _asked(request, definition, doer)
    except Refusal as refusal:
        return told(request, refusal)


def _pressed(request: HttpRequest, definition: Definition, doer: Doer) -> HttpResponse:
    token = request.POST.get("once") or request.POST.get("csrfmiddlewaretoken", "") or secrets.token_urlsafe(16)
    once = f"begin:{definition.slug}:{token}"
    if standing := begun(doer, once):
        return redirect(_first(standing, doer))
    chosen = request.POST.get("for", "")
    if chosen != ME:
        people = _people(request, definition, doer)
        chosen = chosen or ("" if people else ME)
        if chosen not in {ME, *(one.person for one in people)}:
            return _asked(request, definition, doer, wrong="for" in request.POST)
    if "new" not in request.POST and _unfinished(definition, doer, chosen):
        return _asked(request, definition, doer)
    if doer.level is None:
        doer = new_visitor(request)
    return redirect(_first(begin(definition.slug, doer, once=once, person="" if chosen == ME else chosen), doer))


def _asked(request: HttpRequest, definition: Definition, doer: Doer, *, wrong: bool = False) -> HttpResponse:
    context = page(
        service=definition,
        people=_people(request, definition, doer),
        unfinished=_unfinished(definition, doer),
        once=secrets.token_urlsafe(16),
        error=words.CHOOSE_WHOM if wrong else None,
    )
    return render(request, "filling/begin.html", context, status=200)


def _first(case: Case, doer: Doer) -> str:
    with own_words("a new draft"):
        found = opened(case.reference, doer)
        return tasks_address(found) if is_long(found) else first_page(found)


def _people(request: HttpRequest, definition: Definition, doer: Doer) -> list[Whom]:
    """Children and those who gave a mandate for the service's purpose, as far as the service allows them."""
    here = signed_in(request)
    allowed = set(definition.service.for_others) & {"child", "mandate"}
    if here is None or not doer.person or not allowed:
        return []
    look = doer.look(definition.service.purpose)
    rights = [
        one
        for one in acts_for(here.citizen, look if "child" in allowed else None)
        if ("child" if one.kind == GUARDIAN else "mandate") in allowed
        if not one.purposes or look.purpose in one.purposes
    ]
    names = names_of([one.person for one in rights])
    why = {GUARDIAN: words.MY_CHILD}
    return [Whom(one.person, names.get(one.person, ""), why.get(one.kind, words.BY_MANDATE)) for one in rights]


def _unfinished(definition: Definition, doer: Doer, chosen: str = "") -> list[Case]:
    """Drafts of one's own; with `chosen`, those for that person."""
    whose = {"": None, ME: doer.person}.get(chosen, chosen)
    return [
        case
        for case in cases_of(doer)
        if case.stage == Stage.DRAFT and case.slug == definition.slug and case.actor == doer.account
        if whose is None or case.person == whose or case.basis == Basis.VISITOR
    ]
