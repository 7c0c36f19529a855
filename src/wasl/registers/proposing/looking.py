"""Opens a database or file that has no manifest yet, and takes a sample."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError
from sqlalchemy import Inspector, inspect
from sqlalchemy.exc import NoSuchTableError

from wasl.core.errors import Refusal
from wasl.registers.connectors.base import Connector, Deadline, RawRow, RegisterUnavailable
from wasl.registers.connectors.excel import filled_sheets, header_row
from wasl.registers.connectors.files import file_path
from wasl.registers.connectors.plugins import connector_class
from wasl.registers.connectors.sql import database
from wasl.registers.manifest import Manifest

SAMPLE = 500
HEAD = 2**18
BROKEN = 0.01
"""Share of broken letters up to which a file is still taken to be in an encoding."""
_BY_SUFFIX = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".parquet": "parquet", ".xlsx": "excel", ".xls": "excel"}


@dataclass
class Sampled:
    """A table as it looks."""

    source: dict[str, Any]  # as it stands in a manifest
    columns: list[str]
    rows: list[RawRow]
    key: list[str] = field(default_factory=list)  # columns that the store itself says are a key

    def values(self, column: str) -> list[object]:
        return [value for row in self.rows if (value := row[column]) not in (None, "")]


def connector_for(address: str) -> str:
    """
    >>> connector_for("postgresql://host/db"), connector_for("/data/a.CSV"), connector_for("https://host/api")
    ('sql', 'csv', 'http')
    """
    if address.startswith(("http:", "https:")):
        return "http"
    return _BY_SUFFIX.get(file_path(address).suffix.lower(), "csv") if is_file(address) else "sql"


def is_file(address: str) -> bool:
    """Whether an address is a path."""
    return address.startswith("file:") or "://" not in address


def tables(address: str) -> list[str | None]:
    """Tables and views of a database, sheets of a workbook; one without a name for what holds a single table.

    Raises RegisterUnavailable.
    """
    look = {"sql": _tables, "excel": _sheets}.get(connector_for(address))
    return [None] if look is None else list(look(address))


def _sheets(address: str) -> list[str]:
    with _workbook_faults():
        return filled_sheets(file_path(address))


@contextmanager
def _workbook_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RegisterUnavailable("down", type(error).__name__) from error
    except CalamineError as error:
        raise RegisterUnavailable("broken", f"not a readable workbook ({type(error).__name__})") from error


def _tables(address: str) -> list[str]:
    store = database(address, "utf-8")
    try:
        found = inspect(store.engine)
        return [name for schema in (None, *store.store.schemas(found)) for name in _tables_in(found, schema)]
    except store.errors as error:
        raise store.unavailable(error) from error


def _tables_in(found: Inspector, schema: str | None) -> list[str]:
    """What is seen without naming a schema comes without it."""
    names = [*found.get_table_names(schema), *found.get_view_names(schema)]
    return [f"{schema}.{name}" if schema else name for name in names]


def sampled(address: str, table: str | None, encodings: Sequence[str], deadline: Deadline) -> Sampled:
    """Columns and some rows. Raises RegisterUnavailable, or Refusal where there is nothing to look at."""
    kind = connector_for(address)
    source: dict[str, Any] = {"connector": kind} | ({"table": table} if table else {})
    if kind == "csv":
        source |= _written_as(file_path(address), encodings)
    if kind == "excel":
        source |= _headed(file_path(address), table)
    with closing(_connector(source, ["x"], address)) as connector:
        names = list(dict.fromkeys(column.name for column in connector.columns(deadline) if column.name.strip()))
    if not names:
        raise Refusal("there are no columns here", where=table or address, mend="name another table")
    with closing(_connector(source, names, address)) as connector:
        rows = connector.sample(SAMPLE, deadline)
    return Sampled(source, names, rows, _declared_key(address, table) if kind == "sql" and table else [])


def _connector(source: dict[str, Any], columns: Sequence[str], address: str) -> Connector:
    """With a manifest that says no more than that the columns are text."""
    text = {"ar": "عمود", "en": "column"}
    described = [{"column": name, "attribute": f"c{place}", "name": text} for place, name in enumerate(columns)]
    manifest = {
        "id": "proposed",
        "kind": "proposed",
        "name": text,
        "owner": "unknown",
        "documented": False,
        "evidence": "looked at",
        "section": "unknown",
        "freshness": "P1D",
        "source": source,
        "key": ["c0"],
        "columns": described,
    }
    return connector_class(str(source["connector"]))(Manifest.model_validate(manifest), address)


def _declared_key(address: str, table: str) -> list[str]:
    schema, _, bare = table.rpartition(".")
    store = database(address, "utf-8")
    try:
        found = inspect(store.engine)
        primary = found.get_pk_constraint(bare, schema=schema or None)["constrained_columns"]
        unique = [list(one["column_names"]) for one in found.get_unique_constraints(bare, schema=schema or None)]
    except NoSuchTableError:  # a view
        return []
    except store.errors as error:
        raise store.unavailable(error) from error
    return [str(name) for name in primary or min(unique, key=len, default=[])]


def _written_as(path: Path, encodings: Sequence[str]) -> dict[str, str]:
    """Encoding and delimiter of a text file, from its head."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise RegisterUnavailable("down", type(error).__name__) from error
    if b"\0" in head:
        raise Refusal(
            f"{path} is no text in an encoding of one byte", mend="export it as CSV in UTF-8 (in Excel: CSV UTF-8)"
        )
    encoding = "utf-8-sig" if head.startswith(b"\xef\xbb\xbf") else _encoding(head, encodings)
    first = head.decode(encoding, "replace").partition("\n")[0]
    delimiter = max(",;\t|", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
    return {"encoding": encoding, "delimiter": delimiter}


def _headed(path: Path, table: str | None) -> dict[str, Any]:
    """Where the header is, if titles stand above it."""
    with _workbook_faults():
        row = header_row(path, table)
    return {"options": {"header": row}} if row > 1 else {}


def _encoding(head: bytes, encodings: Sequence[str]) -> str:
    """The first in which next to nothing is broken: one bad byte does not make another encoding of a whole file."""
    whole = head[: head.rfind(b"\n") + 1] or head  # the head may end in the middle of a letter
    return next((encoding for encoding in encodings if _broken(whole, encoding) <= BROKEN), "utf-8")


def _broken(text: bytes, encoding: str) -> float:
    """Share of the letters beyond ASCII that are none in an encoding."""
    letters = [letter for letter in text.decode(encoding, "replace") if not letter.isascii()]
    return letters.count("\ufffd") / max(1, len(letters))
