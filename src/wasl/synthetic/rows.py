"""Rows that a register starts from: whom and what of the nation it holds."""

from datetime import date

import numpy as np
import polars as pl

from wasl.synthetic.nation import Nation


def years_ago(nation: Nation, years: int) -> date:
    """The last day on which somebody who is now of that age was born; 28 February stands for a 29th that is not."""
    day = nation.today
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def living(nation: Nation, *, least: int = 18, most: int = 200) -> pl.DataFrame:
    """Persons alive, abroad or not, at least that old and not yet that old."""
    born = pl.col("birth_date")
    return nation.persons.filter(
        pl.col("alive") & (born <= years_ago(nation, least)) & (born > years_ago(nation, most))
    )


def residents(nation: Nation, *, least: int = 18, most: int = 200) -> pl.DataFrame:
    """Those of the living who are in the country."""
    return living(nation, least=least, most=most).filter(~pl.col("abroad"))


def sample(rng: np.random.Generator, rows: pl.DataFrame, share: float) -> pl.DataFrame:
    """About that share of the rows; one at least if there are any, so that no register of a small nation is empty."""
    chosen = rng.random(rows.height) < share
    return rows.filter(pl.Series(chosen, dtype=pl.Boolean)) if chosen.any() else rows.head(1)


def drawn(rng: np.random.Generator, rows: pl.DataFrame, count: int) -> pl.DataFrame:
    """That many rows, a row perhaps several times; none where there is nothing to draw from."""
    return rows[rng.integers(0, rows.height, count)] if rows.height else rows


def state_employers(nation: Nation) -> pl.DataFrame:
    """`employer_no`, `agency`: which body of the state stands behind each government employer."""
    employers = nation.jobs.filter(pl.col("sector") == "government").select("employer_no").unique().drop_nulls()
    employers = employers.sort("employer_no")
    bodies = pl.Series([name.ar for name in nation.pack.agencies.values()])
    return employers.with_columns(agency=pl.lit(bodies).gather(pl.int_range(pl.len()) % bodies.len()))
