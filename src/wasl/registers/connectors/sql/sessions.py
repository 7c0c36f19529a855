"""Open connections of one database, shared by all registers that stand in it and used one reader at a time."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.connectors.places import Places


@dataclass(slots=True)
class Session:
    """A connection and the time limit that was last set on it."""

    connection: Any
    limit: float = 0.0


class Sessions:
    """At most `most` open at a time, the last used first; never more than `idle` kept when nobody reads."""

    def __init__(self, connect: Callable[[], Any], *, most: int, idle: int) -> None:
        self._connect = connect
        self._places = Places(most)
        self._idle: list[Session] = []
        self._keep = idle

    def take(self, deadline: Deadline) -> Session:
        """To be given back or dropped. Raises RegisterUnavailable("busy") when no place comes free in time."""
        if not (self._places.take_now() or self._places.wait(deadline.left)):
            raise RegisterUnavailable("busy", "no connection came free in time")
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _open(self) -> Session:
        try:
            return Session(self._connect())
        except BaseException:
            self._places.give_back()
            raise

    def give_back(self, session: Session) -> None:
        """After use without an error."""
        if len(self._idle) < self._keep:
            self._idle.append(session)
        else:
            _discard(session)
        self._places.give_back()

    def drop(self, session: Session) -> None:
        """After an error: the state of the connection is not known."""
        _discard(session)
        self._places.give_back()

    def close(self) -> None:
        """Close what is idle, also after a connection turned out to be stale: its neighbours are no younger."""
        while self._idle:
            _discard(self._idle.pop())


def _discard(session: Session) -> None:
    with suppress(Exception):  # a dead connection may refuse even to be closed, and nobody needs it any more
        session.connection.close()
