"""Several at the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

Answer = TypeVar("Answer")


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer | Exception]:
    """What each answered or raised."""
    gate = Barrier(len(acts))

    def one(act: Callable[[], Answer]) -> Answer | Exception:
        try:
            gate.wait(20)
            return act()
        except Exception as error:  # noqa: BLE001  whatever it is, the test says whether it may be
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))
