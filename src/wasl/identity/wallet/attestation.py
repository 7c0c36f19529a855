"""Wallets that prove which wallet they are (draft-ietf-oauth-attestation-based-client-auth).

An attestation signed by the wallet's maker, and a proof of the key that it names. A wallet may come without; one that
brings it must be right.
"""

from datetime import UTC, datetime, timedelta

from wasl.identity.wallet import addresses
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.nonces import spend
from wasl.identity.wallet.tokens import SKEW, Token, Unsound, checked, is_for, made_lately, still_holds
from wasl.identity.wallet.trust_list import public_key, wallet_keys

ATTESTATION, PROOF = "oauth-client-attestation+jwt", "oauth-client-attestation-pop+jwt"
OLDEST = timedelta(minutes=5)


def attested_client(attestation: str | None, proof: str | None) -> str | None:
    """The client id that the maker vouches for; None where no attestation came. Raises Denied."""
    if attestation is None and proof is None:
        return None
    try:
        return _client(attestation, proof)
    except Unsound as error:
        raise Denied("invalid_client", f"client attestation: {error}", status=401) from error


def _client(attestation: str | None, proof: str | None) -> str:
    makers = wallet_keys()
    if makers is None:
        raise Unsound("no maker of wallets is trusted here")
    token = checked(attestation, ATTESTATION, makers)
    still_holds(token.claims)
    client = token.claims.get("sub")
    if not isinstance(client, str) or not client:
        raise Unsound("sub is missing")
    _proves(token, proof)
    return client


def _proves(token: Token, proof: str | None) -> None:
    named = token.claims.get("cnf")
    key = public_key(named.get("jwk")) if isinstance(named, dict) else None
    if key is None:
        raise Unsound("cnf names no P-256 key")
    shown = checked(proof, PROOF, key)
    made_lately(shown.claims, OLDEST)
    if not is_for(shown.claims, addresses.issuer()):
        raise Unsound(f"the proof's aud is not {addresses.issuer()}")
    if not spend("client", str(shown.claims.get("jti", "")), datetime.now(UTC) + OLDEST + 2 * SKEW):
        raise Unsound("the proof was used before")
