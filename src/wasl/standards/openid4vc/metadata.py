"""What wallets read before they speak to us: issuer, authorization server, keys and types."""

import base64
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from joserfc import jwt

import wasl.identity.wallet.api as wallet
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.standards.openid4vc.answers import for_anybody

SIGNED = "application/jwt"
LOCALES = ("ar", "en")


@for_anybody
def credential_issuer(request: HttpRequest) -> HttpResponse:
    """OpenID4VCI section 12.2; signed where the wallet prefers that."""
    told = _credential_issuer()
    if SIGNED in request.headers.get("Accept", ""):
        return HttpResponse(_signed(told), content_type=SIGNED)
    return JsonResponse(told)


@for_anybody
def authorization_server(request: HttpRequest) -> HttpResponse:
    """RFC 8414."""
    here = wallet.issuer()
    return JsonResponse(
        {
            "issuer": here,
            "token_endpoint": f"{here}/token",
            "authorization_endpoint": f"{here}/authorize",
            "grant_types_supported": ["authorization_code", wallet.PRE_AUTHORISED],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "scopes_supported": list(wallet.kinds()),
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["none", "attest_jwt_client_auth"],
            "client_attestation_signing_alg_values_supported": [wallet.ALGORITHM],
            "client_attestation_pop_signing_alg_values_supported": [wallet.ALGORITHM],
            "dpop_signing_alg_values_supported": [wallet.ALGORITHM],
            "authorization_details_types_supported": ["openid_credential"],
            "pre-authorized_grant_anonymous_access_supported": True,
        }
    )


@for_anybody
def jwt_vc_issuer(request: HttpRequest) -> HttpResponse:
    """Keys that credentials are checked with (draft-ietf-oauth-sd-jwt-vc section 5)."""
    return JsonResponse({"issuer": wallet.issuer(), "jwks": {"keys": wallet.public_keys()}})


@for_anybody
def type_metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """draft-ietf-oauth-sd-jwt-vc section 6."""
    kind = wallet.kinds().get(slug)
    if kind is None:
        raise wallet.Denied("not_found", "there is no such type", status=404)
    rendering = {"simple": {"background_color": kind.colours.background, "text_color": kind.colours.text}}
    display = [{"locale": one, **_said(kind.name, kind.says, one), "rendering": rendering} for one in LOCALES]
    claims = [
        {
            "path": list(claim.path),
            "sd": "always",
            "display": [{"locale": one, "label": claim.name.in_language(one)} for one in LOCALES],
        }
        for claim in kind.claims
    ]
    named = {"vct": wallet.vct(slug), "name": kind.name.en, "description": kind.says.en}
    return JsonResponse({**named, "display": display, "claims": claims})


def _said(name: Text, says: Text, language: str) -> dict[str, str]:
    return {"name": name.in_language(language), "description": says.in_language(language)}


def _credential_issuer() -> dict[str, Any]:
    here = wallet.issuer()
    return {
        "credential_issuer": here,
        "credential_endpoint": f"{here}/credential",
        "nonce_endpoint": f"{here}/nonce",
        "deferred_credential_endpoint": f"{here}/deferred",
        "notification_endpoint": f"{here}/notification",
        "batch_credential_issuance": {"batch_size": wallet.BATCH},
        "credential_request_encryption": {
            "jwks": {"keys": [wallet.our_key()]},
            "enc_values_supported": list(wallet.CONTENT),
            "encryption_required": False,
        },
        "credential_response_encryption": {
            "alg_values_supported": [wallet.KEY_ALGORITHM],
            "enc_values_supported": list(wallet.CONTENT),
            "encryption_required": False,
        },
        "display": [{"locale": one, "name": pack().name.in_language(one)} for one in LOCALES],
        "credential_configurations_supported": {slug: _configuration(kind) for slug, kind in wallet.kinds().items()},
    }


def _configuration(kind: wallet.Kind) -> dict[str, Any]:
    colours = {"background_color": kind.colours.background, "text_color": kind.colours.text}
    claims = [
        {"path": list(claim.path), "display": [{"locale": one, "name": claim.name.in_language(one)} for one in LOCALES]}
        for claim in kind.claims
    ]
    return {
        "format": wallet.TYPE,
        "scope": kind.id,
        "vct": wallet.vct(kind.id),
        "cryptographic_binding_methods_supported": ["jwk"],
        "credential_signing_alg_values_supported": [wallet.ALGORITHM],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": [wallet.ALGORITHM]}},
        "credential_metadata": {
            "display": [{"locale": one, **_said(kind.name, kind.says, one), **colours} for one in LOCALES],
            "claims": claims,
        },
    }


def _signed(told: dict[str, Any]) -> str:
    """OpenID4VCI section 12.2.3."""
    key = wallet.signing_key()
    chain = [base64.b64encode(key.certificate).decode()]
    header = {"alg": wallet.ALGORITHM, "typ": "openidvci-issuer-metadata+jwt", "kid": key.kid, "x5c": chain}
    claims = {"iss": wallet.issuer(), "sub": wallet.issuer(), "iat": int(datetime.now(UTC).timestamp()), **told}
    return jwt.encode(header, claims, key.key, algorithms=[wallet.ALGORITHM])
