"""Offers, and tokens for the codes in them (OpenID4VCI sections 4 to 6)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

import wasl.identity.wallet.api as wallet
from wasl.core.conf import settings
from wasl.standards.openid4vc.answers import for_anybody, for_wallets

CODE = "authorization_code"


@for_anybody
def authorize(request: HttpRequest) -> HttpResponse:
    """The wallet's wish waits in the session while the person signs in and decides (portal)."""
    request.session["wallet-wish"] = wallet.wished(request.GET.dict()).kept()
    return redirect("my-wallet-allow")


@for_anybody
def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """By reference: the QR code stays small, and the code in it is read once it is needed."""
    found = wallet.code_of(reference)
    if found is None:
        raise wallet.Denied("not_found", "this offer is unknown, was used or is too old", status=404)
    return JsonResponse(wallet.offer_document(*found))


@for_wallets
def token(request: HttpRequest) -> HttpResponse:
    client = wallet.attested_client(
        request.headers.get("OAuth-Client-Attestation"), request.headers.get("OAuth-Client-Attestation-PoP")
    )
    asked = request.POST
    if client and asked.get("client_id", client) != client:
        raise wallet.Denied("invalid_client", "client_id is not the one attested", status=401)
    return JsonResponse(token_answer(_given(asked.dict(), _bound_key(request))))


def _given(asked: dict[str, str], key: str) -> wallet.Given:
    if asked.get("grant_type") == CODE:
        return wallet.exchanged(asked, key)
    if asked.get("grant_type") != wallet.PRE_AUTHORISED:
        raise wallet.Denied("unsupported_grant_type", f"grant_type must be {CODE} or {wallet.PRE_AUTHORISED}")
    if not asked.get("pre-authorized_code"):
        raise wallet.Denied("invalid_request", "pre-authorized_code is missing")
    return wallet.redeemed(asked["pre-authorized_code"], asked.get("tx_code", ""), key)


def _bound_key(request: HttpRequest) -> str:
    proof = request.headers.get("DPoP")
    return wallet.thumbprint(proof, "POST", f"{settings().public_address}{request.path}") if proof else ""


def token_answer(given: wallet.Given) -> dict[str, Any]:
    seconds = (given.grant.expires - given.grant.created).total_seconds()
    details = {
        "type": "openid_credential",
        "credential_configuration_id": given.grant.kind,
        "credential_identifiers": [given.grant.identifier],
    }
    return {
        "access_token": given.token,
        "token_type": "DPoP" if given.bound else "Bearer",
        "expires_in": int(seconds),
        "authorization_details": [details],
    }
