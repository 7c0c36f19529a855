"""Proof of possession (RFC 9449): whoever shows a token also holds the key that it was made for.

Checking alone, for all who take such proofs: that one serves once, and how a refusal is told, is theirs to see to.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

TYPE = "dpop+jwt"
KEYS = {"ES256": ("EC", "P-256"), "PS256": ("RSA", None), "Ed25519": ("OKP", "Ed25519"), "EdDSA": ("OKP", "Ed25519")}
"""Which keys sign with which algorithm: their type and curve."""
WEAKEST_RSA = 2048
"""Bits, by FAPI 2.0 (5.4.1)."""
PRIVATE = {"d", "p", "q", "k"}
LONGEST_ID = 500
_BROKEN = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)

PublicKey = ECKey | RSAKey | OKPKey


class _Registry(JWSRegistry):
    """An RSA key stands in the header."""

    max_header_length = 4_000


_REGISTRY = _Registry(algorithms=list(KEYS), strict_check_header=False)


class NotProven(ValueError):  # noqa: N818  says what a proof is
    """It does not hold; in English, for engineers."""


@dataclass(frozen=True)
class Rules:
    """Of whom a proof is shown to."""

    algs: tuple[str, ...]
    oldest: int  # seconds
    ahead: int  # seconds by which its maker's clock may be ahead of ours


@dataclass(frozen=True)
class Proven:
    """A proof that holds, and is still to be spent."""

    jkt: str  # thumbprint of its key
    jti: str
    until: datetime  # when it is too old in any case
    nonce: object


def proven(proof: str, rules: Rules, *, method: str, address: str, token: str | None = None) -> Proven:
    """`token`: the access token that it is shown with. Raises NotProven."""
    head = _header(proof)
    _demand(head.get("typ") == TYPE, f"typ is not {TYPE}")
    alg = str(head.get("alg"))
    _demand(alg in rules.algs, f"algorithm {alg!a:.20}; these are accepted: {', '.join(rules.algs)}")
    key, thumbprint = _key(head.get("jwk"), alg)
    claims = _claims(proof, key)
    _demand(claims.get("htm") == method, f"htm is not {method}")
    _demand(_address(str(claims.get("htu"))) == _address(address), f"htu is not {address}")
    _demand(token is None or claims.get("ath") == hashed(str(token)), "ath is not the hash of the access token")
    return Proven(thumbprint, _id(claims), _until(claims, rules), claims.get("nonce"))


def hashed(token: str) -> str:
    """`ath` of an access token."""
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()


def rsa_bits(jwk: dict[str, Any]) -> int:
    """Of a key that is not opened yet.

    >>> rsa_bits({"kty": "RSA", "n": "AAAB"})
    1
    """
    return int.from_bytes(base64.urlsafe_b64decode(jwk["n"] + "==")).bit_length()


def _header(proof: str) -> dict[str, object]:
    """Before anything of it is believed."""
    try:
        return dict(jws.extract_compact(proof.encode("ascii"), registry=_REGISTRY).headers())
    except _BROKEN as error:
        raise NotProven("not a signed JWT") from error


def _claims(proof: str, key: PublicKey) -> dict[str, object]:
    try:
        return dict(jwt.decode(proof, key, registry=_REGISTRY).claims)
    except _BROKEN as error:
        raise NotProven("its signature does not hold") from error


def _key(jwk: object, alg: str) -> tuple[PublicKey, str]:
    kind, curve = KEYS[alg]
    if not isinstance(jwk, dict) or jwk.get("kty") != kind or (curve and jwk.get("crv") != curve):
        raise NotProven(f"jwk is no public key for {alg}: {curve or kind}")
    _demand(not PRIVATE & set(jwk), "jwk is a private key")
    try:
        _demand(kind != "RSA" or rsa_bits(jwk) >= WEAKEST_RSA, f"jwk is an RSA key of less than {WEAKEST_RSA} bits")
        return _imported(json.dumps(jwk, sort_keys=True))
    except NotProven:
        raise
    except _BROKEN as error:
        raise NotProven("jwk is no public key") from error


@lru_cache(4096)
def _imported(jwk: str) -> tuple[PublicKey, str]:
    key: PublicKey = import_key(json.loads(jwk))  # type: ignore[assignment]
    return key, key.thumbprint()


def _id(claims: dict[str, object]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti or len(jti) > LONGEST_ID:
        raise NotProven("jti is missing, or too long")
    return jti


def _until(claims: dict[str, object], rules: Rules) -> datetime:
    made, now = claims.get("iat"), datetime.now(UTC).timestamp()
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise NotProven("iat is missing")
    _demand(now - rules.oldest <= made <= now + rules.ahead, "iat is not now")
    return datetime.fromtimestamp(made + rules.oldest + rules.ahead, UTC)


def _address(url: str) -> tuple[str, str, int | None, str]:
    """What of an address counts: RFC 9449, 4.3; case and default ports do not.

    >>> _address("HTTPS://wasl.example:443/token?a=1") == _address("https://wasl.example/token")
    True
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return "", "", None, ""
    return parts.scheme, parts.hostname or "", port, parts.path or "/"


def _demand(holds: bool, why: str) -> None:
    if not holds:
        raise NotProven(why)
