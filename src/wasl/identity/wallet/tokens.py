"""Signed tokens of wallets, checked one way: ES256 alone, the type that is meant, nothing that is no object."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter

from wasl.identity.wallet.keys import ALGORITHM
from wasl.identity.wallet.trust_list import public_key

SKEW = timedelta(seconds=60)
"""How far a clock of somebody else may be from ours."""
LONGEST = 100_000


class _Registry(JWSRegistry):
    """Attestations and certificates stand in headers."""

    max_header_length = 16_000
    max_payload_length = 100_000


REGISTRY = _Registry(
    {"key_attestation": HeaderParameter("Key attestation", "str")}, algorithms=[ALGORITHM], strict_check_header=False
)


class Unsound(ValueError):  # noqa: N818  says what a token is
    """It is not what it should be; in English, for engineers."""


def demand(holds: bool, why: str) -> None:
    """Raises Unsound."""
    if not holds:
        raise Unsound(why)


@dataclass(frozen=True)
class Token:
    header: dict[str, Any]
    claims: dict[str, Any]


def header_of(token: object) -> dict[str, Any]:
    """Before anything of it is believed. Raises Unsound."""
    if not isinstance(token, str) or len(token) > LONGEST:
        raise Unsound("not a token")
    try:
        return dict(jws.extract_compact(token.encode(), registry=REGISTRY).headers())
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unsound("not a signed token") from error


def checked(token: object, kind: str, key: ECKey | KeySet) -> Token:
    """Raises Unsound."""
    header = header_of(token)
    if header.get("typ") != kind:
        raise Unsound(f"typ is not {kind}")
    if header.get("alg") != ALGORITHM:
        raise Unsound(f"alg is not {ALGORITHM}")
    try:
        found = jwt.decode(str(token), key, algorithms=[ALGORITHM], registry=REGISTRY)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Unsound("its signature does not hold") from error
    return Token(header, dict(found.claims))


def own_key(token: object) -> ECKey:
    """The key that a token carries in its header and is signed with. Raises Unsound."""
    key = public_key(header_of(token).get("jwk"))
    if key is None:
        raise Unsound("its header holds no public P-256 key (jwk)")
    return key


def made_lately(claims: dict[str, Any], longest: timedelta, now: datetime | None = None) -> None:
    """`iat` is neither ahead of us nor longer ago than that. Raises Unsound."""
    moment, made = (now or datetime.now(UTC)).timestamp(), claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise Unsound("iat is missing")
    if made > moment + SKEW.total_seconds():
        raise Unsound("iat is ahead of our clock")
    if made < moment - longest.total_seconds() - SKEW.total_seconds():
        raise Unsound("iat is too long ago")


def still_holds(claims: dict[str, Any], now: datetime | None = None) -> None:
    """`exp`, which must be there, and `nbf`. Raises Unsound."""
    moment, ends, begins = (now or datetime.now(UTC)).timestamp(), claims.get("exp"), claims.get("nbf")
    if isinstance(ends, bool) or not isinstance(ends, int | float) or ends < moment - SKEW.total_seconds():
        raise Unsound("it has expired, or exp is missing")
    if begins is not None and (not isinstance(begins, int | float) or begins > moment + SKEW.total_seconds()):
        raise Unsound("it does not hold yet")


def is_for(claims: dict[str, Any], audience: str) -> bool:
    named = claims.get("aud")
    return named == audience or (isinstance(named, list) and audience in named)
