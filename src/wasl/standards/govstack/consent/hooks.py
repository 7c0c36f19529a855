"""Webhooks: whom revisions are told to, and the telling. None of them reaches into our own network (SSRF)."""

import hashlib
import hmac
import ipaddress
import json
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.standards.govstack.consent import shapes
from wasl.trust.consent.api import Hook, News, due_webhooks, failed_webhook, news, told_webhook

DEADLINE = httpx.Timeout(5.0)
AT_ONCE = 100
"""Events that one webhook is told in one run."""
JSON = "application/json"


@dataclass(frozen=True)
class Told:
    """How one webhook fared."""

    webhook: str
    sent: bool
    events: int
    trouble: str = ""


class UnreachableError(Exception):
    """The address does not lead to where events may go."""


def checked(sent: shapes.Webhook, hook_id: str, secret: str = "") -> Hook:
    """Raises Refusal for an address that is neither https nor this machine, and for a content type other than JSON."""
    _may_be_told(sent.payloadUrl)
    if sent.contentType not in {"", JSON}:
        raise _refused(Text(ar="نرسل application/json فقط.", en="Events are sent as application/json only."))
    key = sent.secretKey or secret or secrets.token_urlsafe(32)
    return Hook(hook_id, sent.payloadUrl, JSON, sent.disabled, key)


def deliver() -> Iterator[Told]:
    """Tell every webhook that is due what is new, in order; one that fails is left for later."""
    with httpx.Client(timeout=DEADLINE, follow_redirects=False, trust_env=False) as client:
        for hook in due_webhooks():
            yield _tell(client, hook)


def _tell(client: httpx.Client, hook: Hook) -> Told:
    count = 0
    try:
        for one in news(hook.told, AT_ONCE):
            _send(client, hook, one)
            told_webhook(hook.id, one.place)
            count += 1
    except (httpx.HTTPError, OSError, UnreachableError, Refusal) as error:
        failed_webhook(hook.id)
        event("consent.webhook_failed", level="warning", webhook=hook.id, error=type(error).__name__)
        return Told(hook.id, sent=False, events=count, trouble=type(error).__name__)
    return Told(hook.id, sent=True, events=count)


def _send(client: httpx.Client, hook: Hook, one: News) -> None:
    body = json.dumps(_event(hook, one), separators=(",", ":")).encode()
    url, headers, extensions = _pinned(hook.url)
    signature = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    headers |= {"Content-Type": JSON, "X-Wasl-Signature-256": f"sha256={signature}"}
    client.post(url, content=body, headers=headers, extensions=extensions).raise_for_status()


def _event(hook: Hook, one: News) -> dict[str, object]:
    """The id lets a receiver know an event that comes twice. Nothing in it is about anybody."""
    return {
        "id": f"{hook.id}-{one.place}",
        "event": f"{one.schema}.{'created' if one.number == 1 else 'revised'}",
        "objectId": one.object_id,
        "revision": one.number,
        "serializedHash": one.hash,
        "timestamp": one.at,
    }


def _pinned(address: str) -> tuple[httpx.URL, dict[str, str], dict[str, str]]:
    """The address with the very IP that was checked in it, so that a second look-up cannot lead elsewhere."""
    _may_be_told(address)
    url = httpx.URL(address)
    port = url.port or (443 if url.scheme == "https" else 80)
    found = {str(info[4][0]) for info in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)}
    if not found or not all(_may_reach(ip, url.scheme) for ip in found):
        raise UnreachableError("the address leads into a private network")
    return url.copy_with(host=min(found)), {"Host": url.netloc.decode()}, {"sni_hostname": url.host}


def _may_reach(ip: str, scheme: str) -> bool:
    address = ipaddress.ip_address(ip.split("%", maxsplit=1)[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback or (scheme == "https" and address.is_global and not address.is_multicast)


def _may_be_told(address: str) -> None:
    """What can be said of an address without asking the network."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
        httpx.URL(address)
    except (ValueError, httpx.InvalidURL) as error:
        raise _refused(_ADDRESS) from error
    if not host or parts.username or parts.password or parts.scheme not in {"https", "http"}:
        raise _refused(_ADDRESS)
    if not _looks_outward(host, parts.scheme):
        raise _refused(_ADDRESS)


def _looks_outward(host: str, scheme: str) -> bool:
    if host == "localhost":
        return True
    try:
        return _may_reach(host, scheme)
    except ValueError:
        return scheme == "https"


def _refused(what: Text) -> Refusal:
    mend = Text(ar="اكتب عنوان https عامًا.", en="Give a public https address.")
    return Refusal(what, mend=mend, where="webhook")


_ADDRESS = Text(
    ar="لا تُرسل الأحداث إلى هذا العنوان.", en="Events are sent to public https addresses and to this machine only."
)
