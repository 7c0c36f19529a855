"""Tokens bound to a key of the wallet (DPoP, RFC 9449). A wallet may use it; once used, the token needs it."""

from wasl.identity.possession import NotProven, Rules, proven
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.keys import ALGORITHM
from wasl.identity.wallet.nonces import spend
from wasl.identity.wallet.tokens import SKEW

RULES = Rules((ALGORITHM,), oldest=60 + int(SKEW.total_seconds()), ahead=int(SKEW.total_seconds()))
"""Clocks of telephones are as far off as those that sign other proofs of wallets."""


def thumbprint(proof: str, method: str, address: str, token: str | None = None) -> str:
    """Of the key that signed the proof. Raises Denied."""
    try:
        held = proven(proof, RULES, method=method, address=address, token=token)
    except NotProven as error:
        raise Denied("invalid_dpop_proof", f"DPoP: {error}") from error
    if not spend("dpop", f"{held.jkt} {held.jti}", held.until):
        raise Denied("invalid_dpop_proof", "DPoP: this proof was used before")
    return held.jkt
