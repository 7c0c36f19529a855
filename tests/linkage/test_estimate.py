"""How good a linkage is, reckoned without the truth."""

from itertools import combinations

import numpy as np
import polars as pl
import pytest

from tests.linkage.people import crowd, table
from tests.linkage.test_resolve import careless, scores
from wasl.linkage import Resolution, Settings, Table, resolve
from wasl.linkage.estimate import ByRow, Decided, Estimate, estimate_by, reckoned, refused, wanted_threshold

NONE = Decided(np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64))


def pairs(*likely: float, rows: int = 1) -> Decided:
    """Pairs of units of one row, or of so many rows the second."""
    ones = np.ones(len(likely), np.int64)
    return Decided(np.array(likely), ones, ones * rows)


def within(value: float, told: tuple[float, float]) -> bool:
    return told[0] <= value <= told[1]


@pytest.fixture(scope="module")
def linked() -> Resolution:
    people = crowd(1500)
    return resolve([Table("a", table(*people), once=True), Table("b", table(*careless(people)), once=True)], Settings())


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_what_is_reckoned_is_near_the_truth_and_the_range_holds_it(seed: int) -> None:
    people = crowd(1000, seed=seed)
    result = resolve([Table("a", table(*people)), Table("b", table(*careless(people)), once=True)], Settings())
    precision, recall = scores(result)
    assert abs(result.estimate.precision - precision) < 0.005
    assert abs(result.estimate.recall - recall) < 0.01
    assert within(precision, result.estimate.precision_range)


def test_probabilities_are_the_expected_share_of_right_pairs() -> None:
    told = reckoned(np.array([1.0, 1.0]), pairs(0.9, 0.7), pairs(0.4), 1.0)
    assert told.precision == pytest.approx(3.6 / 4)
    assert told.recall == pytest.approx(3.6 / 4.0)


def test_the_range_holds_the_estimate_and_narrows_as_pairs_grow_surer() -> None:
    doubtful, sure = (reckoned(np.zeros(0), pairs(*[value] * 200), NONE, 1.0) for value in (0.8, 0.99))
    for told in (doubtful, sure):
        assert within(told.precision, told.precision_range)
        assert within(told.recall, told.recall_range)
    assert np.ptp(doubtful.precision_range) > 2 * np.ptp(sure.precision_range)


def test_more_pairs_of_one_sort_leave_less_to_chance() -> None:
    few, many = (reckoned(np.zeros(0), pairs(*[0.9] * count), NONE, 1.0) for count in (20, 2000))
    assert np.ptp(many.precision_range) < np.ptp(few.precision_range)


def test_keys_that_miss_pairs_lower_the_recall_less_where_a_unit_has_many_rows() -> None:
    lone, wide = (reckoned(np.zeros(0), pairs(1.0, rows=rows), NONE, 0.9).recall for rows in (1, 3))
    assert lone == pytest.approx(0.9)
    assert wide == pytest.approx(0.999)


def test_a_pair_that_was_refused_is_as_doubtful_as_what_stands_is_sure() -> None:
    assert refused(np.array([0.99]), np.array([1.0]))[0] == 0
    assert refused(np.array([0.6]), np.array([0.0]))[0] == pytest.approx(0.6)


def test_nothing_put_together_is_all_right() -> None:
    told = reckoned(np.zeros(0), NONE, NONE, 1.0)
    assert (told.precision, told.recall) == (1.0, 1.0)


def test_an_estimate_can_be_made_without_ranges() -> None:
    assert Estimate(0.9, 0.8, 1.0).precision_range == (0.0, 1.0)


def test_the_threshold_keeps_the_wanted_precision() -> None:
    assert wanted_threshold(np.ones(9), np.array([0.95, 0.3]), 0.99) == 0.95


def by_row(linked: Resolution) -> ByRow:
    assert linked.by_row is not None
    return linked.by_row


def test_rows_sum_to_the_whole(linked: Resolution) -> None:
    rows = by_row(linked)
    assert rows.right.sum() / rows.kept.sum() == pytest.approx(linked.estimate.precision)
    assert rows.right.sum() / (rows.right + rows.lacking).sum() == pytest.approx(linked.estimate.recall)


def test_pairs_of_each_row_are_those_of_its_group(linked: Resolution) -> None:
    sizes = linked.frame.select(pl.len().over("cluster") - 1).to_series().to_numpy()
    assert (by_row(linked).kept == sizes).mean() > 0.999


def test_one_group_of_all_rows_is_the_estimate(linked: Resolution) -> None:
    told = estimate_by(["all"] * linked.frame.height, by_row(linked)).row(0, named=True)
    assert told["rows"] == linked.frame.height
    assert told["precision"] == pytest.approx(linked.estimate.precision)
    assert told["recall"] == pytest.approx(linked.estimate.recall)
    assert told["gap"] is False


def test_a_group_whose_links_are_missed_more_often_is_named() -> None:
    rows = ByRow(np.array([1.0, 1.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0]), np.array([0.0, 0.0, 0.0, 0.5]))
    told = {row["group"]: row for row in estimate_by(["men", "men", "women", "women"], rows).iter_rows(named=True)}
    assert not told["men"]["gap"]
    assert told["women"]["gap"]
    assert told["women"]["matched"] == 0.5
    assert told["women"]["recall"] == pytest.approx(1 / 1.5)


def test_the_estimate_of_a_group_that_is_badly_written_is_near_its_truth() -> None:
    """Every third row of b is in Latin letters and every fourth bears no number."""
    people = crowd(1500)
    result = resolve(
        [Table("a", table(*people), once=True), Table("b", table(*careless(people)), once=True)], Settings()
    )
    sort = ["latin" if int(record[1:]) % 3 == 1 else "arabic" for record in result.frame["record"]]
    frame = result.frame.with_columns(sort=pl.Series(sort))
    told = {row["group"]: row["recall"] for row in estimate_by(frame["sort"], by_row(result)).iter_rows(named=True)}
    for name in ("latin", "arabic"):
        groups = frame.filter(pl.col("sort") == name).group_by("record").agg("cluster")["cluster"].to_list()
        true = np.mean([one == two for group in groups for one, two in combinations(group, 2)])
        assert told[name] == pytest.approx(float(true), abs=0.02)
