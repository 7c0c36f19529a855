"""Native values become canonical ones, and one value at a time gives the same as a whole column."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wasl.registers.decode import decoded, decoder, problems
from wasl.registers.decode.formats import UnknownDirectiveError
from wasl.registers.manifest import Column

NAME = {"ar": "عمود", "en": "Column"}


def column(kind: str, **more: object) -> Column:
    return Column.model_validate({"column": "C", "attribute": "c", "name": NAME, "type": kind, **more})


COLUMNS = {
    "text": column("text", nulls=("-", "لا يوجد")),
    "number": column("number"),
    "phone": column("phone"),
    "integer": column("integer"),
    "decimal": column("decimal"),
    "pounds": column("money"),
    "piastres": column("money", minor=True),
    "day first": column("date", format="%d/%m/%Y", digits="arabic", nulls=("00/00/0000",)),
    "compact": column("date", format="%Y%m%d"),
    "short year": column("date", format="%d-%m-%y"),
    "month of a year": column("date", format="%m/%Y"),
    "iso": column("date"),
    "instant": column("datetime"),
    "written instant": column("datetime", format="%d/%m/%Y %H:%M"),
    "boolean": column("boolean"),
    "arabic boolean": column("boolean", values={"نعم": "true", "لا": "false"}),
    "mapped code": column("code", codes="sex", values={"ذ": "male", "ث": "female", "1": "male"}),
    "plain code": column("code", codes="sex"),
}
SEX = {"male", "female"}


def scalar(column: Column, raw: str | None) -> object:
    return decoder(column, codes=SEX if column.codes else None)(raw).value


def vectorised(column: Column, raws: list[str | None]) -> list[object]:
    frame = pl.DataFrame({"C": raws}, schema={"C": pl.String})
    return frame.select(decoded(column, pl.col("C"), codes=SEX if column.codes else None)).to_series().to_list()


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("text", "  \u200fمحمد\u200e\nعلي ", "محمد علي"),
        ("text", "لا يوجد", None),
        ("number", "٢٨٥٠١٠١٠١٠٠٠١١", "28501010100011"),
        ("phone", "+٢٠ ١٠٠-١٢٣٤٥٦٧", "+201001234567"),
        ("integer", "١٬٢٣٤", 1234),
        ("integer", "-5.0", -5),
        ("decimal", "12٫50", Decimal("12.5")),
        ("pounds", "1,234.5", 123450),
        ("pounds", ".05", 5),
        ("pounds", "-0.5", -50),
        ("piastres", "1234", 1234),
        ("day first", "٣١/١٢/١٩٨٥", date(1985, 12, 31)),
        ("day first", "1985-12-31", date(1985, 12, 31)),
        ("day first", "00/00/0000", None),
        ("compact", "19851231", date(1985, 12, 31)),
        ("short year", "1-2-85", date(1985, 2, 1)),
        ("month of a year", "2/1985", date(1985, 2, 1)),
        ("iso", "1985-12-31 00:00:00", date(1985, 12, 31)),
        ("instant", "2020-05-01T10:30:00.25+02:00", datetime(2020, 5, 1, 8, 30, 0, 250000, UTC)),
        ("written instant", "01/05/2020 10:30", datetime(2020, 5, 1, 10, 30, tzinfo=UTC)),
        ("boolean", "T", True),
        ("arabic boolean", "لا", False),
        ("mapped code", " ث ", "female"),
        ("plain code", "male", "male"),
    ],
)
def test_a_value_is_read_as_the_manifest_says(name: str, raw: str, expected: object) -> None:
    assert scalar(COLUMNS[name], raw) == expected
    assert vectorised(COLUMNS[name], [raw]) == [expected]


@pytest.mark.parametrize(
    ("name", "raw", "problem"),
    [
        ("integer", "12a", problems.NOT_A_NUMBER),
        ("decimal", ".", problems.NOT_A_DECIMAL),
        ("pounds", "0.005", problems.NOT_MONEY),
        ("day first", "31/02/1985", problems.NOT_A_DATE),
        ("instant", "2020-05-01 25:00:00", problems.NOT_AN_INSTANT),
        ("boolean", "perhaps", problems.NOT_A_BOOLEAN),
        ("mapped code", "9", problems.UNKNOWN_CODE),
        ("plain code", "king", problems.UNKNOWN_CODE),
    ],
)
def test_what_cannot_be_read_keeps_its_text_and_says_why(name: str, raw: str, problem: object) -> None:
    value = decoder(COLUMNS[name], codes=SEX if COLUMNS[name].codes else None)(raw)
    assert (value.raw, value.value, value.problem) == (raw, None, problem)


def test_a_million_characters_are_cut_and_the_cut_is_told() -> None:
    value = decoder(COLUMNS["text"])("ا" * 1_000_000)
    assert (len(str(value.value)), value.problem) == (10_000, problems.CUT)
    assert vectorised(COLUMNS["text"], ["ا" * 1_000_000]) == [value.value]


def test_broken_characters_are_kept_and_told() -> None:
    value = decoder(COLUMNS["text"])("مح\ufffdد")
    assert (value.value, value.problem) == ("مح\ufffdد", problems.BROKEN)


def test_real_dates_and_numbers_of_a_store_are_read_too() -> None:
    assert decoder(COLUMNS["iso"])(date(2020, 1, 31)).value == date(2020, 1, 31)
    assert decoder(COLUMNS["day first"])(datetime(2020, 1, 31, 10, tzinfo=UTC)).value == date(2020, 1, 31)
    assert decoder(COLUMNS["pounds"])(1234.1).value == 123410
    assert decoder(COLUMNS["pounds"])(Decimal("0.10")).value == 10
    assert decoder(COLUMNS["boolean"])(True).value is True


def test_a_date_format_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnknownDirectiveError, match="%b"):
        decoder(column("date", format="%d %b %Y"))


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.text("0123456789٠١٢٣٤٥٦٧٨٩۰۱/-.,٫٬+: TZ", max_size=22),
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
    st.dates().map(lambda day: day.strftime("%Y%m%d")),
    st.datetimes().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda number: format(number, "f")),
    st.sampled_from(["ذ", "ث", "1", "male", "نعم", "لا", "true", "-", "\u200f-", "23:59:60"]),
)


@pytest.mark.parametrize("name", sorted(COLUMNS))
@settings(max_examples=15, deadline=None)
@given(cells=st.lists(CELLS, min_size=20, max_size=40))
@example(cells=["2020-01-01 00:00:60", "9999-12-31 23:00:00-02:00", "0001-01-01 00:00:00+01:00", "0000-01-01"])
@example(cells=["\x1c12", "\x8512", "1\n2", "\u20281", "", " ", "\ufeff", "İ", "TRUE\u0307", "１２", "²", "½"])
def test_one_value_at_a_time_gives_the_same_as_a_whole_column(name: str, cells: list[str | None]) -> None:
    assert vectorised(COLUMNS[name], cells) == [scalar(COLUMNS[name], cell) for cell in cells]
