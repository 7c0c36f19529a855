"""Writing into a database: one row, one transaction, held by the row's own lock."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, and_, bindparam, false, insert, inspect, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchTableError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.types import Integer

from wasl.registers import refusals
from wasl.registers.connectors.base import Deadline, HeldRow, Native, Place, RawRow, RegisterUnavailable, Writer
from wasl.registers.connectors.sql.statements import table_named
from wasl.registers.connectors.sql.ways import Way, way
from wasl.registers.connectors.tables import holding
from wasl.registers.decode import native_text
from wasl.registers.manifest import Manifest

FULL = frozenset({1406, 1264, 1265, 1366, 1364, 1048, 1292, 4025, 3819})
"""MariaDB and MySQL: what does not fit, which their driver does not always call an error of data."""


class Writing:
    """One address, as one who writes sees it."""

    def __init__(self, address: str) -> None:
        self.way: Way = way(make_url(address))
        self.engine: Engine = self.way.engine()
        self.errors = (SQLAlchemyError, OSError, self.engine.dialect.loaded_dbapi.Error)

    @contextmanager
    def told(self, register_id: str) -> Iterator[None]:
        """Errors of the driver in our words, and without the values that they repeat."""
        try:
            yield
        except NoSuchTableError as error:
            raise RegisterUnavailable("changed", f"there is no table {error}") from error
        except self.errors as error:
            cause = _of_driver(error)
            if self.way.is_denied(cause):
                raise refusals.denied(register_id) from error
            if _is_unfit(error, cause):
                raise refusals.not_taken(register_id, type(cause).__name__) from error
            raise RegisterUnavailable(self.way.reason(cause), type(cause).__name__) from error


def _of_driver(error: Exception) -> Exception:
    return error.orig if isinstance(error, StatementError) and isinstance(error.orig, Exception) else error


def _is_unfit(error: Exception, cause: Exception) -> bool:
    if isinstance(error, IntegrityError | DataError):
        return True
    return isinstance(error, DBAPIError) and bool(cause.args) and cause.args[0] in FULL


@lru_cache(maxsize=256)
def writing(address: str) -> Writing:
    """Raises RegisterUnavailable for an address that cannot be used."""
    try:
        return Writing(address)
    except ModuleNotFoundError as error:
        raise RegisterUnavailable("down", f"the driver {error.name} is not installed") from error
    except (ArgumentError, SQLAlchemyError) as error:
        cause = type(error).__name__
        raise RegisterUnavailable("down", f"the address is none that SQLAlchemy knows ({cause})") from error


class SqlWriter(Writer):
    """See the contract. Columns are looked at once, when the first is asked for."""

    def __init__(self, manifest: Manifest, address: str) -> None:
        self.id = manifest.id
        self.by = tuple(manifest.column(attribute).column for attribute in manifest.key)
        self.writing = writing(address)
        self.table = table_named(manifest.source.table or "", [column.column for column in manifest.columns])

    @cached_property
    def columns(self) -> dict[str, Any]:
        """As the store describes them."""
        with self.writing.told(self.id):
            store = inspect(self.writing.engine)
            found = {column["name"]: column for column in store.get_columns(self.table.name, schema=self.table.schema)}
            options = store.get_table_options(self.table.name, schema=self.table.schema) if self._tells_options else {}
        if not self.writing.way.transacted(dict(options)):
            raise refusals.no_transactions(self.id)
        return found

    @property
    def _tells_options(self) -> bool:
        return self.writing.engine.dialect.name in {"mysql", "mariadb"}

    def places(self) -> Mapping[str, Place]:
        """See the contract."""
        return {name: self._place(column) for name, column in self.columns.items()}

    def _place(self, column: Any) -> Place:
        given = column.get("default") is not None or column.get("identity") or column.get("computed")
        numbered = column.get("autoincrement") is True or (
            self.writing.engine.dialect.name == "sqlite" and column.get("primary_key") and _is_whole(column["type"])
        )
        return Place(self.writing.way.is_typed(column["type"]), bool(column["nullable"]), bool(given or numbered))

    def column(self, name: str) -> Any:
        if name not in self.columns:
            raise RegisterUnavailable("changed", f"there is no column {name}")
        return self.columns[name]

    def fitted(self, column: str, text: str) -> Native:
        """See the contract."""
        found = self.writing.way.fitted(self.column(column)["type"], text)
        return found if isinstance(found, Native) else native_text(found)

    def bound(self, column: str, value: Native) -> object:
        """What is kept as text as the driver takes it."""
        return self.writing.way.fitted(self.column(column)["type"], value) if isinstance(value, str) else value

    def row(self, key: tuple[str, ...], columns: Sequence[str]) -> RawRow | None:
        """See the contract."""
        with self.writing.told(self.id), self.writing.engine.connect() as connection:
            return Held(self, connection, key, columns).looked_at(hold=False)

    @contextmanager
    def holding(
        self, key: tuple[str, ...], columns: Sequence[str], deadline: Deadline, *, new: bool
    ) -> Iterator[HeldRow]:
        """See the contract."""
        _ = self.columns  # looked at over a connection of its own, before anything is held
        with self.writing.told(self.id), self.writing.engine.connect() as connection:
            self.writing.way.begin(connection, deadline)
            if new:
                name = "\x1f".join([self.table.fullname, *key])
                self.writing.way.claim(connection, name, deadline)
            yield Held(self, connection, key, columns)
            if not deadline.left:
                raise RegisterUnavailable("slow", "nothing was written: the deadline had passed")
            connection.commit()

    def try_rights(self, *, add: Sequence[str], change: Sequence[str], remove: bool) -> None:
        """Statements that mean no row: a store asks for the right before it looks for rows."""
        table = self.table
        statements: list[Any] = [select(table.c[self.by[0]]).where(false()).with_for_update()]
        if change:
            statements.append(table.update().where(false()).values({table.c[name]: table.c[name] for name in change}))
        if add:
            nothing = select(*(table.c[name] for name in add)).where(false())
            statements.append(insert(table).from_select(list(add), nothing))
        if remove:
            statements.append(table.delete().where(false()))
        with self.writing.told(self.id), self.writing.engine.connect() as connection:
            self.writing.way.begin(connection, Deadline.after(2.0))
            for statement in statements:
                connection.execute(statement)


class Held(HeldRow):
    """See the contract."""

    def __init__(self, writer: SqlWriter, connection: Connection, key: tuple[str, ...], columns: Sequence[str]) -> None:
        self._writer, self._connection, self._key = writer, connection, key
        self._names = list(dict.fromkeys([*writer.by, *columns]))
        for name in self._names:
            writer.column(name)

    def read(self) -> RawRow | None:
        """See the contract."""
        return self.looked_at(hold=True)

    def looked_at(self, *, hold: bool) -> RawRow | None:
        table = self._writer.table
        try:
            condition = self._is_it(exactly=False)
        except (ValueError, OverflowError):
            return None  # a key that the columns cannot hold
        wanted = select(*(table.c[name] for name in self._names)).where(condition)
        found = self._connection.execute(wanted.with_for_update() if hold else wanted).all()
        rows = [dict(zip(self._names, row, strict=True)) for row in found]
        exact = holding(rows, self._writer.by, frozenset({self._key}))
        if len(exact) > 1:
            raise refusals.several_rows(self._writer.id)
        return exact[0] if exact else None

    def _is_it(self, *, exactly: bool = True) -> ColumnElement[bool]:
        writer = self._writer
        parts = [
            (writer.table.c[name], writer.bound(name, text)) for name, text in zip(writer.by, self._key, strict=True)
        ]
        if exactly:
            return and_(*(writer.writing.way.is_exactly(column, value) for column, value in parts))
        return and_(*(column == value for column, value in parts))

    def add(self, values: Mapping[str, Native]) -> None:
        """See the contract."""
        self._connection.execute(insert(self._writer.table).values(self._given(values)))

    def change(self, values: Mapping[str, Native]) -> None:
        """See the contract."""
        self._one(self._writer.table.update().where(self._is_it()).values(self._given(values)))

    def remove(self) -> None:
        """See the contract."""
        self._one(self._writer.table.delete().where(self._is_it()))

    def _one(self, statement: Any) -> None:
        if self._connection.execute(statement).rowcount != 1:
            raise refusals.several_rows(self._writer.id)

    def _given(self, values: Mapping[str, Native]) -> dict[Any, Any]:
        """Parameters have names of their own: a column may be called anything."""
        table = self._writer.table
        return {
            table.c[name]: bindparam(f"given_{place}", self._writer.bound(name, value))
            for place, (name, value) in enumerate(values.items())
        }


def _is_whole(kind: object) -> bool:
    return isinstance(kind, Integer)
