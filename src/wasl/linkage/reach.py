"""Which rows of registers a change of the spine can concern.

A row's link hangs on the people that its keys and its number bring up, and on how large their blocks are. A change
reaches it only through a key, or a number, that it shares with a row that was changed: with the old one or the new.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.facts import Facts
from wasl.linkage.keys import Family, Hashes, cap_of, hashed, neighbours
from wasl.linkage.reading import Defaults

if TYPE_CHECKING:
    from wasl.linkage.standing import Standing

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reach:
    """A change of the spine, as a few sets of hashes to hold streams of rows against. `keys`: parts of a key and its
    hashes through which the change shows; `numbers`: numbers of changed rows, and those one slip away."""

    standing: "Standing"
    keys: tuple[tuple[tuple[str, ...], Hashes], ...]
    numbers: Hashes

    @classmethod
    def of(cls, before: "Standing", after: "Standing", records: Sequence[str]) -> "Reach":
        """`records`: the spine rows that came, went or were replaced between two states of one standing spine. Raises
        ValueError when they are not states of one."""
        if before.facts.words is not after.facts.words:
            raise ValueError("linkage: `before` and `after` must be states of one spine; make `after` by `changed`")
        names = pl.Series("record", list(records), pl.String).unique()
        old, new = (state.facts.take(state.shelf.rows_of(names)) for state in (before, after))
        return cls._of(after, old, new)

    @classmethod
    def since(cls, after: "Standing", old: pl.DataFrame, records: Sequence[str]) -> "Reach":
        """The same where the former state is not at hand, but the changed rows as they were: `old`, without those that
        are new. `records`: all that came, went or were replaced."""
        names = pl.Series("record", list(records), pl.String).unique()
        return cls._of(after, after.read(old, after.defaults), after.facts.take(after.shelf.rows_of(names)))

    @classmethod
    def _of(cls, after: "Standing", old: Facts, new: Facts) -> "Reach":
        finder = after.finder
        keys = [key for family in finder.families for key in _visible(family, old, new, finder.cap)]
        numbers = np.unique(np.concatenate([old.number, new.number]))
        return cls(after, tuple(keys), np.union1d(numbers[numbers > 0], neighbours(numbers)[1]))

    def touches(self, rows: pl.DataFrame, defaults: Defaults | None = None) -> Flags:
        """Which rows of a register may have another link, or another cause of none, than before: never too few."""
        return self.touches_facts(self.standing.read(rows, defaults))

    def touches_facts(self, facts: Facts) -> Flags:
        """The same for rows that have been read."""
        touched = _among(facts.number, self.numbers)
        for parts, keys in self.keys:
            touched |= _among(hashed(facts, parts), keys)
        return np.asarray(touched)


def _among(values: Hashes, known: Hashes) -> Flags:
    """Which values are among the known ones (sorted); 0 is nobody's."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    return np.asarray(known[np.minimum(known.searchsorted(values), len(known) - 1)] == values)


def _visible(family: Family, old: Facts, new: Facts, cap: int) -> list[tuple[tuple[str, ...], Hashes]]:
    """The keys of changed rows at which a look-up stopped before, or stops now, and by which all who share a tighter
    key are told too; a block that is too large both times shows nothing itself, but through its tighter keys."""
    out = []
    for parts, blocks in family:
        went, came = hashed(old, parts), hashed(new, parts)
        keys = np.unique(np.concatenate([went, came]))
        now = blocks.counts(keys)
        before = now + _counts(went, keys) - _counts(came, keys)
        shown = (np.minimum(before, now) <= cap_of(parts, cap)) & (keys > 0)
        out.append((parts, keys[shown]))
        crowded = keys[~shown & (keys > 0)]
        old, new = (part.take(np.flatnonzero(_among(hashes, crowded))) for part, hashes in ((old, went), (new, came)))
    return [(parts, keys) for parts, keys in out if len(keys)]


def _counts(values: Hashes, keys: Hashes) -> npt.NDArray[np.intp]:
    """How often each key stands among the values."""
    ordered = np.sort(values)
    return np.asarray(ordered.searchsorted(keys, "right") - ordered.searchsorted(keys))


def affected(
    before: "Standing",
    after: "Standing",
    records: Sequence[str],
    rows: pl.DataFrame,
    defaults: Defaults | None = None,
) -> Flags:
    """Which rows of a register a change of the spine's `records` may concern; make a `Reach` to ask of many batches."""
    return Reach.of(before, after, records).touches(rows, defaults)
