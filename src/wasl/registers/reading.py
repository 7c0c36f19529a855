"""One person's rows from many registers at once. Whatever a register does, the answer is there at the deadline."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event, Lock
from time import perf_counter

from wasl.core.log import event
from wasl.registers.addresses import AddressBook
from wasl.registers.catalogue import Catalogue
from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.crew import Crew
from wasl.registers.gaps import Missing, Reason
from wasl.registers.lanes import Lane, Row, lane
from wasl.registers.manifest import Manifest
from wasl.registers.metrics import READ_SECONDS

MOST_THREADS = 192
RUNNERS = 2
STALL = 0.05
"""Seconds without an end after which one more thread reads embedded stores: one of them hangs."""

CREW = Crew(MOST_THREADS)


@dataclass(slots=True, frozen=True)
class ReadRequest:
    """Rows of a person in a role of a register; `keys` are lookup keys as `stream_persons` or `stream_keys` gave them."""

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
        for request in requests:
            self.catalogue[request.register_id].role(request.role)
        return _Round(self, requests, limit, Deadline.after(deadline_seconds)).readings()

    def close(self) -> None:
        """Let go of every connection and file."""
        for standing in self._lanes.values():
            standing.connector.close()


EMBEDDED = frozenset({"csv", "parquet", "excel"})


def is_embedded(manifest: Manifest, book: AddressBook) -> bool:
    """On this machine's own disk: read in microseconds, so that a thread for each would cost more than the reading."""
    address = book.get(manifest.id) or ""
    return manifest.source.connector in EMBEDDED or address.startswith("sqlite")


@dataclass
class _Round:
    """All reads of one answer."""

    registers: Registers
    requests: Sequence[ReadRequest]
    limit: int
    deadline: Deadline
    answers: dict[int, Reading] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    over: bool = False

    def __post_init__(self) -> None:
        self._all = Event()
        self._embedded: deque[int] = deque()

    def readings(self) -> list[Reading]:
        if not self.requests:
            return []
        for place, request in enumerate(self.requests):
            manifest = self.registers.catalogue[request.register_id]
            if is_embedded(manifest, self.registers.book):
                self._embedded.append(place)
            else:
                CREW.submit(self._one(place))
        for _ in range(min(RUNNERS, len(self._embedded))):
            CREW.submit(self._run_embedded)
        while not self._all.wait(min(STALL, self.deadline.left)) and self.deadline.left:
            if self._embedded:
                CREW.submit(self._run_embedded)
        self.over = True
        return [self.answers.get(place) or self._late(place) for place in range(len(self.requests))]

    def _one(self, place: int) -> Callable[[], None]:
        return lambda: self._read(place)

    def _run_embedded(self) -> None:
        while True:
            try:
                place = self._embedded.popleft()
            except IndexError:
                return
            self._read(place)

    def _read(self, place: int) -> None:
        if self.over:
            return
        self.begun.add(place)
        reading = self._reading(self.requests[place])
        if not self.over:
            self.answers[place] = reading
            if len(self.answers) == len(self.requests):
                self._all.set()

    def _reading(self, request: ReadRequest) -> Reading:
        started, at = perf_counter(), datetime.now(UTC)
        rows: list[Row] = []
        missing = None
        try:
            rows = self._rows(request)
        except RegisterUnavailable as error:
            missing = Missing(Reason(error.reason), error.detail)
        except Exception as error:  # noqa: BLE001  whatever a register's driver throws must not reach the others
            missing = Missing(Reason.BROKEN, type(error).__name__)
        took = perf_counter() - started
        self._record(request, missing, took)
        more = len(rows) > self.limit
        return Reading(request.register_id, request.role, rows[: self.limit], at, took * 1000, missing, more)

    def _rows(self, request: ReadRequest) -> list[Row]:
        way = self.registers.lane(request.register_id)
        try:
            rows = way.rows(request.role, request.keys, self.limit + 1, self.deadline)
        except RegisterUnavailable as error:
            if error.reason in {Reason.DOWN, Reason.SLOW} and not self.over:
                way.breaker.failed()
            raise
        if not self.over:
            way.breaker.succeeded()
        return rows

    def _record(self, request: ReadRequest, missing: Missing | None, took: float) -> None:
        outcome = missing.reason.value if missing else "read"
        READ_SECONDS.labels(request.register_id, outcome).observe(took)
        if missing and missing.reason != Reason.NO_ADDRESS:
            event(
                "registers.missing", level="warning", register=request.register_id, reason=outcome, cause=missing.cause
            )

    def _late(self, place: int) -> Reading:
        request = self.requests[place]
        if place in self.begun:
            missing = Missing(Reason.SLOW, "no answer at the deadline")
            self.registers.lane(request.register_id).breaker.failed()
        else:
            missing = Missing(Reason.BUSY, "not begun at the deadline")
        READ_SECONDS.labels(request.register_id, missing.reason.value)
        return Reading(request.register_id, request.role, [], datetime.now(UTC), 0.0, missing)
