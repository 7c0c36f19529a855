"""One person's rows from many registers at once. Whatever a register does, the answer is there at the deadline."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Event, Lock
from time import perf_counter

from wasl.core.log import event
from wasl.registers.addresses import AddressBook
from wasl.registers.catalogue import Catalogue
from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.crew import Crew
from wasl.registers.gaps import Missing, Reason
from wasl.registers.lanes import Lane, Row, lane

MOST_THREADS = 640
"""Enough for the lanes of more than a hundred registers that hang all at once."""

FAILURES = frozenset({Reason.DOWN, Reason.SLOW, Reason.BUSY})
"""What a register is left alone for, when it comes again and again."""

STALL = 0.05
"""Seconds after which one more thread reads embedded stores, again and again. One thread reads dozens of them in a
millisecond or two, and more would only get into each other's way; unless one of the stores hangs."""

CREW = Crew(MOST_THREADS)


@dataclass(slots=True, frozen=True)
class ReadRequest:
    """Rows of a person in a role; `keys` are lookup keys as `stream_persons` or `stream_keys` gave them."""

    register_id: str
    role: str
    keys: tuple[str, ...]


@dataclass(slots=True)
class Reading:
    """What one register answered: rows, or a named gap."""

    register_id: str
    role: str
    rows: list[Row]
    read_at: datetime  # UTC
    took_ms: float
    missing: Missing | None = None
    truncated: bool = False  # there are more rows


class Registers:
    """The registers of one catalogue at the addresses of one book."""

    def __init__(self, catalogue: Catalogue, book: AddressBook) -> None:
        self.catalogue = catalogue
        self.book = book
        self._lanes: dict[str, Lane] = {}
        self._lock = Lock()

    def lane(self, register_id: str) -> Lane:
        """Raises RegisterUnavailable where there is no address; KeyError where there is no such register."""
        if (standing := self._lanes.get(register_id)) is not None:
            return standing
        manifest = self.catalogue[register_id]
        if (address := self.book.get(register_id)) is None:
            raise RegisterUnavailable(Reason.NO_ADDRESS, f"{register_id} is not in the address book")
        with self._lock:
            return self._lanes.setdefault(register_id, lane(manifest, address, self.catalogue))

    def read(self, requests: Sequence[ReadRequest], *, deadline_seconds: float, limit: int) -> list[Reading]:
        """One reading for each request, in their order. Raises KeyError for a register or role that does not exist."""
        jobs = [self._job(request) for request in requests]
        _Round(jobs, limit, Deadline.after(deadline_seconds)).run()
        return [job.reading or job.late() for job in jobs]

    def _job(self, request: ReadRequest) -> "_Job":
        try:
            way = self.lane(request.register_id)
        except RegisterUnavailable as error:
            self.catalogue[request.register_id].role(request.role)
            return _Job(request, None, _gap(request, Missing(Reason(error.reason), error.detail)))
        if request.role not in way.lookups:
            raise KeyError(request.role)
        return _Job(request, way)

    def close(self) -> None:
        """Let go of every connection and file."""
        for standing in self._lanes.values():
            standing.connector.close()


@dataclass(slots=True)
class _Job:
    """One request on its way."""

    request: ReadRequest
    lane: Lane | None  # None = there is no address: the reading is there from the start
    reading: Reading | None = None
    begun: bool = False

    def late(self) -> Reading:
        """What is said of a register that has not answered at the deadline."""
        if self.begun and self.lane:
            self.lane.breaker.failed()
            return _gap(self.request, Missing(Reason.SLOW, "no answer at the deadline"))
        return _gap(self.request, Missing(Reason.BUSY, "not begun at the deadline"))


def _gap(request: ReadRequest, missing: Missing, took: float = 0.0) -> Reading:
    if missing.reason != Reason.NO_ADDRESS:
        event(
            "registers.missing",
            level="warning",
            register=request.register_id,
            reason=missing.reason.value,
            cause=missing.cause,
        )
    return Reading(request.register_id, request.role, [], datetime.now(UTC), took * 1000, missing)


class _Round:
    """All reads of one answer. Embedded stores share a few threads; each other register has one for itself."""

    def __init__(self, jobs: Sequence[_Job], limit: int, deadline: Deadline) -> None:
        self._limit, self._deadline = limit, deadline
        open_jobs = [(job, job.lane) for job in jobs if job.lane]
        self._embedded = deque((job, way) for job, way in open_jobs if way.is_embedded)
        self._alone = [(job, way) for job, way in open_jobs if not way.is_embedded]
        self._left = len(open_jobs)
        self._lock = Lock()
        self._all = Event()
        self._over = False

    def run(self) -> None:
        """Returns when all are read or at the deadline; what ends later is thrown away."""
        if not self._left:
            return
        for job, way in self._alone:
            CREW.submit(partial(self._read, job, way))
        if self._embedded:
            CREW.submit(self._run_embedded)
        while not self._all.wait(min(STALL, self._deadline.left)) and self._deadline.left:
            if self._embedded:
                CREW.submit(self._run_embedded)
        self._over = True

    def _run_embedded(self) -> None:
        while True:
            try:
                job, way = self._embedded.popleft()
            except IndexError:
                return
            self._read(job, way)

    def _read(self, job: _Job, way: Lane) -> None:
        if self._over:
            return
        job.begun = True
        reading = self._reading(job.request, way)
        with self._lock:
            if self._over:
                return
            job.reading = reading
            self._left -= 1
            if not self._left:
                self._all.set()

    def _reading(self, request: ReadRequest, way: Lane) -> Reading:
        started, at = perf_counter(), datetime.now(UTC)
        try:
            rows = way.rows(request.role, request.keys, self._limit + 1, self._deadline)
        except RegisterUnavailable as error:
            return self._missing(request, way, Missing(Reason(error.reason), error.detail), perf_counter() - started)
        except Exception as error:  # noqa: BLE001  whatever a driver throws must not reach the other registers
            cause = Missing(Reason.BROKEN, type(error).__name__)
            return self._missing(request, way, cause, perf_counter() - started)
        took = perf_counter() - started
        way.observe("read", took)
        if not self._over:
            way.breaker.succeeded()
        more = len(rows) > self._limit
        return Reading(request.register_id, request.role, rows[: self._limit], at, took * 1000, None, more)

    def _missing(self, request: ReadRequest, way: Lane, missing: Missing, took: float) -> Reading:
        way.observe(missing.reason.value, took)
        if missing.reason in FAILURES and not self._over:
            way.breaker.failed()
        return _gap(request, missing, took)
