"""Requests and answers encrypted between wallet and issuer or verifier (JWE, ECDH-ES on P-256, AES-GCM)."""

import json
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.keys import signing_key
from wasl.identity.wallet.models import Use
from wasl.identity.wallet.trust_list import public_key

KEY_ALGORITHM = "ECDH-ES"
CONTENT = ("A128GCM", "A256GCM")
_ALGORITHMS = [KEY_ALGORITHM, *CONTENT]
_BAD = "invalid_encryption_parameters"


def our_key() -> dict[str, Any]:
    """To which wallets encrypt their requests."""
    return public_part(signing_key(Use.OPEN).key)


def public_part(key: ECKey) -> dict[str, Any]:
    return {**key.as_dict(private=False), "use": "enc", "alg": KEY_ALGORITHM, "kid": key.thumbprint()}


def opened(text: str, key: ECKey | None = None) -> dict[str, Any]:
    """What was encrypted to us. Raises Denied."""
    try:
        found = jwe.decrypt_compact(text, key or signing_key(Use.OPEN).key, algorithms=_ALGORITHMS)
        read = json.loads(found.plaintext or b"")
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise Denied(_BAD, "it cannot be decrypted with our key, ECDH-ES and A128GCM or A256GCM") from error
    if not isinstance(read, dict):
        raise Denied("invalid_request", "what was encrypted is no object")
    return read


def wish(asked: dict[str, Any], *, was_encrypted: bool) -> dict[str, Any] | None:
    """How the wallet wants its answer encrypted, once it is known that it can be. Raises Denied."""
    wanted = asked.get("credential_response_encryption")
    if wanted is None:
        return None
    if not isinstance(wanted, dict) or public_key(wanted.get("jwk")) is None:
        raise Denied(_BAD, "jwk must be a public P-256 key")
    if wanted["jwk"].get("alg") != KEY_ALGORITHM or wanted.get("enc") not in CONTENT or "zip" in wanted:
        raise Denied(_BAD, f"alg must be {KEY_ALGORITHM} and enc one of {', '.join(CONTENT)}, without zip")
    if not was_encrypted:
        raise Denied(_BAD, "whoever wants an encrypted answer encrypts the request: else its key could be exchanged")
    return wanted


def closed(answer: dict[str, Any], wanted: dict[str, Any]) -> str:
    """The answer as the wallet wishes it."""
    key = public_key(wanted["jwk"])
    assert key is not None  # noqa: S101  `wish` has seen it
    header = {"alg": KEY_ALGORITHM, "enc": wanted["enc"]}
    if isinstance(kid := wanted["jwk"].get("kid"), str):
        header["kid"] = kid
    return jwe.encrypt_compact(header, json.dumps(answer), key, algorithms=_ALGORITHMS)
