"""The contract of a connector: the only code that touches an agency's database. It reads; there is no way to write."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

import polars as pl

from wasl.core.errors import Problem
from wasl.registers.manifest import Manifest

__all__ = ["ColumnInfo", "Connector", "Deadline", "Problem", "RawRow", "RegisterUnavailable"]

RawRow = dict[str, object]
"""Native column name -> value as the store gave it."""


@dataclass(frozen=True)
class Deadline:
    """The moment by which an answer is worth having."""

    at: float  # monotonic seconds

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        return cls(monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - monotonic())


@dataclass(frozen=True)
class ColumnInfo:
    """A column found in the store."""

    name: str
    type: str  # as the store calls it


class RegisterUnavailable(Exception):  # noqa: N818  a state of the register, not a mistake of the program
    """The register cannot be read now. `reason` is one of down, slow, busy, changed, broken."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Connector(ABC):
    """Reads one register at one address. Safe to use from several threads."""

    id: str

    def __init__(self, manifest: Manifest, address: str) -> None:
        self.manifest = manifest
        self.address = address

    @abstractmethod
    def check_config(self) -> list[Problem]:
        """What is wrong with the manifest's source and the address, without touching the store."""

    @abstractmethod
    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        """The store's columns. Raises RegisterUnavailable."""

    @abstractmethod
    def read(
        self, by: Sequence[str], keys: Sequence[tuple[str, ...]], *, limit: int, deadline: Deadline
    ) -> list[RawRow]:
        """Rows whose native columns `by` equal one of `keys` (values as text), newest first where the manifest says so,
        at most `limit`. Raises RegisterUnavailable, also when the deadline has passed."""

    @abstractmethod
    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[pl.DataFrame]:
        """Every row: the given native columns, values as text (null kept), in batches. Raises RegisterUnavailable."""

    @abstractmethod
    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        """A few rows for checking. Raises RegisterUnavailable."""

    def close(self) -> None:  # noqa: B027  most connectors hold nothing open
        """Let go of connections and files."""
