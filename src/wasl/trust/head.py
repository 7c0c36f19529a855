"""The last entry's number and hash, kept in a file outside the store: whoever cuts off the ledger's end is found out.

The file may be behind the store (a crash between the two writes); it is never ahead of an honest store.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from wasl.core.conf import settings
from wasl.trust.chain import GENESIS


@dataclass(frozen=True)
class Head:
    """Where the ledger stood."""

    seq: int
    hash: str


START = Head(0, GENESIS)


class UnreadableHeadError(Exception):
    """The file is there but does not say where the ledger stood."""


def read_head() -> Head | None:
    """What the file says; None without a file. Raises UnreadableHeadError."""
    try:
        found = json.loads(_path().read_bytes())
        return Head(seq=int(found["seq"]), hash=str(found["hash"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableHeadError(f"{_path()}: {error}") from error


def start_head() -> None:
    """Begin the file beside an empty ledger, so that a missing file always means something."""
    with _locked():
        if not _path().exists():
            _write(START)


def advance_head(head: Head, *, holds: Callable[[Head], bool]) -> bool:
    """Move the file to `head` unless it is there or further already.

    The file stays where it is, and the answer is False, when the store no longer `holds` what the file says:
    moving it would wipe out the evidence.
    """
    with _locked():
        standing = read_head()
        if standing and standing.seq >= head.seq:
            return holds(standing)
        if standing and standing.seq and not holds(standing):
            return False
        _write(head)
        return True


def _path() -> Path:
    return settings().home / "ledger-head.json"


@contextmanager
def _locked() -> Iterator[None]:
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _path().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(head: Head) -> None:
    fresh = _path().with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(head), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_path())
    _sync_folder(fresh.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
