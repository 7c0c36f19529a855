"""The one seam through which relying parties' own addresses are fetched: with deadlines, without being led inside.

A name is resolved once, every address it has must be public, and the connection goes to that very address. In demo
mode this machine itself is allowed too, for that is where the demo's parties run.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpx

from wasl.core.conf import settings
from wasl.core.errors import Refusal

DEADLINE = httpx.Timeout(3.0, connect=2.0)
MOST_BYTES = 100_000


@dataclass(frozen=True)
class Told:
    """What came back."""

    status: int
    body: bytes


def fetch(address: str, *, form: dict[str, str] | None = None) -> Told:
    """GET, or POST of a form. Raises Refusal for an address that may not be asked, or does not answer."""
    parts = urlsplit(address)
    place = _place(parts)
    literal = f"[{place}]" if ":" in place else place
    port = f":{parts.port}" if parts.port else ""
    pinned = parts._replace(netloc=f"{literal}{port}").geturl()
    headers = {"Host": parts.netloc, "Accept": "application/json"}
    try:
        with httpx.Client(timeout=DEADLINE, follow_redirects=False, trust_env=False) as client:
            extensions = {"sni_hostname": parts.hostname}
            method = "POST" if form is not None else "GET"
            with client.stream(method, pinned, headers=headers, data=form, extensions=extensions) as answer:
                return Told(answer.status_code, _limited(answer))
    except httpx.HTTPError as error:
        raise Refusal(f"{parts.netloc} does not answer: {type(error).__name__}", mend="see that it is up") from error


def may_be_asked(address: str) -> bool:
    """Whether an address is one that a relying party may register: https, or this machine in demo mode."""
    parts = urlsplit(address)
    if parts.username or parts.fragment or not parts.hostname:
        return False
    return parts.scheme == "https" or (settings().demo and parts.scheme == "http" and _is_own(parts.hostname))


def _is_own(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _place(parts: SplitResult) -> str:
    if not may_be_asked(parts.geturl()):
        raise Refusal(f"{parts.geturl()[:80]} is no address to ask", mend="register an https address")
    default = 443 if parts.scheme == "https" else 80
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or default, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refusal(f"{parts.hostname} is not known", mend="see that its name resolves") from error
    places = [str(one[4][0]) for one in found]
    if not all(_is_public(place) for place in places):
        raise Refusal(f"{parts.hostname} leads inside", mend="register an address that is public")
    return places[0]


def _is_public(place: str) -> bool:
    address = ipaddress.ip_address(place.partition("%")[0])
    return address.is_global or (settings().demo and address.is_loopback)


def _limited(answer: httpx.Response) -> bytes:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise Refusal("the answer is too long", mend=f"answer with {MOST_BYTES} bytes at most")
    return bytes(body)
