"""Whatever is done to the ledger's table with the guard away is found; an untouched ledger is never accused."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from wasl.trust.api import Look, record, verify
from wasl.trust.chain import FIELDS, GENESIS, entry_hash
from wasl.trust.guard import TABLE, protect, unprotect
from wasl.trust.models import LedgerEntry

COLUMNS = [field.column for field in LedgerEntry._meta.concrete_fields]
Row = dict[str, object]
ENTRIES = 12


def read() -> list[Row]:
    return list(LedgerEntry.objects.order_by("seq").values())


def write(rows: list[Row]) -> None:
    marks = ", ".join(["%s"] * len(COLUMNS))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
        cursor.executemany(f"INSERT INTO {TABLE} ({names}) VALUES ({marks})", [[r[c] for c in COLUMNS] for r in rows])
    protect(connection)


def change_a_value(rows: list[Row], dice: random.Random) -> None:
    row = dice.choice(rows)
    column = dice.choice([name for name in COLUMNS if name != "seq"])
    row[column] = "0" * 64 if column == "hash" else f"{row[column] or ''}x"[-60:]


def empty_a_value(rows: list[Row], dice: random.Random) -> None:
    row = dice.choice(rows)
    column = dice.choice([c for c in ("office", "case", "person") if row[c] is not None] or ["actor"])
    row[column] = None if column != "actor" else ""


def remove_one(rows: list[Row], dice: random.Random) -> None:
    rows.pop(dice.randrange(len(rows)))


def cut_the_end(rows: list[Row], dice: random.Random) -> None:
    del rows[dice.randrange(len(rows)) :]


def swap_two(rows: list[Row], dice: random.Random) -> None:
    one, two = dice.sample(rows, 2)
    one["seq"], two["seq"] = two["seq"], one["seq"]


def close_the_gap(rows: list[Row], dice: random.Random) -> None:
    rows.pop(dice.randrange(len(rows)))
    for seq, row in enumerate(rows, 1):
        row["seq"] = seq


def put_one_in(rows: list[Row], dice: random.Random) -> None:
    place = dice.randrange(len(rows) + 1)
    rows.insert(place, {**dice.choice(rows), "hash": f"{dice.getrandbits(256):064x}"})
    for seq, row in enumerate(rows, 1):
        row["seq"] = seq


def forge_the_rest(rows: list[Row], dice: random.Random) -> None:
    """The forger knows how the chain is made and makes all later hashes fit."""
    start = dice.randrange(len(rows))
    rows[start]["actor"] = "somebody else"
    for place in range(start, len(rows)):
        row = rows[place]
        row["previous_hash"] = rows[place - 1]["hash"] if place else GENESIS
        row["hash"] = entry_hash(tuple(row[field] for field in FIELDS))


def cut_and_grow(rows: list[Row], dice: random.Random) -> None:
    """Cut off the end and put well-made entries in its place."""
    cut_the_end(rows, dice)
    while len(rows) < ENTRIES + 2:
        before = rows[-1]["hash"] if rows else GENESIS
        row: Row = {**LedgerEntry.objects.order_by("seq").values()[0], "seq": len(rows) + 1, "previous_hash": before}
        row["outcome"] = "forged"
        row["hash"] = entry_hash(tuple(row[field] for field in FIELDS))
        rows.append(row)


MUTATIONS: list[Callable[[list[Row], random.Random], None]] = [
    change_a_value,
    empty_a_value,
    remove_one,
    cut_the_end,
    swap_two,
    close_the_gap,
    put_one_in,
    forge_the_rest,
    cut_and_grow,
]


@pytest.fixture
def entries(ledger: Path, look: Look) -> list[Row]:
    for number in range(ENTRIES):
        person = f"handle{number % 3}" if number % 4 else None
        record(look, outcome="shown", person=person, sections=["identity"], registers=[f"r{number}"])
    return read()


def test_hundreds_of_ways_to_tamper_are_all_found(entries: list[Row]) -> None:
    dice = random.Random(7)
    for round_ in range(25):
        for mutate in MUTATIONS:
            rows = [dict(row) for row in entries]
            mutate(rows, dice)
            write(rows)
            found = verify()
            assert not found.ok, f"{mutate.__name__}, round {round_}"
            assert found.findings
            write(entries)
            assert verify().ok


def test_a_removed_entry_is_named(entries: list[Row]) -> None:
    write(entries[:4] + entries[5:])
    finding = verify().findings[0]
    assert finding.seq == 5
    assert "missing: 5-5" in finding.what.en


def test_a_changed_entry_is_named(entries: list[Row]) -> None:
    write([*entries[:6], {**entries[6], "actor": "99"}, *entries[7:]])
    assert [(f.seq, "changed" in f.what.en) for f in verify().findings] == [(7, True)]


def test_entries_after_a_cut_do_not_hide_it(entries: list[Row], look: Look) -> None:
    write(entries[:-3])
    for _ in range(6):
        record(look, outcome="shown")
    assert not verify().ok


@pytest.mark.parametrize("content", [None, "", "{}", '{"seq": "many"}', "[1"])
def test_a_head_file_that_is_gone_or_damaged_is_a_finding(
    entries: list[Row], ledger: Path, content: str | None
) -> None:
    ledger.unlink()
    if content is not None:
        ledger.write_text(content)
    found = verify()
    assert not found.ok
    assert "head file" in found.findings[0].what.en


def test_an_empty_ledger_is_in_order(ledger: Path) -> None:
    found = verify()
    assert (found.ok, found.entries, found.findings) == (True, 0, [])


def test_a_ruined_ledger_is_reported_within_bounds(entries: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wasl.trust.verifying.MOST_FINDINGS", 3)
    write([{**row, "actor": "x"} for row in entries])
    assert len(verify().findings) == 3


def test_a_guard_that_was_taken_away_is_a_finding(entries: list[Row]) -> None:
    assert verify().ok
    unprotect(connection)
    try:
        found = verify()
    finally:
        protect(connection)
    assert [finding.what.en for finding in found.findings] == [
        "the database's guard against change and removal is gone"
    ]
