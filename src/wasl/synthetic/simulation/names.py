"""Names in the country's way: given, father's, grandfather's and family name, as frequent as the pack says."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from wasl.synthetic.simulation.draw import Floats, Ints, zipf
from wasl.synthetic.simulation.world import World


@dataclass(frozen=True)
class Pool:
    """Names to draw from: spellings and, for each religion, weights."""

    arabic: pl.Series
    latin: pl.Series
    weights: Floats  # rows religions


@dataclass(frozen=True)
class Names:
    male: Pool
    female: Pool
    family: Pool


def names(world: World) -> Names:
    """The pools of a nation's names."""
    pack, people = world.pack.names, world.words.people
    spelled = {
        kind: {part.arabic: part.latin for part in getattr(pack, kind)} | people.extra_names[kind]
        for kind in ("male", "female", "family")
    }
    spelled["family"] = {**spelled["family"], **spelled["male"]}
    pools = {kind: _pool(world, kind, names) for kind, names in spelled.items()}
    return Names(**pools)


def _pool(world: World, kind: str, spelled: dict[str, str]) -> Pool:
    people = world.words.people
    first = [name for name in people.frequent.get(kind, ()) if name in spelled]
    ordered = first + [name for name in spelled if name not in first]
    base = zipf(len(ordered), 0.55 if kind == "family" else 0.85)
    weights = np.array([_in_religion(world, ordered, religion) for religion in people.religions]) * base
    return Pool(pl.Series(ordered), pl.Series([spelled[name] for name in ordered]), weights)


def _in_religion(world: World, ordered: list[str], religion: str) -> list[float]:
    """Names of this religion are much liked in it, names of another one are never given."""
    own = world.words.people.names_of
    others = {name for other, names in own.items() if other != religion for name in names}
    rarely = len(world.words.people.religions) > 1 and world.words.people.religions[religion] < 0.5
    liked = set(own.get(religion, ())) if rarely else set()
    return [0.0 if name in others else 4.0 if name in liked else 1.0 for name in ordered]


def joined(*parts: pl.Series) -> pl.Series:
    """A full name out of its parts."""
    return pl.select(pl.concat_str(parts, separator=" ")).to_series()


def spelled(pool: Pool, codes: Ints, *, latin: bool = False) -> pl.Series:
    """The names that the positions stand for."""
    return (pool.latin if latin else pool.arabic).gather(codes)
