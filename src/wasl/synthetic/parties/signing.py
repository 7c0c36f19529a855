"""What a party signs: who it is (RFC 7523), and that it holds the key of its tokens (RFC 9449)."""

import base64
import hashlib
import secrets
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

from wasl.synthetic.parties.keys import Keys

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
HOLDS = 60


def assertion(keys: Keys, client_id: str, issuer: str) -> dict[str, str]:
    """Parameters that prove who calls; each good for one call."""
    now = int(time.time())
    claims: dict[str, Any] = {"iss": client_id, "sub": client_id, "aud": issuer, "jti": secrets.token_urlsafe(16)}
    claims |= {"iat": now, "exp": now + HOLDS}
    head = {"alg": "ES256", "kid": keys.proves.kid}
    signed = jwt.encode(head, claims, keys.proves)
    return {"client_id": client_id, "client_assertion_type": ASSERTION, "client_assertion": signed}


def proof(key: ECKey, method: str, address: str, *, token: str = "", nonce: str = "") -> str:
    claims = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": address, "iat": int(time.time())}
    claims |= {"ath": hashed(token)} if token else {}
    claims |= {"nonce": nonce} if nonce else {}
    return jwt.encode({"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}, claims, key)


def hashed(text: str) -> str:
    """
    >>> hashed("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")  # RFC 7636, appendix B
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return _letters(hashlib.sha256(text.encode()).digest())


def half_hashed(text: str) -> str:
    """`at_hash`, for algorithms with SHA-256."""
    return _letters(hashlib.sha256(text.encode()).digest()[:16])


def _letters(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
