"""The made-up nation as tables. Person references are `pid`, the row number in `persons`.

These tables are the truth: only this package, tests and benchmarks read them.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

import polars as pl
import pyarrow as pa

from wasl.synthetic.words import Words, words

if TYPE_CHECKING:
    from wasl.country.api import Pack

AS_OF = date(2026, 10, 1)
"""The day on which the nation stands still: every age and status is as of it."""


@dataclass(frozen=True)
class Nation:
    """All fact tables. Money is in integer minor units; codes are canonical; every id is text."""

    pack: "Pack"
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

    @property
    def words(self) -> Words:
        """The pack's word lists."""
        return words(self.pack.folder / "synthetic")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The nation in a facts folder. Tables are mapped when first looked at, and not read: memory stays small."""
        from wasl.country.api import pack  # here, so that the tables can be used without a whole pack's check

        kept = json.loads((folder / "nation.json").read_text(encoding="utf-8"))
        nation = cls.__new__(cls)
        nation.__dict__.update(pack=pack(), seed=kept["seed"], today=date.fromisoformat(kept["today"]), _folder=folder)
        return nation

    if not TYPE_CHECKING:  # a checker goes by the fields above

        def __getattr__(self, name: str) -> pl.DataFrame:
            """A table of a loaded nation that has not been looked at yet."""
            if name not in TABLES or "_folder" not in self.__dict__:
                raise AttributeError(name)
            table = self.__dict__[name] = _mapped(self.__dict__["_folder"] / f"{name}.arrow")
            return table

    def save(self, folder: Path) -> None:
        """Write the tables to a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in TABLES:
            frame: pl.DataFrame = getattr(self, name)
            frame.rechunk().write_ipc(folder / f"{name}.arrow", record_batch_size=max(1, frame.height))
        kept = {"seed": self.seed, "today": self.today.isoformat()}
        (folder / "nation.json").write_text(json.dumps(kept), encoding="utf-8")


TABLES = tuple(name for name in Nation.__annotations__ if name not in ("pack", "seed", "today"))


def _mapped(path: Path) -> pl.DataFrame:
    with pa.memory_map(str(path)) as file:
        frame = pl.from_arrow(pa.ipc.open_file(file).read_all(), rechunk=False)
    return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()
