"""What follows from a table holding a person once: of a row's candidates in it one at most is the person; and where
most rows are found there, one that stands without a rival is likelier to be right than any pair taken by itself."""

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.decide import Edges
from wasl.linkage.keys import Rows
from wasl.linkage.model import Floats

Bits = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
LEAST_NOBODY = 0.05  # whatever the other rows show, one row in twenty might not be there
ROUNDS = 20
FINE = 32  # steps in which odds are counted between one and two


def one_of_a_table(edges: Edges, once: Bits, settled: Flags) -> Edges:
    """The edges with odds against "another one of that table, or nobody in it"; none for two rows of one such table.

    `once` (rows x words): a bit for each table that holds a person once, set in its own rows. `settled`: rows that
    numbers have put into a group; how often these are found in a table is another matter than for the rest.
    """
    sort = sorts(once)
    against = np.zeros(len(edges.one))
    for row, other in ((edges.one, edges.two), (edges.two, edges.one)):
        part = np.flatnonzero(once[other].any(axis=1))
        asked = asked_for(sort[row[part]], sort[other[part]], settled[row[part]])
        rivals = _others_or_nobody(row[part], sort[other[part]], asked, edges.odds[part])
        against[part] = np.maximum(against[part], rivals)
    odds = edges.odds / np.where(against > 0, against, 1.0)
    odds[(once[edges.one] & once[edges.two]).any(axis=1)] = 0.0
    return Edges(edges.one, edges.two, edges.patterns, odds)


def sorts(once: Bits) -> Rows:
    """One number for each table that holds a person once, and one for all others."""
    place = np.zeros(len(once), np.intp)
    for word in once.T:  # a few distinct values in millions of rows
        distinct = pl.Series(word).unique().sort().to_numpy()
        place = place * len(distinct) + np.searchsorted(distinct, word)
    return place


def asked_for(sort: Rows, other: Rows, settled: Flags) -> Rows:
    """Rows of which the same share can be expected in the other table."""
    return np.asarray(sort << 20 | other << 1 | settled, np.intp)


def _others_or_nobody(row: Rows, table: Rows, asked: Rows, odds: Floats) -> Floats:
    """For each pair the odds of the row's other candidates in that table together with those of nobody."""
    _, first, place = np.unique(row.astype(np.int64) << 20 | table, return_index=True, return_inverse=True)
    whole = np.bincount(place, weights=odds)
    kinds, kind = np.unique(asked[first], return_inverse=True)
    nobody = np.array(
        [nobodys_share(*np.unique(steps(whole[kind == one]), return_counts=True)) for one in range(len(kinds))]
    )
    return np.asarray(whole[place] - odds + nobody[kind][place])


def steps(whole: Floats) -> npt.NDArray[np.int64]:
    """Odds in steps fine enough to be counted."""
    return np.asarray(np.rint(np.log2(whole) * FINE), np.int64)


def nobodys_share(step: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> float:
    """How many of the rows are not in the table, learned from the odds of all their candidates there: each row is one
    of these or nobody, and the mean of what that gives is how often it is nobody."""
    whole, nobody = np.exp2(step / FINE), 0.5
    for _ in range(ROUNDS):
        nobody = max(LEAST_NOBODY, float(1 - (whole / (whole + nobody)) @ counts / counts.sum()))
    return nobody
