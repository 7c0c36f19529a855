"""The access log as anybody may read it (C2SP tlog-tiles): checkpoints, tiles and sealed entries, no personal data."""

from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from re import DOTALL, findall

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

import wasl.trust.checking.api as checking
import wasl.trust.log.api as log
from wasl.core.errors import Unknown
from wasl.core.reading import for_readers
from wasl.standards.tlog.paths import Place

TEXT = "text/plain; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"
FOR_SECONDS = "public, max-age=2"
NOT_FOUND = "not found\n"
_VERIFIER = Path(__file__).with_name("verifier.html")


def plain(text: str, status: int = 200, keep: str = "no-store") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=TEXT, headers={"Cache-Control": keep})


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """What is not there is said in plain words: programs ask here."""
    return plain(NOT_FOUND, 404)


@for_readers
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest; with its witnesses' signatures where it has some."""
    return _if_begun(checking.served_checkpoint, FOR_SECONDS)


@for_readers
def cosigned(request: HttpRequest) -> HttpResponse:
    """The newest that a witness has signed: perhaps a little older."""
    note = checking.newest_cosigned()
    return plain(note, keep=FOR_SECONDS) if note else nothing(request)


@for_readers
def key(request: HttpRequest) -> HttpResponse:
    return _if_begun(lambda: f"{checking.log_vkey()}\n", "no-store")


def _if_begun(told: Callable[[], str], keep: str) -> HttpResponse:
    """A log begins with its first entry; before it there is neither key nor checkpoint."""
    try:
        return plain(told(), keep=keep)
    except Unknown:
        return plain(NOT_FOUND, 404)


@for_readers
def tile(request: HttpRequest, path: str) -> HttpResponse:
    place = Place.read(path)
    if not place or place.level is None:
        return nothing(request)
    return _immutable(request, log.tile(place.level, place.index, place.width))


@for_readers
@gzip_page
def entries(request: HttpRequest, path: str) -> HttpResponse:
    place = Place.read(f"entries/{path}")
    return _immutable(request, log.entry_bundle(place.index, place.width) if place else None)


@for_readers
def verifier(request: HttpRequest) -> HttpResponse:
    """The page that checks a proof; the browser is told to run its own script alone, and to send nothing anywhere."""
    page, policy = _page()
    return HttpResponse(page, headers={"Content-Security-Policy": policy, "Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _page() -> tuple[str, str]:
    page = _VERIFIER.read_text(encoding="utf-8")
    allowed = {f"{part}-src": _hashes(part, page) for part in ("script", "style")}
    rules = {"default-src": "'none'", **allowed, "connect-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    return page, "; ".join(f"{what} {whom}" for what, whom in (rules | {"frame-ancestors": "'none'"}).items())


def _hashes(part: str, page: str) -> str:
    found = findall(rf"<{part}>(.*?)</{part}>", page, DOTALL)
    return " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in found)


def _immutable(request: HttpRequest, content: bytes | None) -> HttpResponse:
    if content is None:
        return nothing(request)
    return HttpResponse(content, content_type="application/octet-stream", headers={"Cache-Control": FOR_EVER})
