"""Rows that carry one number: it is believed only where other facts bear it out."""

import numpy as np
import numpy.typing as npt

from wasl.linkage.decide import AGAINST, Edges, Odds, components, held, regrown
from wasl.linkage.facts import Facts
from wasl.linkage.keys import Index, Rows, block_sizes
from wasl.linkage.model import Floats

__all__ = ["anchored", "components", "held", "number_pairs", "without_crowded", "without_disproved"]

NEAR = 5
"""In a group of rows with one number each is compared with so many neighbours; a group is held together by chains."""


def without_crowded(facts: Facts, cap: int) -> tuple[Facts, int]:
    """The facts without numbers that stand on more rows than the cap (they are nobody's), and how many rows lost
    one."""
    index = Index.of(facts.number)
    crowded = index.rows[block_sizes(index.keys) > cap]
    if not len(crowded):
        return facts, 0
    lost = np.zeros(facts.size, np.bool_)
    lost[crowded] = True
    return facts.without_numbers(lost), len(crowded)


def number_pairs(facts: Facts) -> tuple[Rows, Rows]:
    """Pairs of rows that carry one valid number."""
    index = Index.of(np.where(facts.valid, facts.number, np.uint64(0)))
    one: list[Rows] = []
    two: list[Rows] = []
    for step in range(1, NEAR + 1):
        place: Rows = np.flatnonzero(index.keys[step:] == index.keys[:-step])
        if not len(place):
            break
        one.append(index.rows[place].astype(np.intp))
        two.append(index.rows[place + step].astype(np.intp))
    none: Rows = np.zeros(0, np.intp)
    return np.concatenate([none, *one]), np.concatenate([none, *two])


def without_disproved(facts: Facts, among: npt.NDArray[np.bool_], one: Rows, two: Rows) -> Facts:
    """A number that a verified group holds (`among`) says nothing about a row that the group's facts refuse."""
    lone = np.concatenate([one[~among[one] & among[two]], two[~among[two] & among[one]]])
    refused = np.zeros(facts.size, np.bool_)
    refused[lone] = True
    return facts.without_numbers(refused)


def anchored(
    facts: Facts, owned: tuple[Rows, Rows], once: npt.NDArray[np.int64], weigh: Odds
) -> tuple[npt.NDArray[np.int64], Facts, Floats]:
    """The group of each row by numbers that other facts bear out, the facts without the numbers that they disprove,
    and the probabilities of the pairs that are borne out. `owned`: the pairs that carry one number; `once[row]`: a bit
    for each table that holds a person once."""
    one, two = owned
    odds = weigh(facts, one, two)
    sure = odds > 1
    unit = components(facts.size, one[sure], two[sure])
    within = unit[one] == unit[two]
    torn = within & ((odds < AGAINST) | (once[one] & once[two]).any(axis=1))
    part = np.flatnonzero(within)
    part = part[np.isin(unit[one[part]], unit[one[torn]])]
    unit = regrown(unit, Edges(one[part], two[part], np.zeros(len(part), np.int64), odds[part]), once)
    stays = odds[unit[one] == unit[two]]
    return unit, without_disproved(facts, held(unit), one, two), stays / (1 + stays)
