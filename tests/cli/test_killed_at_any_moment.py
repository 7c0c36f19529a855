"""Whatever is killed, wherever it stands: started again, it ends where it would have ended."""

import hashlib
import os
import random
import signal
import subprocess
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.cli.conftest import Terminal, said
from tests.nation import PEOPLE, SEED, Rows
from wasl.persons.models import Link, Person

KILLS = 3
NATION = ("nation", "--people", str(PEOPLE), "--seed", str(SEED))


def kill_after(running: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the command and all that it started; False if it was done before."""
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return True
    return False


def content(path: Path) -> bytes:
    """A spreadsheet notes when it was written; its sheets do not."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in sorted(book.namelist()) if not name.startswith("docProps/"))


def registers(home: Path) -> dict[str, str]:
    folder = home / "nation/registers"
    return {path.name: hashlib.sha256(content(path)).hexdigest() for path in sorted(folder.iterdir())}


def addresses(home: Path) -> str:
    return (home / "addresses.yaml").read_text(encoding="utf-8").replace(str(home), "")


def test_a_nation_whose_making_is_killed_becomes_the_same_nation(nation_home: Path, terminal: Terminal) -> None:
    chance = random.Random(7)
    for _ in range(KILLS):
        kill_after(terminal.start(*NATION), chance.uniform(1, 5))
    finished = terminal.wasl(*NATION)
    assert finished.returncode == 0, said(finished)
    assert registers(terminal.home) == registers(nation_home)
    assert addresses(terminal.home) == addresses(nation_home)


@pytest.fixture
def prepared(peopled: Terminal, store: dict[str, str]) -> Terminal:
    peopled.settings |= store
    assert peopled.django("migrate", "--verbosity", "0").returncode == 0
    return peopled


def rows(terminal: Terminal, statement: str) -> list[tuple[object, ...]]:
    address = terminal.settings.get("WASL_DATABASE_URL", f"sqlite:///{terminal.home / 'wasl.sqlite3'}")
    engine = create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return found


HANDLES = "SELECT number, handle FROM persons_person ORDER BY id"
LINKS = "SELECT p.handle, register, role, key, method FROM persons_link l JOIN persons_person p ON p.id = l.person_id"


def test_linking_that_is_killed_leaves_the_old_index_and_then_makes_the_same_one(
    prepared: Terminal, index_of_nation: Rows
) -> None:
    chance = random.Random(11)
    kill_after(prepared.start("link"), chance.uniform(1, 4))
    first = prepared.wasl("link")
    assert first.returncode == 0, said(first)
    handles, links = rows(prepared, HANDLES), set(rows(prepared, LINKS))
    assert len(handles) == len(index_of_nation[Person])
    assert len(links) == len(index_of_nation[Link])
    for _ in range(KILLS):
        kill_after(prepared.start("link"), chance.uniform(1, 5))
        assert rows(prepared, HANDLES) == handles
        assert set(rows(prepared, LINKS)) == links
    again = prepared.wasl("link")
    assert again.returncode == 0, said(again)
    assert rows(prepared, HANDLES) == handles
    assert set(rows(prepared, LINKS)) == links
    assert {state for (state,) in rows(prepared, "SELECT state FROM persons_linkrun")} <= {"done", "broken-off"}
    assert not (prepared.home / "linking").exists()
