"""A SQLite file is exchanged like any other file: by taking it away, or putting another in its place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.registers.conftest import HEADER, ROWS, STORES, Store, created
from wasl.registers.connectors.base import Deadline, RawRow, RegisterUnavailable


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with STORES["sqlite"](tmp_path) as store:
        yield store


def read(store: Store, key: str) -> list[RawRow]:
    return store.connector.read((HEADER[0],), [(key,)], limit=10, deadline=Deadline.after(5))


def test_a_file_that_was_taken_away_is_missed_at_once_and_found_again(store: Store, tmp_path: Path) -> None:
    assert read(store, "007")
    file = (tmp_path / "register.db").rename(tmp_path / "away.db")
    with pytest.raises(RegisterUnavailable) as raised:
        read(store, "007")
    assert raised.value.reason == "down"
    file.rename(tmp_path / "register.db")
    assert read(store, "007")


def test_a_file_that_took_anothers_place_is_read(store: Store, tmp_path: Path) -> None:
    assert read(store, "007")
    fresh = tmp_path / "fresh.db"
    _, create, insert = created("سجل", HEADER, "?", '"')
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute(create)
        connection.execute(insert, ("008", *ROWS[0][1:]))
        connection.commit()
    fresh.replace(tmp_path / "register.db")
    assert (read(store, "007"), len(read(store, "008"))) == ([], 1)
