"""Two hundred applications at once, by processes that are killed again and again: none is lost, none done twice."""

import json
import os
import pickle
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Terminal, store
from tests.nation import Rows

__all__ = ["store"]

APPLICATIONS, KILLS = int(os.environ.get("WASL_TEST_CRASH_APPLICATIONS", "200")), 40
SEED = 5


@pytest.fixture
def home(nation_home: Path, store: dict[str, str], tmp_path: Path) -> Terminal:
    """A platform of its own, with the made-up nation's registers and an empty store."""
    home = tmp_path / "home"
    shutil.copytree(nation_home, home)
    book = home / "addresses.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace(str(nation_home), str(home)), encoding="utf-8")
    made = Terminal(home, {**store, "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings", "WASL_LOG_LEVEL": "WARNING"})
    assert made.django("migrate", "--verbosity", "0").returncode == 0
    return made


def crashed(home: Terminal, rows: Path) -> dict[str, Any]:
    command = [*home.python, "-m", "tests.cases.crashing", str(APPLICATIONS), str(KILLS), str(SEED), str(rows)]
    done = subprocess.run(command, env=home.environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout)
    assert not told["failed"], done.stderr[-3000:]
    return told


def test_whatever_is_killed_every_application_is_decided_written_paid_and_issued_once(
    home: Terminal, index_of_nation: Rows, tmp_path: Path
) -> None:
    rows = tmp_path / "rows"
    rows.write_bytes(pickle.dumps(index_of_nation))
    told = crashed(home, rows)
    assert told["killed"] == KILLS
    assert told["sent"] == told["filled"] == told["decided"] == sum(told["granted"].values()) == told["asked"]
    assert not told["sent_twice"] + told["decided_twice"] + told["gaps"]
    assert told["ledger"] == []
    changes = told["changes"]
    assert told["progress"] == {"done": sum(changes.values())}
    assert told["written"] == sum(changes.values())
    assert told["counted"]["reg-025"] == {"INSERT": changes["reg-025"]}
    assert {told["counted"][one]["UPDATE"] for one in ("reg-001", "reg-007")} == {told["granted"]["family-move"]}
    assert told["fees"] == told["asked_for"] == told["paid"] == told["paid_entries"] > 0
    assert told["documents"] == told["documents_of"] == told["document_entries"] > 0
