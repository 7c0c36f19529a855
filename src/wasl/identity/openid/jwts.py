"""Reading JWTs of others: the algorithm comes from what we accept, never from what the token says of itself."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, TypeGuard

from joserfc import jws, jwt
from joserfc.errors import JoseError

from wasl.identity.openid.party_keys import PublicKey

PARTY_ALGS = {"fapi2": ("ES256", "PS256", "Ed25519", "EdDSA"), "basic": ("ES256", "PS256", "RS256", "Ed25519", "EdDSA")}
"""With which relying parties may sign."""
TYPES = {"ES": "EC", "PS": "RSA", "RS": "RSA", "Ed": "OKP"}
AHEAD = 10
"""Seconds by which another clock may be ahead of ours (FAPI 2.0, 5.3.2.1)."""
_BROKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What reading a token raises whose maker may have written any JSON into it."""


class BadToken(ValueError):  # noqa: N818
    """It cannot be believed; the words say why."""


def header_of(token: str) -> dict[str, Any]:
    """Raises BadToken for what is no signed JWT."""
    try:
        return dict(jws.extract_compact(token.encode("ascii")).headers())
    except _BROKEN as error:
        raise BadToken("not a signed JWT") from error


def read(token: str, keys: Collection[PublicKey], algs: Collection[str]) -> dict[str, Any]:
    """The claims, once a key of these has signed them by one of these algorithms. Raises BadToken."""
    alg = str(header_of(token).get("alg"))
    if alg not in algs:
        raise BadToken(f"algorithm {alg!a:.20}; these are accepted: {', '.join(algs)}")
    fitting = [key for key in keys if key.key_type == TYPES[alg[:2]]]
    for key in fitting:
        try:
            return dict(jwt.decode(token, key, algorithms=[alg]).claims)
        except _BROKEN:
            continue
    raise BadToken("the signature is not by a key that is known" if fitting else "signed with a key that is not known")


def check_times(claims: dict[str, Any], now: float, *, longest: int, ahead: int = AHEAD) -> float:
    """exp (required), iat and nbf (where they are); the instant at which it ends. Raises BadToken."""
    ends = claims.get("exp")
    if not _is_time(ends) or ends <= now:
        raise BadToken("exp is missing or past")
    if ends > now + longest:
        raise BadToken(f"exp is more than {longest} seconds ahead")
    for name in ("iat", "nbf"):
        made = claims.get(name, 0)
        if not _is_time(made) or made > now + ahead:
            raise BadToken(f"{name} lies in the future")
    return float(ends)


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e11


@lru_cache(1)
def all_algs() -> tuple[str, ...]:
    return tuple(dict.fromkeys(alg for algs in PARTY_ALGS.values() for alg in algs))
