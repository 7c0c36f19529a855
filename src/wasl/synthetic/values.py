"""Values that fill a register's columns: codes of the pack, numbers, sums, days, towns."""

from collections.abc import Sequence
from datetime import date, datetime, time

import numpy as np
import polars as pl

from wasl.synthetic.nation import Nation
from wasl.synthetic.simulation import draw

DAY_SECONDS = 86_400
EPOCH = date(1970, 1, 1)


def codes(
    nation: Nation, rng: np.random.Generator, code_list: str, count: int, weights: Sequence[float] = ()
) -> pl.Series:
    """Codes of one of the pack's lists; without weights the first is the most frequent."""
    options = list(nation.pack.code_lists[code_list])
    return draw.words(rng, count, options, weights or list(draw.zipf(len(options))))


def numbers(prefix: str, count: int, digits: int = 7) -> pl.Series:
    """Serial numbers in order, such as L0000001."""
    return (prefix + pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(digits)).rename("")


def hexadecimal(rng: np.random.Generator, digits: int, count: int) -> pl.Series:
    """Random text of so many hexadecimal digits, an even number of them."""
    found = np.frombuffer(rng.bytes(digits // 2 * count).hex().encode(), dtype=f"S{digits}")
    return pl.Series(found.astype(str), dtype=pl.String)


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


def later(dates: pl.Series, by: np.ndarray) -> pl.Series:
    """Each date that many days later; earlier where the number is negative."""
    return (dates.cast(pl.Int32) + pl.Series(by, dtype=pl.Int32)).cast(pl.Date)


def after(nation: Nation, rng: np.random.Generator, dates: pl.Series, span: int) -> pl.Series:
    """Each date moved on by up to `span` days, never past the nation's today."""
    return later(dates, rng.integers(1, span + 1, len(dates))).clip(upper_bound=nation.today)


def instants(nation: Nation, rng: np.random.Generator, count: int, within: int) -> pl.Series:
    """Moments (UTC) within so many days before today."""
    seconds = rng.integers(1, within * DAY_SECONDS, count)
    midnight = pl.lit(datetime.combine(nation.today, time.min)).cast(pl.Datetime("us"))
    return pl.select(midnight - pl.duration(seconds=pl.lit(pl.Series(seconds)))).to_series()


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
