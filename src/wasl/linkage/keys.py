"""Rows found by key: sorted arrays of hashed keys, looked up by binary search, for one row or for a million.

A key whose block is larger than the cap at this density is left for its tighter keys.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from wasl.linkage.facts import Facts
from wasl.linkage.settings import Settings, key_steps

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.intp]
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
MANY = 1000
WORKERS = os.cpu_count() or 1


def hashed(facts: Facts, parts: tuple[str, ...]) -> Hashes:
    """One 64-bit key a row; 0 where a part is missing."""
    key = np.full(facts.size, np.uint64(len(parts)), np.uint64)
    whole = np.ones(facts.size, np.bool_)
    for part in parts:
        column = facts.key_part(part)
        whole &= column > 0
        key = (key ^ column.astype(np.uint64)) * _MIX
        key ^= key >> _SHIFT
    return np.where(whole, key, np.uint64(0))


def mixed(values: Sequence[int]) -> int:
    """The key of one row, the same as `hashed` gives it among others."""
    if 0 in values:
        return 0
    key = len(values)
    for value in values:
        key = (key ^ value) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
        key ^= key >> 29
    return key


class Blocks(Protocol):
    """Rows by key."""

    @property
    def keys(self) -> Hashes:
        """The keys of all rows, sorted."""

    def counts(self, wanted: Hashes) -> Rows:
        """How many rows each wanted key has; none for key 0."""

    def first(self, wanted: Hashes, most: int) -> tuple[Rows, Rows]:
        """(wanted place, row) pairs, by place; of a key with more than `most` rows any so many."""

    def served(self, wanted: Hashes, most: int) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
        """The pairs of the keys that have no more than `most` rows; and which have more."""

    def block(self, key: int, most: int) -> Rows | None:
        """The rows of one key, None where they are more than `most`."""


@dataclass(frozen=True)
class Index:
    """Sorted keys and the row of each."""

    keys: Hashes
    rows: npt.NDArray[np.int32]

    @classmethod
    def of(cls, keys: Hashes, rows: Rows | None = None) -> "Index":
        chosen = np.flatnonzero(keys) if rows is None else rows[keys[rows] > 0]
        order = np.argsort(keys[chosen])
        chosen = chosen[order]
        return cls(keys[chosen], chosen.astype(np.int32))

    def spans(self, wanted: Hashes) -> tuple[Rows, Rows]:
        """For each wanted key, where its block starts and how many rows it has; none for key 0."""
        if len(wanted) > MANY:  # in order, neighbours in memory are asked for one after the other
            order = np.argsort(wanted)
            start, count = np.empty(len(wanted), np.intp), np.empty(len(wanted), np.intp)
            start[order], count[order] = self._spans(wanted[order])
            return start, count
        return self._spans(wanted)

    def _spans(self, wanted: Hashes) -> tuple[Rows, Rows]:
        start = np.searchsorted(self.keys, wanted, "left")
        count = np.searchsorted(self.keys, wanted, "right") - start
        return start, np.where(wanted > 0, count, 0)

    def pairs(self, start: Rows, count: Rows) -> tuple[Rows, Rows]:
        """All (wanted place, row) pairs of the spans."""
        who = np.repeat(np.arange(len(start)), count)
        offset = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
        return who, self.rows[np.repeat(start, count) + offset].astype(np.intp)

    def counts(self, wanted: Hashes) -> Rows:
        return self.spans(wanted)[1]

    def first(self, wanted: Hashes, most: int) -> tuple[Rows, Rows]:
        start, count = self.spans(wanted)
        return self.pairs(start, np.minimum(count, most))

    def served(self, wanted: Hashes, most: int) -> tuple[Rows, Rows, npt.NDArray[np.bool_]]:
        start, count = self.spans(wanted)
        over = count > most
        return *self.pairs(start, np.where(over, 0, count)), over

    def block(self, key: int, most: int) -> Rows | None:
        start = self.keys.searchsorted(wanted := np.uint64(key))
        near = self.keys[start : start + most + 1].searchsorted(wanted, "right")
        return None if near > most else self.rows[start : start + near].astype(np.intp)


Family = list[tuple[tuple[str, ...], Blocks]]
"""A key and its tighter ones, each with its index."""


class Finder:
    """Candidates of a row among the rows of one table."""

    def __init__(self, facts: Facts, settings: Settings) -> None:
        self.cap = settings.block_cap
        self.number_cap = settings.number_cap
        steps = [key_steps(key) for key in settings.keys]
        with ThreadPoolExecutor(WORKERS) as threads:
            self.families: list[Family] = list(threads.map(lambda key: indexed(facts, key, self.cap), steps))
        self.number: Blocks = Index.of(facts.number)

    def by_number(self, numbers: Hashes) -> tuple[Rows, Rows]:
        """Rows with the same number, some of them where they are many; none of a number that is nobody's."""
        counts = self.number.counts(numbers)
        return self.number.first(np.where(counts <= self.number_cap, numbers, np.uint64(0)), self.cap)

    def by_facts(self, facts: Facts) -> tuple[Rows, Rows]:
        """Distinct pairs (row of facts, row of the table) that share at least one key."""
        if facts.size == 1:
            rows = np.unique(self._of_one(facts))
            return np.zeros(len(rows), np.intp), rows
        found = [self.in_family(facts, family) for family in self.families]
        return distinct_pairs([who for who, _ in found], [row for _, row in found])

    def _of_one(self, facts: Facts) -> Rows:
        """Rows that share a key with the only row of `facts`; a handful of look-ups needs no columns."""
        values: dict[str, int] = {}
        found: list[Rows] = []
        for family in self.families:
            for parts, index in family:
                for part in parts:
                    if part not in values:
                        values[part] = int(facts.key_part(part)[0])
                key = mixed([values[part] for part in parts])
                rows = index.block(key, cap_of(parts, self.cap)) if key else _NONE
                if rows is not None:
                    found.append(rows)
                    break
        return _joined(found)

    def in_family(self, facts: Facts, family: Family) -> tuple[Rows, Rows]:
        """Pairs that share a key, or one of its tighter ones."""
        left = np.arange(facts.size)
        who: list[Rows] = []
        rows: list[Rows] = []
        for parts, index in family:
            if not len(left):
                break
            some, row, over = index.served(hashed(facts, parts)[left], cap_of(parts, self.cap))
            who.append(left[some])
            rows.append(row)
            left = left[over]
        return _joined(who), _joined(rows)


