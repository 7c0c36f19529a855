"""Who may open these pages: a citizen who is signed in surely enough, nobody else. Every answer goes by the door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.identity.api import Citizen, SignedIn, signed_in
from wasl.trust.api import Assurance, Kind, Look

PURPOSE = "citizen-request"
NEXT = "citizen-next"
"""Where a session remembers the page that somebody wanted before they signed in."""

View = Callable[..., HttpResponse]


def for_citizens(view: View) -> View:
    """For what the state holds: who is not surely the person is led to the page on which they can prove it."""
    return _guarded(view, Assurance.SUBSTANTIAL)


def for_account_holders(view: View) -> View:
    """For the account itself, which somebody may have who has proved nothing yet."""
    return _guarded(view, Assurance.LOW)


def _guarded(view: View, least: Assurance) -> View:
    """Sign in first. What the view may not do is told, not thrown; what is not theirs is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        here = signed_in(request)
        if here is None or here.level.rank < least.rank:
            if request.method == "GET":
                request.session[NEXT] = request.get_full_path()
            return redirect("my-sign-in" if here is None else "my-account-raise")
        here.citizen.here = here  # type: ignore[attr-defined]  # for the looks of this visit
        try:
            return view(request, here.citizen, *arguments, **keywords)
        except Unknown as unknown:
            raise Http404(str(unknown)) from unknown
        except Refusal as refusal:
            return trouble(request, refusal)

    return guarded


def here_of(citizen: Citizen) -> SignedIn:
    """The session in which a guarded view was given this citizen."""
    here: SignedIn = citizen.here  # type: ignore[attr-defined]  # set where the view is guarded
    return here


def after_sign_in(request: HttpRequest, otherwise: str = "my-home") -> str:
    """Where to go on: the page that was wanted, else the one named. Ask before signing in, which empties the session.

    Only paths that this platform serves itself are gone to.
    """
    wanted = request.session.pop(NEXT, None)
    return wanted if isinstance(wanted, str) and is_own_path(wanted) else reverse(otherwise)


def is_own_path(wanted: str) -> bool:
    if not (wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)):
        return False
    try:
        resolve(wanted.partition("?")[0])
    except Resolver404:
        return False
    return True


def own_look(citizen: Citizen, kind: Kind) -> Look:
    """A citizen looks at what is their own, as surely as this session knows that it is."""
    here: SignedIn | None = getattr(citizen, "here", None)
    return Look(
        actor=citizen.account_id,
        actor_name="",
        office=None,
        role="citizen",
        purpose=PURPOSE,
        channel="portal",
        kind=kind,
        assurance=here.level if here else Assurance.LOW,
    )


def trouble(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    said = {
        name: words(message).in_language(request.LANGUAGE_CODE)
        for name, message in (("what", refusal.what), ("mend", refusal.mend))
    }
    return render(request, "mydata/trouble.html", said, status=403 if isinstance(refusal, NotAllowed) else 400)
