"""Where passkeys work: pages from these addresses, and the host name (RP id) that passkeys belong to."""

from urllib.parse import urlsplit

from wasl.core.conf import settings
from wasl.core.errors import Refusal

WAYS = "WASL_PASSKEY_ORIGINS"


def origins() -> list[str]:
    """As configured; else this machine in a demo, and the first host served elsewhere."""
    if named := [one.strip() for one in settings().passkey_origins.split(",") if one.strip()]:
        return named
    if settings().demo:
        return [f"http://localhost:{settings().port}"]
    return [f"https://{settings().allowed_hosts.split(',')[0].strip()}"]


def rp_id() -> str:
    """The first origin's host. The others must be that host or below it, else browsers offer nobody's passkey there."""
    hosts = [urlsplit(one).hostname or "" for one in origins()]
    strange = [host for host in hosts if not _within(host, hosts[0])]
    if strange or not hosts[0]:
        raise Refusal(f"{WAYS}: {strange[0] if strange else 'no host'}", mend=f"name {hosts[0]} or hosts below it")
    return hosts[0]


def works_at(host: str) -> bool:
    """Whether a browser that reached us at this host (as Django's get_host says it) can use passkeys here."""
    return host in [urlsplit(one).netloc for one in origins()]


def _within(host: str, parent: str) -> bool:
    """
    >>> _within("my.gov.example", "gov.example"), _within("notgov.example", "gov.example")
    (True, False)
    """
    return host == parent or host.endswith(f".{parent}")
