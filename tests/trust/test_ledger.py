import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from wasl.core.errors import Refusal, Unknown
from wasl.trust.api import Look, anchor, looks_at, record, verify
from wasl.trust.log import api as log
from wasl.trust.log import checkpoint_file, tables, writing
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.notes import opened
from wasl.trust.log.store import opened_store
from wasl.trust.models import LogEntry, LogFacts

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def size_of(note: str) -> int:
    return Checkpoint.read(opened(note, [log.log_key()]).text).size


def test_an_entry_says_who_looked_at_whom_and_for_what(ledger: Path, look: Look) -> None:
    entry = record(
        look, outcome="shown", persons=["abc"], sections=["work", "identity"], registers=["r1"], missing=["r2"]
    )
    assert (entry.seq, entry.actor, entry.persons, entry.sections) == (1, "17", ("abc",), ("identity", "work"))
    assert (entry.actor_name, entry.reason, entry.assurance, entry.emergency) == ("Mona", None, "low", False)
    assert entry.legal_basis.en.startswith("Law")
    assert looks_at("abc") == [entry] == [log.entry(1)]


def test_an_entry_names_everybody_whom_it_is_about_once(ledger: Path, look: Look) -> None:
    entry = record(look, outcome="found 3", persons=["c", "a", "b", "a"])
    assert entry.persons == ("c", "a", "b")
    assert looks_at("a") == looks_at("b") == [entry]


def test_the_tree_holds_nothing_about_anybody(ledger: Path, look: Look) -> None:
    record(look, outcome="shown", persons=["abc"])
    row = LogEntry.objects.values().get()
    assert row.keys() == {"seq", "facts", "persons", "leaf"}
    assert {len(row["facts"]), len(row["persons"]), len(row["leaf"])} == {32}
    assert LogFacts.objects.get().salt not in (None, b"")
    assert b"abc" not in bytes(log.entry_bundle(0, 1) or b"")


def test_two_looks_that_are_alike_are_not_alike_in_the_tree(ledger: Path, look: Look) -> None:
    with time_machine.travel(NOON, tick=False):
        one, two = (record(look, outcome="shown", persons=["abc"]) for _ in range(2))
    rows = LogEntry.objects.values_list("facts", "persons")
    assert one.at == two.at
    assert len({bytes(value) for row in rows for value in row}) == 4


def test_the_looks_at_one_person_come_newest_first(ledger: Path, look: Look) -> None:
    for person in ("a", "b", "a", "a"):
        record(look, outcome="shown", persons=[person])
    assert [entry.seq for entry in looks_at("a")] == [4, 3, 1]
    assert [entry.seq for entry in looks_at("a", limit=1, offset=1)] == [3]
    assert log.count_of("a") == 3
    assert log.count_of("nobody") == 0


def test_looks_are_found_by_their_time(ledger: Path, look: Look) -> None:
    log.write_many(log.Written(look, NOON + timedelta(hours=hour), "shown", ("a",)) for hour in range(5))
    since, until = NOON + timedelta(hours=1), NOON + timedelta(hours=3)
    assert [entry.seq for entry in looks_at("a", since=since, until=until)] == [3, 2]
    assert [entry.seq for entry in log.entries(since=since, until=until)] == [2, 3]
    assert [entry.seq for entry in log.entries(after_seq=3)] == [4, 5]
    assert log.count_of("a", since=since) == 4


def test_an_entry_that_is_not_there_is_unknown(ledger: Path) -> None:
    with pytest.raises(Unknown):
        log.entry(1)
    with pytest.raises(Unknown):
        log.prove(1)
    with pytest.raises(Unknown):
        log.latest_checkpoint()


def test_an_entry_without_a_lawful_purpose_is_refused(ledger: Path, look: Look) -> None:
    with pytest.raises(Refusal):
        record(Look(**{**look.__dict__, "purpose": "curiosity"}), outcome="shown")
    assert not LogEntry.objects.exists()


