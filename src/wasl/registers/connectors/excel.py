"""Workbooks. They are small, so a sheet is held in memory until the file changes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from wasl.registers.connectors.base import ColumnInfo, Deadline, RawRow, RegisterUnavailable
from wasl.registers.connectors.files import FileConnector, Key, Version
from wasl.registers.connectors.plugins import register
from wasl.registers.connectors.tables import text_table
from wasl.registers.decode import native_text
from wasl.registers.manifest import Manifest

MOST_CELLS = 5_000_000
NEAR_THE_TOP = 20
NEARLY = 0.8


@dataclass
class _Sheet:
    version: Version
    header: list[str]
    rows: list[list[object]]
    places: dict[Key, dict[Key, list[int]]] = field(default_factory=dict)  # columns -> key -> rows

    def find(self, by: Key, key: Key) -> list[int]:
        if by not in self.places:
            self.places[by] = self._index(by)
        return self.places[by].get(key, [])

    def _index(self, by: Key) -> dict[Key, list[int]]:
        columns = [self.header.index(name) for name in by]
        found: dict[Key, list[int]] = defaultdict(list)
        for place, row in enumerate(self.rows):
            found[tuple([native_text(row[column]) or "" for column in columns])].append(place)
        return dict(found)


@register("excel")
class Excel(FileConnector):
    """A sheet of a workbook (xlsx, xlsb, xls, ods) with a header. Address: a path. No table = the first sheet.

    Option `header`: the row, counted from 1, in which the columns' names stand; what is above it is passed over.
    """

    def __init__(self, manifest: Manifest, address: str) -> None:
        super().__init__(manifest, address)
        self._held: _Sheet | None = None

    @property
    def _above(self) -> int:
        row = self.manifest.source.options.get("header", 1)
        if not isinstance(row, int) or row < 1:
            raise RegisterUnavailable("changed", f"source.options.header is no row of a sheet: {row!r}")
        return row - 1

    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        """See the contract."""
        return [ColumnInfo(name, "cell") for name in self.steady(self._sheet).header]

    def _sheet(self, version: Version) -> _Sheet:
        held = self._held
        if held is None or held.version != version:
            held = self._held = self._load(version)
        return held

    def _load(self, version: Version) -> _Sheet:
        try:
            with CalamineWorkbook.from_path(str(self.path)) as book:
                sheet = book.get_sheet_by_name(self.manifest.source.table or book.sheet_names[0])
                if sheet.height * sheet.width > MOST_CELLS:
                    raise RegisterUnavailable(
                        "broken", "the sheet is too big for a workbook: export it as CSV or Parquet"
                    )
                header, *rows = sheet.to_python(skip_empty_area=False)[self._above :] or [[]]
        except CalamineError as error:
            reason = "changed" if "sheet" in type(error).__name__.lower() else "broken"
            raise RegisterUnavailable(reason, f"{type(error).__name__}: {error}") from error
        cells: list[list[object]] = [[None if cell == "" else cell for cell in row] for row in rows]
        return _Sheet(version, [str(name) for name in header], cells)

    def rows(self, version: Version, by: Key, keys: Sequence[Key], most: int, deadline: Deadline) -> list[RawRow]:
        """See FileConnector."""
        sheet = self._sheet(version)
        self.require(sheet.header, (*self.names, *by))
        places = [place for key in dict.fromkeys(keys) for place in sheet.find(by, key)]
        return [self._row(sheet, sheet.rows[place]) for place in places[:most]]

    def _row(self, sheet: _Sheet, cells: list[object]) -> RawRow:
        return {name: cells[sheet.header.index(name)] for name in self.names}

    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[pl.DataFrame]:
        """See the contract."""
        sheet = self.steady(self._sheet)
        self.require(sheet.header, columns)
        places = [sheet.header.index(name) for name in columns]
        for start in range(0, len(sheet.rows), batch):
            yield text_table(columns, [[row[place] for place in places] for row in sheet.rows[start : start + batch]])

    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        """See the contract."""
        sheet = self.steady(self._sheet)
        self.require(sheet.header, self.names)
        return [self._row(sheet, cells) for cells in sheet.rows[:rows]]

    def close(self) -> None:
        """See the contract."""
        self._held = None


def filled_sheets(path: Path) -> list[str]:
    """Sheets that hold anything. Raises OSError, CalamineError."""
    with CalamineWorkbook.from_path(str(path)) as book:
        return [name for name in book.sheet_names if book.get_sheet_by_name(name).height]


def header_row(path: Path, sheet: str | None) -> int:
    """The row, from 1, of what looks like the header: the first that is nearly as full as the fullest near the top.

    Raises OSError, CalamineError.
    """
    with CalamineWorkbook.from_path(str(path)) as book:
        top = book.get_sheet_by_name(sheet or book.sheet_names[0]).to_python(skip_empty_area=False, nrows=NEAR_THE_TOP)
    filled = [sum(cell != "" for cell in row) for row in top]
    return next((place for place, some in enumerate(filled, 1) if some >= NEARLY * max(filled)), 1)
