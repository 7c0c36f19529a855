"""What differs between databases: how a connection is opened so that it can only read, its time limit, its errors."""

import codecs
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, Inspector, NullPool, create_engine, event
from sqlalchemy.sql import Select

from wasl.registers.connectors.base import Deadline
from wasl.registers.connectors.sql.sessions import Session
from wasl.registers.connectors.sql.statements import Parameters, compiled

Rows = Sequence[tuple[object, ...]]

LONGEST = 30.0
"""Seconds that any single read may take in the database itself."""

CONNECT_SECONDS = 3

LOCK_SECONDS = 0.2
"""How long a reader waits for somebody who writes into an embedded store."""


@dataclass(frozen=True)
class Fault:
    """An error of a driver in our words; `stale` = the connection had died while idle, a new one may work."""

    reason: str
    stale: bool = False


class Store:
    """Any database that SQLAlchemy reaches; the subclasses are those proven by tests on real servers."""

    missing: tuple[str, ...] = ("invalid object name", "invalid column name", "ora-00904", "ora-00942")
    idle = 8

    def __init__(self, url: URL, encoding: str) -> None:
        self.url = self.read_only(url)
        self.encoding = encoding

    def read_only(self, url: URL) -> URL:
        """The address with whatever makes its connections read-only, and with the driver that we know."""
        if url.get_backend_name() == "mssql":
            return url.update_query_dict({"ApplicationIntent": "ReadOnly"})
        return url

    def engine(self) -> Engine:
        """Hands out connections that only read. Pooling is ours (see Sessions)."""
        engine = create_engine(self.url, poolclass=NullPool, connect_args=self.arguments())
        event.listen(engine, "connect", lambda connection, _: self.prepare(connection))
        return engine

    def arguments(self) -> dict[str, Any]:
        """Arguments of the driver."""
        return {}

    def schemas(self, found: Inspector) -> list[str]:
        """Schemas of this database, beside the one that need not be named, in which an agency may keep tables."""
        return []

    def prepare(self, connection: Any) -> None:
        """First words on a new connection."""

    def settle(self, connection: Any) -> None:
        """Make a connection ready for point reads."""

    def limit(self, session: Session, deadline: Deadline) -> None:
        """The next statement is stopped soon after the deadline."""
        if session.limit != (seconds := time_limit(deadline)):
            self.set_limit(session.connection, seconds)
            session.limit = seconds

    def set_limit(self, connection: Any, seconds: float) -> None:
        """From now on, statements are stopped after so long."""

    def rows(self, connection: Any, text: str, parameters: Parameters) -> Rows:
        """All rows of one statement."""
        cursor = connection.cursor()
        try:
            cursor.execute(text, parameters)
            return cursor.fetchall()  # type: ignore[no-any-return]
        finally:
            cursor.close()

    def stream(self, engine: Engine, statement: Select[tuple[object, ...]], size: int) -> Iterator[Rows]:
        """All rows in batches, without having them all in memory at once."""
        with engine.connect().execution_options(stream_results=True, max_row_buffer=size) as connection:
            yield from connection.execute(statement).partitions(size)

    def fault(self, error: Exception) -> Fault:
        """What an error of the driver means."""
        words = str(error).lower()
        if any(sign in words for sign in self.missing):
            return Fault("changed")
        return Fault("slow" if "timeout" in words or "timed out" in words else "down")


class PostgreSQL(Store):
    def read_only(self, url: URL) -> URL:
        return url.set(drivername="postgresql+psycopg")

    def arguments(self) -> dict[str, Any]:
        options = f"-c default_transaction_read_only=on -c statement_timeout={int(LONGEST * 1000)}"
        return {
            "options": options,
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "wasl",
            "tcp_user_timeout": int(LONGEST * 1000),
        }

    def schemas(self, found: Inspector) -> list[str]:
        own = {"information_schema", found.default_schema_name}
        return [schema for schema in found.get_schema_names() if schema not in own]

    def settle(self, connection: Any) -> None:
        connection.autocommit = True  # a read needs no BEGIN and ROLLBACK, each a way to the server and back

    def set_limit(self, connection: Any, seconds: float) -> None:
        connection.execute(f"SET statement_timeout = {int(seconds * 1000)}")

    def fault(self, error: Exception) -> Fault:
        state = getattr(error, "sqlstate", None) or ""
        if state in {"42703", "42P01", "3F000", "42883"}:
            return Fault("changed")
        if state in {"57014", "55P03"}:
            return Fault("slow")
        if state.startswith("22"):
            return Fault("broken")
        stale = state.startswith("57P") or (
            not state and type(error).__name__ in {"OperationalError", "InterfaceError"}
        )
        return Fault("busy" if state == "53300" else "down", stale)


