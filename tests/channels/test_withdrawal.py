"""Consent is enforced where data are read: the next look after a withdrawal sees nothing of it, by whatever way."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from typer.testing import CliRunner

from tests.channels.conftest import KEY, signed_in
from tests.ledger import looks
from tests.nation import Nation
from wasl.cli import app, commands
from wasl.core.passage import guarded
from wasl.persons import picture as module
from wasl.trust.api import upkeep
from wasl.trust.consent.api import ensure_agreements, give, withdraw
from wasl.trust.consent.models import ConsentRecord

SECTION = "family"
SECTION_NAME = "Family"


@pytest.fixture
def agreed(nation: Nation, clean_ledger: None) -> Iterator[str]:
    """The person has consented to a service; the record's id."""
    with upkeep("a test"):
        ensure_agreements()
        yield give(nation.handle, "service-delivery", by=nation.handle, channel="portal", language="ar").record
        ConsentRecord.objects.filter(person=nation.handle).delete()


def taken_back(nation: Nation, record: str) -> None:
    withdraw(record, by=nation.handle, channel="portal")


def by_api(nation: Nation) -> bool:
    client = Client(headers={"authorization": f"Bearer {KEY}"})
    answer = client.get(f"/api/v1/persons/{nation.handle}/picture?purpose=service-delivery").json()
    return SECTION in {section["slug"] for section in answer["sections"]}


def by_page(nation: Nation) -> bool:
    page = signed_in("officer").get(f"/persons/{nation.handle}/?purpose=service-delivery").content.decode()
    return f'id="{SECTION}"' in page


def by_terminal(nation: Nation) -> bool:
    commands()
    with guarded():
        words = ["picture", nation.number, "-p", "service-delivery", "--language", "en"]
        result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.exception
    refused = f"refused: the section {SECTION_NAME} needs the person's explicit consent"
    return refused not in " ".join(result.output.split())


@pytest.mark.parametrize("way", [by_api, by_page, by_terminal], ids=lambda way: way.__name__)
def test_a_withdrawal_closes_the_next_read(way: Any, nation: Nation, agreed: str) -> None:
    assert way(nation)
    assert looks()[-1].consents == (agreed,)
    taken_back(nation, agreed)
    assert not way(nation)
    assert looks()[-1].consents == ()


def test_a_withdrawal_in_mid_read_closes_the_answer_that_is_being_made(
    nation: Nation, agreed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.registers.read

    def meanwhile(*requests: Any, **options: Any) -> Any:
        found = real(*requests, **options)
        ConsentRecord.objects.filter(id=agreed).update(answer="withdrawn")
        connection.close()  # this thread is the picture's own and outlives the test
        return found

    monkeypatch.setattr(module.registers, "read", meanwhile)
    client = Client(headers={"authorization": f"Bearer {KEY}"})
    answer = client.get(f"/api/v1/persons/{nation.handle}/picture?purpose=service-delivery")
    assert answer.status_code == 403
    assert "withdrawn while reading" in answer.json()["title"]["en"]
    assert nation.full_name not in answer.content.decode()
    assert looks()[-1].outcome == "refused: consent withdrawn"
