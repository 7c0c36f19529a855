"""What is learned from where rows of many tables are grouped: the candidates of some rows among all."""

from dataclasses import dataclass

import numpy as np

from wasl.linkage.chances import Bits
from wasl.linkage.compare import Comparer
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Rows
from wasl.linkage.learn import PAIRS, SAMPLE, Sample
from wasl.linkage.pairs import between, crossed, pairs_by_keys, pairs_by_value
from wasl.linkage.scoring import patterns
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Flags

PROVEN = 5_000  # pairs with one number that are looked for without it


@dataclass(frozen=True)
class Learned:
    """A sample to learn from; and of the pairs with one number, some places, and whether the other keys find these
    pairs too."""

    sample: Sample
    tried: Rows
    met: Flags


def sampled(
    facts: Facts, owned: tuple[Rows, Rows], comparer: Comparer, settings: Settings, once: Bits | None = None
) -> Learned:
    """Candidates of some rows by facts, by number, and the rows of their households; `owned` are the pairs that carry
    one number. `once` (rows x words): a bit for each table that holds a person once, so that two of its rows are
    certainly two people."""
    order = np.random.default_rng(settings.seed).permutation(facts.size)[:SAMPLE]
    proven = np.unique(np.linspace(0, len(owned[0]) - 1, PROVEN).astype(np.intp)) if len(owned[0]) else owned[0]
    wanted = _flags(facts.size, np.concatenate([order, owned[0][proven]]))
    by_facts = pairs_by_keys(facts, settings.keys, settings.block_cap, wanted).pairs
    found = between(by_facts, owned[0][proven], owned[1][proven])
    wanted = _flags(facts.size, order)
    household = pairs_by_keys(facts, settings.household, settings.block_cap, wanted).pairs
    by_number = pairs_by_value(facts.number, settings.block_cap, settings.number_cap, wanted)
    one, two = crossed([by_facts, household, by_number])
    chosen = _few(order, one, two, facts.size)
    ends = np.concatenate([one[chosen[one]], two[chosen[two]]]), np.concatenate([two[chosen[one]], one[chosen[two]]])
    levels = patterns(facts, *ends, comparer)
    apart = None if once is None else (once[ends[0]] & once[ends[1]]).any(axis=1)
    return Learned(Sample.of(levels, int(chosen.sum()), apart), proven, found)


def _flags(size: int, rows: Rows) -> Flags:
    flags = np.zeros(size, np.bool_)
    flags[rows] = True
    return flags


def _few(order: Rows, one: Rows, two: Rows, size: int) -> Flags:
    """So many of the rows that their pairs are enough and not too many."""
    met = np.bincount(one, minlength=size) + np.bincount(two, minlength=size)
    few = int(np.searchsorted(np.cumsum(met[order]), PAIRS)) + 1
    return _flags(size, order[: max(few, 1)])
