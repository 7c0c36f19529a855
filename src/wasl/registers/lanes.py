"""One register's lane: a few readers at a time, and a breaker that leaves a failing register alone for a while."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from prometheus_client import Histogram

from wasl.registers.catalogue import Catalogue
from wasl.registers.connectors.base import Connector, Deadline, RegisterUnavailable
from wasl.registers.connectors.places import Places
from wasl.registers.connectors.plugins import connector_class
from wasl.registers.connectors.tables import key_of
from wasl.registers.decode import Decoder, Value, decoder
from wasl.registers.manifest import KEY_SEPARATOR, Manifest
from wasl.registers.metrics import READ_SECONDS

EMBEDDED = frozenset({"csv", "parquet", "excel"})
READERS = 4
PATIENCE = 0.25
"""Seconds to wait for a place in the lane."""

FAILURES = 5
REST = 15.0
"""Seconds for which a register is left alone after so many failures in a row."""


@dataclass(slots=True)
class Row:
    """One row of a register: its key (parts joined by KEY_SEPARATOR) and its values by attribute."""

    key: str
    values: dict[str, Value]


class Breaker:
    """Closed: everything passes. Open: nothing passes but, now and then, one probe."""

    def __init__(self, failures: int = FAILURES, rest: float = REST) -> None:
        self._most, self._rest = failures, rest
        self._failures = 0
        self._retry_at = 0.0
        self._lock = Lock()

    def lets_through(self) -> bool:
        if self._failures < self._most:
            return True
        with self._lock:
            if monotonic() < self._retry_at:
                return False
            self._retry_at = monotonic() + self._rest  # one probe; the others still stay away
            return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._retry_at = monotonic() + self._rest


@dataclass
class Lane:
    """The way to one register. Made without touching the register."""

    manifest: Manifest
    connector: Connector
    columns: list[tuple[str, str, Decoder]]  # native name, attribute, how it is read
    breaker: Breaker = field(default_factory=Breaker)
    places: Places = field(default_factory=lambda: Places(READERS))

    def __post_init__(self) -> None:
        self._key = tuple(self.manifest.column(attribute).column for attribute in self.manifest.key)
        self.lookups = {role.role: self._lookup(role.role) for role in self.manifest.persons}

        self._seconds: dict[str, Histogram] = {}

    @property
    def is_embedded(self) -> bool:
        """On this machine's own disk: read in microseconds; a thread for each would cost more than the reading."""
        return self.manifest.source.connector in EMBEDDED or self.connector.address.startswith("sqlite")

    def observe(self, outcome: str, seconds: float) -> None:
        if (figure := self._seconds.get(outcome)) is None:
            figure = self._seconds[outcome] = READ_SECONDS.labels(self.manifest.id, outcome)
        figure.observe(seconds)

    def _lookup(self, role: str) -> tuple[str, ...]:
        return tuple(self.manifest.column(attribute).column for attribute in self.manifest.lookup(role))

    def enter(self, deadline: Deadline) -> None:
        """Take a place, to be given back. Raises RegisterUnavailable."""
        if not self.breaker.lets_through():
            raise RegisterUnavailable("down", f"not asked: failed {FAILURES} times in a row")
        if not (self.places.take_now() or self.places.wait(min(PATIENCE, deadline.left))):
            raise RegisterUnavailable("busy", f"{READERS} readers at once are enough")

    def rows(self, role: str, keys: Sequence[str], limit: int, deadline: Deadline) -> list[Row]:
        """Rows of a person in a role. Raises RegisterUnavailable."""
        self.enter(deadline)
        try:
            found = self.connector.read(
                self.lookups[role], [tuple(key.split(KEY_SEPARATOR)) for key in keys], limit=limit, deadline=deadline
            )
        finally:
            self.places.give_back()
        columns = self.columns
        return [
            Row(
                KEY_SEPARATOR.join(key_of(row, self._key)),
                {attribute: decode(row[native]) for native, attribute, decode in columns},
            )
            for row in found
        ]


def lane(manifest: Manifest, address: str, catalogue: Catalogue) -> Lane:
    """Raises RegisterUnavailable("down") where the connector cannot be made at all."""
    try:
        connector = connector_class(manifest.source.connector)(manifest, address)
    except ValueError as error:
        raise RegisterUnavailable("down", f"the address cannot be used ({type(error).__name__})") from error
    columns = [
        (
            column.column,
            column.attribute,
            decoder(column, codes=catalogue.codes_of(column), minor_digits=catalogue.minor_digits),
        )
        for column in manifest.columns
    ]
    return Lane(manifest, connector, columns)
