"""From pairs to people: groups grown by falling score, refused where two people would meet."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wasl.linkage.compare import Levels
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Rows
from wasl.linkage.model import Floats

WORD = 62
"""Bits kept in one word."""
AGAINST = 2.0**-4  # odds below which two rows must not meet in a group
MOST = 12  # in a larger group each row is checked with so many others
Odds = Callable[[Facts, Rows, Rows], Floats]
"""What pairs of rows are worth."""


@dataclass(frozen=True)
class Edges:
    """Scored pairs of rows."""

    one: Rows
    two: Rows
    patterns: Levels
    odds: Floats  # for being one person, all else left aside

    def keep(self, chosen: npt.NDArray[np.bool_] | Rows) -> "Edges":
        return Edges(self.one[chosen], self.two[chosen], self.patterns[chosen], self.odds[chosen])

    @classmethod
    def together(cls, parts: list["Edges"]) -> "Edges":
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__annotations__))


def whole(bits: npt.NDArray[np.int64]) -> list[int]:
    """Words of bits as one number a row."""
    if bits.shape[1] == 1:
        return [int(word) for word in bits[:, 0].tolist()]
    return [sum(word << WORD * place for place, word in enumerate(row)) for row in bits.tolist()]


def held(unit: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which rows share their unit with another."""
    sizes = np.bincount(unit, minlength=len(unit))
    return np.asarray(sizes[unit] > 1)


def components(size: int, one: Rows, two: Rows) -> npt.NDArray[np.int64]:
    """For each of `size` rows the least row that pairs join it to, directly or not."""
    label = np.arange(size)
    while True:
        low = np.minimum(label[one], label[two])
        before = label.copy()
        np.minimum.at(label, one, low)
        np.minimum.at(label, two, low)
        label = label[label]
        if (label == before).all():
            return label


def between_units(edges: Edges, unit: npt.NDArray[np.int64], order: npt.NDArray[np.float64]) -> Rows:
    """The places of the best edge (greatest `order`) between each two units."""
    one, two = unit[edges.one], unit[edges.two]
    pair = np.minimum(one, two) << 32 | np.maximum(one, two)
    best = np.lexsort((-order, pair))
    first = np.ones(len(best), np.bool_)
    first[1:] = pair[best][1:] != pair[best][:-1]
    return np.asarray(best[first])


def with_rivals(edges: Edges, claim: npt.NDArray[np.int64]) -> Floats:
    """Probability of each edge when a row that could be two different people is one of them at most.

    `claim[row]`: whose the row is for certain (0: not known); a row's edges to different claims are rivals, and so
    is nobody.
    """
    row, other = np.concatenate([edges.one, edges.two]), np.concatenate([edges.two, edges.one])
    total = _rival_odds(row, claim[other], np.tile(edges.odds, 2)).reshape(2, -1).max(axis=0)
    return np.asarray(edges.odds / (total + edges.odds))


def _rival_odds(row: Rows, claim: npt.NDArray[np.int64], odds: Floats) -> Floats:
    """For each edge 1 plus the odds of the row's best edges to other claims."""
    order = np.lexsort((-odds, claim, row))
    row, claim, sorted_odds = row[order], claim[order], odds[order]
    head = np.ones(len(order), np.bool_)
    head[1:] = (row[1:] != row[:-1]) | (claim[1:] != claim[:-1])
    best = np.where(head & (claim > 0), sorted_odds, 0.0)
    whole = np.bincount(row, weights=best, minlength=int(row.max()) + 1 if len(row) else 1)[row]
    own = sorted_odds[np.flatnonzero(head)][np.cumsum(head) - 1]
    rest = np.where(claim > 0, np.maximum(0.0, whole - own), 0.0)
    out = np.empty(len(order))
    out[order] = 1 + rest
    return out