class MariaDB(Store):
    """MariaDB and MySQL."""

    def read_only(self, url: URL) -> URL:
        return url.set(drivername="mysql+pymysql")

    def arguments(self) -> dict[str, Any]:
        return {
            "charset": "utf8mb4",
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": int(LONGEST) + 1,
            "autocommit": True,
        }

    def prepare(self, connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET SESSION TRANSACTION READ ONLY")

    def set_limit(self, connection: Any, seconds: float) -> None:
        mariadb = "mariadb" in str(connection.get_server_info()).lower()
        setting = f"max_statement_time = {seconds:g}" if mariadb else f"max_execution_time = {int(seconds * 1000)}"
        with connection.cursor() as cursor:
            cursor.execute(f"SET SESSION {setting}")

    def fault(self, error: Exception) -> Fault:
        number = error.args[0] if error.args else None
        if number in {1054, 1146, 1049}:
            return Fault("changed")
        if number in {1969, 3024, 1205} or (number == 2013 and "timed out" in str(error).lower()):
            return Fault("slow")
        return Fault("busy" if number in {1040, 1203} else "down", stale=number in {0, 2006, 2013, 2055})


class SQLite(Store):
    """Opened by a `file:` address in mode ro, so that SQLite itself refuses to write or to create the file."""

    idle = 2  # each holds file handles, and a nation has many such registers

    def engine(self) -> Engine:
        return create_engine("sqlite://", poolclass=NullPool, creator=self.connect)

    def connect(self) -> sqlite3.Connection:
        path = Path(self.url.database or "").absolute()
        file = _file_at(path)
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro",
            uri=True,
            timeout=LOCK_SECONDS,
            check_same_thread=False,
            isolation_level=None,
            factory=_FileConnection,
        )
        connection.path, connection.file = path, file
        if not is_utf8(self.encoding):
            connection.text_factory = self.forgiving
        return connection

    def limit(self, session: Session, deadline: Deadline) -> None:
        session.connection.stop_at = deadline.at

    def rows(self, connection: Any, text: str, parameters: Parameters) -> Rows:
        """Text in another encoding comes with replacement characters; by itself the driver refuses the whole row."""
        if _file_at(connection.path) != connection.file:
            raise sqlite3.OperationalError(_OTHER_FILE)
        try:
            return connection.execute(text, parameters).fetchall()  # type: ignore[no-any-return]
        except sqlite3.OperationalError as error:
            if "decode" not in str(error).lower():
                raise
        standing, connection.text_factory = connection.text_factory, self.forgiving
        try:
            return connection.execute(text, parameters).fetchall()  # type: ignore[no-any-return]
        finally:
            connection.text_factory = standing

    def forgiving(self, data: bytes) -> str:
        return data.decode(self.encoding, "replace")

    def stream(self, engine: Engine, statement: Select[tuple[object, ...]], size: int) -> Iterator[Rows]:
        with closing(self.connect()) as connection:
            connection.execute("BEGIN")  # one state of the store, also when the reading starts again below
            text, done = compiled(statement, engine.dialect).text, 0
            try:
                for some in _fetched(connection.execute(text), size):
                    done += len(some)
                    yield some
            except sqlite3.OperationalError as error:
                if "decode" not in str(error).lower():
                    raise
                connection.text_factory = self.forgiving
                cursor = connection.execute(text)
                for _ in range(done):
                    cursor.fetchone()
                yield from _fetched(cursor, size)

    def fault(self, error: Exception) -> Fault:
        words = str(error).lower()
        if "no such column" in words or "no such table" in words:
            return Fault("changed")
        if _OTHER_FILE in words:
            return Fault("down", stale=True)
        if "interrupted" in words:
            return Fault("slow")
        if "locked" in words or "busy" in words:
            return Fault("busy")
        return Fault("down" if "unable to open" in words else "broken")


_OTHER_FILE = "another file stands here now"


def _file_at(path: Path) -> tuple[int, int] | None:
    """Tells one file from another that was put in its place; an open one would go on answering for what is gone."""
    try:
        found = path.stat()
    except OSError:  # opening it says more
        return None
    return found.st_dev, found.st_ino


class _FileConnection(sqlite3.Connection):
    """Knows its file. Interrupts itself when its time is over: SQLite has no time limit, but asks back now and then."""

    path: Path
    file: tuple[int, int] | None
    stop_at = float("inf")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.set_progress_handler(self._is_late, 50_000)

    def _is_late(self) -> bool:
        return monotonic() > self.stop_at


def _fetched(cursor: Any, size: int) -> Iterator[Rows]:
    while some := cursor.fetchmany(size):
        yield some


def is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"}


_STORES: dict[str, type[Store]] = {
    "postgresql": PostgreSQL,
    "mariadb": MariaDB,
    "mysql": MariaDB,
    "sqlite": SQLite,
}


def store(url: URL, encoding: str) -> Store:
    """The store behind an address."""
    return _STORES.get(url.get_backend_name(), Store)(url, encoding)


def time_limit(deadline: Deadline) -> float:
    """Seconds to allow, in a few steps, so that the limit of a connection need not be set anew for each read."""
    left = deadline.left
    return next((step for step in (0.5, 1.0, 2.0, 5.0, 10.0) if left <= step), LONGEST)
