"""Delimited text in any encoding that keeps ASCII as it is: UTF-8, Windows-1256, ISO-8859-6 and their like."""

import codecs
import csv
import os
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from wasl.core.text import Text
from wasl.registers.connectors.base import ColumnInfo, Deadline, Problem, RawRow, RegisterUnavailable
from wasl.registers.connectors.files import IndexedFile, Key, Place, Version, version_of
from wasl.registers.connectors.keyindex import IndexPart, Numbers, hashes
from wasl.registers.connectors.plugins import register
from wasl.registers.manifest import Manifest

CHUNK = 8 * 2**20
LONGEST_RECORD = 64 * 2**20
_NEWLINE, _QUOTE = 10, 34

csv.field_size_limit(LONGEST_RECORD)


class Records(NamedTuple):
    """Whole records, as bytes, and where each ends."""

    start: int  # in the file
    data: bytes
    ends: Numbers  # in the data


@dataclass
class _Open:
    """One state of the file."""

    version: Version
    file: int
    header: list[str]
    body: int  # where the first record begins

    def __post_init__(self) -> None:
        weakref.finalize(self, os.close, self.file)  # also when the interpreter ends, where __del__ comes too late


@register("csv")
class Csv(IndexedFile):
    """A delimited text file with a header. Address: a path. Option `quotes: false`: a quote is a mere letter."""

    def __init__(self, manifest: Manifest, address: str) -> None:
        super().__init__(manifest, address)
        self._quotes = bool(manifest.source.options.get("quotes", True))
        self._opened: _Open | None = None

    def check_config(self) -> list[Problem]:
        """See the contract."""
        source = self.manifest.source
        problems = super().check_config()
        if not keeps_ascii(source.encoding):
            problems.append(_encoding_problem(source.encoding))
        if len(source.delimiter.encode()) != 1:
            problems.append(_DELIMITER_PROBLEM)
        return problems

    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        """See the contract."""
        return self.steady(lambda version: [ColumnInfo(name, "text") for name in self._open(version).header])

    def _open(self, version: Version) -> _Open:
        standing = self._opened
        if standing is None or standing.version != version:
            standing = self._opened = self._open_anew(version)
        return standing

    def _open_anew(self, version: Version) -> _Open:
        if not keeps_ascii(self.manifest.source.encoding):
            raise RegisterUnavailable("broken", f"encoding {self.manifest.source.encoding} is not read from text files")
        with self.path.open("rb") as file:
            first = next(self._records(file.fileno(), 0), None)
            if first is None:
                raise RegisterUnavailable("broken", "the file is empty")
            end = int(first.ends[0])
            header = self._fields(first.data[:end])
            header[0] = header[0].removeprefix("\ufeff")
            return _Open(version, os.dup(file.fileno()), header, end)

    def _records(self, file: int, start: int) -> Iterator[Records]:
        """Chunks of whole records: a line end within quotation marks ends no record."""
        carried = b""
        while block := os.pread(file, CHUNK, start + len(carried)):
            data = carried + block
            ends = self._ends(data)
            whole = int(ends[-1]) if len(ends) else 0
            if whole:
                yield Records(start, data[:whole], ends)
            carried, start = data[whole:], start + whole
            if len(carried) > LONGEST_RECORD:
                raise RegisterUnavailable("broken", "a quotation mark is opened and never closed; see option quotes")
        if carried:
            yield Records(start, carried, np.array([len(carried)], np.uint64))

    def _ends(self, data: bytes) -> Numbers:
        letters = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(letters == _NEWLINE)
        if self._quotes and len(marks := np.flatnonzero(letters == _QUOTE)):
            ends = ends[np.searchsorted(marks, ends) % 2 == 0]
        return (ends + 1).astype(np.uint64)

    def _fields(self, record: bytes) -> list[str]:
        text = record.decode(self.manifest.source.encoding, "replace").rstrip("\r\n")
        delimiter = self.manifest.source.delimiter
        if not self._quotes or '"' not in text:
            return text.split(delimiter)
        return next(csv.reader([text], delimiter=delimiter), [])

    def keys_and_places(self, version: Version, by: Key) -> Iterable[IndexPart]:
        """See IndexedFile."""
        opened = self._open(version)
        for records in self._records(opened.file, opened.body):
            starts = np.concatenate([np.zeros(1, np.uint64), records.ends[:-1]])
            keys = hashes(self._table(opened, records, by))
            yield IndexPart(keys, starts + np.uint64(records.start), records.ends - starts)

    def _table(self, opened: _Open, records: Records, columns: Sequence[str]) -> pl.DataFrame:
        self.require(opened.header, columns)
        source = self.manifest.source
        numbers = [opened.header.index(name) for name in columns]
        head = source.delimiter.join(f"c{number}" for number in range(len(opened.header)))
        body = records.data.decode(source.encoding, "replace")
        try:
            table = pl.read_csv(
                f"{head}\n{body}".encode(),
                columns=sorted(set(numbers)),
                separator=source.delimiter,
                quote_char='"' if self._quotes else None,
                infer_schema=False,
                truncate_ragged_lines=True,
            )
        except pl.exceptions.PolarsError as error:
            raise RegisterUnavailable("broken", _MALFORMED) from error
        if table.height != len(records.ends):
            raise RegisterUnavailable("broken", _MALFORMED)
        return table.select(pl.col(f"c{number}").alias(name) for number, name in zip(numbers, columns, strict=True))

    def rows_at(self, version: Version, places: Sequence[Place]) -> list[RawRow]:
        """See IndexedFile."""
        opened = self._open(version)
        self.require(opened.header, self.names)
        wanted = [(name, opened.header.index(name)) for name in self.names]
        return [_row(self._fields(os.pread(opened.file, size, start)), wanted) for start, size in places]

    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[pl.DataFrame]:
        """See the contract."""
        with self.faults():
            opened = self._open(self.version())
            for records in self._records(opened.file, opened.body):
                yield from self._table(opened, records, columns).iter_slices(batch)
            if version_of(os.fstat(opened.file)) != opened.version:  # replaced is no harm, written into is
                raise RegisterUnavailable("busy", "the file was written into while it was streamed")

    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        """See the contract."""

        def first(version: Version) -> list[RawRow]:
            opened = self._open(version)
            for records in self._records(opened.file, opened.body):
                starts = [0, *records.ends[: rows - 1].tolist()]
                sizes = zip(starts, records.ends[:rows].tolist(), strict=False)
                return self.rows_at(version, [(records.start + a, b - a) for a, b in sizes])
            return []

        return self.steady(first)

    def close(self) -> None:
        """See the contract."""
        super().close()
        self._opened = None


