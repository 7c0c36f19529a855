"""Where registers are written: files and databases. A store takes frames and appears all at once at the end."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import openpyxl
import polars as pl
import psycopg
import pyarrow.parquet as pq
import pymysql
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import URL, make_url

from wasl.registers.api import Manifest

DATABASE = "wasl_nation"
ROW_GROUP = 20_000
EXCEL_ROWS = 1_048_576 - 1


class Store(ABC):
    """Use as a context: what has been written counts only when the block ends without an error."""

    kind: str

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    @property
    @abstractmethod
    def address(self) -> str:
        """What the address book says."""

    @abstractmethod
    def write(self, frame: pl.DataFrame) -> None: ...

    @abstractmethod
    def finish(self) -> None:
        """Put it in its place."""

    @abstractmethod
    def drop(self) -> None:
        """Leave nothing half-written."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.drop()

    def indexed(self) -> list[tuple[str, ...]]:
        """Columns that rows are looked up by, besides the key."""
        manifest = self.manifest
        lookups = {manifest.lookup(role.role) for role in manifest.persons} - {manifest.key}
        return sorted(tuple(manifest.column(a).column for a in lookup) for lookup in lookups)

    def key(self) -> tuple[str, ...]:
        return tuple(self.manifest.column(attribute).column for attribute in self.manifest.key)


