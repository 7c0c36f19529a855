"""Proofs that a wallet holds a key (OpenID4VCI appendix F.1), with key attestations where they come (appendix D)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from wasl.identity.wallet import addresses
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.nonces import HOLDS, holds, spend
from wasl.identity.wallet.tokens import Token, Unsound, checked, demand, is_for, made_lately, own_key, still_holds
from wasl.identity.wallet.trust_list import public_key, wallet_keys

TYPE, ATTESTATION = "openid4vci-proof+jwt", "key-attestation+jwt"
BATCH = 10
OLDEST = timedelta(minutes=5)


def holder_keys(proofs: object) -> list[dict[str, Any]]:
    """The public keys that the request proves. A nonce serves one request, all of whose proofs may name it.

    Raises Denied: invalid_proof, invalid_nonce.
    """
    given = proofs.get("jwt") if isinstance(proofs, dict) and list(proofs) == ["jwt"] else None
    if not isinstance(given, list) or not given:
        raise Denied("invalid_proof", "proofs must be an object with one member, jwt: an array of proofs")
    if len(given) > BATCH:
        raise Denied("invalid_proof", f"at most {BATCH} proofs at a time")
    tokens = [_proof(one) for one in given]
    _use_up({str(token.claims.get("nonce")) for token, _ in tokens})
    keys = [key for _, key in tokens]
    if len({key["x"] for key in keys}) < len(keys):
        raise Denied("invalid_proof", "each proof needs a key of its own")
    return keys


def _proof(given: object) -> tuple[Token, dict[str, Any]]:
    try:
        key = own_key(given)
        token = checked(given, TYPE, key)
        made_lately(token.claims, OLDEST)
        demand(is_for(token.claims, addresses.issuer()), f"aud is not {addresses.issuer()}")
        public = {name: str(value) for name, value in key.as_dict(private=False).items() if name != "kid"}
        _attested(token.header.get("key_attestation"), public)
    except Unsound as error:
        raise Denied("invalid_proof", str(error)) from error
    if not holds(str(token.claims.get("nonce", ""))):
        raise Denied("invalid_nonce", "nonce is missing, not ours or too old: ask the nonce endpoint for a new one")
    return token, public


def _attested(attestation: object, key: dict[str, Any]) -> None:
    """Where one is given it must hold. Raises Unsound."""
    if attestation is None:
        return
    makers = wallet_keys()
    if makers is None:
        raise Unsound("key_attestation: no maker of wallets is trusted here")
    token = checked(attestation, ATTESTATION, makers)
    if "exp" in token.claims:
        still_holds(token.claims)
    attested = token.claims.get("attested_keys")
    found = [public_key(one) for one in attested] if isinstance(attested, list) else []
    if key["x"] not in {one.as_dict(private=False)["x"] for one in found if one}:
        raise Unsound("key_attestation does not attest the key of this proof")


def _use_up(nonces: set[str]) -> None:
    for one in sorted(nonces):
        if not spend("nonce", one, datetime.now(UTC) + HOLDS):
            raise Denied("invalid_nonce", "this nonce was used before: ask the nonce endpoint for a new one")
