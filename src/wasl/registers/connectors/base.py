"""The contract of a connector: the only code that touches an agency's database.

A connector reads, and its connections can do nothing else. Where a store can be written, its connector makes a
`Writer`, which has connections of its own and changes one row at a time.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

import polars as pl

from wasl.core.errors import Problem
from wasl.registers.manifest import Manifest

__all__ = [
    "ColumnInfo",
    "Connector",
    "Deadline",
    "HeldRow",
    "Native",
    "Place",
    "Problem",
    "RawRow",
    "RegisterUnavailable",
    "Writer",
]

Native = str | int | float | bool | None
"""A value as it stands in a store and as JSON can keep it: what else a store knows (dates, decimals) as its text."""

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


@dataclass(frozen=True, slots=True)
class Place:
    """A column as one who writes into it must know it."""

    typed: bool  # the store has a type for numbers, dates...: no pattern and no Arabic digits stand there
    nullable: bool
    filled: bool  # the store fills it by itself where nothing is given


class HeldRow(ABC):
    """One row, or the place where it would be, held against everybody else until its transaction ends."""

    @abstractmethod
    def read(self) -> RawRow | None:
        """The columns asked for; None where there is no such row. Raises Refusal where the key means several rows."""

    @abstractmethod
    def add(self, values: Mapping[str, Native]) -> None:
        """The row, with its key among the values. Raises Refusal where the store does not take it."""

    @abstractmethod
    def change(self, values: Mapping[str, Native]) -> None:
        """Columns of the row. Raises Refusal where the store does not take it."""

    @abstractmethod
    def remove(self) -> None:
        """The row is gone."""


class Writer(ABC):
    """Changes single rows of one register. Made anew for each change: it looks at the table as it now is."""

    @abstractmethod
    def places(self) -> Mapping[str, Place]:
        """Native columns. Raises RegisterUnavailable, and Refusal for a table that knows no transactions."""

    @abstractmethod
    def fitted(self, column: str, text: str) -> Native:
        """Native text as the column keeps it. Raises ValueError for what it cannot hold."""

    @abstractmethod
    def row(self, key: tuple[str, ...], columns: Sequence[str]) -> RawRow | None:
        """As it stands, without holding it. Raises RegisterUnavailable and Refusal."""

    @abstractmethod
    def holding(
        self, key: tuple[str, ...], columns: Sequence[str], deadline: Deadline, *, new: bool
    ) -> AbstractContextManager[HeldRow]:
        """One transaction: it ends with the block, and leaves nothing behind where the block raises or the deadline
        has passed. `new`: a row that may not be there yet. Raises RegisterUnavailable and Refusal."""

    @abstractmethod
    def try_rights(self, *, add: Sequence[str], change: Sequence[str], remove: bool) -> None:
        """Raises Refusal where the account may not do this. Touches no row."""


class Connector(ABC):
    """Reads one register at one address. Safe to use from several threads."""

    id: str
    can_be_written: ClassVar[bool] = False

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

    def writer(self, address: str) -> Writer:
        """For a register that may be written, at the address of an account that may. Raises RegisterUnavailable."""
        raise NotImplementedError(f"{self.id} registers are read-only")  # their manifests cannot say otherwise

    def close(self) -> None:  # noqa: B027  most connectors hold nothing open
        """Let go of connections and files."""
