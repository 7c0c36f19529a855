import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from tests.nation import Nation
from tests.staff import at_work
from wasl.identity.api import Citizen, Staff, sign_in
from wasl.trust.api import Assurance

KEY = "wasl_demo_officer_key"
PURPOSE = "citizen-request"


@pytest.fixture
def program(nation: Nation, clean_ledger: None) -> Client:
    """A program with the officer's key; as strict about forged requests as a browser's visit."""
    return Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {KEY}"})


@pytest.fixture
def stranger(nation: Nation, clean_ledger: None) -> Client:
    return Client(enforce_csrf_checks=True)


def signed_in(username: str) -> Client:
    return at_work(Staff.objects.get(username=username))


def citizen_signed_in(
    handle: str, assurance: Assurance = Assurance.SUBSTANTIAL, amr: tuple[str, ...] = ("sms",)
) -> Client:
    """A person with an account that is theirs that surely, in a browser where they are signed in."""
    citizen, _ = Citizen.objects.update_or_create(person=handle, defaults={"assurance": assurance})
    client = Client()
    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    sign_in(request, citizen, amr=amr, carries=assurance)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


@pytest.fixture
def officer(nation: Nation, clean_ledger: None) -> Client:
    return signed_in("officer")


@pytest.fixture
def auditor(nation: Nation, clean_ledger: None) -> Client:
    return signed_in("auditor")
