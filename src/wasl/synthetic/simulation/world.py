"""What every part of the simulation works from: the pack, the words, the tables made so far, and drawing by name."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import polars as pl

from wasl.synthetic.simulation import draw
from wasl.synthetic.simulation.draw import Flags, Floats, Ints
from wasl.synthetic.simulation.lives import YEAR, days
from wasl.synthetic.words import Words

if TYPE_CHECKING:
    from wasl.country.api import Pack


@dataclass
class World:
    """A nation in the making."""

    pack: "Pack"
    words: Words
    seed: int
    today: date
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def rng(self, name: str) -> np.random.Generator:
        """Draws that depend on the seed and the name alone, so that one table's draws never disturb another's."""
        return np.random.default_rng([self.seed, crc32(name.encode())])

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self.tables[table]

    @property
    def day(self) -> int:
        return days(self.today)

    @cached_property
    def governorates(self) -> list[str]:
        """Codes, in the pack's order."""
        return list(self.pack.governorates)

    @cached_property
    def weights(self) -> Floats:
        """People by governorate."""
        return np.array([g.population for g in self.pack.governorates.values()], dtype=np.float64)

    @cached_property
    def cities(self) -> pl.DataFrame:
        """`governorate`, `city`, in the order of the governorates; `position` counts within one."""
        rows = [(city.governorate, city.name.ar) for city in self.pack.cities]
        frame = pl.DataFrame(rows, schema=["governorate", "city"], orient="row")
        order = pl.col("governorate").replace_strict(self.governorates, list(range(len(self.governorates))))
        frame = frame.filter(pl.col("governorate").is_in(self.governorates)).sort(order, maintain_order=True)
        return frame.with_columns(position=pl.int_range(pl.len()).over("governorate"))

    @cached_property
    def city_starts(self) -> Ints:
        """Where each governorate's cities begin in `cities`, and at last their count."""
        counts = self.cities.group_by("governorate", maintain_order=True).len()["len"].to_numpy()
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def ages(self) -> Floats:
        """Age of every person on the last day, dead or not."""
        born = self["persons"]["birth_date"].to_physical().to_numpy()
        return np.asarray((self.day - born) / YEAR)

    @cached_property
    def alive(self) -> Flags:
        return self["persons"]["alive"].to_numpy()

    def who(
        self, rng: np.random.Generator, share: float, *, least: float = 18, most: float = 200, sex: str = "",
        lingering: bool = False,
    ) -> Ints:  # fmt: skip
        """Living residents of the ages between, each with the chance `share`.

        `lingering`: also some who died in the last years, whose entry nobody has struck off yet.
        """
        present = self.alive & ~self["persons"]["abroad"].to_numpy()
        if lingering:
            present = present | ((self.last > self.day - 4 * YEAR) & ~self.alive & (rng.random(len(present)) < 0.3))
        wanted = present & (self.ages >= least) & (self.ages < most)
        if sex:
            wanted &= (self["persons"]["sex"] == sex).to_numpy()
        return np.flatnonzero(wanted & (rng.random(len(wanted)) < share)).astype(np.int64)

    def men_and_women(
        self, rng: np.random.Generator, men: float, women: float, *, least: float = 18, lingering: bool = False
    ) -> Ints:
        """As `who`, with a share for each sex: the men, then the women."""
        shares = {"male": men, "female": women}
        found = [self.who(rng, share, least=least, sex=sex, lingering=lingering) for sex, share in shares.items()]
        return np.concatenate(found)

    @cached_property
    def last(self) -> Ints:
        """The last day on which each person could do anything: of death, or yesterday."""
        died = self["persons"]["death_date"].to_physical().to_numpy()
        return np.where(np.isnan(died), self.day - 1, died).astype(np.int64)

    def of(self, column: str, pids: Ints) -> pl.Series:
        """A column of `persons` for the given persons."""
        return self["persons"][column].gather(pids)

    def past(self, rng: np.random.Generator, count: int, years: float, *, skew: float = 1.0) -> Ints:
        """Days up to so many years ago; a skew above 1 draws them towards today."""
        return np.asarray(self.day - 1 - (rng.random(count) ** skew * years * YEAR).astype(np.int64))

    def since(self, rng: np.random.Generator, pids: Ints, age: float, years: float) -> Ints:
        """Days within so many years, when each person was at least that old."""
        born = self.of("birth_date", pids).to_physical().to_numpy()
        first = np.minimum(np.maximum(born + age * YEAR, self.day - years * YEAR), self.last[pids])
        return (first + rng.random(len(pids)) * np.maximum(self.last[pids] - first, 0)).astype(np.int64)

    def office(self, name: str, *, city: pl.Series, governorate: pl.Series) -> pl.Series:
        """An office's name in each city or governorate, by the pack's pattern."""
        names = governorate.replace_strict(
            self.governorates, [g.name.ar for g in self.pack.governorates.values()], return_dtype=pl.String
        )
        pattern = self.words.places.offices[name]
        return pl.select(draw.filled(pattern, city=city, governorate=names, n=pl.lit("1"))).to_series()
