import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.core.digits import latin_digits, normalise_digits, normalise_digits_expr

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@given(st.text("0123456789", max_size=20))
def test_arabic_and_persian_digits_equal_latin_ones(digits: str) -> None:
    assert normalise_digits(digits.translate(ARABIC)) == digits
    assert normalise_digits(digits.translate(PERSIAN)) == digits
    assert latin_digits(digits.translate(ARABIC)) == digits


@pytest.mark.parametrize(
    "written",
    ["1 2 3", "1-2\u20133", "\u200f123\u200e", "\u2067123\u2069", "1\u06402\u06403", "1\u00a02\t3\n", "\ufeff123"],
)
def test_spaces_dashes_kashida_and_direction_marks_are_dropped(written: str) -> None:
    assert normalise_digits(written) == "123"


@pytest.mark.parametrize("written", ["12a", "1.2", "1/2", "²", "½", "م١"])
def test_what_is_neither_digit_nor_space_stays(written: str) -> None:
    assert not normalise_digits(written).isdecimal()


def test_other_letters_and_spaces_stay_where_only_the_digits_are_asked_for() -> None:
    assert latin_digits("شارع ١٢ - شقة ٣") == "شارع 12 - شقة 3"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
def test_a_column_is_normalised_as_each_of_its_texts(texts: list[str]) -> None:
    column = pl.DataFrame({"text": texts}).select(normalise_digits_expr(pl.col("text")))["text"]
    assert column.to_list() == [normalise_digits(text) for text in texts]


def test_nothing_stays_nothing_in_a_column() -> None:
    column = pl.DataFrame({"text": ["١", None]}).select(normalise_digits_expr(pl.col("text")))["text"]
    assert column.to_list() == ["1", None]
