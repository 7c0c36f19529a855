"""Which of the provider's tokens a party believes: OpenID Core 3.1.3.7, Back-Channel Logout 2.6."""

import time
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from wasl.synthetic.parties.errors import NotBelieved
from wasl.synthetic.parties.signing import half_hashed

ALGS = ["ES256"]
SKEW = 30
"""Seconds by which the provider's clock may differ from ours."""
LEVELS = ("urn:wasl:acr:low", "urn:wasl:acr:substantial", "urn:wasl:acr:high")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


@dataclass(frozen=True)
class Expected:
    """What an ID token must say to be the answer to our question."""

    issuer: str
    client_id: str
    nonce: str
    level: str
    fresh: int | None = None  # seconds since the person proved themselves, at most


@dataclass(frozen=True)
class Who:
    """Who signed in, as the provider names them to this party alone."""

    subject: str
    session: str
    level: str
    means: tuple[str, ...]
    id_token: str


def believed(id_token: str, keys: KeySet, expected: Expected, access: str) -> Who:
    """Raises NotBelieved."""
    claims = _signed(id_token, keys, typ="JWT")
    _check_whose(claims, expected.issuer, expected.client_id)
    _check(claims.get("nonce") == expected.nonce, "nonce is another sign-in's")
    _check(claims.get("at_hash", half_hashed(access)) == half_hashed(access), "at_hash is another token's")
    _check(reaches(str(claims.get("acr")), expected.level), "acr is less than was asked for")
    if expected.fresh is not None:
        _check(time.time() - _number(claims, "auth_time") <= expected.fresh + SKEW, "auth_time is too long ago")
    _check(bool(claims.get("sub")), "sub is missing")
    means = tuple(str(one) for one in claims.get("amr", ()))
    return Who(str(claims["sub"]), str(claims.get("sid", "")), str(claims["acr"]), means, id_token)


def farewell(token: str, keys: KeySet, issuer: str, client_id: str) -> tuple[str, str, str]:
    """Whose sign-in is over: sub, sid, and the jti that is good once. Raises NotBelieved."""
    claims = _signed(token, keys, typ="logout+jwt")
    _check_whose(claims, issuer, client_id)
    events = claims.get("events")
    _check(isinstance(events, dict) and LOGOUT_EVENT in events, "events does not say logout")
    _check("nonce" not in claims, "a logout token has no nonce")
    _check(bool(claims.get("sub") or claims.get("sid")), "neither sub nor sid")
    _check(bool(claims.get("jti")), "jti is missing")
    return str(claims.get("sub", "")), str(claims.get("sid", "")), str(claims["jti"])


def reaches(level: str, least: str) -> bool:
    """
    >>> reaches("urn:wasl:acr:high", "urn:wasl:acr:substantial"), reaches("sure", "urn:wasl:acr:low")
    (True, False)
    """
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(least)


def _signed(token: str, keys: KeySet, *, typ: str) -> dict[str, Any]:
    try:
        read = jwt.decode(token, keys, algorithms=ALGS)
    except (JoseError, ValueError) as error:
        raise NotBelieved(f"the provider's signature: {error}") from error
    _check(read.header.get("typ", "JWT") == typ, f"typ is not {typ}")
    return dict(read.claims)


def _check_whose(claims: dict[str, Any], issuer: str, client_id: str) -> None:
    audience = claims.get("aud")
    now = time.time()
    _check(claims.get("iss") == issuer, "iss is another provider")
    _check(audience in (client_id, [client_id]), "aud is another party")
    _check(_number(claims, "exp") > now - SKEW, "exp is past")
    _check(_number(claims, "iat") <= now + SKEW, "iat lies in the future")


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotBelieved(f"{name} is no number")
    return value


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotBelieved(otherwise)
