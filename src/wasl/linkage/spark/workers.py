"""What every worker is given, and how a row's facts travel between workers: as one string of bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from wasl.linkage.anchor import anchored, number_pairs
from wasl.linkage.compare import BANDS, Frequencies, _by_band
from wasl.linkage.decide import mended
from wasl.linkage.facts import Facts, standardise
from wasl.linkage.model import Floats
from wasl.linkage.reading import undiscerning
from wasl.linkage.resolve import Groups
from wasl.linkage.scoring import Scale
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary, nothing_told


class SharedWords(Vocabulary):
    """Words that travel to other machines. All machines must give a word one id, so once closed it takes in no new
    one."""

    closed = False

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in ("_lock", "_told")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=Lock(), _told=nothing_told())

    @classmethod
    def of(cls, forms: Iterable[str]) -> "SharedWords":
        """The closed vocabulary of standard forms, the same whatever order they come in."""
        words = cls()
        for form in sorted(forms):
            words._add(form)
        words.closed = True
        return words

    def _add(self, form: str) -> int:
        if self.closed and form not in self._ids:
            raise RuntimeError("linkage: a row has changed while it was read; give Spark a source that stands still")
        return super()._add(form)


class Counted(Frequencies):
    """Frequencies out of counts (field -> how often each word id occurs), where no machine holds the columns."""

    def __init__(self, counts: dict[str, Floats]) -> None:
        shares = {name: np.asarray(count / max(1.0, count.sum())) for name, count in counts.items()}
        self._bands = {name: 1 + (share[:, None] < BANDS).sum(axis=1) for name, share in shares.items()}
        self.met = {name: _by_band(self._bands[name], share) for name, share in shares.items()}
        self.chance = {name: _by_band(self._bands[name], share**2) for name, share in shares.items()}


class Reader:
    """Reads rows with one vocabulary, and packs facts into bytes."""

    def __init__(self, settings: Settings, words: SharedWords, silent: frozenset[str] = frozenset()) -> None:
        self.settings, self.words = settings, words
        empty = standardise(pl.DataFrame(), undiscerning(settings), words)
        self._empty = replace(empty, silent=silent, notes=())
        wide = [(name, column.dtype, column.shape[1:]) for name, column in empty.wide.items()]
        self._layout = np.dtype([("number", np.uint64), ("block", np.int32, empty.block.shape[1:]), *wide])

    def __reduce__(self) -> tuple[Any, ...]:
        return Reader, (self.settings, self.words, self._empty.silent)

    def with_silent(self, silent: frozenset[str]) -> "Reader":
        return Reader(self.settings, self.words, silent)

    def read(self, batch: pa.RecordBatch) -> Facts:
        """Rows as they come from a register. What merely fills gaps is still in them."""
        table = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([batch])))
        facts = standardise(table, undiscerning(self.settings), self.words)
        wide = {name: np.resize(column, (facts.size, *column.shape[1:])) for name, column in facts.wide.items()}
        return replace(facts, wide=wide, silent=frozenset())

    def packed(self, facts: Facts) -> pa.Array:
        rows = np.empty(facts.size, self._layout)
        rows["number"], rows["block"] = facts.number, facts.block
        for name, column in facts.wide.items():
            rows[name] = column
        ends = np.arange(facts.size + 1, dtype=np.int32) * self._layout.itemsize
        return pa.Array.from_buffers(pa.binary(), facts.size, [None, pa.py_buffer(ends), pa.py_buffer(rows.tobytes())])

    def unpacked(self, column: pa.Array | pa.ChunkedArray) -> Facts:
        column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        rows = np.frombuffer(_bytes(column, self._layout.itemsize), self._layout, len(column))
        wide = {name: np.ascontiguousarray(rows[name]) for name in self._empty.wide}
        number, block = np.ascontiguousarray(rows["number"]), np.ascontiguousarray(rows["block"])
        return replace(self._empty, number=number, block=block, wide=wide)


def _bytes(column: pa.Array, width: int) -> memoryview:
    """The values of a binary column in which every value is equally long."""
    if not len(column):
        return memoryview(b"")
    offsets = np.frombuffer(column.buffers()[1], np.int64 if pa.types.is_large_binary(column.type) else np.int32)
    start = int(offsets[column.offset])
    return memoryview(column.buffers()[2])[start : start + len(column) * width]


@dataclass(frozen=True)
class Judge:
    """A resolution's standing parts: judges any rows that are brought together on one worker."""

    reader: Reader
    scale: Scale
    bits: Groups  # tables x words: which of the tables that hold a person once

    def anchored(self, facts: Facts, table: npt.NDArray[Any]) -> tuple[Groups, Facts, Floats]:
        """The engine's own anchoring of these rows; `table` is the place of each row's table."""
        return anchored(facts, number_pairs(facts), self.bits[table], self.scale.odds)

    def mended(self, cluster: Groups, unit: Groups, facts: Facts, table: npt.NDArray[Any]) -> Groups:
        """The engine's own mending of groups of these rows."""
        return mended(cluster, unit, facts, self.bits[table], self.scale.odds)
