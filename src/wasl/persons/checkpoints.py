"""What a run in full has finished, kept beside its staging: a run that was killed is taken up where it stood.

The next run reads every register again, as a run for changes does, and links what changed meanwhile; only what is the
same need not be linked and counted once more. Nothing of it outlives the run that ends.
"""

import pickle
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wasl.core.log import event
from wasl.linkage import Defaults, SavedModel
from wasl.persons.answering import Answer, Former
from wasl.persons.quality import Tally


@dataclass(frozen=True)
class Finished:
    """One register in one role."""

    answer: Answer
    defaults: Defaults
    tally: Tally

    def former(self) -> Former:
        """As a run for changes takes it up."""
        unsure = self.answer.unsure.with_columns(pl.lit(0.0).alias("use"))
        return Former(self.answer.prints, lambda: self.answer.links, lambda: unsure)


@dataclass(frozen=True)
class Checkpoints:
    """In a folder that nobody else writes to."""

    folder: Path

    def begin(self, spine: pl.DataFrame, model: SavedModel) -> None:
        """What every finished register rests on. What was kept before for another spine, or learned otherwise, goes."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in self.folder.iterdir():
            old.unlink()
        spine.write_parquet(self.folder / "spine.parquet")
        model.save(self.folder / "model.json")

    def model_for(self, spine: pl.DataFrame) -> SavedModel | None:
        """What the killed run had learned, if it began with the same spine."""
        try:
            if pl.read_parquet(self.folder / "spine.parquet").equals(spine):
                return SavedModel.load(self.folder / "model.json")
        except (OSError, ValueError, pl.exceptions.PolarsError):
            event("linking.nothing_to_take_up", level="info")
        return None

    def put(self, register: str, role: str, finished: Finished) -> None:
        """Whole or not at all."""
        path = self._path(register, role)
        part = path.with_suffix(".part")
        part.write_bytes(pickle.dumps(finished))
        part.replace(path)

    def get(self, register: str, role: str) -> Finished | None:
        path = self._path(register, role)
        if not path.exists():
            return None
        found: Finished = pickle.loads(path.read_bytes())  # noqa: S301  our own file, in our own folder
        return found

    def _path(self, register: str, role: str) -> Path:
        return self.folder / f"{register}.{role}.finished"
