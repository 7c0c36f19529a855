"""What the wallet room keeps sealed or hashed, each thing for its own use."""

from wasl.core import sealing
from wasl.core.errors import Refusal


def seal(purpose: str, content: bytes) -> bytes:
    return sealing.seal(_use(purpose), content)


def unseal(purpose: str, sealed: bytes) -> bytes:
    """Raises Refusal where it was sealed under another signing key."""
    try:
        return sealing.unseal(_use(purpose), bytes(sealed))
    except sealing.StaysClosedError:
        raise Refusal(
            "a sealed secret of the wallet cannot be opened: WASL_SECRET_KEY is not the one that it was sealed under",
            mend="give the former WASL_SECRET_KEY, or make new keys: the credentials of the lost ones must be reissued",
        ) from None


def keyed(purpose: str, value: str) -> str:
    return sealing.keyed(_use(purpose), value)


def _use(purpose: str) -> str:
    return f"identity.wallet.{purpose}"
