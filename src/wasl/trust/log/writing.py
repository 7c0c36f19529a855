"""One durable transaction for all who record at the same time: each waits for it, none is answered before it."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from time import sleep

from django.db import connection, transaction

from wasl.core.log import event
from wasl.trust.log import checkpoint_file, standing
from wasl.trust.log.entries import Draft, stamp
from wasl.trust.log.growth import Growth, Tile
from wasl.trust.log.leaves import Leaf, sealed
from wasl.trust.log.standing import Standing
from wasl.trust.log.store import Store, opened_store

GATHERING = 0.0005
"""Seconds that a leader waits where the last batch was a crowd: those just answered come back in the meantime."""

MOST_AT_ONCE = 256
"""Drafts in one transaction, so that the first of a crowd does not wait for all of it."""


class NotWrittenError(Exception):
    """The entry could not be written; nothing may be answered. The cause is the writing's own error."""


@dataclass
class Ticket:
    """What one thread wants written in one transaction; `act` is done in it, before."""

    drafts: Sequence[Draft]
    act: Callable[[Store], None] | None = None
    leaves: list[tuple[Leaf, bytes]] = field(default_factory=list)
    """What became of the drafts, each with its hash."""
    error: BaseException | None = None
    settled: bool = False
    leads: bool = False
    _asleep: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._asleep.acquire()

    def sleep(self) -> None:
        """Until it is settled, or until it is this thread's turn to write."""
        self._asleep.acquire()

    def wake(self) -> None:
        self._asleep.release()


class Writer:
    """The queue of one process. Whoever finds it idle writes for all who came meanwhile, then hands over."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything: a forked process has none of the threads that wait here."""
        self._lock = Lock()
        self._waiting: deque[Ticket] = deque()
        self._busy = False
        self._crowd = 1
        self._standing: Standing | None = None

    def write(self, ticket: Ticket) -> list[tuple[Leaf, bytes]]:
        """Returns when the entries are durable and signed. Raises NotWrittenError, and RuntimeError inside a
        transaction: an entry that could be rolled back is none.
        """
        if connection.in_atomic_block:
            raise RuntimeError("an entry of the log must be durable: record it outside of any transaction")
        with self._lock:
            self._waiting.append(ticket)
            ticket.leads, self._busy = not self._busy, True
        if not ticket.leads:
            self._wait(ticket)
        if not ticket.settled:
            self._lead(ticket)
        if ticket.error:
            raise NotWrittenError(f"the log could not be written: {ticket.error}") from ticket.error
        return ticket.leaves

    def _wait(self, ticket: Ticket) -> None:
        try:
            ticket.sleep()
        except BaseException:  # Ctrl-C: whoever comes next must not wait for a thread that has gone
            with self._lock:
                if ticket in self._waiting:
                    self._waiting.remove(ticket)
                if ticket.leads and not ticket.settled:
                    self._name_next()
            raise

    def _lead(self, own: Ticket) -> None:
        if self._crowd > 1:
            sleep(GATHERING)
        with self._lock:
            batch = self._drained()
        self._crowd = len(batch)
        try:
            self._commit(batch)
        except BaseException as error:
            for ticket in batch:
                ticket.error = error
            if not isinstance(error, Exception):
                raise
        finally:
            self._hand_over(own, batch)

    def _drained(self) -> list[Ticket]:
        batch = [self._waiting.popleft()]
        count = len(batch[0].drafts)
        while self._waiting and (count := count + len(self._waiting[0].drafts)) <= MOST_AT_ONCE:
            batch.append(self._waiting.popleft())
        return batch

    def _hand_over(self, own: Ticket, batch: Sequence[Ticket]) -> None:
        for ticket in batch:
            ticket.settled = True
        with self._lock:
            self._name_next()
        for ticket in batch:
            if ticket is not own:
                ticket.wake()

    def _name_next(self) -> None:
        self._busy = bool(self._waiting)
        if self._waiting:
            self._waiting[0].leads = True
            self._waiting[0].wake()

    def _commit(self, batch: Sequence[Ticket]) -> None:
        former, self._standing = self._standing, None  # read anew should this fail half-way
        with checkpoint_file.opened_file() as file:
            with transaction.atomic(durable=True), opened_store() as store:
                store.queue_up()
                now = standing.caught_up(former, store)
                file_holds = _file_holds(file, now, store)
                leaves = _appended(store, now, batch)
                if now.growth and file_holds is not False:
                    now.note = standing.signed_now(now.growth)
                    store.keep_note(now.note)
            if file_holds and now.growth and now.note:
                _note(file, now.note)
        if not (file_holds and now.growth):
            event("ledger.broken", level="error", seq=now.size, mend="run `wasl ledger verify`")
        self._standing = now
        _settle(batch, leaves)


def _file_holds(file: int | None, now: Standing, store: Store) -> bool | None:
    """Whether the log still is what the file says of it; None without a file that there should be."""
    if file is not None:
        return standing.is_held(checkpoint_file.read(file), now, store)
    return True if not now.size and checkpoint_file.start(standing.empty_note()) else None


def _note(file: int | None, note: str) -> None:
    if file is not None:
        checkpoint_file.write(file, note)
        return
    with checkpoint_file.opened_file() as begun:
        if begun is not None:
            checkpoint_file.write(begun, note)


def _appended(store: Store, now: Standing, batch: Sequence[Ticket]) -> list[tuple[Leaf, bytes]]:
    for ticket in batch:
        if ticket.act:
            ticket.act(store)
    at = stamp(datetime.now(UTC))
    if at < now.at:
        event("ledger.clock_went_back", level="warning", seq=now.size + 1)
    drafts = [draft for ticket in batch for draft in ticket.drafts]
    leaves = [_sealed(seq, at, draft) for seq, draft in enumerate(drafts, now.size + 1)]
    hashes = store.insert(leaves)
    if now.growth:
        store.insert_tiles(_grown(now.growth, hashes))
    if leaves:
        now.size, now.last, now.at = leaves[-1].seq, hashes[-1], leaves[-1].at
    return list(zip(leaves, hashes, strict=True))


def _sealed(seq: int, now: str, draft: Draft) -> Leaf:
    at = draft.facts.get("at", now)
    return sealed(seq, at, draft.text(at), draft.persons)


def _grown(growth: Growth, hashes: Sequence[bytes]) -> list[Tile]:
    return [tile for leaf in hashes for tile in growth.add(leaf)]


def _settle(batch: Sequence[Ticket], leaves: Sequence[tuple[Leaf, bytes]]) -> None:
    written = iter(leaves)
    for ticket in batch:
        ticket.leaves = [next(written) for _ in ticket.drafts]


writer = Writer()
os.register_at_fork(after_in_child=writer.reset)
