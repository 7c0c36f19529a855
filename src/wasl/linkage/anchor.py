"""Rows that carry one number: it is believed only where other facts bear it out."""

import numpy as np
import numpy.typing as npt

from wasl.linkage.facts import Facts
from wasl.linkage.keys import Index, Rows, block_sizes

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


def held(unit: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Which rows share their unit with another."""
    sizes = np.bincount(unit, minlength=len(unit))
    return np.asarray(sizes[unit] > 1)


def without_disproved(facts: Facts, among: npt.NDArray[np.bool_], one: Rows, two: Rows) -> Facts:
    """A number that a verified group holds (`among`) says nothing about a row that the group's facts refuse."""
    lone = np.concatenate([one[~among[one] & among[two]], two[~among[two] & among[one]]])
    refused = np.zeros(facts.size, np.bool_)
    refused[lone] = True
    return facts.without_numbers(refused)
