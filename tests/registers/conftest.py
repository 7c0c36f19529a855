"""One small register in every kind of store, written by the drivers themselves, not by our code."""

import csv
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_server
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import polars as pl
import psycopg
import pymysql
import pytest

from wasl.registers.addresses import AddressBook
from wasl.registers.catalogue import Catalogue
from wasl.registers.connectors import plugins
from wasl.registers.connectors.base import ColumnInfo, Connector, Deadline, RawRow
from wasl.registers.connectors.plugins import connector_class
from wasl.registers.manifest import Manifest
from wasl.registers.reading import Registers

HEADER = ["رقم الملف", "OWNER_NID", "الاسم", "المحافظة", "تاريخ", "قيمة"]
Cells = Sequence[object]
ROWS: list[Cells] = [
    ("007", "٢٨٥٠١٠١٠١٠٠٠١١", "محمد علي حسن", "C", "٠١/٠٢/٢٠٢٠", "1,234.50"),
    ("7", "28501010100012", 'أحمد "الكبير", سعيد', "A", "03/02/2021", "10"),
    ("A-1", None, "سطر\nفي سطرين", "Z", "31/02/2021", "كلام"),
    ("a-1", "", "منى", "G", "05/02/2022", "0.5"),
    ("07", "28501010100013", "=1+1; DROP TABLE", None, None, None),
]

MANIFEST: dict[str, Any] = {
    "id": "reg-900",
    "kind": "files",
    "name": {"ar": "سجل", "en": "Register"},
    "owner": "traffic",
    "documented": False,
    "evidence": "made up",
    "section": "vehicles",
    "freshness": "P1D",
    "key": ["file_no"],
    "persons": [
        {
            "role": "owner",
            "name": {"ar": "المالك", "en": "Owner"},
            "number": "owner_number",
            "full_name": "owner_name",
            "governorate": "governorate",
        }
    ],
    "columns": [
        {"column": HEADER[0], "attribute": "file_no", "name": {"ar": "م", "en": "File"}},
        {"column": HEADER[1], "attribute": "owner_number", "name": {"ar": "ر", "en": "Number"}, "type": "number"},
        {"column": HEADER[2], "attribute": "owner_name", "name": {"ar": "س", "en": "Name"}},
        {
            "column": HEADER[3],
            "attribute": "governorate",
            "name": {"ar": "ح", "en": "Governorate"},
            "type": "code",
            "codes": "governorates",
            "values": {"C": "01", "A": "02", "G": "21"},
        },
        {
            "column": HEADER[4],
            "attribute": "day",
            "name": {"ar": "ت", "en": "Day"},
            "type": "date",
            "format": "%d/%m/%Y",
            "digits": "arabic",
        },
        {"column": HEADER[5], "attribute": "price", "name": {"ar": "ق", "en": "Price"}, "type": "money"},
    ],
}


def manifest(connector: str, *, table: str | None = None, **more: Any) -> Manifest:
    source = {"connector": connector, "table": table, **more.pop("source", {})}
    return Manifest.model_validate({**MANIFEST, "source": source, **more})


@dataclass
class Store:
    """A register in a store, and ways to change it behind the connector's back."""

    connector: Connector
    replace: Callable[[list[str], Sequence[Cells]], None]


def created(table: str, header: list[str], mark: str, quote: str, kind: str = "varchar(200)") -> tuple[str, str, str]:
    names = ", ".join(f"{quote}{name}{quote} {kind}" for name in header)
    marks = ", ".join([mark] * len(header))
    quoted = f"{quote}{table}{quote}"
    return (
        f"DROP TABLE IF EXISTS {quoted}",
        f"CREATE TABLE {quoted} ({names})",
        f"INSERT INTO {quoted} VALUES ({marks})",
    )


@contextmanager
def sqlite_store(folder: Path) -> Iterator[Store]:
    path = folder / "register.db"

    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        drop, create, insert = created("سجل", header, "?", '"')
        with sqlite3.connect(path) as connection:
            connection.execute(drop)
            connection.execute(create)
            connection.executemany(insert, rows)
        connection.close()

    yield from made("sql", f"sqlite:///{path}", replace, table="سجل")


@contextmanager
def postgresql_store(folder: Path) -> Iterator[Store]:
    server = os.environ.get("WASL_TEST_POSTGRESQL") or pytest.skip("WASL_TEST_POSTGRESQL is not set")
    name = f"wasl_registers_{secrets.token_hex(4)}"
    address = f"{server.rpartition('/')[0]}/{name}"

    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        drop, create, insert = created("سجل", header, "%s", '"', "text")
        with psycopg.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute(drop)
            cursor.execute(create)
            cursor.executemany(insert, rows)

    with psycopg.connect(server, autocommit=True) as outside:
        outside.execute(f"CREATE DATABASE {name}")
        try:
            yield from made("sql", address, replace, table="public.سجل")
        finally:
            outside.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def mariadb_store(folder: Path) -> Iterator[Store]:
    server = os.environ.get("WASL_TEST_MARIADB") or pytest.skip("WASL_TEST_MARIADB is not set")
    name = f"wasl_registers_{secrets.token_hex(4)}"
    parts = urlsplit(server)
    outside = pymysql.connect(
        host=parts.hostname or "", port=parts.port or 3306, user=parts.username, password=parts.password or ""
    )

    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        drop, create, insert = created("سجل", header, "%s", "`", "longtext")
        with outside.cursor() as cursor:
            cursor.execute(drop)
            cursor.execute(create)
            cursor.executemany(insert, rows)
        outside.commit()

    with outside, outside.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        cursor.execute(f"USE {name}")
        try:
            yield from made("sql", f"{server.rpartition('/')[0]}/{name}", replace, table="سجل")
        finally:
            cursor.execute(f"DROP DATABASE {name}")


