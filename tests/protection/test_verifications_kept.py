"""What agencies asked about people's identity is erased by the retention run when its term is over."""

from datetime import UTC, datetime, timedelta

import pytest

from wasl.identity.verification.api import Asking, Verdict
from wasl.protection import api

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


def asked(days_ago: int) -> None:
    Asking.objects.create(
        reference=f"q-{days_ago}",
        at=NOW - timedelta(days=days_ago),
        actor="staff:officer",
        office="mcit",
        purpose="identity-verification",
        number_key="k",
        digest="d",
        verdict=Verdict.NO,
    )


@pytest.mark.usefixtures("home")
def test_questions_are_erased_after_their_term_and_no_sooner() -> None:
    for days in (364, 366):
        asked(days)
    run = api.retain(by="system:retention", now=NOW)
    assert run.lines.get(rule="verifications").erased == 1
    assert [one.reference for one in Asking.objects.all()] == ["q-364"]
