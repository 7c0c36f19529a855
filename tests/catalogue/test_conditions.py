"""Conditions say what is wrong with them before anybody relies on them, and know three answers: yes, no, not known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.catalogue.conditions import Kind, WrongCondition, check, fixed_value, holds, value_of, with_given

NAMES = with_given(
    {"age": Kind.INT, "sure": Kind.BOOL, "born": Kind.TIMESTAMP, "today": Kind.TIMESTAMP, "ways": Kind.LIST}
)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("aged > 1", "undeclared reference to 'aged'"),
        ("age > 'x'", "no matching overload"),
        ("age", "it gives int, not bool"),
        ("given.aged", "undeclared reference to 'given.aged'"),
        ("age >", "Syntax error"),
    ],
)
def test_a_condition_that_cannot_be_right_is_refused(expression: str, why: str) -> None:
    with pytest.raises(WrongCondition, match=why):
        check(expression, NAMES, Kind.BOOL)


def test_what_depends_on_the_absent_is_not_known() -> None:
    assert value_of("age > 1", NAMES, {}) is None
    assert value_of("age > 1 || sure", NAMES, {"sure": True}) is True
    assert value_of("age > 1 && sure", NAMES, {"sure": False}) is False
    assert not holds("!(age > 1)", NAMES, {})
    assert holds("!given.age", NAMES, {})
    assert holds(None, NAMES, {})


def test_years_are_birthdays_and_days_are_days() -> None:
    values = {"born": date(2008, 6, 2), "today": date(2026, 6, 1)}
    assert value_of("years(born, today)", NAMES, values) == 17
    assert value_of("days(born, today) > 6500", NAMES, values) is True
    assert holds("'post' in ways", NAMES, {"ways": ["post"]})


def test_a_sum_beyond_all_numbers_is_not_known() -> None:
    assert value_of("age * age", NAMES, {"age": 2**62}) is None
    assert value_of("1 / age", NAMES, {"age": 0}) is None


@given(left=st.booleans(), right=st.booleans(), known=st.booleans())
def test_or_and_and_are_those_of_three_valued_logic(left: bool, right: bool, known: bool) -> None:
    names = {"a": Kind.BOOL, "b": Kind.BOOL}
    values = {"a": left, "b": right} if known else {"a": left}
    both = right if known else None
    expected_or = True if left or both else (False if known else None)
    expected_and = False if not left or both is False else (True if known else None)
    assert value_of("a || b", names, values) is expected_or
    assert value_of("a && b", names, values) is expected_and


def test_what_is_always_so_is_seen() -> None:
    assert fixed_value("1 < 2 || age > 3", NAMES) is True
    assert fixed_value("age > 3", NAMES) is None
