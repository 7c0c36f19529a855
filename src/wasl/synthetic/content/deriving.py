"""Draws that the content functions share: people, codes of the pack, days, places, identifiers."""

from collections.abc import Sequence
from datetime import date, datetime, time

import numpy as np
import polars as pl

from wasl.synthetic.nation import Nation
from wasl.synthetic.simulation import draw

DAY_SECONDS = 86_400
EPOCH = date(1970, 1, 1)


def sample(rng: np.random.Generator, rows: pl.DataFrame, share: float) -> pl.DataFrame:
    """About that share of the rows; one at least if there are any, so that no register of a small nation is empty."""
    chosen = rng.random(rows.height) < share
    return rows.filter(pl.Series(chosen, dtype=pl.Boolean)) if chosen.any() else rows.head(1)


def residents(
    nation: Nation, rng: np.random.Generator, share: float, *, least: int = 18, most: int = 200
) -> pl.DataFrame:
    """Living people in the country, of the ages between, each with the chance `share`."""
    age = (pl.lit(nation.today) - pl.col("birth_date")).dt.total_days() / 365.25
    there = nation.persons.filter(pl.col("alive") & ~pl.col("abroad") & (age >= least) & (age < most))
    return sample(rng, there, share)


def codes(
    nation: Nation, rng: np.random.Generator, code_list: str, count: int, weights: Sequence[float] = ()
) -> pl.Series:
    """Codes of one of the pack's lists; without weights the first is the most frequent."""
    options = list(nation.pack.code_lists[code_list])
    return draw.words(rng, count, options, weights or list(draw.zipf(len(options))))


def numbers(prefix: str, count: int, digits: int = 7) -> pl.Series:
    """Serial numbers in order, such as L0000001."""
    return (prefix + pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(digits)).rename("")


def whole(rng: np.random.Generator, least: int, most: int, count: int) -> pl.Series:
    """Whole numbers from `least` up to and with `most`."""
    return pl.Series(rng.integers(least, most + 1, count), dtype=pl.Int64)


def amounts(rng: np.random.Generator, typical: int, count: int) -> pl.Series:
    """Sums in minor units around a typical one, whole units of money, a few of them large."""
    return pl.Series((typical * rng.lognormal(0, 0.6, count) / 100).astype(np.int64) * 100 + 100)


def days(nation: Nation, rng: np.random.Generator, count: int, *, least: int, most: int) -> pl.Series:
    """Dates that lie between so many days from today; negative = past."""
    today = (nation.today - EPOCH).days
    return draw.dates(today + rng.integers(least, most + 1, count))


def instants(nation: Nation, rng: np.random.Generator, count: int, within: int) -> pl.Series:
    """Moments (UTC) within so many days before today."""
    seconds = rng.integers(1, within * DAY_SECONDS, count)
    midnight = pl.lit(datetime.combine(nation.today, time.min)).cast(pl.Datetime("us"))
    return pl.select(midnight - pl.duration(seconds=pl.lit(pl.Series(seconds)))).to_series()


def uuids(rng: np.random.Generator, count: int) -> pl.Series:
    """Identifiers in the form of a UUID."""
    digits = np.frombuffer(rng.bytes(16 * count).hex().encode(), dtype="S32").astype(str)
    whole_text = pl.Series(digits, dtype=pl.String)
    parts = [whole_text.str.slice(start, length) for start, length in ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))]
    return pl.select(pl.concat_str(parts, separator="-")).to_series()


def cities(nation: Nation, rng: np.random.Generator, governorates: pl.Series) -> pl.Series:
    """For each governorate one of its cities."""
    known = pl.DataFrame(
        [(city.governorate, city.name.ar) for city in nation.pack.cities], schema=["code", "city"], orient="row"
    )
    found = pl.DataFrame({"code": governorates}).join(
        known.group_by("code").agg("city"), on="code", how="left", maintain_order="left"
    )
    position = (pl.lit(pl.Series(rng.random(found.height))) * pl.col("city").list.len()).cast(pl.Int64)
    return found.select(pl.col("city").list.get(position, null_on_oob=True)).to_series()
