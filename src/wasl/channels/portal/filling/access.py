"""Who fills in: a citizen, as surely as the session knows, or a visitor's browser. Nobody else's case is there."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wasl.cases.api import Doer, Sheet, opened
from wasl.catalogue.api import Definition, Who
from wasl.channels.portal.filling import typed, words
from wasl.channels.portal.mydata.access import NEXT
from wasl.channels.portal.paying.access import VISITOR, visitor
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.errors import words as said
from wasl.identity.api import signed_in
from wasl.trust.api import Assurance, own_words

CHANNEL = "portal"


@dataclass(frozen=True)
class Visit:
    """A case that is open in a browser, and who has it open."""

    sheet: Sheet
    doer: Doer

    @property
    def reference(self) -> str:
        return self.sheet.case.reference


def doer_of(request: HttpRequest) -> Doer:
    """Who is not surely the person is their account only: the person's cases and rows are not theirs."""
    here = signed_in(request)
    if here is None:
        return Doer(account=f"{VISITOR}:{request.session.get(VISITOR, '')}", who=Who.CITIZEN, channel=CHANNEL)
    sure = here.level.rank >= Assurance.SUBSTANTIAL.rank
    return Doer(
        account=here.citizen.account_id,
        who=Who.CITIZEN,
        channel=CHANNEL,
        person=here.citizen.person if sure else "",
        level=here.level,
    )


def new_visitor(request: HttpRequest) -> Doer:
    """Somebody without an account begins: from here on their browser is known by a number."""
    return Doer(account=visitor(request), who=Who.CITIZEN, channel=CHANNEL)


def sure_enough(definition: Definition, doer: Doer, *, about_a_person: bool) -> bool:
    """Whether a session may show a case: what registers say is for those who are surely the person."""
    least = definition.service.assurance
    needed = [Assurance(least)] if least != "none" else []
    needed += [Assurance.SUBSTANTIAL] if about_a_person else []
    return all(doer.level is not None and doer.level.rank >= one.rank for one in needed)


def of_a_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the case, for those whose it is; what cannot be done is told with a way on."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **keywords: Any) -> HttpResponse:
        doer = doer_of(request)
        try:
            with own_words("filling in a request"):
                found = opened(reference, doer)
                if not sure_enough(found.definition, doer, about_a_person=bool(found.case.person)):
                    return raised_first(request, found.definition, doer)
                return view(request, Visit(found, doer), **keywords)
        except Unknown as unknown:
            if doer.level is None:
                return signed_in_first(request)
            raise Http404(str(unknown)) from unknown
        except Refusal as refusal:
            return told(request, refusal)

    return guarded


def signed_in_first(request: HttpRequest) -> HttpResponse:
    """The page that was wanted is remembered, and so is what was typed on it."""
    _come_back(request)
    return redirect("my-sign-in")


def raised_first(request: HttpRequest, definition: Definition, doer: Doer) -> HttpResponse:
    """Signed in, but not as surely as the service needs."""
    if doer.level is None:
        return signed_in_first(request)
    _come_back(request)
    return render(request, "filling/raise.html", page(title=definition.title, service=definition), status=403)


def told(request: HttpRequest, refusal: Refusal, *, reference: str = "") -> HttpResponse:
    """Words and a link: nobody is left standing."""
    context = page(what=said(refusal.what), mend=said(refusal.mend), reference=reference)
    return render(request, "filling/trouble.html", context, status=403 if isinstance(refusal, NotAllowed) else 409)


def press(request: HttpRequest, what: str) -> str:
    """What makes two presses on one form one; a token that another form sent is another press."""
    return f"{what}:{request.POST.get('once') or secrets.token_urlsafe(16)}"


def page(**context: Any) -> dict[str, Any]:
    """What every template of these pages knows."""
    return {"words": vars(words), **context}


def _come_back(request: HttpRequest) -> None:
    request.session[NEXT] = request.get_full_path()
    if request.method == "POST":
        typed.keep(request)
