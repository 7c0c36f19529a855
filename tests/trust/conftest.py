"""A log of its own for every test: empty tables, no checkpoint, a fresh key, guarded as in production."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from wasl.core import conf
from wasl.trust.api import Kind, Look
from wasl.trust.log import places
from wasl.trust.log.tables import TABLES, protect, unprotect


def empty_the_table() -> None:
    unprotect(connection)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table}")
    protect(connection)


@pytest.fixture
def ledger(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The path of the checkpoint."""
    home = conf.settings().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(places, "settings", lambda: home)
    empty_the_table()
    yield tmp_path / "log" / "checkpoint"
    empty_the_table()


@pytest.fixture
def look() -> Look:
    return Look(
        actor="17",
        actor_name="Mona",
        office="social-solidarity",
        role="officer",
        purpose="citizen-request",
        channel="terminal",
        kind=Kind.PICTURE,
    )
