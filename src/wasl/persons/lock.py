"""One linking run at a time, wherever it was started; the lock goes with its process, so a killed run leaves none."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text

_ADVISORY_LOCK = 0x7761736D  # next to the ledger's


@contextmanager
def alone() -> Iterator[None]:
    """Raises Refusal when another run is under way."""
    with _store_lock() if connection.vendor == "postgresql" else _file_lock():
        yield


def _taken() -> Refusal:
    return Refusal(
        Text(ar="يجري الآن ربط السجلات", en="the registers are being linked right now"),
        mend=Text(ar="انتظر حتى ينتهي ثم أعد المحاولة", en="wait until that run ends, then start again"),
        where="linking",
    )


@contextmanager
def _file_lock() -> Iterator[None]:
    path = settings().home / "linking.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken() from None
        yield


@contextmanager
def _store_lock() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise _taken()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])