def csv_writer(path: Path, encoding: str) -> Callable[[list[str], Sequence[Cells]], None]:
    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])

    return replace


@contextmanager
def csv_store(folder: Path) -> Iterator[Store]:
    path = folder / "register.csv"
    yield from made("csv", str(path), csv_writer(path, "utf-8-sig"), source={"encoding": "utf-8-sig"})


@contextmanager
def cp1256_store(folder: Path) -> Iterator[Store]:
    path = folder / "register.csv"
    rows = [tuple("28501010100011" if cell == ROWS[0][1] else cell for cell in row) for row in ROWS]
    write = csv_writer(path, "cp1256")

    def replace(header: list[str], given: Sequence[Cells]) -> None:
        same = given is ROWS
        write(header, [_latin(row) for row in (rows if same else given)])

    yield from made("csv", path.as_uri(), replace, source={"encoding": "cp1256"})


def _latin(row: Cells) -> Cells:
    """Windows-1256 has no Arabic digits."""
    return [cell.translate(_LATIN) if isinstance(cell, str) else cell for cell in row]


_LATIN = {ord("٠") + digit: str(digit) for digit in range(10)}


@contextmanager
def parquet_store(folder: Path) -> Iterator[Store]:
    path = folder / "register.parquet"

    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        table = pl.DataFrame([list(row) for row in rows], schema=dict.fromkeys(header, pl.String), orient="row")
        table.write_parquet(path, row_group_size=2)

    yield from made("parquet", str(path), replace)


@contextmanager
def excel_store(folder: Path) -> Iterator[Store]:
    path = folder / "register.xlsx"

    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        book = openpyxl.Workbook()
        sheet = book.create_sheet("سجل")
        for row in [header, *rows]:
            sheet.append([None] * len(header))
            for place, value in enumerate(row, 1):
                cell = sheet.cell(sheet.max_row, place)
                if value is not None:
                    cell.value, cell.data_type = str(value), "s"
        book.save(path)

    yield from made("excel", str(path), replace, table="سجل")


class _Api(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    header: Sequence[str] = ()
    rows: Sequence[Cells] = ()

    def do_GET(self) -> None:
        asked = {
            name: values[0] for name, values in parse_qs(urlsplit(self.path).query, keep_blank_values=True).items()
        }
        limit, offset = int(asked.pop("limit", "1000")), int(asked.pop("offset", "0"))
        found = [dict(zip(self.header, row, strict=True)) for row in self.rows]
        found = [row for row in found if all(str(row[name]) == value for name, value in asked.items())]
        body = json.dumps({"items": found[offset : offset + limit]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def http_store(folder: Path) -> Iterator[Store]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Api", (_Api,), {}))
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def replace(header: list[str], rows: Sequence[Cells]) -> None:
        handler: Any = server.RequestHandlerClass
        handler.header, handler.rows = header, rows

    try:
        yield from made("http", f"http://127.0.0.1:{server.server_port}/rows", replace)
    finally:
        server.shutdown()
        server.server_close()


def made(
    connector: str, address: str, replace: Callable[[list[str], Sequence[Cells]], None], **more: Any
) -> Iterator[Store]:
    replace(HEADER, ROWS)
    way = connector_class(connector)(manifest(connector, **more), address)
    try:
        yield Store(way, replace)
    finally:
        way.close()


STORES = {
    "sqlite": sqlite_store,
    "postgresql": postgresql_store,
    "mariadb": mariadb_store,
    "csv": csv_store,
    "csv cp1256": cp1256_store,
    "parquet": parquet_store,
    "excel": excel_store,
    "http": http_store,
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Each test has its own place for indexes."""
    from wasl.core.conf import settings

    monkeypatch.setenv("WASL_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with STORES[request.param](tmp_path) as found:
        yield found


CODES = {"governorates": {"01": "Cairo", "02": "Alexandria", "21": "Giza"}}


def registers(*members: tuple[Manifest, str | None]) -> Registers:
    addresses = {manifest.id: address for manifest, address in members if address}
    return Registers(Catalogue({manifest.id: manifest for manifest, _ in members}, CODES), AddressBook(addresses))


class Hanging(Connector):
    """Answers when it is let go."""

    let_go = Event()

    def check_config(self) -> list[Any]:
        return []

    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        return []

    def read(
        self, by: Sequence[str], keys: Sequence[tuple[str, ...]], *, limit: int, deadline: Deadline
    ) -> list[RawRow]:
        self.let_go.wait(60)
        return []

    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[Any]:
        return iter(())

    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        return []


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hanging]]:
    monkeypatch.setitem(plugins.known_connectors(), "hanging", Hanging)
    Hanging.let_go.clear()
    yield Hanging
    Hanging.let_go.set()


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port where connections are accepted by the system, and nobody ever answers."""
    with closing(create_server(("127.0.0.1", 0), backlog=64)) as server:
        yield server.getsockname()[1]
