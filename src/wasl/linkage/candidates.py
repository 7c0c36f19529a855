"""Who might be one person: pairs of rows of which at least one is settled by no number.

Where there are many such rows, a glance at each pair decides whether it is compared in full.
"""

import numpy as np

from wasl.linkage.decide import Edges
from wasl.linkage.facts import Facts
from wasl.linkage.glance import Glance, marked
from wasl.linkage.keys import Rows
from wasl.linkage.pairs import Choice, all_of, pairs_by_keys
from wasl.linkage.scoring import Scale
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Flags

MANY = 100_000  # rows from which learning to glance pays
SAMPLE = 20_000
ENOUGH = 400_000  # pairs to learn from
TOGETHER = 6_000_000  # rows that are looked for at once: what bounds the memory
TOLD = 0.05  # share of the rows that a key leaves aside, from which it is told


def edges_among(facts: Facts, wanted: Flags, scale: Scale, settings: Settings) -> tuple[Edges, list[str]]:
    """Scored pairs with at least one wanted row, hopeless ones left out; and what was not looked at."""
    rows = np.flatnonzero(wanted)
    choice = _choice(facts, rows, scale, settings)
    cuts = np.array_split(rows, max(1, -(-len(rows) // TOGETHER)))
    parts, left = [], dict.fromkeys(settings.keys, 0)
    for part in cuts:
        found = pairs_by_keys(facts, settings.keys, settings.block_cap, _flags(facts.size, part), choice)
        parts.append(scale.edges(facts, *found.pairs, hopeful=choice is all_of))
        left |= {key: left[key] + count for key, count in found.left.items()}
    notes = [_note(key, count) for key, count in left.items() if count > TOLD * len(rows)]
    if len(parts) == 1:
        return parts[0], notes
    return once_each(Edges.together(parts)), [*notes, f"candidates: looked for in {len(parts)} parts to spare memory"]


def _note(key: str, count: int) -> str:
    return f"key {key.partition(' ')[0]}: {count} rows were not looked for by it, because too many rows share it"


def _flags(size: int, rows: Rows) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[rows] = True
    return flags


def _choice(facts: Facts, rows: Rows, scale: Scale, settings: Settings) -> Choice:
    """Which pairs are worth comparing, learned from some that are compared in full."""
    if len(rows) < MANY:
        return all_of
    few = np.random.default_rng(settings.seed).permutation(rows)[:SAMPLE]
    one, two = pairs_by_keys(facts, settings.keys, settings.block_cap, _flags(facts.size, few)).pairs
    if not len(one):
        return all_of
    some = np.random.default_rng(settings.seed).permutation(len(one))[:ENOUGH]
    one, two = one[some], two[some]
    return Glance.learned(marked(facts, settings), one, two, scale.odds(facts, one, two)).chosen


def once_each(edges: Edges) -> Edges:
    """A pair found from both its ends is one pair."""
    pair = np.minimum(edges.one, edges.two).astype(np.int64) << 32 | np.maximum(edges.one, edges.two)
    order = np.argsort(pair)
    first = np.ones(len(order), np.bool_)
    first[1:] = pair[order][1:] != pair[order][:-1]
    return edges.keep(order[first])