class _File(Store):
    suffix: str

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        super().__init__(manifest)
        self.path = (folder / f"{manifest.id}.{self.suffix}").absolute()
        self.draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")

    @property
    def address(self) -> str:
        return str(self.path)

    def finish(self) -> None:
        self.close()
        self.draft.replace(self.path)

    def drop(self) -> None:
        self.close()
        self.draft.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the draft."""


class Csv(_File):
    kind = suffix = "csv"

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        super().__init__(manifest, folder)
        self._file = self.draft.open("wb")
        self._first = True

    def write(self, frame: pl.DataFrame) -> None:
        source = self.manifest.source
        text = frame.write_csv(separator=source.delimiter, include_header=self._first)
        self._file.write(text.encode(source.encoding))
        self._first = False

    def close(self) -> None:
        self._file.close()


class Parquet(_File):
    kind = suffix = "parquet"
    _writer: pq.ParquetWriter | None = None

    def write(self, frame: pl.DataFrame) -> None:
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.draft, table.schema, compression="zstd")
        group = int(self.manifest.source.options.get("row_group", ROW_GROUP))
        self._writer.write_table(table.cast(self._writer.schema), row_group_size=group)

    def close(self) -> None:
        if self._writer:
            self._writer.close()


class Excel(_File):
    kind, suffix = "excel", "xlsx"

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        super().__init__(manifest, folder)
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet: Any = self._book.create_sheet(manifest.source.table or "Sheet1")
        self._sheet.append([column.column for column in manifest.columns])
        self._rows = 0

    def write(self, frame: pl.DataFrame) -> None:
        self._rows += frame.height
        if self._rows > EXCEL_ROWS:
            raise ValueError(f"{self.manifest.id}: {self._rows} rows do not fit into a workbook; use another connector")
        for row in frame.iter_rows():
            self._sheet.append([self._cell(value) for value in row])

    def _cell(self, value: object) -> object:
        """Text that looks like a formula stays text."""
        if not isinstance(value, str) or not value.startswith("="):
            return value
        cell = WriteOnlyCell(self._sheet, value=value)
        cell.data_type = "s"
        return cell

    def finish(self) -> None:
        self._book.save(self.draft)
        super().finish()

    def close(self) -> None:
        self._book.close()


class Sqlite(_File):
    kind = suffix = "sqlite"

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        super().__init__(manifest, folder)
        self.draft.unlink(missing_ok=True)
        self._connection = sqlite3.connect(self.draft, isolation_level=None)
        # a draft that a crash leaves behind is thrown away, so it needs no journal
        self._connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; BEGIN"
        )
        self._table = _quoted((manifest.source.table or manifest.id).replace(".", "_"))
        self._insert = ""

    @property
    def address(self) -> str:
        return f"sqlite:///{self.path}"

    def write(self, frame: pl.DataFrame) -> None:
        if not self._insert:
            columns = ", ".join(f"{_quoted(name)} {_SQLITE[_family(kind)]}" for name, kind in frame.schema.items())
            self._connection.execute(f"CREATE TABLE {self._table} ({columns})")
            self._insert = f"INSERT INTO {self._table} VALUES ({', '.join('?' * frame.width)})"  # noqa: S608  quoted
        self._connection.executemany(self._insert, _plain(frame).iter_rows())

    def finish(self) -> None:
        indexes = [(self.key(), "UNIQUE"), *((columns, "") for columns in self.indexed())]
        for number, (columns, unique) in enumerate(indexes):
            names = ", ".join(map(_quoted, columns))
            self._connection.execute(f'CREATE {unique} INDEX "ix_{number}" ON {self._table} ({names})')
        self._connection.execute("COMMIT")
        super().finish()

    def close(self) -> None:
        self._connection.close()


_SQLITE = {
    "text": "TEXT",
    "whole": "INTEGER",
    "real": "REAL",
    "decimal": "NUMERIC",
    "flag": "BOOLEAN",
    "day": "DATE",
    "instant": "DATETIME",
}
_POSTGRESQL = {
    "text": "text",
    "whole": "bigint",
    "real": "double precision",
    "decimal": "numeric(18,2)",
    "flag": "boolean",
    "day": "date",
    "instant": "timestamp",
}
_MARIADB = {
    "text": "TEXT",
    "whole": "BIGINT",
    "real": "DOUBLE",
    "decimal": "DECIMAL(18,2)",
    "flag": "BOOLEAN",
    "day": "DATE",
    "instant": "DATETIME",
}


def _family(kind: pl.DataType) -> str:
    if kind.is_integer():
        return "whole"
    names = {"String": "text", "Date": "day", "Boolean": "flag", "Float64": "real"}
    if isinstance(kind, pl.Decimal):
        return "decimal"
    return "instant" if isinstance(kind, pl.Datetime) else names[str(kind)]


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Types that SQLite's driver takes: dates as ISO text, decimals as text, made numbers by the column's affinity."""
    iso = [pl.col(pl.Date).dt.strftime("%Y-%m-%d"), pl.col(pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S")]
    return frame.with_columns(*iso, pl.col(pl.Decimal).cast(pl.String))


def _quoted(name: str, mark: str = '"') -> str:
    return mark + name.replace(mark, mark * 2) + mark


class Postgresql(Store):
    """A table of a database on a server, replaced in one transaction."""

    kind = "postgresql"

    def __init__(self, manifest: Manifest, server: str) -> None:
        super().__init__(manifest)
        self.url = server_url(server, "postgresql+psycopg")
        self._connection = psycopg.connect(_dsn(self.url))
        schema, _, table = (manifest.source.table or manifest.id).rpartition(".")
        self._schema = schema
        self._table = ".".join(_quoted(part) for part in (schema, table) if part)
        self._made = False

    @property
    def address(self) -> str:
        return self.url.render_as_string(hide_password=False)

    def write(self, frame: pl.DataFrame) -> None:
        with self._connection.cursor() as cursor:
            if not self._made:
                self._create(cursor, frame)
            columns = ", ".join(map(_quoted, frame.columns))
            with cursor.copy(_sql(f"COPY {self._table} ({columns}) FROM STDIN (FORMAT csv, NULL '\\N')")) as copy:
                copy.write(frame.write_csv(include_header=False, null_value="\\N").encode())

    def _create(self, cursor: psycopg.Cursor[Any], frame: pl.DataFrame) -> None:
        if self._schema:
            cursor.execute(_sql(f"CREATE SCHEMA IF NOT EXISTS {_quoted(self._schema)}"))
        cursor.execute(_sql(f"DROP TABLE IF EXISTS {self._table}"))
        columns = ", ".join(f"{_quoted(name)} {_POSTGRESQL[_family(kind)]}" for name, kind in frame.schema.items())
        cursor.execute(_sql(f"CREATE TABLE {self._table} ({columns})"))
        self._made = True

    def finish(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(_sql(f"ALTER TABLE {self._table} ADD PRIMARY KEY ({', '.join(map(_quoted, self.key()))})"))
            for columns in self.indexed():
                cursor.execute(_sql(f"CREATE INDEX ON {self._table} ({', '.join(map(_quoted, columns))})"))
            cursor.execute(_sql(f"ANALYZE {self._table}"))
        self._connection.commit()
        self._connection.close()

    def drop(self) -> None:
        self._connection.rollback()
        self._connection.close()


class Mariadb(Store):
    """A table of a database on a server, written under another name, then renamed: its DDL knows no transaction."""

    kind = "mariadb"
    batch = 2_000

    def __init__(self, manifest: Manifest, server: str) -> None:
        super().__init__(manifest)
        self.url = server_url(server, "mysql+pymysql")
        self._connection = _mariadb(self.url, self.url.database)
        table = (manifest.source.table or manifest.id).replace(".", "_")
        self._table, self._draft, self._old = (_quoted(name, "`") for name in (table, f"{table}~new", f"{table}~old"))
        self._insert = ""

    @property
    def address(self) -> str:
        return self.url.render_as_string(hide_password=False)

    def write(self, frame: pl.DataFrame) -> None:
        with self._connection.cursor() as cursor:
            if not self._insert:
                self._create(cursor, frame)
            for part in frame.iter_slices(self.batch):
                cursor.executemany(self._insert, part.rows())
        self._connection.commit()

    def _create(self, cursor: Any, frame: pl.DataFrame) -> None:
        short = {name for columns in (self.key(), *self.indexed()) for name in columns}
        kinds = {name: _MARIADB[_family(kind)] for name, kind in frame.schema.items()}
        kinds = {name: "VARCHAR(190)" if name in short and kind == "TEXT" else kind for name, kind in kinds.items()}
        columns = ", ".join(f"{_quoted(name, '`')} {kind}" for name, kind in kinds.items())
        cursor.execute(f"DROP TABLE IF EXISTS {self._draft}, {self._old}")
        cursor.execute(f"CREATE TABLE {self._draft} ({columns}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        self._insert = f"INSERT INTO {self._draft} VALUES ({', '.join(['%s'] * frame.width)})"  # noqa: S608  quoted

    def finish(self) -> None:
        parts = [
            f"ADD PRIMARY KEY ({self._names(self.key())})",
            *(f"ADD INDEX ({self._names(c)})" for c in self.indexed()),
        ]
        with self._connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {self._draft} {', '.join(parts)}")
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {self._table} (x INT)")
            cursor.execute(f"RENAME TABLE {self._table} TO {self._old}, {self._draft} TO {self._table}")
            cursor.execute(f"DROP TABLE {self._old}")
        self._connection.close()

    def _names(self, columns: Iterable[str]) -> str:
        return ", ".join(_quoted(name, "`") for name in columns)

    def drop(self) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {self._draft}")
        self._connection.close()


FILES: dict[str, type[Csv | Parquet | Excel | Sqlite]] = {"csv": Csv, "parquet": Parquet, "excel": Excel, "sql": Sqlite}


def server_url(server: str, driver: str) -> URL:
    """The database on the server: the one that the address names, or `wasl_nation`."""
    url = make_url(server).set(drivername=driver)
    return url if url.database else url.set(database=DATABASE)


def make_databases(postgresql: str | None, mariadb: str | None) -> None:
    """Create the databases where they are missing."""
    if postgresql:
        url = server_url(postgresql, "postgresql+psycopg")
        with psycopg.connect(_dsn(url.set(database="postgres")), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [url.database]).fetchone()
            if not known:
                connection.execute(
                    _sql(f"CREATE DATABASE {_quoted(str(url.database))} ENCODING 'UTF8' TEMPLATE template0")
                )
    if mariadb:
        url = server_url(mariadb, "mysql+pymysql")
        connection = _mariadb(url, None)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE IF NOT EXISTS {_quoted(str(url.database), '`')} CHARACTER SET utf8mb4")
        connection.close()


def _dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _mariadb(url: URL, database: str | None) -> Any:
    return pymysql.connect(
        host=url.host or "127.0.0.1",
        port=url.port or 3306,
        user=url.username or "",
        password=url.password or "",
        database=database,
        charset="utf8mb4",
    )


def _sql(text: str) -> Any:
    """Names come from the pack and are quoted; psycopg's types ask for literal text."""
    return text
