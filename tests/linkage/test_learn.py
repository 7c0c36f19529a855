"""Learning what agreement is worth, with and without somebody who says which pairs are right."""

import numpy as np
import polars as pl
import pytest

from tests.linkage.people import crowd, table
from wasl.linkage import Settings
from wasl.linkage.anchor import number_pairs
from wasl.linkage.compare import Comparer, Frequencies
from wasl.linkage.facts import joined, standardise
from wasl.linkage.learn import Labels, Sample, blind_model, learned
from wasl.linkage.model import Model
from wasl.linkage.sampling import sampled
from wasl.linkage.vocabulary import Vocabulary

SETTINGS = Settings()
PEOPLE = crowd(800)
Learning = tuple[Sample, Comparer, Model, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]


@pytest.fixture(scope="module")
def learning() -> Learning:
    """What two registers of the same people show."""
    again = [row | ({"mother_name": None} if place % 3 else {}) for place, row in enumerate(PEOPLE)]
    words = Vocabulary()
    facts = joined([standardise(table(*rows), SETTINGS, words) for rows in (PEOPLE, again)], words)
    comparer = Comparer(SETTINGS, Frequencies(facts, SETTINGS))
    first, strangers = blind_model(facts, comparer, SETTINGS)
    return sampled(facts, number_pairs(facts), comparer, SETTINGS).sample, comparer, first, strangers


def fit(learning: Learning, labels: Labels | None = None) -> tuple[Model, float]:
    sample, comparer, first, strangers = learning
    return learned(sample, first, strangers, comparer, SETTINGS, labels)


def said(patterns: list[int], *, match: bool, weight: float = 5.0) -> Labels:
    size = len(patterns)
    return Labels(np.array(patterns, np.int64), np.full(size, match), np.full(size, weight))


def doubtful(learning: Learning) -> int:
    """The pattern that the model is least sure of."""
    model, share = fit(learning)
    sample = learning[0]
    odds = model.weights(sample.patterns) + np.log2(share / (1 - share))
    return int(sample.patterns[abs(odds).argmin()])


def test_nobody_saying_anything_changes_nothing(learning: Learning) -> None:
    none, empty = fit(learning)[0], fit(learning, said([], match=True))[0]
    assert (none.match.level == empty.match.level).all()
    assert (none.other.level == empty.other.level).all()


@pytest.mark.parametrize("match", [True, False])
def test_a_pattern_weighs_more_after_it_was_said_to_be_one_person_and_less_otherwise(
    learning: Learning, *, match: bool
) -> None:
    pattern = np.array([doubtful(learning)])
    before = fit(learning)[0].weights(pattern)[0]
    after = fit(learning, said(pattern.tolist(), match=match, weight=20.0))[0].weights(pattern)[0]
    assert (after > before) if match else (after < before)


def test_what_was_said_is_counted_apart_from_what_was_seen(learning: Learning) -> None:
    sample = learning[0]
    told = sample.with_labels(said([int(sample.patterns[0]), 1 << 55], match=False, weight=2.0))
    assert told.counts.sum() == sample.counts.sum()
    assert told.apart.sum() == 4.0
    assert told.right.sum() == 0.0
    assert len(told.patterns) == len(sample.patterns) + 1


def test_pairs_that_are_certainly_two_people_are_not_among_those_of_which_nothing_is_known() -> None:
    sample = Sample.of(np.array([1, 1, 2]), 3, np.array([True, False, True]))
    assert sample.counts.tolist() == [1.0, 0.0]
    assert (sample.apart > 0).tolist() == [True, True]


def test_the_share_of_matches_is_found(learning: Learning) -> None:
    sample = learning[0]
    share = fit(learning)[1]
    assert share * sample.counts.sum() == pytest.approx(2 * len(PEOPLE), rel=0.03)  # each pair from both its ends


def test_nothing_to_learn_from_is_no_error(learning: Learning) -> None:
    _, comparer, first, strangers = learning
    model, share = learned(Sample.of(np.zeros(0, np.int64), 0), first, strangers, comparer, SETTINGS)
    assert 0 < share < 1
    assert np.isfinite(model.weights(np.array([0, 1]))).all()


def test_a_sample_holds_all_that_it_was_given() -> None:
    patterns = pl.Series([3, 3, 7]).to_numpy()
    assert Sample.of(patterns, 2).counts.tolist() == [2.0, 1.0]
