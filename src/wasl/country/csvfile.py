"""Reads CSV into typed rows; what does not fit is reported with its line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from wasl.core.text import Text
from wasl.country.faults import Fault, PackError, unknown, unreadable
from wasl.country.mending import explain

Row = TypeVar("Row", bound=BaseModel)
Cells = dict[str, str | None]
"""By column; under "" whatever stands in no column, None for a cell that is not there."""


@dataclass(frozen=True)
class Line(Generic[Row]):
    """A row and where it stands."""

    path: Path
    number: int
    row: Row

    def fault(self, column: str, what: str, mend: str) -> Fault:
        """A fault in a cell; for checks that go beyond one row."""
        return Fault(self.path, self.number, column, what, mend)


def read_csv(path: Path, model: type[Row]) -> list[Line[Row]]:
    """Each row as a model. Raises PackError.

    An empty cell is an absent one; columns `x_ar` and `x_en` make one text `x`.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    rows = _rows(path, reader)
    if faults := list(_header(path, list(reader.fieldnames or []), model)):
        raise PackError(faults)
    found = [_line(path, number, cells, model) for number, cells in rows]
    if faults := [fault for line in found if not isinstance(line, Line) for fault in line]:
        raise PackError(faults)
    return [line for line in found if isinstance(line, Line)]


def _rows(path: Path, reader: "csv.DictReader[str]") -> list[tuple[int, Cells]]:
    rows: list[tuple[int, Cells]] = []
    try:
        rows.extend((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        line = rows[-1][0] + 1 if rows else 1  # where the broken row begins; the reader stands at its end
        mend = "quote a cell that holds a comma, a quote or a line break; double a quote inside it"
        raise PackError([Fault(path, line, "", f"not CSV: {error}", mend)]) from None
    return rows


def _header(path: Path, columns: list[str], model: type[BaseModel]) -> Iterator[Fault]:
    """Columns that the model does not know, and those that it needs and misses."""
    needed = {column: field.is_required() for column, field in _columns(model)}
    for column in columns:
        if column not in needed:
            yield Fault(path, 1, column, *unknown(column, needed, "column"))
        elif columns.count(column) > 1:
            yield Fault(path, 1, column, f"the column '{column}' is given twice", "keep one of the two")
    for column, is_needed in needed.items():
        if is_needed and column not in columns:
            yield Fault(path, 1, column, f"the column '{column}' is missing", "add it, with a cell in each row")


def _columns(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        key = field.alias or name
        yield from ((column, field) for column in ((f"{key}_ar", f"{key}_en") if field.annotation is Text else (key,)))


def _line(path: Path, number: int, cells: Cells, model: type[Row]) -> Line[Row] | list[Fault]:
    if "" in cells or None in cells.values():
        what = f"{'more' if '' in cells else 'fewer'} cells than the header has columns"
        return [Fault(path, number, "", what, "give each column one cell; quote a cell that holds a comma")]
    try:
        return Line(path, number, model.model_validate(_folded({name: cell or "" for name, cell in cells.items()})))
    except ValidationError as error:
        return [_fault(path, number, part, model) for part in error.errors(include_url=False)]


def _folded(row: dict[str, str]) -> dict[str, Any]:
    """Cells by key, with the two languages of a text put together."""
    texts = [name[:-3] for name in row if name.endswith("_ar") and f"{name[:-3]}_en" in row]
    filled = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    folded: dict[str, Any] = dict(filled)
    for text in texts:
        pair = {language: folded.pop(f"{text}_{language}", None) for language in ("ar", "en")}
        if any(pair.values()):
            folded[text] = {language: words for language, words in pair.items() if words}
    return folded


def _fault(path: Path, number: int, part: Any, model: type[BaseModel]) -> Fault:
    what, mend = explain(part, model)
    return Fault(path, number, "_".join(map(str, part["loc"])), what, mend)
