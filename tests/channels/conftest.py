import pytest
from django.test import Client

from tests.nation import Nation
from wasl.identity.api import Staff

KEY = "wasl_demo_officer_key"
PURPOSE = "service-delivery"


@pytest.fixture
def program(nation: Nation, clean_ledger: None) -> Client:
    """A program with the officer's key; as strict about forged requests as a browser's visit."""
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {KEY}"})


@pytest.fixture
def stranger(nation: Nation, clean_ledger: None) -> Client:
    return Client(enforce_csrf_checks=True)


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Staff.objects.get(username=username))
    return client


@pytest.fixture
def officer(nation: Nation, clean_ledger: None) -> Client:
    return signed_in("officer")


@pytest.fixture
def auditor(nation: Nation, clean_ledger: None) -> Client:
    return signed_in("auditor")
