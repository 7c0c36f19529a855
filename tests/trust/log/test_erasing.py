from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from wasl.trust.log import api as log
from wasl.trust.log import erasing, tables
from wasl.trust.log.store import opened_store
from wasl.trust.log.tree import includes, leaf_hash
from wasl.trust.look import Look

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=1)


@pytest.fixture
def filled(ledger: Path, look: Look) -> None:
    people = [("a",), ("a", "b"), ("b",)]
    log.write_many(
        log.Written(look, START + timedelta(minutes=place), "shown", people[place % 3]) for place in range(30)
    )


def test_a_person_is_forgotten_and_the_proofs_hold(filled: None) -> None:
    before = log.prove(2)
    assert log.erase_person("a", before=LATER, why="asked for", actor="7") == 20
    assert log.looks_at("a") == []
    assert log.entry(2).persons == ("b",)
    after = log.prove(2)
    assert (after.leaf, after.commitments) == (before.leaf, before.commitments)
    assert includes(leaf_hash(after.leaf), 1, after.checkpoint.size, after.path, after.checkpoint.root)
    assert log.verify().ok


def test_an_erasure_says_what_went_and_why_and_whom_it_does_not_name(filled: None) -> None:
    log.erase_person("a", before=LATER, why="asked for", actor="7")
    entry = log.entry(31)
    assert (entry.kind, entry.actor, entry.reason, entry.persons) == ("erasure", "7", "asked for", ())
    with opened_store() as store:
        [(text,)] = store.rows("SELECT facts FROM trust_logfacts WHERE seq = 31")
    assert '"erased":{"persons":[[1,0],[2,0],' in text


def test_facts_whose_time_is_over_are_forgotten_with_their_persons(filled: None) -> None:
    assert log.erase_facts(before=START + timedelta(minutes=10), why="term over", actor="7") == 10
    assert (log.entry(10).erased, log.entry(11).erased) == (True, False)
    assert log.count_of("a") == 13
    assert [entry.seq for entry in log.entries(until=START + timedelta(minutes=12))] == [11, 12]
    assert log.verify().ok


def test_erasures_themselves_are_never_erased(filled: None) -> None:
    log.erase_facts(before=LATER, why="term over", actor="7")
    log.erase_facts(before=datetime(2999, 1, 1, tzinfo=UTC), why="again", actor="7")
    assert log.entry(31).reason == "term over"
    assert log.verify().ok


def test_much_is_erased_in_several_steps(filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "PAIRS_AT_ONCE", 3)
    monkeypatch.setattr(erasing, "AT_ONCE", 4)
    assert log.erase_person("b", before=LATER, why="asked for", actor="7") == 20
    assert log.erase_facts(before=LATER, why="term over", actor="7") == 30
    assert [entry.kind for entry in log.entries(30)] == ["erasure"] * 15
    assert log.verify().ok


def test_nothing_to_erase_leaves_no_entry(filled: None) -> None:
    assert log.erase_person("nobody", before=LATER, why="asked for", actor="7") == 0
    assert log.verify().entries == 30


def test_an_erasure_that_fails_erases_nothing(filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("wasl.trust.log.standing.signed_now", full)
        with pytest.raises(log.NotWrittenError):
            log.erase_person("a", before=LATER, why="asked for", actor="7")
    assert log.count_of("a") == 20
    assert log.verify().ok


@pytest.mark.parametrize("table", tables.ERASABLE)
def test_what_no_erasure_names_cannot_be_deleted_even_during_one(filled: None, table: str) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO trust_logerasing (id, first, last) VALUES (1, 3, 4)")
            cursor.execute(f"DELETE FROM {table} WHERE seq = 4")
        with pytest.raises(DatabaseError, match="only ever"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE seq = 5")
        transaction.set_rollback(True)
