"""Tokens of the provider: for whom they are, when they end; and whose description of itself a party believes."""

import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import time_machine
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.conftest import provider
from tests.standards.openid.party import EVERYTHING, party, signs_in
from wasl.identity.openid.granting import FOREVER
from wasl.identity.openid.jwts import read
from wasl.identity.openid.keys import ring
from wasl.identity.openid.minting import ACCESS_ALG, signed
from wasl.synthetic.parties.errors import NotBelieved
from wasl.synthetic.parties.keys import kept_keys
from wasl.synthetic.parties.provider import Provider

__all__ = ["provider"]


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def test_a_token_of_ours_for_somebody_else_opens_nothing_here(browser: Client) -> None:
    rp = party()
    access = signs_in(rp, browser)["access_token"]
    claims = read(access, list(ring().public.values()), [ACCESS_ALG])
    assert rp.looks(signed("at+jwt", claims, ACCESS_ALG)).status_code == 200
    assert rp.looks(signed("at+jwt", claims | {"aud": "https://elsewhere.example"}, ACCESS_ALG)).status_code == 401


def test_a_refresh_token_has_an_end_however_often_it_is_used(browser: Client) -> None:
    rp = party()
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        token = signs_in(rp, browser, scope=" ".join(EVERYTHING))["refresh_token"]
        clock.shift(FOREVER / 2)
        token = rp.refreshes(token).json()["refresh_token"]
        clock.shift(FOREVER / 2)
        assert rp.refreshes(token).status_code == 400


def test_an_access_token_ends_within_minutes(browser: Client) -> None:
    claims = read(signs_in(party(), browser)["access_token"], list(ring().public.values()), [ACCESS_ALG])
    assert time.time() < claims["exp"] <= time.time() + 600


@pytest.mark.parametrize("issuer", ["https://evil.example", "https://wasl.example/", "", None])
def test_a_party_believes_no_description_of_another_issuer(issuer: str | None, tmp_path: Path) -> None:
    told = {"issuer": issuer, "token_endpoint": "https://evil.example/token"}
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=told))) as client:
        provider = Provider("https://wasl.example", "demo-bank", kept_keys(tmp_path / "keys"), client)
        with pytest.raises(NotBelieved):
            provider.address("token_endpoint")
