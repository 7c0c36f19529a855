"""The key with which this platform cosigns for other logs. Not its log's key: one key signs one sort of thing."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from wasl.core.errors import Refusal
from wasl.core.files import begin
from wasl.trust.log.cosigning import Cosigner
from wasl.trust.log.places import folder, origin


def cosigner() -> Cosigner:
    """Made at first use, kept in WASL_HOME/log/witness-key. Raises Refusal where it cannot be read or is none."""
    return Cosigner(f"{origin()}/witness", _kept(folder() / "witness-key"))


@lru_cache(8)
def _kept(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(_read_or_make(path), password=None)
    except (OSError, ValueError) as error:
        raise Refusal(
            f"the key with which we cosign cannot be used: {path}", mend="put back the key from your safe copy"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal(f"{path} is no Ed25519 key", mend="make one: openssl genpkey -algorithm ed25519")
    return key


def _read_or_make(path: Path) -> bytes:
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        begin(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path.read_bytes()
