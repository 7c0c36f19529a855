"""Whose payment it is: the account that is signed in, or the browser in which something was begun without one."""

import secrets
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from wasl.channels.portal.mydata.access import NEXT, trouble
from wasl.core.errors import Refusal, Unknown
from wasl.identity.api import signed_in
from wasl.payments.api import Payment, payment_of

VISITOR = "visitor"
"""Where a session keeps what stands for somebody without an account."""


def visitor(request: HttpRequest) -> str:
    """Who this browser is without an account, as a payer; from the first asking on always the same."""
    kept = request.session.setdefault(VISITOR, secrets.token_urlsafe(24))
    return f"{VISITOR}:{kept}"


def payers(request: HttpRequest) -> set[str]:
    """As whom payments may have been asked of whoever is here."""
    here, kept = signed_in(request), request.session.get(VISITOR)
    return {*([here.citizen.account_id] if here else []), *([f"{VISITOR}:{kept}"] if kept else [])}


def for_payers(view: Callable[[HttpRequest, Payment], HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view the payment of who is here. Who is not signed in may be its payer still, and is asked to be."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str) -> HttpResponse:
        try:
            return view(request, payment_of(reference, payers(request)))
        except Unknown as unknown:
            if signed_in(request):
                raise Http404(str(unknown)) from unknown
            if request.method == "GET":
                request.session[NEXT] = request.get_full_path()
            return redirect("my-sign-in")
        except Refusal as refusal:
            return trouble(request, refusal)

    return guarded