def test_an_entry_that_could_be_rolled_back_is_not_taken(ledger: Path, look: Look) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        record(look, outcome="shown")
    assert not LogEntry.objects.exists()


def test_what_no_store_could_hold_is_written_down_all_the_same(ledger: Path, look: Look) -> None:
    odd = Look(**{**look.__dict__, "case": "nul \0, half \ud83d, tag </script>", "reason": '"kind":"erasure"'})
    entry = record(odd, outcome="shown", persons=["a"])
    assert entry.case == "nul \0, half ?, tag </script>"
    assert looks_at("a") == [entry]
    assert verify().ok


def test_entries_with_their_own_time_are_for_made_up_nations_only(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wasl.trust.log.recording.settings", lambda: type("Real", (), {"demo": False}))
    with pytest.raises(Refusal):
        log.write_many([log.Written(look, NOON, "shown")])


def test_the_store_is_told_to_reach_the_disk_before_it_answers() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is told in each transaction")
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in connection.settings_dict["OPTIONS"]["init_command"]


@pytest.mark.parametrize("table", tables.GUARDED)
@pytest.mark.parametrize("act", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE TABLE {}"])
def test_the_database_refuses_to_change_or_remove_what_was_written(
    ledger: Path, look: Look, table: str, act: str
) -> None:
    if act.startswith("TRUNCATE") and connection.vendor == "sqlite":
        pytest.skip("SQLite knows no TRUNCATE")
    log.write_many(log.Written(look, NOON, "shown", ("a",)) for _ in range(256))
    column = {"trust_logentry": "leaf = facts", "trust_logtile": "root = hashes"}.get(table, "salt = salt")
    with pytest.raises(DatabaseError, match="only ever appended to"), connection.cursor() as cursor:
        cursor.execute(act.format(table, column))
    assert verify().ok


def test_without_its_checkpoint_written_there_is_no_answer(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: int, note: str) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(checkpoint_file, "write", full)
        with pytest.raises(log.NotWrittenError, match="no space"):
            record(look, outcome="shown")
    assert record(look, outcome="shown").seq == 2, "the first was written, and nobody was answered"
    assert verify().ok


def test_a_folder_that_cannot_be_written_means_no_entry_and_no_answer(ledger: Path, look: Look) -> None:
    ledger.parent.parent.joinpath("log").write_text("a file where the folder should be")
    with pytest.raises(log.NotWrittenError):
        record(look, outcome="shown")
    assert not LogEntry.objects.exists()
    ledger.parent.unlink()
    assert record(look, outcome="shown").seq == 1


def test_a_full_disk_leaves_nothing_half_written_and_is_survived(ledger: Path, look: Look) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a limit that only SQLite can be given")
    record(look, outcome="shown")
    with opened_store() as store:
        [(pages,)] = store.rows("PRAGMA page_count")
        store.rows(f"PRAGMA max_page_count = {pages}")
    written, refused = 1, 0
    for _ in range(200):
        try:
            long = "x" * 300_000  # former tests may have left many pages free
            written = record(look, outcome=f"shown {long}", persons=["a", "b"]).seq
        except log.NotWrittenError:
            refused += 1
    assert refused
    assert log.count_of("a") == written - 1
    found = verify()
    assert (found.ok, found.entries) == (True, written), found.findings
    with opened_store() as store:
        store.rows("PRAGMA max_page_count = 1073741823")
    assert record(look, outcome="shown").seq == written + 1
    assert verify().ok


def test_a_crash_before_the_checkpoint_leaves_the_file_behind_and_is_no_finding(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(look, outcome="shown")
    with monkeypatch.context() as crash:
        crash.setattr(writing, "_note", lambda file, note: None)
        record(look, outcome="shown")
    assert size_of(ledger.read_text()) == 1
    assert verify().ok
    writing.writer.reset()
    record(look, outcome="shown")
    assert size_of(ledger.read_text()) == 3
    assert verify().ok


def test_a_clock_that_goes_back_is_told_but_is_no_finding(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(writing, "event", lambda name, **_: told.append(name))
    with time_machine.travel(NOON, tick=False):
        record(look, outcome="shown")
    with time_machine.travel(NOON - timedelta(days=400), tick=False):
        record(look, outcome="shown")
    assert told == ["ledger.clock_went_back"]
    assert verify().ok


def test_the_checkpoint_that_was_lost_is_not_written_anew_in_passing(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(writing, "event", lambda name, **_: told.append(name))
    record(look, outcome="shown")
    ledger.unlink()
    record(look, outcome="shown")
    assert not ledger.exists(), "a checkpoint that is gone is evidence"
    assert told == ["ledger.broken"]


def test_a_further_machine_begins_its_own_checkpoint(ledger: Path, look: Look) -> None:
    record(look, outcome="shown")
    ledger.unlink()
    record(look, outcome="shown")
    assert anchor().size == 2
    assert verify().ok
    with pytest.raises(Refusal, match="already"):
        anchor()


def test_a_store_that_is_not_what_was_signed_cannot_be_anchored(ledger: Path, look: Look) -> None:
    record(look, outcome="shown")
    ledger.unlink()
    with opened_store() as store:
        store.run("DELETE FROM trust_logcheckpoint")
    with pytest.raises(Refusal, match="does not hold the log"):
        anchor()


def test_the_key_is_for_its_owner_only_and_a_given_one_must_be_one(
    ledger: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(look, outcome="shown")
    assert (ledger.parent / "key").stat().st_mode & 0o777 == 0o600
    from wasl.trust.log import keys

    given = type("Given", (), {"log_key": type("Secret", (), {"get_secret_value": lambda self: "short"})()})
    monkeypatch.setattr(keys, "settings", lambda: given)
    with pytest.raises(Refusal, match="key is none"):
        keys.signer()


def test_proofs_lead_to_the_signed_checkpoint(ledger: Path, look: Look) -> None:
    from wasl.trust.log.store import Nodes
    from wasl.trust.log.tree import consistent, includes, leaf_hash, root_at

    log.write_many(log.Written(look, NOON, "shown", ("a", "b")) for _ in range(600))
    for seq in (1, 256, 257, 600):
        proof = log.prove(seq)
        assert size_of(proof.note) == 600
        assert includes(leaf_hash(proof.leaf), proof.index, 600, proof.path, proof.checkpoint.root)
        assert [handle for _, handle, _ in proof.persons] == ["a", "b"]
        assert json.loads(proof.facts or "")["outcome"] == "shown"
    with opened_store() as store:
        nodes = Nodes(store)
        for old, new in ((1, 600), (256, 512), (300, 599), (0, 600), (600, 600)):
            roots = root_at(old, nodes), root_at(new, nodes)
            assert consistent(old, new, log.consistency(old, new), *roots)
    with pytest.raises(Unknown):
        log.consistency(1, 601)


def test_tiles_are_given_full_and_in_part_and_no_further(ledger: Path, look: Look) -> None:
    log.write_many(log.Written(look, NOON, "shown") for _ in range(600))
    leaves = [bytes(leaf) for leaf in LogEntry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert log.tile(0, 0) == b"".join(leaves[:256])
    assert log.tile(0, 0, 10) == b"".join(leaves[:10])
    assert log.tile(0, 2, 88) == b"".join(leaves[512:])
    assert len(log.tile(1, 0, 2) or b"") == 64
    assert [log.tile(0, 2, 89), log.tile(0, 3, 1), log.tile(1, 0, 3), log.tile(64, 0), log.tile(0, -1)] == [None] * 5
    assert log.entry_bundle(2, 89) is None
    bundle = log.entry_bundle(2, 88) or b""
    assert bundle[2:].startswith(b"wasl-look/v1\n513\n")
