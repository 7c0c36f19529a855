import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from wasl.core.errors import Refusal
from wasl.trust import head
from wasl.trust import ledger as module
from wasl.trust.api import Look, anchor, entries_for, record, verify
from wasl.trust.chain import GENESIS
from wasl.trust.guard import TABLE
from wasl.trust.models import LedgerEntry


def test_an_entry_says_who_looked_at_whom_and_for_what(ledger: Path, look: Look) -> None:
    entry = record(look, outcome="shown", person="abc", sections=["work", "identity"], registers=["r1"], missing=["r2"])
    assert (entry.seq, entry.actor, entry.person, entry.sections) == (1, "17", "abc", ("identity", "work"))
    assert entries_for("abc") == [entry]
    row = LedgerEntry.objects.get()
    assert row.previous_hash == GENESIS
    assert json.loads(row.legal_basis)["en"].startswith("Law")


def test_the_name_and_the_reason_of_the_one_who_looks_are_not_in_the_entry(ledger: Path, look: Look) -> None:
    record(look, outcome="found 3")
    row = LedgerEntry.objects.values().get()
    assert look.actor_name not in map(str, row.values())


def test_the_looks_at_one_person_come_newest_first(ledger: Path, look: Look) -> None:
    for person in ("a", "b", "a"):
        record(look, outcome="shown", person=person)
    assert [entry.seq for entry in entries_for("a")] == [3, 1]
    assert [entry.seq for entry in entries_for("a", limit=1)] == [3]


def test_an_entry_without_a_lawful_purpose_is_refused(ledger: Path, look: Look) -> None:
    with pytest.raises(Refusal):
        record(Look(**{**look.__dict__, "purpose": "curiosity"}), outcome="shown")
    assert not LedgerEntry.objects.exists()


def test_an_entry_that_could_be_rolled_back_is_not_taken(ledger: Path, look: Look) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        record(look, outcome="shown")


def test_the_store_is_told_to_reach_the_disk_before_it_answers() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is told in each transaction")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in connection.settings_dict["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    "tampering", [f"UPDATE {TABLE} SET actor = 'x'", f"DELETE FROM {TABLE}", f"TRUNCATE TABLE {TABLE}"]
)
def test_the_database_refuses_to_change_or_remove_an_entry(ledger: Path, look: Look, tampering: str) -> None:
    if tampering.startswith("TRUNCATE") and connection.vendor == "sqlite":
        pytest.skip("SQLite knows no TRUNCATE")
    record(look, outcome="shown")
    with pytest.raises(DatabaseError, match="only ever appended to"), connection.cursor() as cursor:
        cursor.execute(tampering)
    assert verify().ok


def test_without_its_head_file_written_there_is_no_answer(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, fresh: head.Head) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(head, "_write", full)
    with pytest.raises(OSError, match="no space"):
        record(look, outcome="shown")


def test_threads_write_one_chain(ledger: Path, look: Look) -> None:
    def write(name: int) -> None:
        try:
            for _ in range(5):
                record(look, outcome=f"shown {name}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    found = verify()
    assert (found.ok, found.entries) == (True, 20), found.findings
    assert head.read_head() == head.Head(20, LedgerEntry.objects.get(seq=20).hash)


WRITER = """
import django, json, sys
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connections
from wasl.core import conf
from wasl.trust import head
from wasl.trust.api import Look, record
database, home, look = json.loads(sys.argv[1])
connections["default"].settings_dict["NAME"] = database
head.settings = lambda: conf.settings().model_copy(update={"home": Path(home)})
for _ in range(8):
    record(Look(**look), outcome="shown")
"""


def test_processes_write_one_chain(ledger: Path, look: Look, tmp_path: Path) -> None:
    database = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(str(database)).is_file():
        pytest.skip("this database lives in this process alone")
    given = json.dumps([str(database), str(tmp_path), look.__dict__])
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, given]) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    found = verify()
    assert (found.ok, found.entries) == (True, 24), found.findings


def test_a_head_file_behind_after_a_crash_is_no_finding(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(look, outcome="shown")
    with monkeypatch.context() as crash:
        crash.setattr(module, "_note", lambda fresh, before: None)
        record(look, outcome="shown")
    assert head.read_head().seq == 1
    assert verify().ok
    record(look, outcome="shown")
    assert head.read_head().seq == 3
    assert verify().ok


def test_a_further_machine_begins_its_own_head_file(ledger: Path, look: Look) -> None:
    record(look, outcome="shown")
    ledger.unlink()
    record(look, outcome="shown")
    assert not ledger.exists(), "a head file that is gone is evidence, not something to write anew in passing"
    assert anchor().seq == 2
    assert verify().ok
    with pytest.raises(Refusal, match="already"):
        anchor()
