"""No connector can change a register: tried through each connector's own connections, on real servers."""

import sqlite3
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pymysql
import pytest

from tests.registers.conftest import STORES, Store
from wasl.registers.connectors.base import Deadline

WRITES = [
    "INSERT INTO {table} VALUES ('x', 'x', 'x', 'x', 'x', 'x')",
    "UPDATE {table} SET قيمة = 'x'",
    "DELETE FROM {table}",
    "DROP TABLE {table}",
    "CREATE TABLE fresh (a int)",
]


def connections(store: Store) -> list[Any]:
    """Of both ways: point reads and streams."""
    database: Any = store.connector._database  # type: ignore[attr-defined]
    session = database.sessions.take(Deadline.after(5))
    database.sessions.give_back(session)
    pooled = database.engine.raw_connection()
    streaming = pooled.driver_connection
    pooled.detach()
    return [session.connection, streaming]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql", "mariadb"])
@pytest.mark.parametrize("write", WRITES)
def test_a_database_refuses_every_write(kind: str, write: str, tmp_path: Path) -> None:
    with STORES[kind](tmp_path) as store:
        for connection in connections(store):
            with pytest.raises(
                (sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction, pymysql.Error)
            ) as raised:
                connection.cursor().execute(write.format(table="سجل"))
            assert any(word in str(raised.value).lower() for word in ("readonly", "read-only", "read only"))
            connection.close()


def test_nothing_but_get_is_sent(tmp_path: Path) -> None:
    with STORES["http"](tmp_path) as store:
        client: httpx.Client = store.connector.client  # type: ignore[attr-defined]
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            with pytest.raises(PermissionError, match=method):
                client.request(method, store.connector.address)


@pytest.mark.parametrize("kind", ["csv", "parquet", "excel", "sqlite"])
def test_reading_leaves_a_file_as_it_was(kind: str, tmp_path: Path) -> None:
    with STORES[kind](tmp_path) as store:
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.glob("register.*")}
        store.connector.read(["رقم الملف"], [("007",)], limit=5, deadline=Deadline.after(5))
        list(store.connector.stream(["رقم الملف"]))
        after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.glob("register.*")}
    assert before == after
