"""The former ledger, a chain of hashes, is carried over by the migration."""

import hashlib
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.trust.conftest import empty_the_table
from wasl.core import conf
from wasl.core.errors import Refusal
from wasl.trust.chain import canonical
from wasl.trust.log import checkpoint_file, taking_over
from wasl.trust.log.api import entries, record, verify
from wasl.trust.look import Look

first = importlib.import_module("wasl.trust.migrations.0001_initial")
second = importlib.import_module("wasl.trust.migrations.0002_log")
ENTRIES = 1500


def old_entry(seq: int, previous: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "seq": seq,
        "at": f"2026-01-01T00:{seq // 60 % 60:02}:{seq % 60:02}.000000Z",
        "actor": "17",
        "office": None if seq % 2 else "civil-status",
        "role": "officer",
        "channel": "api",
        "purpose": "service-delivery",
        "legal_basis": canonical({"ar": "قانون", "en": "Law"}),
        "case": f"C-{seq}",
        "person": f"p{seq % 5}" if seq % 5 else None,
        "kind": "picture",
        "sections": '["identity"]',
        "registers": "[]",
        "missing": "[]",
        "outcome": "shown",
        "previous_hash": previous,
    }
    return {**entry, "hash": hashlib.sha256(canonical(entry).encode()).hexdigest()}


@pytest.fixture
def chain(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The old table, full, beside the log's empty ones."""
    home = conf.settings().model_copy(update={"home": ledger.parent.parent})
    monkeypatch.setattr(taking_over, "settings", lambda: home)
    rows: list[dict[str, Any]] = []
    for seq in range(1, ENTRIES + 1):
        rows.append(old_entry(seq, rows[-1]["hash"] if rows else taking_over.GENESIS))
    columns = [*rows[0]]
    head = {"seq": ENTRIES - 1, "hash": rows[-2]["hash"]}
    (home.home / "ledger-head.json").write_text(json.dumps(head))
    with connection.schema_editor() as editor:
        model = first.Migration.operations[0]
        fields = ", ".join(f'"{name}" {"bigint" if name == "seq" else "text"}' for name in columns)
        editor.execute(f"CREATE TABLE {model.options['db_table']} ({fields})")
        first._protect(apps, editor)
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(columns))
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.executemany(f"INSERT INTO {second.OLD} ({names}) VALUES ({marks})", [list(row.values()) for row in rows])
    yield rows
    if second.OLD in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            second._drop_chain(apps, editor)


def migrate() -> None:
    with connection.schema_editor() as editor:
        second._carry_over(apps, editor)
        second._drop_chain(apps, editor)


def migrate_until_killed() -> None:
    with connection.schema_editor() as editor:
        second._carry_over(apps, editor)
        raise KeyboardInterrupt


def test_every_entry_is_carried_over_in_order_with_its_own_time(chain: list[dict[str, Any]], look: Look) -> None:
    migrate()
    kept = [*entries()]
    assert [(e.seq, e.at.isoformat(), e.case, e.persons) for e in kept] == [
        (row["seq"], row["at"].replace(".000000Z", "+00:00"), row["case"], (row["person"],) if row["person"] else ())
        for row in chain
    ]
    assert kept[0].legal_basis.en == "Law"
    assert second.OLD not in connection.introspection.table_names()
    assert verify().ok
    assert record(look, outcome="shown").seq == ENTRIES + 1
    assert verify().ok


def test_a_migration_that_was_killed_can_be_repeated(chain: list[dict[str, Any]], ledger: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        migrate_until_killed()
    assert ledger.exists(), "the file is not part of the transaction"
    assert not [*entries()]
    migrate()
    assert verify().ok


def test_a_chain_that_does_not_hold_is_not_carried_over(chain: list[dict[str, Any]]) -> None:
    with connection.schema_editor() as editor:
        first._unprotect(apps, editor)
        editor.execute(f"UPDATE {second.OLD} SET actor = 'x' WHERE seq = 700")
        first._protect(apps, editor)
    with pytest.raises(Refusal, match="does not hold at entry 700"):
        migrate()
    assert not [*entries()]


def test_a_chain_that_was_cut_is_not_carried_over(chain: list[dict[str, Any]]) -> None:
    with connection.schema_editor() as editor:
        first._unprotect(apps, editor)
        editor.execute(f"DELETE FROM {second.OLD} WHERE seq > 1000")
        first._protect(apps, editor)
    with pytest.raises(Refusal, match="does not hold at entry 1000"):
        migrate()


def test_an_empty_chain_leaves_an_empty_log(ledger: Path, look: Look) -> None:
    empty_the_table()
    assert checkpoint_file.read_file() is None
    assert verify().ok
