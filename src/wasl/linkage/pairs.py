"""Candidates among the rows of one table: it is sorted by one key at a time and joined with itself, so that no index of
all its keys has to stand in memory.

The same keys, caps and tighter keys as in `keys`, where single rows are looked for in a standing index.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from wasl.linkage.facts import Facts
from wasl.linkage.keys import WORKERS, Hashes, Rows, cap_of, hashed
from wasl.linkage.settings import key_steps
from wasl.linkage.vocabulary import Flags

PIECE = 500_000  # pairs looked at together
STRETCH = 50_000  # rows whose keys are made at once: as many as the nearest memory holds
HINTS = 16  # entries of a table of hints for each wanted key
Choice = Callable[[Rows, Rows], Flags]
Packed = npt.NDArray[np.int64]
Places = npt.NDArray[Any]


def all_of(one: Rows, _two: Rows) -> Flags:
    """The choice that keeps every pair."""
    return np.ones(len(one), np.bool_)


@dataclass(frozen=True)
class Found:
    """`pairs`: distinct, the lesser row first. `left`: for each key the wanted rows that were not looked for by it,
    because too many rows share it and its tighter keys."""

    pairs: tuple[Rows, Rows]
    left: dict[str, int]


def pairs_by_keys(facts: Facts, keys: tuple[str, ...], cap: int, wanted: Flags, choice: Choice = all_of) -> Found:
    """Pairs of rows that share a key, at least one of the two wanted. `choice` says which of many pairs are worth
    keeping."""
    left: dict[str, int] = {}

    def under(key: str) -> Packed:
        found = [_packed(one, two) for one, two in _under(facts, key, cap, wanted, choice, left)]
        return _distinct(found)

    with ThreadPoolExecutor(WORKERS) as threads:
        return Found(_unpacked(_distinct(list(threads.map(under, keys)))), left)


def pairs_by_value(values: Hashes, most: int, crowd: int, wanted: Flags) -> tuple[Rows, Rows]:
    """Pairs of rows with one value, a wanted row with so many others at most, none where a crowd has it."""
    place, ordered, _ = _sharing(lambda some: values[some], wanted)
    start, size = _blocks(ordered)
    at = np.flatnonzero(wanted[place] & (size > 1) & (size <= crowd))
    found = _expanded(place, at, start[at], np.minimum(size[at], most), wanted, all_of)
    return _unpacked(_distinct([_packed(one, two) for one, two in found]))


def crossed(parts: list[tuple[Rows, Rows]]) -> tuple[Rows, Rows]:
    """Pairs found in several ways, once each."""
    return _unpacked(_distinct([_packed(one, two) for one, two in parts]))


def between(pairs: tuple[Rows, Rows], one: Rows, two: Rows) -> Flags:
    """Which pairs (one, two) are among the given."""
    return np.isin(_packed(one, two), _packed(*pairs))


def _packed(one: Rows, two: Rows) -> Packed:
    return np.minimum(one, two).astype(np.int64) << 32 | np.maximum(one, two)


def _unpacked(packed: Packed) -> tuple[Rows, Rows]:
    return (packed >> 32).astype(np.intp), (packed & 0xFFFFFFFF).astype(np.intp)


def _distinct(parts: list[Packed]) -> Packed:
    """All that is in the parts, sorted, once each."""
    packed = np.concatenate([np.zeros(0, np.int64), *parts])
    packed.sort()
    first = np.ones(len(packed), np.bool_)
    first[1:] = packed[1:] != packed[:-1]
    return packed[first]


def _under(
    facts: Facts, key: str, cap: int, wanted: Flags, choice: Choice, left: dict[str, int]
) -> Iterator[tuple[Rows, Rows]]:
    """Pairs under a key; under its tighter ones where too many rows share it."""
    rows: Places | None = None
    left[key] = 0
    for parts in key_steps(key):
        among = facts if rows is None else facts.take(rows)
        asked = wanted if rows is None else wanted[rows]
        place, ordered, silent = _sharing(partial(_keys, among, parts), asked)
        left[key] += 0 if rows is None else silent
        start, size = _blocks(ordered)
        most = cap_of(parts, cap)
        at = np.flatnonzero(asked[place] & (size > 1) & (size <= most))
        real = place if rows is None else rows[place]
        yield from _expanded(real, at, start[at], size[at], wanted, choice)
        rows = np.sort(real[size > most])
        if not len(rows):
            return
    left[key] += int(np.count_nonzero(wanted[rows]))


def _keys(facts: Facts, parts: tuple[str, ...], rows: slice | Rows) -> Hashes:
    return hashed(facts.take(rows), parts)


def _sharing(keys_of: Callable[[Any], Hashes], wanted: Flags) -> tuple[Places, Hashes, int]:
    """Places whose key a wanted place may have, in the order of their keys; the keys; and how many wanted places have
    none. Keys are made piece by piece, so that never all of them stand in memory."""
    asked = keys_of(np.flatnonzero(wanted))
    bits = (HINTS * max(64, len(asked))).bit_length()
    low = np.uint64((1 << bits) - 1)
    met = np.zeros(1 << bits, np.bool_)
    met[(asked[asked > 0] & low).astype(np.uint32)] = True
    places, found = [np.zeros(0, np.int32)], [np.zeros(0, np.uint64)]
    for at in range(0, len(wanted), STRETCH):
        keys = keys_of(slice(at, at + STRETCH))
        near = np.flatnonzero(met[(keys & low).astype(np.uint32)] & (keys > 0))
        places.append((near + at).astype(np.int32))
        found.append(keys[near])
    ordered = np.concatenate(found)
    order = np.argsort(ordered)
    return np.concatenate(places)[order], ordered[order], int(np.count_nonzero(asked == 0))


def _blocks(ordered: Hashes) -> tuple[Places, Places]:
    """For each place of sorted keys, where its block starts and how many places it has."""
    if not len(ordered):
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    start = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))).astype(np.int32)
    size = np.append(start[1:], np.int32(len(ordered))) - start
    return np.repeat(start, size), np.repeat(size, size)


def _expanded(
    rows: Places, at: Rows, start: Places, size: Places, wanted: Flags, choice: Choice
) -> Iterator[tuple[Rows, Rows]]:
    """Each row at the given places with each other row of its block; a pair of wanted rows once. In pieces."""
    cuts = np.searchsorted(np.cumsum(size, dtype=np.int64), np.arange(PIECE, int(size.sum(dtype=np.int64)), PIECE))
    for low, high in zip([0, *cuts.tolist()], [*cuts.tolist(), len(at)], strict=True):
        count = size[low:high]
        ends = np.cumsum(count)
        one = np.repeat(rows[at[low:high]], count)
        two = rows[np.arange(len(one)) + np.repeat(start[low:high] - (ends - count), count)]
        keep = np.flatnonzero((one < two) | ((one > two) & ~wanted[two]))
        one, two = one[keep], two[keep]
        chosen = choice(one, two)
        yield one[chosen], two[chosen]
