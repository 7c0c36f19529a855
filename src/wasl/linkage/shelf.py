"""Rows kept with their names, to which rows come at the end and from which rows go."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from wasl.linkage.facts import FEW, Column, Facts
from wasl.linkage.keys import Hashes, Index, Rows
from wasl.linkage.layers import Layered

SPARE = 0.125
LEAST_SPARE = 1024
_NO_ROWS: Rows = np.zeros(0, np.intp)


class _Room:
    """Arrays with room at their end. Tables that grow out of one another share them, each seeing its own rows; only
    the longest may grow in place."""

    def __init__(self, arrays: dict[str, Column], size: int, spare: int) -> None:
        self.used = size
        self.arrays = {}
        for name, array in arrays.items():
            self.arrays[name] = np.zeros((size + spare, *array.shape[1:]), array.dtype)
            if len(array) == size:  # a column of nothing may be one cell long
                self.arrays[name][:size] = array

    def fits(self, size: int, more: int) -> bool:
        return self.used == size and size + more <= len(self.arrays["number"])

    def put(self, arrays: dict[str, Column], more: int) -> None:
        for name, array in arrays.items():
            if len(array) == more:
                self.arrays[name][self.used : self.used + more] = array
        self.used += more


def _arrays(facts: Facts) -> dict[str, Column]:
    return {"number": facts.number, "block": facts.block, **{f"wide:{name}": c for name, c in facts.wide.items()}}


@dataclass(frozen=True)
class Shelf:
    """A value: `put` gives another shelf, which shares what has not changed."""

    facts: Facts
    names: pl.Series  # of the rows that were there first
    later: list[str] = field(default_factory=list)  # names that came since; others may have put more behind ours
    ours: int = 0
    dead: Rows = field(default_factory=lambda: _NO_ROWS)  # rows that are gone, sorted
    room: _Room | None = None
    found: Layered | None = None  # rows by the hash of their name; made when first asked for

    @property
    def size(self) -> int:
        """Living rows."""
        return self.facts.size - len(self.dead)

    @property
    def living(self) -> Rows:
        alive = np.ones(self.facts.size, np.bool_)
        alive[self.dead] = False
        return np.flatnonzero(alive)

    def names_of(self, rows: Rows) -> pl.Series:
        """A few values are had sooner one by one."""
        if len(rows) < FEW:
            return pl.Series([self.name(row) for row in rows.tolist()], dtype=pl.String)
        later = pl.Series(self.later[: self.ours], dtype=pl.String)
        return (pl.concat([self.names.rename(""), later]) if self.ours else self.names).gather(rows)

    def name(self, row: int) -> str:
        first = len(self.names)
        return str(self.names[row]) if row < first else self.later[row - first]

    @cached_property
    def by_name(self) -> Layered:
        return self.found or Layered(Index.of(_hashes(self.names)))

    def rows_of(self, names: pl.Series) -> Rows:
        """The row of each name that is here, in their order."""
        who, rows = self.by_name.all_of(_hashes(names))
        wanted = names.to_list()
        right = [self.name(row) == wanted[place] for place, row in zip(who.tolist(), rows.tolist(), strict=True)]
        return rows[np.array(right, np.bool_)]

    def put(self, names: pl.Series, facts: Facts, gone: Rows) -> "Shelf":
        """The same with the rows `gone` gone and others come. Names must be none that stay."""
        dead = np.sort(np.concatenate([self.dead, gone]))
        grown, room = _grown(self.facts, self.room, facts)
        born = np.arange(self.facts.size, grown.size)
        left = _hashes(self.names_of(gone)) if len(gone) else np.zeros(0, np.uint64)
        found = self.by_name.changed(left, dead, _hashes(names), born)
        later = self.later if len(self.later) == self.ours else self.later[: self.ours]
        later.extend(names.to_list())
        return replace(self, facts=grown, later=later, ours=len(later), dead=dead, room=room, found=found)

    def compact(self) -> "Shelf":
        """The living rows alone, in an order that hangs on nothing but what happened."""
        rows = self.living
        return Shelf(self.facts.take(rows), self.names_of(rows).alias("record"))


def _grown(facts: Facts, room: _Room | None, more: Facts) -> tuple[Facts, _Room]:
    """The facts with more rows at the end."""
    size = facts.size + more.size
    if room is None or not room.fits(facts.size, more.size):
        room = _Room(_arrays(facts), facts.size, more.size + max(LEAST_SPARE, int(SPARE * size)))
    room.put(_arrays(more), more.size)
    seen = {name: array[:size] for name, array in room.arrays.items()}
    silent = facts.silent & more.silent
    wide = {name: column if name in silent else seen[f"wide:{name}"] for name, column in facts.wide.items()}
    return replace(facts, number=seen["number"], block=seen["block"], wide=wide, silent=silent), room


def _hashes(names: pl.Series) -> Hashes:
    """0 is no key."""
    return np.asarray(np.maximum(names.hash(seed=1).to_numpy(), np.uint64(1)))
