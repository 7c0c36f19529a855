"""Databases: SQLite, PostgreSQL and MariaDB or MySQL proven on real servers; SQL Server and Oracle by address."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

import polars as pl
from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchTableError, SQLAlchemyError

from wasl.core.text import Text
from wasl.registers.connectors.base import (
    ColumnInfo,
    Connector,
    Deadline,
    Problem,
    RawRow,
    RegisterUnavailable,
    Writer,
)
from wasl.registers.connectors.ordering import newest_first, rows_to_look_at, sorts_as_stored
from wasl.registers.connectors.plugins import register
from wasl.registers.connectors.sql.sessions import Sessions
from wasl.registers.connectors.sql.statements import (
    SIZES,
    Binder,
    Key,
    Parameters,
    Statement,
    all_rows,
    binder,
    compiled,
    key_parameters,
    rows_by_key,
    some_rows,
    table_named,
)
from wasl.registers.connectors.sql.stores import Rows, Store, store
from wasl.registers.connectors.sql.writer import SqlWriter
from wasl.registers.connectors.tables import holding, text_table
from wasl.registers.manifest import Manifest


class Database:
    """One address: all registers that stand in it share its connections."""

    def __init__(self, address: str, encoding: str) -> None:
        self.store: Store = store(make_url(address), encoding)
        self.engine: Engine = self.store.engine()
        self.sessions = Sessions(self._open, most=8, idle=self.store.idle)
        self.errors = (SQLAlchemyError, OSError, self.engine.dialect.loaded_dbapi.Error)

    def _open(self) -> Any:
        pooled = self.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
        self.store.settle(connection)
        return connection

    def rows(self, statement: Statement, values: dict[str, object], deadline: Deadline) -> Rows:
        """All rows of a statement; once more where a connection turned out to have died while it was idle."""
        parameters = statement.parameters(values)
        try:
            return self._rows(statement.text, parameters, deadline)
        except self.errors as error:
            if not self.store.fault(_of_driver(error)).stale:
                raise self.unavailable(error) from error
        self.sessions.close()
        try:
            return self._rows(statement.text, parameters, deadline)
        except self.errors as error:
            raise self.unavailable(error) from error

    def _rows(self, text: str, parameters: Parameters, deadline: Deadline) -> Rows:
        session = self.sessions.take(deadline)
        try:
            self.store.limit(session, deadline)
            rows = self.store.rows(session.connection, text, parameters)
        except BaseException:
            self.sessions.drop(session)
            raise
        self.sessions.give_back(session)
        return rows

    def unavailable(self, error: Exception) -> RegisterUnavailable:
        cause = _of_driver(error)
        reason = self.store.fault(cause).reason
        said = str(cause).splitlines()[0:1] if reason in {"down", "changed", "busy"} else []  # others may hold data
        return RegisterUnavailable(reason, ": ".join([type(cause).__name__, *said]))


@lru_cache(maxsize=1024)
def database(address: str, encoding: str) -> Database:
    """The database at an address. Raises RegisterUnavailable for an address that cannot be used."""
    try:
        return Database(address, encoding)
    except ModuleNotFoundError as error:
        raise RegisterUnavailable("down", f"the driver {error.name} is not installed") from error
    except (ArgumentError, SQLAlchemyError) as error:
        raise RegisterUnavailable(
            "down", f"the address is none that SQLAlchemy knows ({type(error).__name__})"
        ) from error


def _of_driver(error: Exception) -> Exception:
    return error.orig if isinstance(error, DBAPIError) and isinstance(error.orig, Exception) else error


@register("sql")
class Sql(Connector):
    """A table or view of a database. Address: a SQLAlchemy URL."""

    can_be_written = True

    def __init__(self, manifest: Manifest, address: str) -> None:
        super().__init__(manifest, address)
        self._names = tuple(column.column for column in manifest.columns)
        self._table = table_named(manifest.source.table or "", self._names)
        self._newest = self._sorted_by()
        self._statements: dict[tuple[tuple[str, ...], int], Statement] = {}
        self._binders: dict[str, Binder] = {}

    def _sorted_by(self) -> str | None:
        if self.manifest.newest is None:
            return None
        column = self.manifest.column(self.manifest.newest)
        return column.column if sorts_as_stored(column) else None

    @cached_property
    def _database(self) -> Database:
        return database(self.address, self.manifest.source.encoding)

    def check_config(self) -> list[Problem]:
        """See the contract."""
        problems = []
        if not self.manifest.source.table:
            problems.append(_NO_TABLE)
        try:
            _ = self._database
        except RegisterUnavailable as error:
            problems.append(_bad_address(error.detail))
        return problems

    def columns(self, deadline: Deadline) -> list[ColumnInfo]:
        """See the contract."""
        return [ColumnInfo(column["name"], str(column["type"])) for column in self._reflected()]

    def _reflected(self) -> Sequence[Any]:
        database = self._database
        try:
            return inspect(database.engine).get_columns(self._table.name, schema=self._table.schema)
        except NoSuchTableError as error:
            raise RegisterUnavailable("changed", f"there is no table {self.manifest.source.table}") from error
        except database.errors as error:
            raise database.unavailable(error) from error

    def read(
        self, by: Sequence[str], keys: Sequence[tuple[str, ...]], *, limit: int, deadline: Deadline
    ) -> list[RawRow]:
        """See the contract."""
        bound = self._bound(by, keys)
        most = rows_to_look_at(self.manifest, limit, store_sorts=self._newest is not None)
        rows: list[RawRow] = []
        for start in range(0, len(bound), SIZES[-1]):
            rows += self._some(tuple(by), bound[start : start + SIZES[-1]], most, deadline)
        return newest_first(self.manifest, holding(rows, by, frozenset(keys)), limit)

    def _some(self, by: tuple[str, ...], keys: list[tuple[object, ...]], most: int, deadline: Deadline) -> list[RawRow]:
        size = next(size for size in SIZES if size >= len(keys))
        values = key_parameters(keys + [keys[-1]] * (size - len(keys)))
        rows = self._database.rows(self._statement(by, size), {**values, "most": most}, deadline)
        return [dict(zip(self._names, row, strict=True)) for row in rows]

    def _statement(self, by: tuple[str, ...], size: int) -> Statement:
        if (standing := self._statements.get((by, size))) is not None:
            return standing
        statement = rows_by_key(self._table, self._names, by, keys=size, newest=self._newest)
        made = self._statements[by, size] = compiled(statement, self._database.engine.dialect)
        return made

    def _bound(self, by: Sequence[str], keys: Sequence[Key]) -> list[tuple[object, ...]]:
        """Keys as the columns hold them, without those that they cannot hold."""
        binders = [self._binder(name) for name in by]
        bound = []
        for key in keys:
            try:
                bound.append(tuple([bind(part) for bind, part in zip(binders, key, strict=True)]))
            except (ValueError, OverflowError):
                continue
        return bound

    def _binder(self, name: str) -> Binder:
        if name not in self._binders:
            self._binders = {column["name"]: binder(column["type"]) for column in self._reflected()}
        if name not in self._binders:
            raise RegisterUnavailable("changed", f"there is no column {name}")
        return self._binders[name]

    def stream(self, columns: Sequence[str], *, batch: int = 50_000) -> Iterator[pl.DataFrame]:
        """See the contract."""
        database = self._database
        statement = all_rows(self._table, columns)
        try:
            for rows in database.store.stream(database.engine, statement, batch):
                yield text_table(columns, rows)
        except database.errors as error:
            raise database.unavailable(error) from error

    def sample(self, rows: int, deadline: Deadline) -> list[RawRow]:
        """See the contract."""
        statement = compiled(some_rows(self._table, self._names), self._database.engine.dialect)
        found = self._database.rows(statement, {"most": rows}, deadline)
        return [dict(zip(self._names, row, strict=True)) for row in found]

    def writer(self, address: str) -> Writer:
        """See the contract."""
        return SqlWriter(self.manifest, address)

    def close(self) -> None:
        """Closes the idle connections of the address; a register that shares it opens new ones."""
        self._database.sessions.close()


_NO_TABLE = Problem(
    "source.table",
    Text(ar="لم يُذكر الجدول", en="The table is not named"),
    Text(ar="اكتب اسم الجدول أو العرض في source.table", en="Write the table's or view's name at source.table"),
)


def _bad_address(detail: str) -> Problem:
    return Problem(
        "address",
        Text(ar=f"العنوان غير صالح: {detail}", en=f"The address does not work: {detail}"),
        Text(
            ar="اكتب عنوانًا مثل postgresql://user:password@host/database",
            en="Write an address such as postgresql://user:password@host/database",
        ),
    )
