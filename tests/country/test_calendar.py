"""Working days and office hours, as terms and alerts count them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wasl.country.api import pack
from wasl.country.calendar import Calendar, OfficeHours

CALENDAR = Calendar(ZoneInfo("Africa/Tunis"), ("friday", "saturday"), OfficeHours(), ("01-25", "2026-04-13"))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_a_term_skips_the_weekend_and_holidays() -> None:
    assert CALENDAR.working_days_after(date(2026, 1, 21), 3) == date(2026, 1, 27)  # Thursday, Monday, Tuesday


def test_a_holiday_of_one_year_is_none_in_the_next() -> None:
    assert not CALENDAR.works_on(date(2026, 4, 13))
    assert CALENDAR.works_on(date(2027, 4, 13))


@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_and_counts_back_to_its_length(day: date, length: int) -> None:
    last = CALENDAR.working_days_after(day, length)
    assert CALENDAR.works_on(last)
    assert CALENDAR.working_days_until(day, last) == length
    assert CALENDAR.working_days_until(last, day) == -length


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        (datetime(2026, 11, 22, 6, 59, tzinfo=UTC), False),  # 07:59 there
        (datetime(2026, 11, 22, 7, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 14, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 20, 10, 0, tzinfo=UTC), False),  # Friday
    ],
)
def test_offices_are_open_in_the_countrys_own_time(instant: datetime, *, is_open: bool) -> None:
    assert CALENDAR.in_office_hours(instant) is is_open


def test_offices_that_close_before_they_open_are_refused() -> None:
    with pytest.raises(ValidationError, match="close"):
        OfficeHours.model_validate({"from": "16:00", "to": "08:00"})


def test_this_country_rests_on_friday_and_saturday() -> None:
    assert pack().working_days_after(date(2026, 11, 19), 1) == date(2026, 11, 22)
    assert not pack().in_office_hours(datetime(2026, 11, 20, 10, tzinfo=UTC))


INSTANTS = st.integers(1_577_836_800, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(INSTANTS, st.timedeltas(timedelta(minutes=1), timedelta(hours=300)))
def test_after_so_much_working_time_offices_were_open_for_so_long(begun: datetime, working: timedelta) -> None:
    assert CALENDAR.open_between(begun, CALENDAR.after(begun, working)) == working


def test_working_hours_stand_still_overnight_at_weekends_and_on_holidays() -> None:
    thursday_at_three = datetime(2026, 1, 22, 14, tzinfo=UTC)  # 15:00 there; Sunday the 25th is a holiday
    assert CALENDAR.after(thursday_at_three, timedelta(hours=2)) == datetime(2026, 1, 26, 8, tzinfo=UTC)
