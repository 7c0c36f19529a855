"""What a linking run leaves for the next one: what was learned, the spine as it was, and a print of every row.

A folder for each run; the one of the last finished run holds, older ones are removed. Prints are hashes: of registers
other than the spine nothing is kept that says anything about anybody.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from wasl.core.conf import settings
from wasl.linkage import SavedModel
from wasl.persons.models import LinkRun

PRINT = pl.Schema({"record": pl.String, "print": pl.UInt64, "cause": pl.String})
"""`cause`: why the row is not linked, in the engine's words; null where it is."""

_SEED = 20_26


def prints(rows: pl.DataFrame) -> pl.DataFrame:
    """`record` and `print` of rows in the standard shape. Prints of two versions of polars may differ: a change of
    version makes all rows look new, which costs time and nothing else."""
    told = rows.select(pl.exclude("record"))
    return rows.select("record").with_columns(told.hash_rows(_SEED).alias("print"))


@dataclass(frozen=True)
class Kept:
    """The folder of one run."""

    folder: Path

    @classmethod
    def latest(cls) -> Self | None:
        """Of the last finished run; None where there is none, or where it is not whole."""
        run = LinkRun.objects.filter(state=LinkRun.State.DONE).order_by("-id").first()
        found = cls(_home() / str(run.id)) if run else None
        return found if found and found._model.exists() and found._spine.exists() else None

    @classmethod
    def begin(cls, run: LinkRun) -> Self:
        """An empty folder for a run."""
        folder = _home() / str(run.id)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "prints").mkdir(parents=True, mode=0o700)
        return cls(folder)

    def put_model(self, model: SavedModel) -> None:
        model.save(self._model)

    def model(self) -> SavedModel:
        """Raises ValueError for a file of another version."""
        return SavedModel.load(self._model)

    def put_spine(self, rows: pl.DataFrame) -> None:
        """With what was lent to it."""
        rows.write_parquet(self._spine)
        self._spine.chmod(0o600)

    def spine(self) -> pl.DataFrame:
        return pl.read_parquet(self._spine)

    def put_prints(self, register: str, role: str, rows: pl.DataFrame) -> None:
        rows.select(PRINT.names()).write_parquet(self._prints(register, role))

    def prints(self, register: str, role: str) -> pl.DataFrame:
        path = self._prints(register, role)
        return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=PRINT)

    def adopt(self, former: Self, register: str) -> None:
        """Take over the prints of a register that was not read this time."""
        for path in (former.folder / "prints").glob(f"{register}.*.parquet"):
            target = self.folder / "prints" / path.name
            if not target.exists():
                os.link(path, target)

    def settle(self) -> None:
        """This run is the last one now: older folders go."""
        for other in _home().iterdir():
            if other != self.folder:
                shutil.rmtree(other, ignore_errors=True)

    @property
    def _model(self) -> Path:
        return self.folder / "model.json"

    @property
    def _spine(self) -> Path:
        return self.folder / "spine.parquet"

    def _prints(self, register: str, role: str) -> Path:
        return self.folder / "prints" / f"{register}.{role}.parquet"


def _home() -> Path:
    path = settings().home / "standing"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
