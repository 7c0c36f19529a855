"""What differs between databases where one writes: how a transaction begins, what its errors mean."""

import sqlite3
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, ColumnElement, Connection, Engine, LargeBinary, NullPool, and_, cast, create_engine, text
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, Numeric, String, Time, TypeEngine, Uuid

from wasl.registers.connectors.base import Deadline, RegisterUnavailable
from wasl.registers.connectors.sql.statements import binder
from wasl.registers.connectors.sql.stores import CONNECT_SECONDS, LONGEST, store

TYPED = (Integer, Numeric, Boolean, Date, DateTime, Time, Uuid)

PATIENCE = 2.0
"""Seconds to wait for somebody else who writes into an embedded store."""


class Way:
    """Any database that SQLAlchemy reaches; the subclasses are those proven by tests on real servers."""

    isolation: str | None = "SERIALIZABLE"
    not_allowed: tuple[str, ...] = ("permission", "ora-01031", "denied")

    def __init__(self, url: URL) -> None:
        self.url = self.driven(url)
        self.reading = store(url, "utf-8")

    def driven(self, url: URL) -> URL:
        """The address with the driver that we know."""
        return url

    def engine(self) -> Engine:
        """Connections that write; none is kept, for changes are few."""
        more = {"isolation_level": self.isolation} if self.isolation else {}
        return create_engine(self.url, poolclass=NullPool, connect_args=self.arguments(), **more)

    def arguments(self) -> dict[str, Any]:
        return {}

    def begin(self, connection: Connection, deadline: Deadline) -> None:
        """First words of a transaction: it waits for nobody beyond the deadline."""

    def claim(self, connection: Connection, name: str, deadline: Deadline) -> None:
        """Nobody else of us adds a row of this name until the transaction ends. A register need not have a unique
        index on its key."""

    def is_exactly(self, column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
        """Equal to the letter."""
        return column == value

    def transacted(self, options: dict[str, Any]) -> bool:
        """Whether the table knows transactions, by what the store tells of it."""
        return True

    def is_typed(self, kind: TypeEngine[Any]) -> bool:
        return isinstance(kind, TYPED)

    def fitted(self, kind: TypeEngine[Any], value: str) -> object:
        """Text as the driver takes it for such a column. Raises ValueError for what the column cannot hold."""
        found = binder(kind)(value)
        if isinstance(found, int) and not _within(found, kind):
            raise ValueError("out of range")
        if isinstance(kind, Numeric) and not isinstance(kind, Float) and not _fits(value, kind):
            raise ValueError("more digits than the column has")
        if isinstance(found, str) and isinstance(kind, String) and kind.length and len(found) > kind.length:
            raise ValueError("longer than the column")
        return found

    def is_denied(self, error: Exception) -> bool:
        return any(word in str(error).lower() for word in self.not_allowed)

    def reason(self, error: Exception) -> str:
        """Why the register cannot be written now."""
        return self.reading.fault(error).reason


def _within(value: int, kind: TypeEngine[Any]) -> bool:
    name = type(kind).__name__.upper()
    bits = next((bits for word, bits in _BITS if word in name), 32)
    if getattr(kind, "unsigned", False):
        return 0 <= value < 1 << bits
    return -(1 << bits - 1) <= value < 1 << bits - 1


_BITS = (("TINY", 8), ("SMALL", 16), ("MEDIUM", 24), ("BIG", 64), ("NUMERIC", 128), ("BOOL", 8))


def _fits(value: str, kind: Numeric[Any]) -> bool:
    whole, _, part = value.lstrip("+-").partition(".")
    scale = kind.scale if kind.scale is not None else 38
    if len(part.rstrip("0")) > scale:
        return False
    return not kind.precision or len(whole.lstrip("0")) <= kind.precision - (kind.scale or 0)


class PostgreSQL(Way):
    isolation = None  # rows are locked one by one: read committed suffices

    def driven(self, url: URL) -> URL:
        return url.set(drivername="postgresql+psycopg")

    def arguments(self) -> dict[str, Any]:
        return {
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "wasl",
            "tcp_user_timeout": int(LONGEST * 1000),
            "options": f"-c idle_in_transaction_session_timeout={int(LONGEST * 1000)}",
        }

    def begin(self, connection: Connection, deadline: Deadline) -> None:
        left = str(max(1, int(deadline.left * 1000)))
        connection.execute(text("SELECT set_config('statement_timeout', :left, true)"), {"left": left})

    def claim(self, connection: Connection, name: str, deadline: Deadline) -> None:
        number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})

    def is_denied(self, error: Exception) -> bool:
        return getattr(error, "sqlstate", None) in {"42501", "25006"}

    def reason(self, error: Exception) -> str:
        state = getattr(error, "sqlstate", None)
        return "busy" if state in {"40001", "40P01", "55P03"} else super().reason(error)


