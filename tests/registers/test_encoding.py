"""What is written is read as what was meant, in every way that a column may be written; the rest is refused."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.registers.test_decode import COLUMNS, SEX, column
from wasl.registers.decode import Unwritable, decoder, encoder, problems
from wasl.registers.decode.encoding import canonical
from wasl.registers.manifest import Column

MORE = {
    **COLUMNS,
    "arabic number": column("number", digits="arabic", nulls=("٠٠٠٠",)),
    "arabic phone": column("phone", digits="arabic"),
    "arabic integer": column("integer", digits="arabic"),
    "arabic decimal": column("decimal", digits="arabic"),
    "arabic pounds": column("money", digits="arabic"),
    "arabic text": column("text", digits="arabic"),
    "arabic instant": column("datetime", format="%Y/%m/%d %T", digits="arabic"),
    "zoned instant": column("datetime", format="%F %H:%M:%S.%f %z"),
    "american": column("date", format="%D"),
    "packed short year": column("date", format="%d%m%y"),
}
VALUES = {
    "text": st.text(max_size=30),
    "number": st.text("0123456789٠١٢٣", max_size=16),
    "phone": st.text("0123456789+ -", max_size=16),
    "integer": st.integers(-(10**18) + 1, 10**18 - 1),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12),
    "money": st.integers(-(10**14), 10**14),
    "date": st.dates(),
    "datetime": st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))])),
    "boolean": st.booleans(),
    "code": st.sampled_from(["male", "female", "king", "ذ"]),
}
ALWAYS = {"integer", "decimal", "boolean"}
"""Types of which every value can be written."""


def encoded(column: Column, value: object, *, typed: bool = False) -> str | None:
    return encoder(column, codes=SEX if column.codes else None)(value, typed=typed)


def read(column: Column, native: object) -> object:
    return decoder(column, codes=SEX if column.codes else None)(native).value


@pytest.mark.parametrize("typed", [False, True])
@pytest.mark.parametrize("name", sorted(MORE))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_is_written_is_read_again(name: str, typed: bool, data: st.DataObject) -> None:
    found = MORE[name]
    value = data.draw(st.none() | VALUES[found.type])
    try:
        native = encoded(found, value, typed=typed)
    except Unwritable:
        assert found.type not in ALWAYS
        return
    assert read(found, native) == canonical(found, value)


@pytest.mark.parametrize(
    ("name", "value", "native"),
    [
        ("text", " سطر\nآخر ", "سطر آخر"),
        ("arabic text", "12", "12"),
        ("arabic number", "28501010100011", "٢٨٥٠١٠١٠١٠٠٠١١"),
        ("arabic phone", "01001234567", "٠١٠٠١٢٣٤٥٦٧"),
        ("arabic pounds", -5, "-٠.٠٥"),
        ("pounds", 123450, "1234.50"),
        ("piastres", 123450, "123450"),
        ("decimal", 12.5, "12.5"),
        ("decimal", Decimal("1E+3"), "1000"),
        ("day first", date(985, 2, 1), "٠١/٠٢/٠٩٨٥"),
        ("compact", date(2020, 2, 1), "20200201"),
        ("short year", date(1985, 2, 1), "01-02-85"),
        ("month of a year", date(1985, 2, 1), "02/1985"),
        ("iso", datetime(2020, 2, 1, tzinfo=UTC), "2020-02-01"),
        ("instant", datetime(2020, 5, 1, 10, 30, tzinfo=timezone(timedelta(hours=2))), "2020-05-01 08:30:00"),
        ("zoned instant", datetime(2020, 5, 1, 8, tzinfo=UTC), "2020-05-01 08:00:00.000000 +0000"),
        ("boolean", True, "1"),
        ("arabic boolean", False, "لا"),
        ("mapped code", "male", "ذ"),
        ("plain code", "female", "female"),
        ("text", "\u200f", None),
        ("phone", " - ", None),
    ],
)
def test_a_value_is_written_as_the_register_writes_it(name: str, value: object, native: str | None) -> None:
    assert encoded(MORE[name], value) == native


@pytest.mark.parametrize(
    ("name", "native"),
    [("day first", "2020-02-01"), ("arabic pounds", "5.00"), ("arabic instant", "2020-02-01 00:00:00")],
)
def test_a_store_with_types_of_its_own_is_given_no_patterns(name: str, native: str) -> None:
    day = date(2020, 2, 1) if name == "day first" else datetime(2020, 2, 1, tzinfo=UTC)
    assert encoded(MORE[name], 500 if "pounds" in name else day, typed=True) == native


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("text", "لا يوجد", problems.READ_OTHERWISE),
        ("text", "ا" * 10_001, problems.CUT),
        ("text", 5, problems.ANOTHER_TYPE),
        ("integer", 10**18, problems.NOT_A_NUMBER),
        ("integer", "5", problems.ANOTHER_TYPE),
        ("pounds", 5.0, problems.ANOTHER_TYPE),
        ("pounds", True, problems.ANOTHER_TYPE),
        ("decimal", float("nan"), problems.ANOTHER_TYPE),
        ("decimal", Decimal("0.0000001"), problems.NOT_A_DECIMAL),
        ("short year", date(1950, 1, 1), problems.READ_OTHERWISE),
        ("month of a year", date(1985, 2, 3), problems.READ_OTHERWISE),
        ("iso", datetime(2020, 2, 1, 10, tzinfo=UTC), problems.ANOTHER_TYPE),
        ("iso", datetime(2020, 2, 1), problems.ANOTHER_TYPE),  # noqa: DTZ001
        ("instant", datetime(2020, 2, 1), problems.ANOTHER_TYPE),  # noqa: DTZ001
        ("written instant", datetime(2020, 2, 1, 8, 0, 5, tzinfo=UTC), problems.READ_OTHERWISE),
        ("boolean", "true", problems.ANOTHER_TYPE),
        ("mapped code", "king", problems.UNKNOWN_CODE),
        ("plain code", "king", problems.UNKNOWN_CODE),
        ("arabic number", "0000", problems.READ_OTHERWISE),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(name: str, value: object, problem: object) -> None:
    with pytest.raises(Unwritable) as raised:
        encoded(MORE[name], value)
    assert raised.value.why == problem
