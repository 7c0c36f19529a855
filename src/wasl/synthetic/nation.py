"""The made-up nation as tables. Person references are `pid`, the row number in `persons`.

These tables are the truth: only this package, tests and benchmarks read them.
"""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

import polars as pl

if TYPE_CHECKING:
    from wasl.country.api import CountryPack

AS_OF = date(2026, 10, 1)
"""The day on which the nation stands still: every age and status is as of it."""


@dataclass(frozen=True)
class Nation:
    """All fact tables. Money is in integer minor units; codes are canonical; every id is text."""

    pack: "CountryPack"
    seed: int
    today: date
    persons: pl.DataFrame
    households: pl.DataFrame
    marriages: pl.DataFrame
    moves: pl.DataFrame
    jobs: pl.DataFrame
    companies: pl.DataFrame
    schooling: pl.DataFrame
    vehicles: pl.DataFrame
    driving_licences: pl.DataFrame
    properties: pl.DataFrame
    farms: pl.DataFrame
    ration_cards: pl.DataFrame
    ration_members: pl.DataFrame
    insurance: pl.DataFrame
    pensions: pl.DataFrame
    health_cover: pl.DataFrame
    treatments: pl.DataFrame
    visits: pl.DataFrame
    vaccinations: pl.DataFrame
    phones: pl.DataFrame
    meters: pl.DataFrame
    accounts: pl.DataFrame
    support: pl.DataFrame
    cases: pl.DataFrame
    deeds: pl.DataFrame
    credit: pl.DataFrame
    trainees: pl.DataFrame
    complaints: pl.DataFrame
    schools: pl.DataFrame
    facilities: pl.DataFrame
    mosques: pl.DataFrame
    post_offices: pl.DataFrame
    outlets: pl.DataFrame
