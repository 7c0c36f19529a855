"""The provider's private keys at rest."""

from wasl.core import sealing
from wasl.core.errors import Refusal

USE = "identity.openid.keys"


def seal(secret: bytes) -> str:
    return sealing.seal(USE, secret).hex()


def unseal(sealed: str) -> bytes:
    """Raises Refusal where the platform's signing key is another one by now."""
    try:
        return sealing.unseal(USE, bytes.fromhex(sealed))
    except ValueError as error:
        raise Refusal(
            "the OpenID provider's keys were sealed with another WASL_SECRET_KEY",
            mend="start with the former key: without it nobody keeps the name under which relying parties know them",
        ) from error
