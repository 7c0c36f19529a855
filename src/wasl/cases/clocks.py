"""Terms in the working time of the country's calendar."""

from datetime import date, datetime, timedelta

import polars as pl

from wasl.catalogue.api import Span
from wasl.country.api import pack


def due(span: Span | None, begun: datetime) -> datetime | None:
    """The instant at which a term that begins now has run out; None where there is none."""
    if span is None:
        return None
    calendar = pack().calendar
    if span.working_hours is not None:
        return calendar.after(begun, timedelta(hours=span.working_hours))
    return calendar.end_of(calendar.working_days_after(calendar.today(begun), span.working_days or 0))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    found: date = pl.Series([day]).dt.offset_by(f"{months}mo")[0]
    return found


def put_off(term: datetime, since: datetime, now: datetime) -> datetime:
    """A term, later by the working time that it stood still."""
    calendar = pack().calendar
    return calendar.after(term, calendar.open_between(since, now))
