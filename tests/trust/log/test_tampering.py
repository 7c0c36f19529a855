"""Whatever is done to the log's store or file is found; an untouched log is never accused.

10,000 times on the embedded store, 1,500 on a server; WASL_MUTATIONS says another number, WASL_SEED which.
"""

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.trust.log.tampering import MUTATIONS, Rows, Tamperer, append_a_forged_entry, snapshot
from wasl.trust.log import tables, verifying
from wasl.trust.log.api import Written, erase_facts, erase_person, latest_checkpoint, record, verify, write_many
from wasl.trust.log.store import opened_store
from wasl.trust.look import Look

ROUNDS = int(os.environ.get("WASL_MUTATIONS") or (10_000 if connection.vendor == "sqlite" else 1500))
SEED = int(os.environ.get("WASL_SEED", "7"))
START = datetime(2026, 1, 1, tzinfo=UTC)


def fill(look: Look, count: int) -> None:
    """Entries a minute apart, naming nobody, one or several."""
    people = [("a",), (), ("a", "b", "c"), ("d",)]
    write_many(
        Written(look, START + timedelta(minutes=place), "shown", people[place % 4], ("work",), (f"r{place}",))
        for place in range(count)
    )


@pytest.fixture
def tamperer(ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> Tamperer:
    """A log over the border of a tile, of which some was erased; its guard down, which is not what is tried here."""
    notes = {}
    for size in (100, 255, 262):
        fill(look, size - (max(notes) if notes else 0))
        notes[size] = latest_checkpoint()
    with opened_store() as store:
        former: Rows = snapshot(store)
    erase_person("b", before=START + timedelta(days=1), why="asked for", actor="1")
    erase_facts(before=START + timedelta(minutes=9), why="term over", actor="1")
    record(look, outcome="shown", persons=["a"])
    assert verify().ok
    tables.unprotect(connection)
    monkeypatch.setattr(tables, "stands", lambda _: True)
    with opened_store() as store:
        return Tamperer(store, ledger, former, notes)


def test_every_way_to_tamper_is_found(tamperer: Tamperer, request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: tables.protect(connection))
    dice, whole = random.Random(SEED), tamperer.file.read_bytes()
    for round_ in range(ROUNDS):
        mutate = MUTATIONS[round_ % len(MUTATIONS)]
        with transaction.atomic(), opened_store() as store:
            tamperer.store = store
            told = mutate(tamperer, dice)
            found = verify()
            transaction.set_rollback(True)
        tamperer.file.write_bytes(whole)
        assert not found.ok, f"round {round_} of seed {SEED}, {mutate.__name__}: {told}"
    assert verify().ok, "what was put back is whole"


def test_a_long_log_that_nobody_touched_is_not_accused(ledger: Path, look: Look) -> None:
    fill(look, 20_000)
    erase_facts(before=START + timedelta(minutes=7000), why="term over", actor="1")
    erase_person("c", before=START + timedelta(minutes=15000), why="asked for", actor="1")
    found = verify()
    assert found.ok, found.findings[:5]
    assert found.entries > 20_000


def test_a_rolled_back_store_and_file_are_found_by_what_others_hold(ledger: Path, look: Look) -> None:
    fill(look, 20)
    former, note = ledger.read_text(), latest_checkpoint()
    with opened_store() as store:
        rows = snapshot(store)
    record(look, outcome="shown", persons=["a"])
    held = latest_checkpoint()
    tables.unprotect(connection)
    with transaction.atomic(), opened_store() as store:
        back = Tamperer(store, ledger, rows, {})
        for table in rows:
            store.run(f"DELETE FROM {table}")
            for row in rows[table]:
                back.put(table, row)
    tables.protect(connection)
    ledger.write_text(former)
    assert verify().ok, "store and file agree: alone they cannot tell"
    assert verify(held=[note]).ok
    found = verify(held=[note, held])
    assert [finding.what.en for finding in found.findings] == [
        "the end was cut off: 21-21 (a checkpoint that others hold)"
    ]
    record(look, outcome="something else", persons=["a"])
    assert verify().ok
    found = verify(held=[held])
    assert [finding.what.en for finding in found.findings] == [
        "this is not the log that was signed (a checkpoint that others hold)"
    ]


def test_what_others_hold_of_another_log_is_no_proof(ledger: Path, look: Look) -> None:
    record(look, outcome="shown")
    assert "not signed by this log's key" in verify(held=["nothing"]).findings[0].what.en


def test_the_guard_is_more_than_its_name(ledger: Path, look: Look) -> None:
    record(look, outcome="shown")
    tables.unprotect(connection)
    assert "guard" in verify().findings[0].what.en
    tables.protect(connection)
    assert verify().ok
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in HOLLOW[connection.vendor]:
                cursor.execute(statement)
        assert "guard" in verify().findings[0].what.en
        transaction.set_rollback(True)
    assert verify().ok


HOLLOW = {
    "sqlite": [
        "DROP TRIGGER trust_logentry_no_delete",
        "CREATE TRIGGER trust_logentry_no_delete BEFORE DELETE ON trust_logentry BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION trust_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$"
    ],
}


def test_a_removed_entry_is_named(ledger: Path, look: Look) -> None:
    fill(look, 12)
    tables.unprotect(connection)
    with transaction.atomic(), opened_store() as store:
        store.run("DELETE FROM trust_logentry WHERE seq = 5")
    tables.protect(connection)
    found = verify()
    assert (found.findings[0].seq, found.findings[0].what.en) == (5, "entries are missing: 5-5")


def test_a_changed_entry_is_named(ledger: Path, look: Look) -> None:
    fill(look, 12)
    tables.unprotect(connection)
    with transaction.atomic(), opened_store() as store:
        store.run("UPDATE trust_logfacts SET facts = replace(facts, 'Mona', 'Nora') WHERE seq = 7")
    tables.protect(connection)
    assert [(f.seq, "changed" in f.what.en) for f in verify().findings] == [(7, True)]


def test_entries_after_a_cut_do_not_hide_it(ledger: Path, look: Look) -> None:
    fill(look, 12)
    tables.unprotect(connection)
    with transaction.atomic(), opened_store() as store:
        store.run("DELETE FROM trust_logentry WHERE seq > 9")
        store.run("DELETE FROM trust_logfacts WHERE seq > 9")
        store.run("DELETE FROM trust_logperson WHERE seq > 9")
    tables.protect(connection)
    before = ledger.read_text()
    for _ in range(6):
        record(look, outcome="shown")
    assert ledger.read_text() == before, "the file is left as evidence"
    assert not verify().ok


def test_a_forged_entry_is_not_signed_for_by_the_next_one(ledger: Path, look: Look) -> None:
    fill(look, 12)
    with opened_store() as store:
        forger = Tamperer(store, ledger, {}, {})
        append_a_forged_entry(forger, random.Random(1))
    record(look, outcome="shown")
    found = verify()
    assert "never signed" in found.findings[0].what.en
    assert found.findings[0].seq == 13


@pytest.mark.parametrize("content", [None, "", "{}", "[1", "\xff\xfe"])
def test_a_checkpoint_that_is_gone_or_damaged_is_a_finding(ledger: Path, look: Look, content: str | None) -> None:
    fill(look, 3)
    ledger.unlink()
    if content is not None:
        ledger.write_text(content, encoding="latin-1")
    found = verify()
    assert not found.ok
    assert "checkpoint file" in found.findings[0].what.en


def test_an_earlier_checkpoint_alone_is_no_finding_since_a_power_cut_leaves_the_same(ledger: Path, look: Look) -> None:
    record(look, outcome="shown")
    earlier = ledger.read_text()
    record(look, outcome="shown")
    ledger.write_text(earlier)
    assert verify().ok
    record(look, outcome="shown")
    assert "\n3\n" in ledger.read_text()


def test_an_empty_log_is_in_order(ledger: Path) -> None:
    found = verify()
    assert (found.ok, found.entries, found.findings) == (True, 0, [])


def test_a_ruined_log_is_reported_within_bounds(ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(look, 12)
    monkeypatch.setattr(verifying, "MOST_FINDINGS", 3)
    tables.unprotect(connection)
    with transaction.atomic(), opened_store() as store:
        store.run("UPDATE trust_logfacts SET facts = '{}'")
    tables.protect(connection)
    assert len(verify().findings) == 3
