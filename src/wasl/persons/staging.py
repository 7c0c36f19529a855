"""Links on their way into the index: one Parquet file a register and role, in a folder that the run removes."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import duckdb
import polars as pl

LINK = pl.Schema(
    {
        "person_id": pl.Int64,
        "key": pl.String,
        "probability": pl.Float64,
        "weight": pl.Float64,
        "method": pl.String,
        "reason": pl.String,
    }
)
UNSURE = pl.Schema({("record" if name == "key" else name): kind for name, kind in LINK.items()} | {"use": pl.Float64})
LONGEST_KEY = 400
_BATCH = 50_000


def likeliest(rows: pl.DataFrame) -> pl.DataFrame:
    """A person is linked to a row once, by the likeliest of its links."""
    key = ["person_id", "key" if "key" in rows.columns else "record"]
    return rows.sort("probability", *key, descending=[True, False, False]).unique(key, keep="first")


def usefulness(*, leading: bool) -> pl.Expr:
    """How much a steward's word settles, 0 to 1: most where the engine knows least; the likeliest person of a row
    before its others, as one "same" settles the row; twice as much where other registers hang on the row."""
    doubt = 4 * pl.col("probability") * (1 - pl.col("probability"))
    rank = pl.col("probability").rank("min", descending=True).over("record")
    return doubt / rank / (1 if leading else 2)


@dataclass(frozen=True)
class Staging:
    """The folder of one run."""

    folder: Path
    run: int

    def __enter__(self) -> Self:
        for kind in ("links", "unsure", "spill"):
            shutil.rmtree(self.folder / kind, ignore_errors=True)
            (self.folder / kind).mkdir(parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        """A run that is stopped from outside leaves its folder to the next one; one that ends or fails does not."""
        if kind is None or issubclass(kind, Exception):
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def finished(self) -> Path:
        """Where registers are kept that need not be linked again after a kill."""
        return self.folder / "finished"

    def put_links(self, register: str, role: str, links: pl.DataFrame) -> None:
        self._write("links", register, role, likeliest(links))

    def put_provisional(self, register: str, role: str, links: pl.DataFrame) -> None:
        """Links to people whom the spine does not know, beside the others of the role."""
        self._write("links", register, f"{role}.provisional", links, role)

    def put_unsure(self, register: str, role: str, pairs: pl.DataFrame) -> None:
        self._write("unsure", register, role, likeliest(pairs))

    def links_of(self, register: str, role: str) -> pl.DataFrame | None:
        """What this run found for a register in a role; None if nothing was staged."""
        path = self._path("links", register, role)
        return pl.read_parquet(path) if path.exists() else None

    def drop(self, register: str) -> None:
        """Forget what a register that failed half-way has left."""
        for path in self.folder.glob(f"*/{register}.*.parquet"):
            path.unlink()

    def links(self) -> Iterator[pl.DataFrame]:
        """All links, in the order of the table's key."""
        return self._sorted("links", "person_id, register, role, key")

    def unsure(self) -> Iterator[pl.DataFrame]:
        return self._sorted("unsure", "register, role, record, person_id")

    def _write(self, kind: str, register: str, name: str, rows: pl.DataFrame, role: str | None = None) -> None:
        named = rows.with_columns(
            pl.lit(register).alias("register"),
            pl.lit(role or name).alias("role"),
            pl.lit(self.run, pl.Int64).alias("run_id"),
        )
        named.write_parquet(self._path(kind, register, name))

    def _path(self, kind: str, register: str, role: str) -> Path:
        return self.folder / kind / f"{register}.{role}.parquet"

    def _sorted(self, kind: str, order: str) -> Iterator[pl.DataFrame]:
        """Sorted outside of memory where it must be: a nation's links do not fit."""
        if not any((self.folder / kind).iterdir()):
            return
        with duckdb.connect() as engine:
            engine.execute("SET memory_limit = '1GB'")
            engine.execute(f"SET temp_directory = '{self.folder / 'spill'}'")
            files = str(self.folder / kind / "*.parquet").replace("'", "''")
            found = engine.sql(f"SELECT * FROM read_parquet('{files}') ORDER BY {order}")  # noqa: S608  our folder
            for batch in found.to_arrow_reader(_BATCH):
                yield pl.DataFrame(pl.from_arrow(batch))
