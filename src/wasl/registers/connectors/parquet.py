"""Parquet files. A point read decodes one row group and keeps it for the next read, within one bound for all."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from wasl.registers.connectors.base import ColumnInfo, Deadline, RawRow, RegisterUnavailable
from wasl.registers.connectors.files import IndexedFile, Key, Place, Version
from wasl.registers.connectors.keyindex import IndexPart, hashes
from wasl.registers.connectors.plugins import register
from wasl.registers.connectors.tables import as_text
from wasl.registers.manifest import Manifest

MOST_BYTES = 128 * 2**20


class RowGroups:
    """The row groups read last, of all registers together, within a bound."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._groups: OrderedDict[tuple[object, ...], pl.DataFrame] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> pl.DataFrame | None:
        with self._lock:
            if key in self._groups:
                self._groups.move_to_end(key)
            return self._groups.get(key)

    def put(self, key: tuple[object, ...], group: pl.DataFrame) -> None:
        with self._lock:
            if key not in self._groups:
                self._held += _bytes(group)
            self._groups[key] = group
            while self._held > self._most and len(self._groups) > 1:
                self._held -= _bytes(self._groups.popitem(last=False)[1])


def _bytes(group: pl.DataFrame) -> int:
    return int(group.estimated_size())


_GROUPS = RowGroups(MOST_BYTES)


@dataclass
class _Open:
    version: Version
    file: Any  # pyarrow.parquet.ParquetFile
    firsts: Any  # numpy: number of the first row of each group, and of the row after the last
    lock: Lock  # one reader of the file object at a time

    def group(self, number: int, columns: Sequence[str]) -> pl.DataFrame:
        with self.lock:
            table = self.file.read_row_group(number, columns=list(columns), use_threads=False)
        frame = pl.from_arrow(table)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101  a table gives a frame
        return frame.select(columns)


@register("parquet")
class Parquet(IndexedFile):
    """A Parquet file. Address: a path."""

    def __init__(self, manifest: Manifest, address: str) -> None:
        super().__init__(manifest, address)
        self._opened: _Open | None = None

    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        """See the contract."""
        schema = self.steady(lambda version: self._open(version).file.schema_arrow)
        return [ColumnInfo(field.name, str(field.type)) for field in schema]

    def _open(self, version: Version) -> _Open:
        standing = self._opened
        if standing is None or standing.version != version:
            file = pq.ParquetFile(self.path, memory_map=False)
            counts = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
            standing = self._opened = _Open(version, file, np.cumsum([0, *counts]), Lock())
        return standing

    def _has(self, opened: _Open, columns: Sequence[str]) -> None:
        self.require(opened.file.schema_arrow.names, columns)

    def keys_and_places(self, version: Version, by: Key) -> Iterable[IndexPart]:
        """See IndexedFile."""
        opened = self._open(version)
        self._has(opened, by)
        for number in range(opened.file.num_row_groups):
            keys = hashes(as_text(opened.group(number, by)))
            starts = np.arange(len(keys), dtype=np.uint64) + np.uint64(opened.firsts[number])
            yield IndexPart(keys, starts, np.zeros(len(keys), np.uint64))

    def rows_at(self, version: Version, places: Sequence[Place]) -> list[RawRow]:
        """See IndexedFile."""
        opened = self._open(version)
        self._has(opened, self.names)
        return [self._row(opened, start) for start, _ in places]

    def _row(self, opened: _Open, place: int) -> RawRow:
        number = int(np.searchsorted(opened.firsts, place, side="right")) - 1
        group = self._group(opened, number)
        return dict(zip(self.names, group.row(place - int(opened.firsts[number])), strict=True))

    def _group(self, opened: _Open, number: int) -> pl.DataFrame:
        key = (str(self.path), opened.version, number, self.names)
        group = _GROUPS.get(key)
        if group is None:
            group = opened.group(number, self.names)
            _GROUPS.put(key, group)
        return group

    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[pl.DataFrame]:
        """See the contract."""
        with self.faults():
            opened = self._open(self.version())
            self._has(opened, columns)
            for number in range(opened.file.num_row_groups):
                yield from as_text(opened.group(number, columns)).iter_slices(batch)

    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        """See the contract."""

        def first(version: Version) -> list[RawRow]:
            opened = self._open(version)
            return self.rows_at(version, [(place, 0) for place in range(min(rows, int(opened.firsts[-1])))])

        return self.steady(first)

    @contextmanager
    def faults(self) -> Iterator[None]:
        """See FileConnector."""
        with super().faults():
            try:
                yield
            except (pa.ArrowException, pl.exceptions.PolarsError) as error:
                raise RegisterUnavailable("broken", f"not a readable Parquet file ({type(error).__name__})") from error

    def close(self) -> None:
        """See the contract."""
        super().close()
        self._opened = None
