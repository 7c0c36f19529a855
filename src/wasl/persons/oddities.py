"""What is strange in a register's columns: empty, constant, one value in many rows, default dates, a shared number.

Values themselves are never kept: a finding names the column and counts rows.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import polars as pl

LOOKED_AT = 5_000
"""Rows of a batch, evenly spread, from which shares are taken; numbers are counted in all rows."""

FEWEST = 30
ONE_VALUE = 0.25
DEFAULT_DATES = 0.10  # 1 January and 1 July are 0.5 % of days
FUTURE_DATES = 0.001
SHARED = 0.01
SHARED_ROWS = 20
NATURALLY_FEW = frozenset({"sex", "governorate", "birth_governorate"})
"""Columns of few values: husbands are men, and a province's register holds its province."""


class Kind(StrEnum):
    EMPTY = "empty"
    CONSTANT = "constant"
    ONE_VALUE = "one-value"
    DEFAULT_DATE = "default-date"
    FUTURE_DATE = "future-date"
    SHARED_NUMBER = "shared-number"


@dataclass(frozen=True)
class Oddity:
    """So many of so many rows; of rows that were looked at."""

    column: str
    kind: Kind
    rows: int
    of: int


@dataclass
class Oddities:
    """Adds up what the batches of a register show. `declared`: the fields that the register should give."""

    today: date
    declared: frozenset[str]
    rows: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    values: dict[str, Counter[int]] = field(default_factory=dict)  # hash -> rows, the most frequent ones
    dates: Counter[Kind] = field(default_factory=Counter)
    numbers: Counter[int] = field(default_factory=Counter)

    def add(self, batch: pl.DataFrame) -> None:
        few = batch.gather_every(max(1, -(-batch.height // LOOKED_AT)))
        for name in sorted(self.declared & set(batch.columns)):
            self.rows[name] += few.height
            self._column(name, few.get_column(name).drop_nulls())
        if "number" in batch.columns:
            self.rows["numbers"] += batch.height
            self.numbers.update(_most(batch.get_column("number").drop_nulls(), 20))

    def _column(self, name: str, held: pl.Series) -> None:
        self.said[name] += len(held)
        self.values.setdefault(name, Counter()).update(_most(held, 5))
        if held.dtype == pl.Date and len(held):
            first = (held.dt.day() == 1) & held.dt.month().is_in([1, 7])
            self.dates[Kind.DEFAULT_DATE] += int(first.sum())
            self.dates[Kind.FUTURE_DATE] += int((held > self.today).sum())

    def found(self) -> list[Oddity]:
        columns = [name for name in sorted(self.rows) if name != "numbers"]
        return [*(oddity for name in columns for oddity in self._of(name)), *self._shared()]

    def _of(self, name: str) -> Iterable[Oddity]:
        rows, said = self.rows[name], self.said[name]
        if rows < FEWEST:
            return
        if not said:
            yield Oddity(name, Kind.EMPTY, rows, rows)
        elif name not in NATURALLY_FEW and name != "number":
            most = max(self.values[name].values(), default=0)
            if most == said and said >= FEWEST:
                yield Oddity(name, Kind.CONSTANT, most, said)
            elif most >= max(FEWEST, ONE_VALUE * said):
                yield Oddity(name, Kind.ONE_VALUE, most, said)
        if name == "birth_date" and said:
            yield from self._odd_dates(name, said)

    def _odd_dates(self, name: str, said: int) -> Iterable[Oddity]:
        for kind, least in ((Kind.DEFAULT_DATE, DEFAULT_DATES), (Kind.FUTURE_DATE, FUTURE_DATES)):
            if self.dates[kind] > least * said:
                yield Oddity(name, kind, self.dates[kind], said)

    def _shared(self) -> Iterable[Oddity]:
        rows = self.rows["numbers"]
        most = max(self.numbers.values(), default=0)
        if most >= max(SHARED_ROWS, SHARED * rows):
            yield Oddity("number", Kind.SHARED_NUMBER, most, rows)


def _most(held: pl.Series, how_many: int) -> dict[int, int]:
    """Hash and count of the most frequent values that stand more than once, or of the only one."""
    counts = held.hash(seed=0).value_counts(name="rows").filter((pl.col("rows") > 1) | (pl.len() == 1))
    return dict(counts.top_k(how_many, by="rows").iter_rows())
