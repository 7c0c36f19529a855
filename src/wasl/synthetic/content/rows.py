"""Rows that content functions start from, and words of the pack."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from wasl.synthetic.nation import Nation


def adults(nation: Nation, *, age: int = 18) -> pl.DataFrame:
    """Living persons of that age and above, abroad or not."""
    return nation.persons.filter(pl.col("alive") & (pl.col("birth_date") <= birthday(nation, age)))


def birthday(nation: Nation, age: int) -> date:
    """The last day on which somebody who is now of that age was born."""
    return nation.today.replace(year=nation.today.year - age)


def with_repeats(frame: pl.DataFrame, rng: np.random.Generator, share: float) -> pl.DataFrame:
    """That share of as many rows, drawn so that a row may come several times."""
    count = int(frame.height * share)
    return frame[rng.integers(0, max(frame.height, 1), count)] if count else frame.clear()


def after(nation: Nation, rng: np.random.Generator, days: pl.Series, span: int) -> pl.Series:
    """Each day moved on by up to `span` days, never past the nation's today."""
    moved = pl.DataFrame({"day": days, "by": rng.integers(1, span + 1, len(days))}).select(
        pl.min_horizontal(pl.col("day") + pl.duration(days="by"), pl.lit(nation.today)).cast(pl.Date)
    )
    return moved.to_series()


def pack_codes(nation: Nation, name: str) -> Sequence[str]:
    """The codes of one of the pack's lists."""
    return tuple(nation.pack.code_lists[name])


def words_of(nation: Nation, words: str, meaning: str) -> Sequence[str]:
    """The words of the pack's made-up nation that mean something to a register: `professions` that are `lawyers`."""
    return _meanings(nation.pack.folder / "synthetic" / "meanings.yaml")[words][meaning]


@lru_cache(maxsize=4)
def _meanings(path: Path) -> dict[str, dict[str, list[str]]]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
