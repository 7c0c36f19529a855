"""Drawing values in bulk: every function takes the generator first and answers arrays or series."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def zipf(count: int, steepness: float = 0.9) -> Floats:
    """Weights of `count` things, the first the most frequent; they add up to one."""
    weights = 1.0 / np.arange(2, count + 2) ** steepness
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def pick(rng: np.random.Generator, count: int, weights: Sequence[float] | Floats) -> Ints:
    """Positions drawn by weight."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(edges, rng.random(count) * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(edges) - 1), dtype=np.int64)


def words(
    rng: np.random.Generator, count: int, options: Sequence[str] | Mapping[str, float], weights: Sequence[float] = ()
) -> pl.Series:
    """Words drawn from a list (evenly, or by `weights`) or from a mapping of word to weight."""
    if isinstance(options, Mapping):
        weights = list(options.values())
    positions = pick(rng, count, weights or [1.0] * len(options))
    return pl.Series(list(options), dtype=pl.String).gather(positions)


def dates(days: Ints | NDArray[np.int32]) -> pl.Series:
    """Days since 1970 as dates."""
    return pl.Series(np.asarray(days, dtype=np.int32)).cast(pl.Date)


def maybe(values: pl.Series, keep: Flags) -> pl.Series:
    """The values, null where not kept."""
    return pl.select(pl.when(pl.Series(keep)).then(values)).to_series()


def serials(rng: np.random.Generator, count: int, digits: int, *, prefix: str = "") -> pl.Series:
    """Numbers as text of `digits` digits after the prefix, all different, in no visible order."""
    return (prefix + scattered(rng, count, 10**digits).cast(pl.String).str.zfill(digits)).rename("")


def scattered(rng: np.random.Generator, count: int, among: int) -> pl.Series:
    """Different integers below `among`, in no visible order: a walk whose step shares no divisor with `among`."""
    if count > among:
        raise ValueError(f"{count} different numbers do not fit below {among}: give more digits")
    step = int(rng.integers(among // 3 + 1, among * 2 // 3 + 2)) | 1
    while np.gcd(step, among) != 1:
        step += 2
    start = int(rng.integers(among))
    return pl.Series(((np.arange(count, dtype=np.uint64) * np.uint64(step)) + np.uint64(start)) % np.uint64(among))


def filled(template: str, **columns: pl.Series | pl.Expr | str) -> pl.Expr:
    """A template such as "{n} {city}" as an expression over the given columns.

    >>> frame = pl.DataFrame({"city": ["Tanta"]})
    >>> frame.select(filled("Post office {city} {n}", city=pl.col("city"), n=pl.lit("3"))).item()
    'Post office Tanta 3'
    """
    parts: list[pl.Expr] = []
    rest = template
    while "{" in rest:
        before, rest = rest.split("{", 1)
        name, rest = rest.split("}", 1)
        value = columns[name]
        parts += [pl.lit(before), pl.lit(value) if isinstance(value, str | pl.Series) else value]
    return pl.concat_str([*parts, pl.lit(rest)])
