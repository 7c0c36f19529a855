"""Endpoints that programs call themselves: no session, no cookie, no form token; JSON in the protocol's own shapes."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import wasl.identity.openid.api as openid
from wasl.standards.openid.parameters import form_of

View = Callable[[HttpRequest], HttpResponse]
PUBLIC = "public, max-age=300"


def _protocol(view: View) -> View:
    """What the protocol refuses is told in its own words."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except openid.ProtocolError as error:
            return _json(error.body, status=error.status, headers=error.headers)

    return csrf_exempt(answered)


@_protocol
@require_POST
def par(request: HttpRequest) -> HttpResponse:
    request_uri, seconds = openid.push(_call(request, "par"))
    return _json({"request_uri": request_uri, "expires_in": seconds}, status=201)


@_protocol
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    return _json(openid.tokens(_call(request, "token")))


@_protocol
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    openid.revoke(_call(request, "revoke"))
    return _json({})


@_protocol
@require_POST
def introspect(request: HttpRequest) -> HttpResponse:
    return _json(openid.introspect(_call(request, "introspect")))


@_protocol
@require_http_methods(["GET", "HEAD", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    scheme, shown = _token_of(request)
    proof = request.headers.get("DPoP", "")
    told = openid.Shown(scheme, shown, proof, request.method or "GET", openid.address("userinfo"))
    return _json(openid.userinfo(told))


@_protocol
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    headers = {"Cache-Control": PUBLIC}
    return HttpResponse(openid.ring().jwks, content_type="application/jwk-set+json", headers=headers)


@_protocol
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    return _json(openid.metadata(), headers={"Cache-Control": PUBLIC})


def _call(request: HttpRequest, name: str) -> openid.Call:
    return openid.Call(
        form_of(request),
        openid.address(name),
        authorization=request.headers.get("Authorization", ""),
        proof=request.headers.get("DPoP", ""),
        method=request.method or "POST",
    )


def _token_of(request: HttpRequest) -> tuple[str, str]:
    """RFC 6750, 2.1 and 2.2; RFC 9449, 7.1. Never from the address, which ends up in logs."""
    header = request.headers.get("Authorization", "")
    is_form = request.method == "POST" and request.content_type == "application/x-www-form-urlencoded"
    in_form = form_of(request).get("access_token", "") if is_form else ""
    if header and in_form:
        raise openid.ProtocolError("invalid_request", "show the token in one way only")
    scheme, _, token = header.partition(" ")
    named = {"bearer": "Bearer", "dpop": "DPoP"}.get(scheme.lower())
    if in_form or (named and token):
        return named or "Bearer", in_form or token.strip()
    raise openid.ProtocolError(
        "invalid_token", "no token was shown", status=401, headers={"WWW-Authenticate": 'Bearer realm="wasl"'}
    )


def _json(body: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    kept = {"Cache-Control": "no-store", **(headers or {})}
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(written, content_type="application/json", status=status, headers=kept)
