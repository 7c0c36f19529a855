"""The last entry's number and hash, kept in a file outside the store: whoever cuts off the ledger's end is found out.

The file may be behind the store: it is written after the entry and not waited for, so a crash or a power cut can lose
its last state. It is never ahead of an honest store.
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

WIDTH = 128
"""Bytes of the file, always: it is overwritten in one piece, within one block of any disk."""


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
    with _opened(os.O_RDONLY, fcntl.LOCK_SH) as file:
        return None if file is None else _read(file)


def start_head(head: Head) -> bool:
    """Begin the file unless there is one. An empty ledger begins one too: a missing file always means something."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    with _opened(os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as file:
        if file is None or os.fstat(file).st_size:
            return False
        _write(file, head)
        os.fsync(file)
        return True


def advance_head(head: Head, before: Head, *, holds: Callable[[Head], bool]) -> bool:
    """Move the file to `head` unless it is there or further already.

    As a rule it stands at `before`, and the store need not be asked. It stays as it is, and the answer is False, when
    the store no longer `holds` what it says, or the file is gone: writing it would wipe out the evidence.
    """
    with _opened(os.O_RDWR, fcntl.LOCK_EX) as file:
        if file is None:
            return False
        standing = _read(file)
        if standing != before and not holds(standing):
            return False
        if standing.seq < head.seq:
            _write(file, head)
        return True


def _path() -> Path:
    return settings().home / "ledger-head.json"


@contextmanager
def _opened(flags: int, lock: int) -> Iterator[int | None]:
    """The file, locked; None if there is none."""
    try:
        file = os.open(_path(), flags, 0o644)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(file, lock)
        yield file
    finally:
        os.close(file)


def _read(file: int) -> Head:
    try:
        found = json.loads(os.pread(file, WIDTH, 0))
        return Head(seq=int(found["seq"]), hash=str(found["hash"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableHeadError(f"{_path()}: {error}") from error


def _write(file: int, head: Head) -> None:
    os.pwrite(file, json.dumps(asdict(head)).ljust(WIDTH - 1).encode() + b"\n", 0)