def _row(fields: list[str], wanted: list[tuple[str, int]]) -> RawRow:
    return {name: (fields[place] or None) if place < len(fields) else None for name, place in wanted}


def keeps_ascii(encoding: str) -> bool:
    """Whether the bytes of comma, quotation mark and line end mean the same as in ASCII, and nothing else.

    >>> keeps_ascii("cp1256"), keeps_ascii("utf-8"), keeps_ascii("utf-16"), keeps_ascii("gbk")
    (True, True, False, False)
    """
    if codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"}:
        return True
    ascii_letters = bytes(range(128))
    everything = bytes(range(256)).decode(encoding, "replace")
    return len(everything) == 256 and ascii_letters.decode(encoding, "replace") == ascii_letters.decode("ascii")


_MALFORMED = "quotation marks do not pair up; see option quotes of the connector csv"

_DELIMITER_PROBLEM = Problem(
    "source.delimiter",
    Text(ar="الفاصل ليس حرفًا واحدًا", en="The delimiter is not one ASCII character"),
    Text(ar="اكتب فاصلًا من حرف واحد", en="Write one character, such as , ; | or a tab"),
)


def _encoding_problem(encoding: str) -> Problem:
    return Problem(
        "source.encoding",
        Text(ar=f"الترميز {encoding} لا يُقرأ من الملفات النصية", en=f"Encoding {encoding} is not read from text files"),
        Text(ar="صدّر الملف بترميز UTF-8", en="Export the file as UTF-8, or declare the encoding that it really has"),
    )
