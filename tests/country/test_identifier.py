"""The number of the Egyptian pack, and that of a country that is laid out quite differently."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.country.conftest import TODAY
from wasl.core.errors import Problem
from wasl.country.api import Identifier, IdentifierScheme, InvalidIdentifier, pack
from wasl.country.identifier import Sex

EGYPT = pack().identifier
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

births = st.dates(date(1900, 1, 1), TODAY)
places = st.sampled_from(sorted(EGYPT.places))
sexes = st.sampled_from(["male", "female"])
nths = st.integers(0, 3000)


def _some_numbers() -> list[str]:
    days = [date(1900, 1, 1) + timedelta(days=day) for day in range(0, (TODAY - date(1900, 1, 1)).days, 97)]
    codes = sorted(EGYPT.places)
    places = [codes[day.toordinal() % len(codes)] for day in days]
    sexes = ["male" if day.day % 2 else "female" for day in days]
    return EGYPT.make_numbers(days, places, sexes, [day.toordinal() % 3000 for day in days]).to_list()


numbers = st.sampled_from(_some_numbers())

FIELDS = {"century": 0, "year": 1, "month": 3, "day": 5, "place": 7, "serial": 9, "check": 13}


def read(text: str, *, demo: bool = True) -> Identifier:
    return EGYPT.parse(text, demo=demo, today=TODAY)


def problems(text: str, *, demo: bool = True) -> list[Problem]:
    return EGYPT.validate(text, demo=demo, today=TODAY)


def with_part(number: str, part: str, digits: str) -> str:
    start = FIELDS[part]
    return number[:start] + digits + number[start + len(digits) :]


def fitting(number: str) -> str:
    """The number with the check digit that belongs to it, taken as 0 where disputed."""
    return f"{number[:13]}{EGYPT.check_digit(number[:13]) or 0}"


@given(births, places, sexes, nths)
def test_a_number_that_is_made_tells_what_it_was_made_from(birth: date, place: str, sex: Sex, nth: int) -> None:
    found = read(EGYPT.make(birth, place, sex, nth=nth))
    assert (found.birth_date, found.place, found.sex) == (birth, place, sex)
    assert found.check_ok
    assert found.made_up
    assert found.warnings == ()


@given(numbers)
def test_arabic_digits_spaces_and_marks_make_no_difference(number: str) -> None:
    assert read(EGYPT.format(number).translate(ARABIC)) == read(f"\u200f{number}\u200e") == read(number)


@given(numbers)
def test_a_made_up_number_is_accepted_in_demo_mode_alone(number: str) -> None:
    (problem,) = problems(number, demo=False)
    assert problem.where == "1"
    with pytest.raises(InvalidIdentifier, match="made-up person"):
        read(number, demo=False)


@given(numbers)
def test_a_real_century_is_accepted_in_both_modes(number: str) -> None:
    real = fitting(with_part(number, "century", {"8": "2", "9": "3"}[number[0]]))
    assert not read(real, demo=False).made_up
    assert read(real, demo=True) == read(real, demo=False)


@pytest.mark.parametrize(
    ("part", "digits", "where"),
    [
        ("century", "1", "1"),
        ("century", "4", "1"),
        ("month", "00", "2-7"),
        ("month", "13", "2-7"),
        ("day", "00", "2-7"),
        ("day", "32", "2-7"),
        ("place", "00", "8-9"),
        ("place", "20", "8-9"),
        ("place", "99", "8-9"),
    ],
)
@given(number=numbers)
def test_a_single_wrong_part_is_reported_where_it_stands(number: str, part: str, digits: str, where: str) -> None:
    wrong = fitting(with_part(number, part, digits))
    found = problems(wrong)
    assert [p.where for p in found if p.where != "14"] == [where]
    with pytest.raises(InvalidIdentifier):
        read(wrong)


@given(numbers, st.integers(0, 13), st.sampled_from("abس.٪/*²"))
def test_a_character_that_is_no_digit_is_reported(number: str, place: int, character: str) -> None:
    (problem,) = problems(number[:place] + character + number[place + 1 :])
    assert "digits" in problem.what.en


@given(numbers, st.integers(0, 13))
def test_a_digit_lost_or_doubled_is_reported_with_the_count(number: str, place: int) -> None:
    (lost,) = problems(number[:place] + number[place + 1 :])
    (doubled,) = problems(number[:place] + number[place] + number[place:])
    assert "13 are written" in lost.what.en
    assert "15 are written" in doubled.what.en


@given(numbers, st.integers(1, 3000))
def test_a_birth_in_the_future_is_reported(number: str, days: int) -> None:
    later = TODAY + timedelta(days=days)
    found = problems(with_part(with_part(number, "century", "9"), "year", f"{later:%y%m%d}"))
    assert [p.where for p in found if p.where != "14"] == ["2-7"]


def test_a_birth_today_is_accepted_and_29_february_only_in_leap_years() -> None:
    assert read(EGYPT.make(TODAY, "01", "male", nth=0)).birth_date == TODAY
    leap = EGYPT.make(date(2004, 2, 29), "01", "male", nth=0)
    assert read(leap).birth_date == date(2004, 2, 29)
    assert "2-7" in [p.where for p in problems(with_part(leap, "year", "03"))]


@given(numbers, st.integers(1, 8))
def test_a_wrong_check_digit_is_a_warning(number: str, shift: int) -> None:
    wrong = f"{number[:13]}{(int(number[13]) - 1 + shift) % 9 + 1}"
    found = read(wrong)
    assert not found.check_ok
    assert [warning.where for warning in found.warnings] == ["14"]
    assert found.warnings == tuple(problems(wrong))
    assert EGYPT.is_valid(wrong, demo=True, today=TODAY)


@given(births, places, st.integers(0, 9999))
def test_where_published_algorithms_differ_both_check_digits_pass(birth: date, place: str, serial: int) -> None:
    before = f"{8 if birth.year < 2000 else 9}{birth:%y%m%d}{place}{serial:04}"
    expected = EGYPT.check_digit(before)
    fits = [digit for digit in "0123456789" if read(before + digit).check_ok]
    assert fits == (["0", "1"] if expected is None else [str(expected)])


@given(births, places, sexes, st.lists(nths, min_size=2, max_size=20, unique=True))
def test_children_of_one_day_place_and_sex_have_different_numbers(
    birth: date, place: str, sex: Sex, children: list[int]
) -> None:
    count = len(children)
    made = EGYPT.make_numbers([birth] * count, [place] * count, [sex] * count, children)
    assert made.n_unique() == count


def test_the_shape_of_a_number_for_a_reader() -> None:
    assert EGYPT.format("88501012112345") == "8 850101 21 12345"
    assert EGYPT.format("8850101") == "8850101"


def test_nobody_is_told_the_number_in_an_error() -> None:
    text = "88513012112345"
    with pytest.raises(InvalidIdentifier) as caught:
        read(text)
    assert text not in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("text", ["", " ", "\u200f", "abc", "1" * 1_000_000, "\x00", "٪" * 14])
def test_hostile_text_is_refused_plainly(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        read(text)


def test_every_problem_is_told_at_once_in_both_languages() -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        read("88513019912345")
    assert [p.where for p in caught.value.problems] == ["2-7", "8-9"]
    assert "تاريخ ميلاد" in str(caught.value)
    assert "date of birth" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nth": -1}, "nth must be 0 to"),
        ({"nth": 5000}, "nth must be 0 to"),
        ({"place": "99"}, "no number can be made"),
        ({"sex": "other"}, "no number can be made"),
        ({"birth_date": date(1850, 1, 1)}, "no number can be made"),
    ],
)
def test_no_number_is_made_for_who_has_none(change: dict[str, object], message: str) -> None:
    child: dict[str, object] = {"birth_date": date(1985, 1, 1), "place": "01", "sex": "male", "nth": 0, **change}
    make: Callable[..., str] = EGYPT.make
    with pytest.raises(ValueError, match=message):
        make(**child)


def test_another_country_lays_its_number_out_differently(someland: IdentifierScheme) -> None:
    number = someland.make(date(2005, 3, 4), "2", "female", nth=0)
    assert (number[:7], number[10]) == ("0503049", "2")
    found = someland.parse(number, demo=True, today=TODAY)
    assert (found.birth_date, found.sex, found.place) == (date(2005, 3, 4), "female", "2")
    assert someland.format(number) == f"{number[:6]} {number[6:10]} {number[10:]}"


def test_a_wrong_check_digit_is_refused_where_the_country_is_strict(someland: IdentifierScheme) -> None:
    number = someland.make(date(2005, 3, 4), "2", "female", nth=0)
    wrong = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    with pytest.raises(InvalidIdentifier, match="check digit"):
        someland.parse(wrong, demo=True, today=TODAY)
