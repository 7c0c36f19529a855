"""Each fault as a clerk makes it."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from wasl.synthetic import faults


@pytest.fixture
def chance() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize(
    ("fault", "right", "found"),
    [
        (faults.bare_alef, "أحمد إبراهيم آدم", "احمد ابراهيم ادم"),
        (faults.ha_for_ta, "فاطمة حمزة", "فاطمه حمزه"),
        (faults.swapped_final_ya, "مصطفى", "مصطفي"),
        (faults.swapped_final_ya, "علي", "على"),
        (faults.joined_compound, "عبد الله أبو زيد", "عبدالله أبوزيد"),
        (faults.double_spaced, "محمد علي", "محمد  علي"),
    ],
)
def test_a_spelling_fault_changes_what_it_names(chance, fault, right, found) -> None:
    assert fault(chance, pl.Series([right]), 1.0).to_list() == [found]


def test_an_ornament_only_adds_marks(chance) -> None:
    found = faults.ornamented(chance, pl.Series(["محمد حسن"]), 1.0)[0]
    assert found != "محمد حسن"
    assert found.replace("ـ", "").replace("ّ", "") == "محمد حسن"


def test_a_fault_happens_as_often_as_its_share(chance) -> None:
    names = pl.Series(["أحمد"] * 20_000)
    assert (faults.bare_alef(chance, names, 0.25) != names).mean() == pytest.approx(0.25, abs=0.02)


def test_no_share_means_no_fault_and_no_draw() -> None:
    one, other = np.random.default_rng(1), np.random.default_rng(1)
    names = pl.Series(["أحمد"])
    assert faults.misspelt(one, names, faults.NONE).to_list() == ["أحمد"]
    assert one.random() == other.random()


def test_missing_names_stay_missing(chance) -> None:
    assert faults.misspelt(chance, pl.Series([None], dtype=pl.String), faults.CARELESS).to_list() == [None]


def test_a_mistyped_number_has_one_digit_wrong_or_two_exchanged(chance) -> None:
    right = "89001011234567"
    for found in faults.mistyped(chance, pl.Series([right] * 300)):
        places = [n for n in range(14) if found[n] != right[n]]
        assert len(found) == 14
        assert len(places) == 1 or (len(places) == 2 and sorted(found) == sorted(right))


def test_day_and_month_change_places_where_that_gives_a_date(chance) -> None:
    days = pl.Series([date(2001, 3, 12), date(2001, 3, 13), None])
    found = faults.swapped_day_and_month(chance, days, 1.0)
    assert found.to_list() == [date(2001, 12, 3), date(2001, 3, 13), None]


def test_other_digits_turn_both_ways(chance) -> None:
    assert faults.in_other_digits(chance, pl.Series(["12a", "٣٤"]), 1.0).to_list() == ["١٢a", "34"]


def test_latin_names_get_other_usual_spellings(chance) -> None:
    names = pl.Series(["Mohamed El Sayed"] * 200)
    variants = (("Mohamed", "Mohammed"), (r"\bEl ", "Al "))
    found = set(faults.spelt_otherwise(chance, names, variants, 0.5))
    assert {"Mohamed El Sayed", "Mohammed El Sayed", "Mohamed Al Sayed"} < found


def test_the_spine_makes_no_faults_and_others_keep_their_manners() -> None:
    assert faults.carelessness("a", "a") is faults.NONE
    manners = {faults.carelessness(f"reg-{n:03}", "reg-001").name for n in range(2, 129)}
    assert manners == {"tidy", "ordinary", "careless"}
    assert faults.carelessness("reg-050", "reg-001") is faults.carelessness("reg-050", "reg-001")