def grow(
    unit: npt.NDArray[np.int64],
    edges: Edges,
    probability: Floats,
    *,
    number: npt.NDArray[np.int64],
    once: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Join units along edges, the likeliest first. Refused: two established numbers (`number[unit]`, 0 for none), or
    two rows of one table that holds a person once (`once[row]`: a bit for each such table). Gives each row's group.
    """
    ends, place = np.unique(np.concatenate([unit[edges.one], unit[edges.two]]), return_inverse=True)
    bits = np.zeros_like(once)
    np.bitwise_or.at(bits, unit, once)
    one, two = place[: len(edges.one)], place[len(edges.one) :]
    leader = components(len(ends), one, two)
    contested = _contested(leader, number[ends], bits[ends])
    doubtful = contested[leader[one]]
    order = np.flatnonzero(doubtful)[np.argsort(-probability[doubtful], kind="stable")]
    leader[contested[leader]] = np.flatnonzero(contested[leader])
    _united(leader, one[order], two[order], number[ends], bits[ends])
    group = np.arange(len(unit))
    group[ends] = ends[leader]
    return group[unit]


def _contested(leader: Rows, number: npt.NDArray[np.int64], bits: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """By leader: whether two numbers, or two rows of a table that holds a person once, would meet in its component.
    Only there does it matter what is joined first."""
    size = len(leader)
    greatest, least = np.zeros(size, np.int64), np.full(size, np.iinfo(np.int64).max)
    told = np.flatnonzero(number)
    np.maximum.at(greatest, leader[told], number[told])
    np.minimum.at(least, leader[told], number[told])
    contested = greatest > least
    for word in bits.T:
        for bit in range(int(np.bitwise_or.reduce(word, initial=0)).bit_length()):
            contested |= np.bincount(leader, weights=word >> bit & 1, minlength=size) > 1
    return np.asarray(contested)


def _united(leader: Rows, one: Rows, two: Rows, number: npt.NDArray[np.int64], bits: npt.NDArray[np.int64]) -> None:
    """Join the ends of edges in their order where nothing refuses it; `leader` is changed."""
    some, place = np.unique(np.concatenate([one, two]), return_inverse=True)
    held, numbers, up = whole(bits[some]), number[some].tolist(), list(range(len(some)))
    first, second = place[: len(one)].tolist(), place[len(one) :].tolist()
    for a, b in ((_leader(up, a), _leader(up, b)) for a, b in zip(first, second, strict=True)):
        clash = numbers[a] and numbers[b] and numbers[a] != numbers[b]
        if a != b and not (held[a] & held[b] or clash):
            up[b] = a
            held[a] |= held[b]
            numbers[a] = numbers[a] or numbers[b]
    top = np.array(up, np.intp)
    while (top[top] != top).any():
        top = top[top]
    leader[some] = some[top]


def _leader(up: list[int], place: int) -> int:
    while up[place] != place:
        up[place] = place = up[up[place]]
    return place


def mended(
    group: npt.NDArray[np.int64],
    unit: npt.NDArray[np.int64],
    facts: Facts,
    once: npt.NDArray[np.int64],
    weigh: Odds,
) -> npt.NDArray[np.int64]:
    """Groups in which two rows contradict each other, though a third joined them, taken apart and grown again. `unit`:
    the groups by number alone, which have been looked at."""
    sizes = np.bincount(group, minlength=len(group))
    by_facts = np.zeros(len(group), np.bool_)
    by_facts[group[group != unit]] = True
    one, two = pairs_within(group, np.flatnonzero((sizes[group] > 2) & by_facts[group]), MOST)
    odds = weigh(facts, one, two)
    torn = np.isin(group[one], group[one[odds < AGAINST]])
    edges = Edges(one[torn], two[torn], np.zeros(int(torn.sum()), np.int64), odds[torn])
    return regrown(group, edges, once)


def regrown(group: npt.NDArray[np.int64], edges: Edges, once: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Groups that the edges lie in, grown again out of single rows by the sum of all that speaks for and against.

    `edges` must hold every pair of the groups in question.
    """
    out = group.copy()
    rows = np.unique(np.concatenate([edges.one, edges.two]))
    bits = dict(zip(rows.tolist(), whole(once[rows]), strict=True))
    pairs: dict[int, dict[tuple[int, int], float]] = {}
    weights = np.log2(np.maximum(edges.odds, 1e-30)).tolist()
    for name, one, two, weight in zip(
        group[edges.one].tolist(), edges.one.tolist(), edges.two.tolist(), weights, strict=True
    ):
        pairs.setdefault(name, {})[one, two] = weight
    for among in pairs.values():
        for together in _agglomerated(among, bits):
            out[together] = min(together)
    return out


def _agglomerated(weights: dict[tuple[int, int], float], bits: dict[int, int]) -> list[list[int]]:
    """Rows joined, the likeliest first, as long as the evidence between two groups sums to more than nothing."""
    group = {row: [row] for pair in weights for row in pair}
    taken = {row: bits[row] for row in group}
    sums = {(one, two): weight for (one, two), weight in weights.items()}
    while sums:
        (one, two), best = max(sums.items(), key=lambda item: item[1])
        if best <= 0:
            break
        del sums[one, two]
        if taken[one] & taken[two]:
            continue
        group[one] += group.pop(two)
        taken[one] |= taken[two]
        for pair in [pair for pair in sums if two in pair]:
            other = pair[0] if pair[1] == two else pair[1]
            weight = sums.pop(pair)
            known = (one, other) if (one, other) in sums else (other, one)
            sums[known] = sums.get(known, 0.0) + weight
    return list(group.values())


def pairs_within(group: npt.NDArray[np.int64], rows: Rows, most: int) -> tuple[Rows, Rows]:
    """All pairs of the given rows that are in one group; in a group of more than `most` each row with its nearest
    ones only."""
    order = rows[np.argsort(group[rows], kind="stable")]
    ordered = group[order]
    none: Rows = np.zeros(0, np.intp)
    one, two = [none], [none]
    for step in range(1, most):
        place = np.flatnonzero(ordered[step:] == ordered[:-step]) if step < len(order) else none
        if not len(place):
            break
        one.append(order[place])
        two.append(order[place + step])
    return np.concatenate(one), np.concatenate(two)
