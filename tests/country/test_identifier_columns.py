"""Whole columns of numbers get the same answers as one number at a time."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.country.conftest import TODAY
from wasl.country.api import IdentifierScheme, InvalidIdentifier, pack

EGYPT = pack().identifier

almost = st.from_regex(r"[23489][0-9]{2}(0[1-9]|1[0-3])([0-2][0-9]|3[0-2])(01|12|21|35|88|99)[0-9]{5}", fullmatch=True)
anything = almost | st.text("0123456789٠١٢ -\u200fa", max_size=17) | st.none()
columns = st.lists(anything, min_size=1, max_size=8)


def birth_date(scheme: IdentifierScheme, text: str) -> date | None:
    try:
        return scheme.parse(text, demo=True, today=date(2099, 12, 31)).birth_date
    except InvalidIdentifier:
        return None


@given(columns, st.booleans())
def test_a_column_is_judged_as_each_of_its_numbers(texts: list[str | None], demo: bool) -> None:
    table = pl.DataFrame({"n": texts}, schema={"n": pl.String})
    found = table.select(EGYPT.valid_expr("n", demo=demo, today=TODAY))["n"].to_list()
    assert found == [None if text is None else EGYPT.is_valid(text, demo=demo, today=TODAY) for text in texts]


@given(columns)
def test_birth_dates_and_check_digits_of_a_column_are_those_of_its_numbers(texts: list[str | None]) -> None:
    table = pl.DataFrame({"n": texts}, schema={"n": pl.String})
    found = table.select(day=EGYPT.birth_date_expr("n", demo=True), check=EGYPT.check_digit_expr("n"))
    for text, day, check in zip(texts, found["day"], found["check"], strict=True):
        if text and (expected := birth_date(EGYPT, text)):
            assert day == expected
            assert check == EGYPT.check_digit("".join(str(int(c)) for c in text if c.isdecimal())[:13])


def test_a_strict_country_judges_check_digits_in_columns_too(someland: IdentifierScheme) -> None:
    right = someland.make(date(2005, 3, 4), "2", "female", nth=0)
    wrong = f"{right[:-1]}{(int(right[-1]) + 1) % 10}"
    table = pl.DataFrame({"n": [right, wrong]})
    assert table.select(someland.valid_expr("n", demo=True, today=TODAY))["n"].to_list() == [True, False]


def test_a_whole_nation_gets_different_valid_made_up_numbers() -> None:
    count = 3000
    people = pl.DataFrame({"n": range(count)}).select(
        birth=pl.date(1990, 1, 1) + pl.duration(days=pl.col("n") % 7),
        place=pl.lit("01"),
        sex=pl.when(pl.col("n") % 2 == 0).then(pl.lit("male")).otherwise(pl.lit("female")),
        nth=pl.col("n") // 14,
    )
    numbers = EGYPT.make_numbers(people["birth"], people["place"], people["sex"], people["nth"])
    assert numbers.n_unique() == count
    assert numbers.str.starts_with("8").all()
    assert numbers.to_frame("n").select(EGYPT.valid_expr("n", demo=True, today=TODAY))["n"].all()


def test_nobody_needs_no_number() -> None:
    assert EGYPT.make_numbers([], [], [], []).to_list() == []
