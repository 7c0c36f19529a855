"""Who we are to wallets: everything below one address of this platform."""

from urllib.parse import urlsplit

from wasl.core.conf import settings


def issuer() -> str:
    """The credential issuer, the authorization server for its codes, and `iss` of what it signs."""
    return f"{settings().public_address}/wallet"


def vct(kind: str) -> str:
    return f"{issuer()}/types/{kind}"


def status_list(number: int) -> str:
    return f"{issuer()}/status/{number}"


def host() -> str:
    return urlsplit(settings().public_address).hostname or "localhost"