class MariaDB(Way):
    """MariaDB and MySQL."""

    isolation = None

    def driven(self, url: URL) -> URL:
        return url.set(drivername="mysql+pymysql")

    def arguments(self) -> dict[str, Any]:
        limit = int(LONGEST) + 1
        return {
            "charset": "utf8mb4",
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": limit,
            "write_timeout": limit,
        }

    def begin(self, connection: Connection, deadline: Deadline) -> None:
        """Strict, for otherwise it cuts what does not fit and says nothing."""
        connection.execute(text("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"))
        seconds = max(1, ceil(deadline.left))
        connection.execute(text("SET SESSION innodb_lock_wait_timeout = :seconds"), {"seconds": seconds})

    def claim(self, connection: Connection, name: str, deadline: Deadline) -> None:
        """Given back when the connection is closed, which is after the transaction."""
        asked = {"name": f"wasl {sha256(name.encode()).hexdigest()[:40]}", "seconds": deadline.left}
        if connection.execute(text("SELECT GET_LOCK(:name, :seconds)"), asked).scalar() != 1:
            raise RegisterUnavailable("busy", "somebody else adds the same row")

    def is_exactly(self, column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
        """Its collations take capitals, accents and blanks at the end for equal."""
        if not isinstance(value, str):
            return column == value
        return and_(column == value, cast(column, LargeBinary) == value.encode())

    def transacted(self, options: dict[str, Any]) -> bool:
        kept_as = str(options.get("mysql_engine", options.get("mariadb_engine", "InnoDB")))
        return kept_as.lower() not in {"myisam", "mrg_myisam", "aria", "memory", "csv", "archive"}

    def is_denied(self, error: Exception) -> bool:
        return bool(error.args) and error.args[0] in {1044, 1142, 1143, 1227, 1290, 1792}

    def reason(self, error: Exception) -> str:
        number = error.args[0] if error.args else None
        return "busy" if number in {1213, 1020} else super().reason(error)


class SQLite(Way):
    """Opened in mode rw, which creates no file; the first word of a transaction keeps other writers out."""

    isolation = None

    def engine(self) -> Engine:
        return create_engine("sqlite://", poolclass=NullPool, creator=self.connect)

    def connect(self) -> sqlite3.Connection:
        path = Path(self.url.database or "").absolute()
        return sqlite3.connect(
            f"file:{quote(str(path))}?mode=rw",
            uri=True,
            timeout=PATIENCE,
            check_same_thread=False,
            isolation_level=None,
        )

    def begin(self, connection: Connection, deadline: Deadline) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(min(PATIENCE, deadline.left) * 1000)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def is_typed(self, kind: TypeEngine[Any]) -> bool:
        """It keeps dates as the text that it is given, whatever the column is called."""
        return isinstance(kind, (Integer, Numeric, Boolean))

    def fitted(self, kind: TypeEngine[Any], value: str) -> object:
        if isinstance(kind, (Integer, Boolean)):
            number = int(value)
            if number.bit_length() > 63:
                raise ValueError("out of range")
            return number
        return float(value) if isinstance(kind, Float) else value

    def is_denied(self, error: Exception) -> bool:
        return "readonly" in str(error).lower()


_WAYS: dict[str, type[Way]] = {"postgresql": PostgreSQL, "mariadb": MariaDB, "mysql": MariaDB, "sqlite": SQLite}


def way(url: URL) -> Way:
    """How one writes into the database behind an address."""
    return _WAYS.get(url.get_backend_name(), Way)(url)
