"""Rows drawn more than once, days counted from other days, and the towns that people live in."""

from datetime import date

import numpy as np
import polars as pl

from wasl.synthetic.nation import Nation
from wasl.synthetic.simulation.draw import dates


def drawn(rng: np.random.Generator, rows: pl.DataFrame, count: int) -> pl.DataFrame:
    """That many rows, a row perhaps several times; none where there is nothing to draw from."""
    return rows[rng.integers(0, rows.height, count if rows.height else 0)]


def later(days: pl.Series, by: np.ndarray) -> pl.Series:
    """Each date that many days later; earlier where the number is negative."""
    return dates(days.cast(pl.Int32).to_numpy() + by) if len(days) else days


def years_ago(nation: Nation, years: int) -> date:
    """The same day of an earlier year; the last of February where that year has no 29th."""
    day = nation.today
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def towns(nation: Nation) -> pl.DataFrame:
    """Every town that people live in: governorate, city."""
    return nation.households.select("governorate", "city").drop_nulls().unique().sort("governorate", "city")
