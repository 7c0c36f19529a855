"""What stewards' verdicts add to the weights."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from wasl.linkage import LESSONS, Lessons
from wasl.linkage.compare import BITS, Code, Name
from wasl.linkage.model import Mixture, Model
from wasl.linkage.teaching import ENOUGH, taught

FIELDS = 4
ONES = Mixture(np.ones(1), np.ones((1, FIELDS, 16)))
MODEL = Model(ONES, ONES, 1.0, 0.9)


def pattern(*levels: int) -> int:
    return sum(level << BITS * place for place, level in enumerate(levels))


AGREEING, DIFFERING = pattern(0, Name.SAME_RAREST, Code.SAME, 0), pattern(0, Name.SAME_RAREST, Code.DIFFERENT, 0)


def lessons(rows: list[tuple[int, float, bool]]) -> Lessons:
    return Lessons.of(pl.DataFrame(rows, schema=LESSONS, orient="row"))


def test_pairs_that_stewards_confirm_weigh_more_from_then_on() -> None:
    after = taught(MODEL, lessons([(DIFFERING, 2.0, True)] * 100))
    assert after.weights(np.array([DIFFERING]))[0] > 1


def test_pairs_that_stewards_refuse_weigh_less() -> None:
    after = taught(MODEL, lessons([(DIFFERING, 2.0, False)] * 100))
    assert after.weights(np.array([DIFFERING]))[0] < -3


def test_an_engine_that_was_right_is_left_as_it_was() -> None:
    told = [(DIFFERING, 2.0, True)] * 80 + [(DIFFERING, 2.0, False)] * 20  # odds of four to one, as it said
    assert abs(taught(MODEL, lessons(told)).weights(np.array([DIFFERING]))[0]) < 0.01


def test_what_sets_confirmed_and_refused_pairs_apart_gets_the_weight() -> None:
    told = [(AGREEING, 0.0, True)] * 100 + [(DIFFERING, 0.0, False)] * 100
    after = taught(MODEL, lessons(told)).taught
    assert after is not None
    assert after[2, Code.SAME] > 1 > -1 > after[2, Code.DIFFERENT]
    assert abs(after[1, Name.SAME_RAREST]) < 0.01


def test_a_few_verdicts_change_nothing_and_none_take_back_what_was_taught() -> None:
    once = taught(MODEL, lessons([(DIFFERING, 2.0, True)] * ENOUGH))
    assert once.taught is not None
    assert taught(once, lessons([(DIFFERING, 2.0, True)] * (ENOUGH - 1))).taught is None


@given(st.lists(st.tuples(st.sampled_from([AGREEING, DIFFERING]), st.floats(-60, 60), st.booleans()), min_size=60))
def test_no_verdicts_make_weights_run_away(told: list[tuple[int, float, bool]]) -> None:
    after = taught(MODEL, lessons(told)).taught
    assert after is not None
    assert np.isfinite(after).all()
    assert (np.abs(after) <= 6).all()
