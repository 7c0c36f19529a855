"""A table that holds a person once: rivals, and rows that stand without one."""

import numpy as np

from wasl.linkage.chances import LEAST_NOBODY, nobodys_share, one_of_a_table, steps
from wasl.linkage.decide import Edges

ONCE = np.array([[1]] * 3 + [[2]] * 3 + [[0]] * 3)  # three rows of each: two tables that hold a person once, one not


def odds(*pairs: tuple[int, int, float], settled: tuple[int, ...] = ()) -> list[float]:
    """The odds of pairs (row, row, odds) after it was seen which tables hold a person once."""
    one, two, given = (np.array(column) for column in zip(*pairs, strict=True))
    edges = Edges(one, two, np.zeros(len(pairs), np.int64), given.astype(np.float64))
    told = one_of_a_table(edges, ONCE, np.isin(np.arange(len(ONCE)), settled)).odds
    return [float(value) for value in told]


def test_two_rows_of_a_table_that_holds_a_person_once_are_two_people() -> None:
    assert odds((0, 1, 1000.0)) == [0.0]


def test_of_two_candidates_in_such_a_table_the_better_one_takes_from_the_other() -> None:
    better, worse = odds((0, 3, 100.0), (0, 4, 10.0))
    assert worse < 0.2
    assert better > 9


def test_rows_of_a_table_that_may_hold_a_person_twice_are_no_rivals() -> None:
    alone = odds((6, 0, 10.0))
    assert odds((6, 0, 10.0), (7, 0, 10.0))[0] == alone[0]


def test_without_such_tables_nothing_changes() -> None:
    assert odds((6, 7, 3.0), (7, 8, 5.0)) == [3.0, 5.0]


def test_where_nearly_all_are_found_a_doubtful_pair_without_a_rival_gains() -> None:
    assert odds((0, 3, 1000.0), (1, 4, 1000.0), (2, 5, 0.5))[2] > 0.5


def test_nobodys_share_is_what_is_left_over() -> None:
    certain, hopeless = np.full(700, 1e6), np.full(300, 1e-6)
    share = nobodys_share(*np.unique(steps(np.concatenate([certain, hopeless])), return_counts=True))
    assert abs(share - 0.3) < 0.001


def test_nobody_is_never_ruled_out() -> None:
    assert nobodys_share(np.array([1000]), np.array([50])) == LEAST_NOBODY


def test_no_pairs_at_all_are_no_error() -> None:
    none = np.zeros(0, np.int64)
    assert len(one_of_a_table(Edges(none, none, none, np.zeros(0)), ONCE, np.zeros(9, np.bool_)).odds) == 0
