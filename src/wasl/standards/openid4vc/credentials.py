"""Nonce, credential, deferred credential and notification endpoints (OpenID4VCI sections 7 to 11)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

import wasl.identity.wallet.api as wallet
from wasl.core.conf import settings
from wasl.standards.openid4vc.answers import MOST, body_of, for_anybody, for_wallets

ENCRYPTED = "application/jwt"


@for_wallets
def nonce(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"c_nonce": wallet.nonce()})


@for_wallets
def credential(request: HttpRequest) -> HttpResponse:
    grant = _grant(request)
    asked, was_encrypted = _asked(request)
    wish = wallet.wish(asked, was_encrypted=was_encrypted)
    return _told(wallet.issue(grant, asked), wish)


@for_wallets
def deferred(request: HttpRequest) -> HttpResponse:
    grant = _grant(request)
    asked, was_encrypted = _asked(request)
    wish = wallet.wish(asked, was_encrypted=was_encrypted)
    return _told(wallet.issue_deferred(grant, asked.get("transaction_id")), wish)


@for_wallets
def notification(request: HttpRequest) -> HttpResponse:
    grant = _grant(request)
    asked = body_of(request)
    wallet.wallet_said(grant, asked.get("notification_id"), asked.get("event"))
    return HttpResponse(status=204)


@for_anybody
def status(request: HttpRequest, number: int) -> HttpResponse:
    """Public, and kept by whoever reads it: it names nobody, and a list is asked for, never a credential."""
    token = wallet.status_token(number)
    if token is None:
        raise wallet.Denied("not_found", "there is no such list", status=404)
    return HttpResponse(
        token, content_type="application/statuslist+jwt", headers={"Cache-Control": "public, max-age=300"}
    )


def _grant(request: HttpRequest) -> wallet.Grant:
    """The token comes in its header and nowhere else: addresses end up in logs."""
    if "access_token" in request.GET:
        raise wallet.Denied("invalid_request", "send the access token in the header Authorization, never in an address")
    address = f"{settings().public_address}{request.path}"
    return wallet.grant_of(request.headers.get("Authorization", ""), request.headers.get("DPoP"), "POST", address)


def _asked(request: HttpRequest) -> tuple[dict[str, Any], bool]:
    if request.content_type == ENCRYPTED:
        return wallet.opened(request.body[:MOST].decode("ascii", "replace")), True
    return body_of(request), False


def _told(made: wallet.Made | wallet.Later, wish: dict[str, Any] | None) -> HttpResponse:
    status, told = _answer(made)
    if wish is None:
        return JsonResponse(told, status=status)
    return HttpResponse(wallet.closed(told, wish), content_type=ENCRYPTED, status=status)


def _answer(made: wallet.Made | wallet.Later) -> tuple[int, dict[str, Any]]:
    if isinstance(made, wallet.Later):
        return 202, {"transaction_id": made.transaction, "interval": made.interval}
    return 200, {
        "credentials": [{"credential": one} for one in made.credentials],
        "notification_id": made.notification,
    }
