"""My wallet: which credentials I may have, the offer of one as QR code and link, those issued, taking one back."""

from types import ModuleType
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import wasl.identity.wallet.api as wallet
from wasl.channels.portal.mydata.access import for_citizens
from wasl.channels.portal.wallet import words
from wasl.identity.api import Citizen, signed_in
from wasl.trust.api import Assurance

WISH = "wallet-wish"
"""Where the issuer's address for browsers leaves what a wallet asks."""


@for_citizens
@require_safe
def home(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    level = _level(request)
    may_have = [(kind, level.rank >= kind.assurance.rank) for kind in wallet.kinds().values()]
    issued = [(line, words.STANDINGS[line.standing], _good(line)) for line in wallet.issued_to(citizen.person)]
    return _page(request, "wallet/home.html", may_have=may_have, issued=issued, taken="taken" in request.GET)


@for_citizens
@require_POST
def offered(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """Shown in the answer itself: the number is told once."""
    kind = request.POST.get("kind", "")
    given = wallet.offer(citizen.person, kind, _level(request))
    link = wallet.offer_link(given.reference)
    return _page(
        request,
        "wallet/offer.html",
        kind=wallet.kinds()[kind],
        number=given.tx_code,
        link=link,
        code=qr_code(link),
    )


@for_citizens
@require_POST
def taken_back(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    number = request.POST.get("number", "")
    wallet.take_back(citizen.person, int(number) if number.isdecimal() and len(number) < 10 else 0)
    return redirect(f"{reverse('my-wallet')}?taken")


@for_citizens
@require_http_methods(["GET", "HEAD", "POST"])
def allowed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    """What a wallet asked for on its own account; the answer takes the browser back to it."""
    kept = request.session.get(WISH)
    wish = wallet.Wished(**kept) if kept else None
    if wish is None or wish.kind not in wallet.kinds():
        return redirect("my-wallet")
    if request.method != "POST":
        return _page(request, "wallet/allow.html", kind=wallet.kinds()[wish.kind], wish=wish)
    yes = request.POST.get("answer") == "yes"
    onward = wallet.allow(wish, citizen.person, _level(request)) if yes else wish.back(error="access_denied")
    del request.session[WISH]
    return _onward(request, onward)


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """A page that goes on by itself: what a form may lead to is closed to other addresses (form-action)."""
    answer = _page(request, "wallet/onward.html", address=address)
    answer["Refresh"] = f"0; url={address}"
    return answer


def qr_code(text: str) -> str:
    """As an address of a picture: dark on light also where the page is dark."""
    return segno.make_qr(text, error="m").svg_data_uri(scale=6, border=4, dark="#000", light="#fff")


def _good(line: wallet.Line) -> bool:
    return line.standing == wallet.Standing.VALID and not line.expired


def _level(request: HttpRequest) -> Assurance:
    here = signed_in(request)
    return here.level if here else Assurance.LOW


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    texts: ModuleType = words
    return render(request, template, {**context, "words": vars(texts)})
