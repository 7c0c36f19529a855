"""When offices work: the weekend, holidays and hours of a country, and terms counted in working days.

Holidays that follow the moon are announced a few days ahead: a pack lists those that it knows, and whoever runs the
platform adds the rest.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[str, ...] = get_args(Weekday)
Holiday = Annotated[str, StringConstraints(pattern=r"^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of every year (01-25), or of one year (2027-05-03)."""


class OfficeHours(BaseModel):
    """From the first minute to the one at which offices close."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: time = Field(time(8), alias="from")
    closes: time = Field(time(16), alias="to")

    @model_validator(mode="after")
    def _open_before_they_close(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(f"offices open at {self.opens} and close at {self.closes}")
        return self


@dataclass(frozen=True)
class Calendar:
    """The working days of one country.

    >>> weeks = Calendar(ZoneInfo("UTC"), ("friday", "saturday"), OfficeHours(), ("01-25",))
    >>> weeks.working_days_after(date(2026, 1, 21), 3).isoformat()  # Thursday, Monday... Sunday the 25th is a holiday
    '2026-01-27'
    """

    zone: ZoneInfo
    weekend: tuple[str, ...]
    hours: OfficeHours
    holidays: tuple[str, ...]

    def works_on(self, day: date) -> bool:
        full = day.isoformat()
        return WEEKDAYS[day.weekday()] not in self.weekend and not {full, full[5:]} & set(self.holidays)

    def in_office_hours(self, instant: datetime) -> bool:
        """Whether offices are open at an instant (of any time zone)."""
        here = instant.astimezone(self.zone)
        return self.works_on(here.date()) and self.hours.opens <= here.time() < self.hours.closes

    def working_days_after(self, day: date, count: int) -> date:
        """The last day of a term of so many working days that begins on the day after."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.works_on(day)
        return day

    def working_days_until(self, day: date, last: date) -> int:
        """Working days that are left after a day, up to and with the last; negative for a term that has run out."""
        if last < day:
            return -self.working_days_until(last, day)
        return sum(self.works_on(day + timedelta(days=n)) for n in range(1, (last - day).days + 1))

    def end_of(self, day: date) -> datetime:
        """The instant (UTC) at which offices close on a day."""
        return datetime.combine(day, self.hours.closes, self.zone).astimezone(UTC)

    def after(self, instant: datetime, working: timedelta) -> datetime:
        """The instant (UTC) at which offices have been open for so long since another one."""
        day = self.today(instant)
        while True:
            begins, ends = self.open_hours(day)
            begins = max(begins, instant)
            if begins < ends and self.works_on(day):
                if working <= ends - begins:
                    return begins + working
                working -= ends - begins
            day += timedelta(days=1)

    def open_between(self, first: datetime, last: datetime) -> timedelta:
        """How long offices are open from one instant to a later one."""
        day, open_for = self.today(first), timedelta()
        while day <= self.today(last):
            begins, ends = self.open_hours(day)
            if self.works_on(day):
                open_for += max(min(ends, last) - max(begins, first), timedelta())
            day += timedelta(days=1)
        return open_for

    def open_hours(self, day: date) -> tuple[datetime, datetime]:
        """The instants (UTC) at which offices open and close on a day, were it a working one."""
        return datetime.combine(day, self.hours.opens, self.zone).astimezone(UTC), self.end_of(day)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()
