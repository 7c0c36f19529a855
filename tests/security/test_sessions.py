"""Sessions of citizens in a browser."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from wasl.identity.api import Citizen
from wasl.identity.sessions.api import prove_again, sign_in
from wasl.identity.sessions.signing_in import IDLE, LONGEST
from wasl.trust.api import Assurance

START = datetime(2026, 6, 1, 8, tzinfo=UTC)


def is_in(client: Client) -> bool:
    return client.get("/my/").status_code == 200


def test_half_an_hour_without_a_visit_ends_a_citizens_session(nation: Nation, clean_ledger: None) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = citizen_signed_in(nation.handle)
        clock.shift(IDLE - timedelta(minutes=1))
        assert is_in(client)
        clock.shift(IDLE + timedelta(minutes=1))
        assert not is_in(client)


def test_a_day_of_clicking_ends_a_citizens_session_too(nation: Nation, clean_ledger: None) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = citizen_signed_in(nation.handle)
        for _ in range(int(LONGEST / timedelta(minutes=20)) - 1):
            clock.shift(timedelta(minutes=20))
            assert is_in(client)
        clock.shift(timedelta(minutes=21))
        assert not is_in(client)


def test_a_session_is_named_by_what_nobody_can_guess(nation: Nation) -> None:
    names = {citizen_signed_in(nation.handle).cookies[settings.SESSION_COOKIE_NAME].value for _ in range(5)}
    assert len(names) == 5
    assert all(len(name) == 32 and name.isalnum() for name in names)  # 36 letters, 32 of them: 165 bits


def test_signing_in_and_proving_again_change_the_name_of_a_session(nation: Nation) -> None:
    citizen, _ = Citizen.objects.get_or_create(person=nation.handle)
    request = RequestFactory().get("/")
    request.session, request.user = Client().session, AnonymousUser()
    request.session["left"] = "by somebody before"
    request.session.save()
    names = [request.session.session_key]
    here = sign_in(request, citizen, amr=["sms"], carries=Assurance.LOW)
    assert "left" not in request.session
    names.append(request.session.session_key)
    prove_again(request, here, amr=["hwk"], carries=Assurance.SUBSTANTIAL)
    names.append(request.session.session_key)
    assert len({*names}) == 3
    assert not any(request.session.exists(name) for name in names[:2])


def test_with_the_session_the_browser_drops_what_it_kept(nation: Nation, clean_ledger: None) -> None:
    client = citizen_signed_in(nation.handle)
    assert "Clear-Site-Data" not in client.get("/my/").headers
    assert client.post("/my/sign-out/").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("address", ["/my/", "/my/looks/"])
def test_every_page_of_a_citizen_offers_to_sign_out(nation: Nation, clean_ledger: None, address: str) -> None:
    assert "/my/sign-out/" in citizen_signed_in(nation.handle).get(address).content.decode()
