"""A ledger of its own for every test: empty table, no head file, guarded as in production."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from wasl.core import conf
from wasl.trust import head
from wasl.trust.api import Kind, Look
from wasl.trust.guard import TABLE, protect, unprotect


def empty_the_table() -> None:
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")
    protect(connection)


@pytest.fixture
def ledger(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The path of the head file."""
    home = conf.settings().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(head, "settings", lambda: home)
    empty_the_table()
    yield tmp_path / "ledger-head.json"
    empty_the_table()


@pytest.fixture
def look() -> Look:
    return Look(
        actor="17",
        actor_name="Mona",
        office="social-solidarity",
        role="officer",
        purpose="service-delivery",
        channel="terminal",
        kind=Kind.PICTURE,
    )