_NONE: Rows = np.zeros(0, np.intp)


def _joined(parts: list[Rows]) -> Rows:
    return np.concatenate([np.zeros(0, np.intp), *parts])


def cap_of(parts: tuple[str, ...], cap: int) -> int:
    """A key without a date of birth brings up namesakes, seldom the person: it must be sharper."""
    return cap if {"birth_date", "birth_year"} & set(parts) else max(1, cap // 2)


def indexed(facts: Facts, steps: list[tuple[str, ...]], cap: int) -> Family:
    """The wide key over all rows; each tighter one over the rows whose block was too large."""
    out: Family = []
    rows: Rows = np.arange(facts.size)
    for parts in steps:
        index = Index.of(hashed(facts, parts), rows)
        out.append((parts, index))
        rows = index.rows[block_sizes(index.keys) > cap_of(parts, cap)].astype(np.intp)
    return out


def block_sizes(keys: Hashes) -> Rows:
    """For each place of sorted keys, how many keys are equal to it."""
    if not len(keys):
        return np.zeros(0, np.intp)
    edges = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1], [True])))
    sizes = np.diff(edges)
    return np.repeat(sizes, sizes)


def distinct_pairs(who: list[Rows], rows: list[Rows]) -> tuple[Rows, Rows]:
    """Pairs without repeats, sorted by both."""
    packed = _joined(who).astype(np.int64) << 32 | _joined(rows)
    packed.sort()
    first = np.ones(len(packed), np.bool_)
    first[1:] = packed[1:] != packed[:-1]
    packed = packed[first]
    return (packed >> 32).astype(np.intp), (packed & 0xFFFFFFFF).astype(np.intp)


_PLACES = 10 ** np.arange(18, dtype=np.int64)
_DIGITS = np.arange(10, dtype=np.int64)


def neighbours(numbers: Hashes) -> tuple[Rows, Hashes]:
    """Every number that one wrong digit, or one exchange of neighbours, makes of each decimal number; and whose it is.

    >>> sorted(int(n) for n in neighbours(np.array([1234567], np.uint64))[1])[-1]
    1934567
    """
    whose = np.flatnonzero((numbers >= _PLACES[6]) & (numbers < 2 * _PLACES[17] * 10))
    value = numbers[whose].astype(np.int64)[:, None]
    digit = value // _PLACES % 10
    inside = value // 10 >= _PLACES  # the leading 1 is no digit of the number
    wrong = value[:, :, None] + (_DIGITS - digit[:, :, None]) * _PLACES[:, None]
    slip = inside[:, :, None] & (digit[:, :, None] != _DIGITS)
    gap = digit[:, 1:] - digit[:, :-1]
    swapped = value + gap * (_PLACES[:-1] - _PLACES[1:])
    swap = inside[:, 1:] & (gap != 0)
    by = np.concatenate([whose[np.nonzero(slip)[0]], whose[np.nonzero(swap)[0]]])
    return by, np.concatenate([wrong[slip], swapped[swap]]).astype(np.uint64)
