"""The scale: rarer is stronger, honest spread forgives, and it does not depend on luck with numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from wasl.protection.watching.measure import MOST, level_surprise, surprise, usual_further

COUNTS = st.integers(0, 3000)
RATES = st.floats(0.001, 2000)
SPREADS = st.floats(0.05, 5)


@given(count=COUNTS, expected=RATES, spread=SPREADS)
def test_strength_stays_on_its_scale(count: int, expected: float, spread: float) -> None:
    assert 0 <= surprise(count, expected, spread) <= MOST


@given(count=COUNTS, expected=RATES, spread=SPREADS)
def test_more_of_it_is_never_less_surprising(count: int, expected: float, spread: float) -> None:
    assert surprise(count + 1, expected, spread) >= surprise(count, expected, spread) - 1e-6


@given(count=st.integers(1, 500), expected=st.floats(0.01, 100), spread=SPREADS)
def test_what_peers_do_more_surprises_less(count: int, expected: float, spread: float) -> None:
    assert surprise(count, expected * 1.5, spread) <= surprise(count, expected, spread) + 1e-6


@given(expected=RATES, spread=SPREADS)
def test_what_is_usual_does_not_surprise(expected: float, spread: float) -> None:
    assert surprise(int(expected), expected, spread) == 0


def test_the_tail_is_that_of_many_drawn_counts() -> None:
    drawn = np.random.default_rng(5)
    rates = drawn.gamma(1 / 0.3, 0.3 * 8, 400_000)
    counts = drawn.poisson(rates)
    for count in (12, 20, 30):
        assert abs(surprise(count, 8, 0.3) + np.log10((counts >= count).mean())) < 0.1


def test_levels_are_measured_from_the_middle_of_peers_not_from_their_highest() -> None:
    peers = np.log(np.array([9, 10, 10, 11, 12, 10, 9, 11, 400], dtype=float))
    assert level_surprise(float(np.log(120)), peers, np.log(1.3)) > 3
    assert level_surprise(float(np.log(13)), peers, np.log(1.3)) < 1
    assert level_surprise(1.0, np.array([]), 0.1) == 0


def test_one_borrowed_case_does_not_make_borrowing_usual() -> None:
    further = np.array([0.0] * 900 + [1.0] * 99 + [60.0])
    mean, spread = usual_further(further, 0.15)
    assert mean < 0.2
    assert surprise(60, mean, spread) > 10
