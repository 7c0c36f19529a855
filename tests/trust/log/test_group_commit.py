"""Many who record at once share one durable commit; nobody is answered before it, and nothing is lost."""

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from wasl.trust.log import standing, writing
from wasl.trust.log.api import NotWrittenError, Written, entries, latest_checkpoint, record, verify, write_many
from wasl.trust.look import Look

ROOT = Path(__file__).resolve().parents[3]


def in_threads(count: int, work: Any) -> list[Any]:
    def closing(place: int) -> Any:
        try:
            return work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(closing, range(count)))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The first to commit waits until `expected` others have queued up behind it."""
    writing.writer.reset()  # who comes after a crowd gathers another; here the first comes alone
    state: dict[str, Any] = {"expected": 0, "commits": []}
    commit, first = writing.Writer._commit, threading.Event()

    def slowly(self: writing.Writer, batch: Any) -> None:
        if not first.is_set():
            first.set()
            while len(self._waiting) < state["expected"]:
                threading.Event().wait(0.001)
        state["commits"].append(len(batch))
        commit(self, batch)

    monkeypatch.setattr(writing.Writer, "_commit", slowly)
    return state


def test_those_who_wait_together_are_written_together(ledger: Path, look: Look, gate: dict[str, Any]) -> None:
    gate["expected"] = 7
    numbers = in_threads(8, lambda place: record(look, outcome=f"shown {place}").seq)
    assert gate["commits"] == [1, 7]
    assert sorted(numbers) == [*range(1, 9)]
    assert verify().ok


def test_each_gets_its_own_entry_back(ledger: Path, look: Look, gate: dict[str, Any]) -> None:
    gate["expected"] = 7
    told = in_threads(8, lambda place: (place, record(look, outcome=f"shown {place}", persons=[f"p{place}"])))
    for place, entry in told:
        assert (entry.outcome, entry.persons) == (f"shown {place}", (f"p{place}",))
    assert sorted((entry for _, entry in told), key=lambda entry: entry.seq) == [*entries()]


def test_a_crowd_is_taken_in_bounded_groups(
    ledger: Path, look: Look, gate: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_AT_ONCE", 3)
    gate["expected"] = 7
    in_threads(8, lambda place: record(look, outcome="shown"))
    assert gate["commits"] == [1, 3, 3, 1]
    assert verify().entries == 8


def test_a_failure_reaches_everybody_of_the_group_and_nobody_else(
    ledger: Path, look: Look, gate: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign = standing.signed_now

    def failing(growth: Any) -> str:
        if growth.size > 1:
            raise OSError("no space left on device")
        return sign(growth)

    monkeypatch.setattr(standing, "signed_now", failing)
    gate["expected"] = 7

    def attempt(place: int) -> str:
        try:
            return f"entry {record(look, outcome='shown').seq}"
        except NotWrittenError as error:
            return str(error)

    told = in_threads(8, attempt)
    assert sorted(told) == ["entry 1", *["the log could not be written: no space left on device"] * 7]
    monkeypatch.setattr(standing, "signed_now", sign)
    assert record(look, outcome="shown").seq == 2
    assert verify().ok


def test_a_leader_that_is_interrupted_leaves_nobody_waiting(
    ledger: Path, look: Look, gate: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    append, calls = writing._appended, []

    def interrupted(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return append(*given)

    monkeypatch.setattr(writing, "_appended", interrupted)
    gate["expected"] = 3

    def attempt(place: int) -> str:
        try:
            return f"entry {record(look, outcome='shown').seq}"
        except KeyboardInterrupt:
            return "interrupted"

    assert sorted(in_threads(4, attempt)) == ["entry 1", "entry 2", "entry 3", "interrupted"]


def test_one_who_gives_up_waiting_does_not_stop_the_others(
    ledger: Path, look: Look, gate: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep, gave_up = writing.Ticket.sleep, []

    def impatient(self: writing.Ticket) -> None:
        sleep(self)
        if self.leads and not gave_up:
            gave_up.append(1)
            raise KeyboardInterrupt

    monkeypatch.setattr(writing.Ticket, "sleep", impatient)
    gate["expected"] = 3

    def attempt(place: int) -> str:
        try:
            return f"entry {record(look, outcome='shown').seq}"
        except KeyboardInterrupt:
            return "gave up"

    assert sorted(in_threads(4, attempt)) == ["entry 1", "entry 2", "entry 3", "gave up"]
    assert verify().ok


def test_threads_write_one_dense_log_with_far_fewer_commits(ledger: Path, look: Look) -> None:
    def write(place: int) -> list[int]:
        return [record(look, outcome=f"shown {place}", persons=["a"]).seq for _ in range(20)]

    numbers = [seq for part in in_threads(16, write) for seq in part]
    assert sorted(numbers) == [*range(1, 321)]
    found = verify()
    assert (found.ok, found.entries) == (True, 320), found.findings
    assert latest_checkpoint().split("\n")[1] == "320"


WRITER = """
import django, json, sys
django.setup()
from wasl.trust.log.api import Written, record, write_many
from wasl.trust.look import Look
look = Look(**json.loads(sys.argv[1]))
from datetime import UTC, datetime
for place in range(30):
    record(look, outcome="shown", persons=["a"])
    write_many(Written(look, datetime.now(UTC), "shown", ("b",)) for _ in range(9))
"""


def environment(home: Path) -> dict[str, str]:
    """Of another process that works on this test's store and home."""
    given = connection.settings_dict
    address = f"sqlite:///{given['NAME']}"
    if connection.vendor == "postgresql":
        who = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
        address = f"postgresql://{who}@{given['HOST']}:{given['PORT']}/{given['NAME']}"
    return {
        **os.environ,
        "WASL_HOME": str(home),
        "WASL_DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }


def test_processes_write_one_log(ledger: Path, look: Look, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, json.dumps(look.__dict__)]
    writers = [subprocess.Popen(command, env=environment(tmp_path)) for _ in range(3)]
    assert [writer.wait(120) for writer in writers] == [0, 0, 0]
    found = verify()
    assert (found.ok, found.entries) == (True, 900), found.findings[:3]
    assert latest_checkpoint().split("\n")[1] == "900"
    assert record(look, outcome="shown").seq == 901
    assert verify().ok


def test_after_a_hundred_kills_every_answer_has_its_entry_and_the_log_is_whole(
    ledger: Path, look: Look, tmp_path: Path
) -> None:
    """WASL_KILLS says how many; each in the middle of six threads' work."""
    rounds = os.environ.get("WASL_KILLS", "100")
    record(look, outcome="before")
    connections.close_all()
    command = [sys.executable, "-m", "tests.trust.log.killing", rounds, "3"]
    finished = subprocess.run(command, env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr[-2000:]
    told = json.loads(finished.stdout)
    assert (told["lost"], told["findings"]) == ([], 0)
    assert told["entries"] == told["last"] >= told["answered"] >= int(rounds)
    assert record(look, outcome="after").seq == told["entries"] + 1
    write_many([Written(look, entry.at, "copied") for entry in entries(told["entries"])])
    assert verify().ok
