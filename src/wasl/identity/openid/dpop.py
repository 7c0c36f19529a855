"""Proofs of possession (RFC 9449) shown to the provider, and the nonce that it may ask to see in them."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from wasl.core.conf import settings
from wasl.identity.openid.errors import ProtocolError
from wasl.identity.openid.jwts import AHEAD
from wasl.identity.openid.keys import named
from wasl.identity.openid.spent import Once
from wasl.identity.possession import NotProven, Rules, proven

ALGS = ("ES256", "PS256", "Ed25519", "EdDSA")
RULES = Rules(ALGS, oldest=60, ahead=AHEAD)
NONCE_HOLDS = 300


@dataclass(frozen=True)
class Proof:
    """A proof that holds: the thumbprint of its key, and its identifier, still to be spent."""

    jkt: str
    once: Once


def proof_of(proof: str, *, method: str, address: str, token: str | None = None) -> Proof:
    """Raises ProtocolError: invalid_dpop_proof, or use_dpop_nonce."""
    try:
        held = proven(proof, RULES, method=method, address=address, token=token)
    except NotProven as bad:
        raise ProtocolError("invalid_dpop_proof", str(bad)) from bad
    _check_nonce(held.nonce)
    return Proof(held.jkt, Once("proof", held.jkt, held.jti, held.until))


def nonce() -> str:
    """One that can be checked without being remembered."""
    made = f"{int(datetime.now(UTC).timestamp())}.{secrets.token_hex(8)}"
    return f"{made}.{named('dpop-nonce', made)[:22]}"


def _check_nonce(given: object) -> None:
    if not settings().dpop_nonce:
        return
    made, _, mark = given.rpartition(".") if isinstance(given, str) and given.isascii() else ("", "", "")
    fits = hmac.compare_digest(named("dpop-nonce", made)[:22].encode(), mark.encode())
    at = made.partition(".")[0]
    if not fits or datetime.now(UTC).timestamp() - int(at) > NONCE_HOLDS:
        headers = {"DPoP-Nonce": nonce()}
        raise ProtocolError("use_dpop_nonce", "repeat it with the nonce of this answer", headers=headers)
