"""The signed checkpoint in a file outside the store: whoever cuts or rolls back the store is found out.

A writer holds the file's lock from before the commit until it has written what the commit made of the log, so the
processes of one machine queue up here. The file is not waited for: a power cut may leave it behind the store. It is
never ahead of an honest store.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from wasl.core.files import begin
from wasl.trust.log import places

MOST_BYTES = 4096
READABLE = 0o666
"""Less what the process's mask takes away: a checkpoint is for everybody."""


def read_file() -> str | None:
    """The note as it stands; None without a file. What is no text comes with U+FFFD in it."""
    with opened_file(os.O_RDONLY, fcntl.LOCK_SH) as file:
        return None if file is None else read(file)


@contextmanager
def opened_file(flags: int = os.O_RDWR, lock: int = fcntl.LOCK_EX) -> Iterator[int | None]:
    """The file, locked; None if there is none."""
    try:
        file = os.open(places.checkpoint_path(), flags)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(file, lock)
        yield file
    finally:
        os.close(file)


def read(file: int) -> str:
    return os.pread(file, MOST_BYTES, 0).decode("utf-8", "replace")


def write(file: int, note: str) -> None:
    """In one piece, within one block of any disk; a note only ever grows, unless the log was given a shorter name."""
    encoded = note.encode()
    if os.pwrite(file, encoded, 0) != len(encoded):
        raise OSError("the checkpoint was not written whole")
    if os.fstat(file).st_size != len(encoded):
        os.ftruncate(file, len(encoded))


def start(note: str) -> bool:
    """Begin the file, whole and on disk, unless there is one. An empty log begins one too: a missing file always means
    something.
    """
    return begin(places.checkpoint_path(), note.encode(), mode=READABLE)
