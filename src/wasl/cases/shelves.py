"""The contents of given files: sealed, under their print, in the home folder. Equal contents stand there once.

A content of which it is not sure that a row names it is marked; tidying looks at marked ones only. The mark is there
before the content is, and before a row goes: whatever is broken off, nothing stays for good that nobody knows of.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wasl.core.conf import settings
from wasl.core.files import begin
from wasl.core.passage import required
from wasl.core.sealing import StaysClosedError, seal, unseal

USE = "uploads"
SETTLED = timedelta(minutes=10)
"""After which the transaction that a mark was made in has surely ended."""


class Lost(Exception):  # noqa: N818  said of a content
    """A content is gone, or was sealed under another key."""


@contextmanager
def kept(content: bytes) -> Iterator[str]:
    """Put a content on its shelf; inside, name its print in a row and commit. Nothing is tidied away meanwhile."""
    digest = hashlib.sha256(content).hexdigest()
    with _locked(fcntl.LOCK_SH):
        mark(digest)
        place = _place(digest)
        if begin(place, seal(USE, content, digest)):
            _on_disk(place.parent, place.parent.parent)
        yield digest


def content_of(digest: str) -> bytes:
    """Needs an open passage. Raises Lost."""
    required("a file that somebody gave")
    try:
        return unseal(USE, _place(digest).read_bytes(), digest)
    except (FileNotFoundError, StaysClosedError) as error:
        raise Lost(digest[:8]) from error


def mark(digest: str) -> None:
    """Tidying is to see whether this content is still named."""
    place = _home() / "marked" / digest
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch(mode=0o600)


def marked(now: datetime) -> Iterator[str]:
    """Prints that were marked long enough ago."""
    for place in sorted((_home() / "marked").glob("*")):
        if datetime.fromtimestamp(place.stat().st_mtime, UTC) < now - SETTLED:
            yield place.name


@contextmanager
def undisturbed() -> Iterator[bool]:
    """Inside nothing is put on a shelf; False where somebody is just doing so: come back later."""
    try:
        with _locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield True
    except BlockingIOError:
        yield False


def clear(digest: str) -> bool:
    """Take a content away, with what writing it may have left, if it was broken off; whether there was one."""
    place = _place(digest)
    found = place.exists()
    for one in (place, *place.parent.glob(f"{digest}.*")):
        one.unlink(missing_ok=True)
    return found


def unmark(digest: str) -> None:
    (_home() / "marked" / digest).unlink(missing_ok=True)


def _home() -> Path:
    home = settings().home / "uploads"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def _place(digest: str) -> Path:
    return _home() / digest[:2] / digest


@contextmanager
def _locked(how: int) -> Iterator[None]:
    with (_home() / "lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


def _on_disk(*folders: Path) -> None:
    """A name is lost with the power as long as its folder is not written."""
    for folder in folders:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
