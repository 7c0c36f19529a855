"""Open connections of one database, shared by all registers that stand in it and used one reader at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Semaphore
from typing import Any

from wasl.registers.connectors.base import Deadline, RegisterUnavailable


@dataclass(slots=True)
class Session:
    """A connection and the time limit that was last set on it."""

    connection: Any
    limit: float = 0.0
    fresh: bool = True


class Sessions:
    """At most `most` open at a time, the last used first; never more than `idle` kept when nobody reads."""

    def __init__(self, connect: Callable[[Deadline], Any], *, most: int, idle: int) -> None:
        self._connect = connect
        self._places = Semaphore(most)
        self._idle: list[Session] = []
        self._keep = idle

    @contextmanager
    def session(self, deadline: Deadline) -> Iterator[Session]:
        """Raises RegisterUnavailable("busy") when no place comes free in time."""
        if not self._places.acquire(blocking=False) and not self._places.acquire(timeout=deadline.left):
            raise RegisterUnavailable("busy", "no connection came free in time")
        try:
            session = self._take(deadline)
            try:
                yield session
            except BaseException:
                session.connection.close()  # its state is unknown
                raise
            self._give_back(session)
        finally:
            self._places.release()

    def _take(self, deadline: Deadline) -> Session:
        try:
            session = self._idle.pop()
        except IndexError:
            return Session(self._connect(deadline))
        session.fresh = False
        return session

    def _give_back(self, session: Session) -> None:
        if len(self._idle) < self._keep:
            self._idle.append(session)
        else:
            session.connection.close()

    def close(self) -> None:
        """Close what is idle, also after a connection turned out to be stale: its neighbours are no younger."""
        while self._idle:
            self._idle.pop().connection.close()
