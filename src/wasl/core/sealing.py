"""Secrets at rest: sealed by AES-256-GCM under keys that HKDF (RFC 5869) draws from the platform's own, one a use.

A copy of the store without WASL_SECRET_KEY opens none of them.
"""

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wasl.core.conf import settings

NONCE = 12
"""Bytes, random for each secret: at the front of what is sealed."""


class StaysClosedError(ValueError):
    """It was sealed under another key, for another use or another owner, or was changed since."""


def seal(use: str, content: bytes, owner: str = "") -> bytes:
    """Opens for the same use and owner only: moved to somebody else's row, it stays closed."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_key(use)).encrypt(nonce, content, owner.encode())


def unseal(use: str, sealed: bytes, owner: str = "") -> bytes:
    """Raises StaysClosedError."""
    try:
        return AESGCM(_key(use)).decrypt(sealed[:NONCE], sealed[NONCE:], owner.encode())
    except (InvalidTag, ValueError) as error:  # a nonce too short is a value error
        raise StaysClosedError(use) from error


def keyed(use: str, value: str) -> str:
    """A hash that nobody can make without our key."""
    return hmac.new(_key(use), value.encode(), hashlib.sha256).hexdigest()


def _key(use: str) -> bytes:
    return _drawn(settings().signing_key(), use)


@lru_cache(64)
def _drawn(master: str, use: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"wasl.{use}".encode()).derive(master.encode())
