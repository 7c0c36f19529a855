"""The looks of staff as tables: one row per entry of the ledger, and one per *visit*.

A visit is one account at one person on one day, however often they looked: who searches, opens the picture and opens it
again has looked at one person. A search that showed several people is no visit to any of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import polars as pl

from wasl.country.api import pack
from wasl.protection.terms import terms
from wasl.trust.log.api import Entry

_COLUMNS: dict[str, pl.DataType] = {
    "seq": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
    "actor": pl.String(),
    "office": pl.String(),
    "role": pl.String(),
    "channel": pl.String(),
    "purpose": pl.String(),
    "case": pl.String(),
    "person": pl.String(),
}
LOOKS = pl.Schema(_COLUMNS)
_BATCH = 20_000
_STAFF = "staff:"


def table_of(entries: Iterable[Entry]) -> pl.DataFrame:
    """Looks of staff at persons; what else stands in the ledger is left out. Read in batches: the ledger is long."""
    source, parts = iter(entries), [pl.DataFrame(schema=LOOKS)]
    while batch := list(islice(source, _BATCH)):
        rows = [_row(entry) for entry in batch if not entry.erased and entry.actor.startswith(_STAFF)]
        parts.append(pl.DataFrame(rows, schema=LOOKS, orient="row"))
    return pl.concat(parts)


def _row(entry: Entry) -> tuple[int | str | datetime | None, ...]:
    several = entry.kind == "search" and len(entry.persons) != 1
    person = None if several or not entry.persons else entry.persons[0]
    place = (entry.seq, entry.at, entry.actor, entry.office, entry.role, entry.channel)
    return (*place, entry.purpose, entry.case, person)


def visits_of(looks: pl.DataFrame) -> pl.DataFrame:
    """actor, day, person; `seqs` of its entries, first `purpose` and `at`, whether a `case` was named, whether it was
    `late` (outside office hours) and at `night` (hours away from them, or on a day off)."""
    zone = pack().timezone
    named = looks.filter(pl.col("person").is_not_null()).sort("seq")
    return (
        named.with_columns(
            day=pl.col("at").dt.convert_time_zone(zone).dt.date(),
            late=_outside_hours(named["at"], terms().watch.hours_margin_minutes),
            night=_outside_hours(named["at"], terms().watch.night_margin_minutes),
        )
        .group_by("actor", "day", "person", maintain_order=True)
        .agg(
            seqs=pl.col("seq"),
            at=pl.col("at").first(),
            purpose=pl.col("purpose").first(),
            cased=pl.col("case").is_not_null().any(),
            case=pl.col("case").drop_nulls().first(),
            late=pl.col("late").first(),
            night=pl.col("night").first(),
        )
    )


def _outside_hours(instants: pl.Series, margin_minutes: int) -> pl.Series:
    """By quarters of an hour: the calendar is asked once for each."""
    quarters = instants.dt.truncate("15m")
    margin = timedelta(minutes=margin_minutes)
    calendar = pack().calendar
    late = {
        quarter: not any(calendar.in_office_hours(quarter + shift) for shift in (-margin, timedelta(0), margin))
        for quarter in quarters.unique()
    }
    return pl.Series([late[quarter] for quarter in quarters], dtype=pl.Boolean)


@dataclass(frozen=True)
class Account:
    """Somebody who looks, as the entries and the staff list know them."""

    name: str
    office: str | None
    role: str
    program: bool  # looks by the interface for programs
    visits: int
    person: str | None = None
    governorate: str | None = None


def accounts_of(looks: pl.DataFrame, visits: pl.DataFrame, staff: pl.DataFrame) -> list[Account]:
    """With the office and role of their last entry. `staff`: actor, person, governorate."""
    last = looks.sort("seq").group_by("actor", maintain_order=True)
    shape = last.agg(pl.col("office").last(), pl.col("role").last(), program=(pl.col("channel") == "api").mean() > 0.8)
    counts = visits.group_by("actor").agg(visits=pl.len())
    rows = shape.join(counts, on="actor", how="left").join(staff, on="actor", how="left")
    return [_account(**row) for row in rows.iter_rows(named=True)]


def _account(*, actor: str, visits: int | None, program: bool | None, **more: Any) -> Account:
    return Account(actor, visits=visits or 0, program=bool(program), **more)


def since(now: datetime) -> datetime:
    """From when on looks are compared."""
    return now.astimezone(UTC) - timedelta(days=terms().watch.window_days)
