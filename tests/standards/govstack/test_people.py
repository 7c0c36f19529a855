"""A national number on its way in: it finds the person, and is kept nowhere."""

from pathlib import Path

import pytest
from django.test import Client

from tests.nation import Nation
from tests.standards.govstack.conftest import behind
from tests.standards.govstack.definition import ROOT
from wasl.trust.consent.api import Given, ensure_agreements, in_force, records_of
from wasl.trust.consent.models import ConsentRecord, Individual, Revision, StandingAgreement

KEY = "wasl_demo_officer_key"


@pytest.fixture
def program(nation: Nation, clean_ledger: None, own_key: Path) -> Client:
    ensure_agreements()
    return Client(headers={"authorization": f"Bearer {KEY}"})


@pytest.fixture(autouse=True)
def nothing_stays(nation: Nation) -> object:
    yield
    for table in (ConsentRecord, Individual, StandingAgreement, Revision):
        behind(table.objects.all().delete)()


def test_a_number_finds_the_person_and_is_kept_nowhere(nation: Nation, program: Client) -> None:
    sent = {"individual": {"id": "", "externalId": nation.number, "externalIdType": "national number"}}
    told = program.post(f"{ROOT}/service/individual/", sent, content_type="application/json").json()["individual"]
    assert (told["externalId"], told["externalIdType"]) == (nation.handle, "handle")
    made = program.post(
        f"{ROOT}/service/individual/record/data-agreement/service-delivery/?individualId={told['id']}",
        headers={"X-ConsentBB-IndividualId": told["id"]},
    )
    assert made.json()["consentRecord"]["individual"]["externalId"] == nation.handle
    given: list[Given] = behind(records_of)(nation.handle)
    assert [one.state for one in given] == ["unsigned"]
    assert behind(in_force)(nation.handle, "service-delivery") == ()
    for table in (ConsentRecord, Individual, Revision):
        assert nation.number not in str(behind(lambda t=table: list(t.objects.values()))())


def test_a_number_of_nobody_is_an_individual_that_opens_nothing(nation: Nation, program: Client) -> None:
    sent = {"individual": {"id": "", "externalId": "9" * 14, "externalIdType": "national number"}}
    told = program.post(f"{ROOT}/service/individual/", sent, content_type="application/json").json()["individual"]
    assert told["externalId"] == ""
