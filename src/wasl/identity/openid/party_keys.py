"""The public keys of relying parties: parsed once, fetched again where an assertion names one that is not known yet."""

import json
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.identity import possession
from wasl.identity.openid.fetching import fetch
from wasl.identity.openid.models import RelyingParty

PublicKey = possession.PublicKey
FRESH = 600.0
"""Seconds for which fetched keys are believed."""
AGAIN = 30.0
"""Seconds before a party's address is asked again, whatever assertions name: nobody makes us knock in a loop."""
WEAKEST_RSA = 3072
"""Bits of a key of whoever registers one from now on: 128 bits of security (NIST SP 800-57, part 1)."""
FORMER_RSA = 2048
"""Of who only tries out, and of keys that were registered before; the least of FAPI 2.0 (5.4.1)."""


@dataclass
class _Fetched:
    keys: tuple[PublicKey, ...] = ()
    at: float = field(default=-FRESH)


_FETCHED: dict[tuple[str, int], _Fetched] = {}


def keys_of(party: RelyingParty, kid: str | None) -> list[PublicKey]:
    """Those that may have signed: the one of this id, or all where none is named."""
    found = _matching(_set_of(party), kid)
    if not found and party.jwks_uri:
        found = _matching(_set_of(party, anew=True), kid)
    return found


def forget() -> None:
    _FETCHED.clear()


def parsed(jwks: str, weakest: int = WEAKEST_RSA) -> tuple[PublicKey, ...]:
    """A JWK set's keys that can check signatures. Raises Refusal for what is none, for a private or weak key."""
    try:
        return _parsed(jwks, weakest)
    except (ValueError, TypeError, KeyError, JoseError) as error:
        raise Refusal(
            f"this is no set of public keys: {error}",
            mend=f'give {{"keys": [...]}} (RFC 7517) with public EC keys, or RSA keys of at least {weakest} bits',
        ) from error


def weakest_of(sandbox: bool) -> int:
    """Bits of RSA keys that are taken."""
    return FORMER_RSA if sandbox else WEAKEST_RSA


def _matching(keys: tuple[PublicKey, ...], kid: str | None) -> list[PublicKey]:
    return [key for key in keys if kid is None or key.kid == kid]


def _set_of(party: RelyingParty, *, anew: bool = False) -> tuple[PublicKey, ...]:
    if party.jwks_uri:
        return _fetched(party.jwks_uri, weakest_of(party.sandbox), anew=anew)
    return parsed(party.jwks, FORMER_RSA) if party.jwks else ()


def _fetched(address: str, weakest: int, *, anew: bool) -> tuple[PublicKey, ...]:
    """What was there last stands where the address does not answer, or answers with what cannot be taken."""
    standing = _FETCHED.setdefault((address, weakest), _Fetched())
    if time.monotonic() - standing.at > (AGAIN if anew else FRESH):
        standing.at = time.monotonic()
        try:
            told = fetch(address)
            if told.status == 200:
                standing.keys = parsed(told.body.decode(), weakest)
        except (Refusal, UnicodeDecodeError) as refused:
            event("openid.keys_not_fetched", level="warning", why=str(refused))
    return standing.keys


@lru_cache(512)
def _parsed(jwks: str, weakest: int) -> tuple[PublicKey, ...]:
    return tuple(_public(one, weakest) for one in json.loads(jwks)["keys"] if one.get("use", "sig") == "sig")


def _public(jwk: dict[str, Any], weakest: int) -> PublicKey:
    if jwk.get("kty") not in ("EC", "RSA", "OKP"):
        raise ValueError(f"a key of type {jwk.get('kty')}")
    if jwk["kty"] == "RSA" and possession.rsa_bits(jwk) < weakest:
        raise ValueError(f"an RSA key of less than {weakest} bits")
    key = import_key(jwk)
    if not isinstance(key, ECKey | RSAKey | OKPKey) or key.is_private:
        raise ValueError("a private key: never give it to anybody")
    return key
