"""The platform's Ed25519 key (RFC 8032): whoever holds its public half can check every revision without asking us."""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.files import begin


@dataclass(frozen=True)
class Signer:
    """One key; `name` is the beginning of its public half's SHA-256, and stands beside whatever it signed."""

    key: Ed25519PrivateKey
    public: bytes
    name: str

    def sign(self, message: str) -> str:
        """Base64."""
        return base64.b64encode(self.key.sign(message.encode())).decode()

    def signed(self, message: str, signature: str) -> bool:
        return is_signed(self.public, message, signature)


def is_signed(public: bytes, message: str, signature: str) -> bool:
    """Whether base64 `signature` is that key's over the message; False for anything that is no key or signature."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature, validate=True), message.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def signer() -> Signer:
    """The key of this deployment, made at first use. Raises Refusal where it cannot be read or is none."""
    return _kept(settings().consent_key or settings().home / "consent" / "key")


@lru_cache(4)
def _kept(path: Path) -> Signer:
    try:
        key = load_pem_private_key(_read_or_make(path), password=None)
    except (OSError, ValueError) as error:
        raise Refusal(
            f"the key that signs consent cannot be used: {path}", mend="give WASL_CONSENT_KEY a readable Ed25519 key"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal(f"{path} is no Ed25519 key", mend="make one: openssl genpkey -algorithm ed25519")
    public = key.public_key().public_bytes_raw()
    return Signer(key, public, hashlib.sha256(public).hexdigest()[:16])


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        begin(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path.read_bytes()
