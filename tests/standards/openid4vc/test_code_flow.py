"""The authorisation code flow: the person signs in, allows, and the wallet that asked, and no other, fetches."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.channels.conftest import citizen_signed_in
from tests.identity.wallet.holder import Holder, digest
from wasl.core.conf import settings
from wasl.identity.wallet.api import check_credential, issuer
from wasl.identity.wallet.models import Code
from wasl.trust.api import Assurance

KIND, BACK, VERIFIER = "driving-licence", "https://wallet.example/back?x=1", "v" * 43
ASKED = {
    "client_id": "wallet.example",
    "redirect_uri": BACK,
    "response_type": "code",
    "code_challenge": digest(VERIFIER),
    "code_challenge_method": "S256",
    "scope": KIND,
    "state": "of the wallet",
}


@pytest.fixture(autouse=True)
def known_wallet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "trust.json").write_text(json.dumps({"clients": {"wallet.example": [BACK]}}))
    monkeypatch.setenv("WASL_WALLET_TRUST", str(tmp_path / "trust.json"))
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def citizen(holder: Holder) -> Client:
    return citizen_signed_in(holder.person)


def sent_back(citizen: Client, answer: str = "yes", **changed: str) -> dict[str, str]:
    """What the wallet is told."""
    assert citizen.get("/wallet/authorize", ASKED | changed)["Location"] == "/my/wallet/allow/"
    assert "Digital driving licence" in citizen.get("/my/wallet/allow/?lang=en").content.decode()
    onward = citizen.post("/my/wallet/allow/", {"answer": answer})
    address = onward["Refresh"].partition("url=")[2]
    assert address.startswith(BACK + "&")
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def exchanged(holder: Holder, code: str, **changed: str) -> Any:
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    form |= {"client_id": "wallet.example", "redirect_uri": BACK}
    return holder.client.post("/wallet/token", form | changed)


def test_a_person_allows_and_the_wallet_fetches(citizen: Client, holder: Holder) -> None:
    told = sent_back(citizen)
    assert told["state"] == "of the wallet"
    assert told["iss"] == issuer()
    answer = exchanged(holder, told["code"])
    assert answer.status_code == 200, answer.content
    holder.token = answer.json()["access_token"]
    assert check_credential(holder.asks(KIND).json()["credentials"][0]["credential"]).ok


def test_by_authorization_details_too(citizen: Client, holder: Holder) -> None:
    details = json.dumps([{"type": "openid_credential", "credential_configuration_id": KIND}])
    answer = exchanged(holder, sent_back(citizen, authorization_details=details, scope="")["code"])
    assert answer.json()["authorization_details"][0]["credential_configuration_id"] == KIND


def test_who_says_no_gives_no_code(citizen: Client) -> None:
    told = sent_back(citizen, "no")
    assert told["error"] == "access_denied"
    assert Code.objects.count() == 0
    assert citizen.post("/my/wallet/allow/", {"answer": "yes"})["Location"] == "/my/wallet/"


def test_whoever_is_not_signed_in_is_asked_to_first(holder: Holder) -> None:
    stranger = Client()
    stranger.get("/wallet/authorize", ASKED)
    assert stranger.post("/my/wallet/allow/", {"answer": "yes"}).status_code == 302
    assert Code.objects.count() == 0


def test_a_weak_sign_in_allows_nothing(holder: Holder) -> None:
    weak = citizen_signed_in(holder.person, assurance=Assurance.LOW)
    weak.get("/wallet/authorize", ASKED)
    assert "Refresh" not in weak.post("/my/wallet/allow/", {"answer": "yes"}).headers
    assert Code.objects.count() == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": BACK + "/../evil"},
        {"client_id": "other.example"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"scope": "flying-licence"},
        {"scope": "driving-licence person-identification"},
        {"authorization_details": "[{}]"},
        {"authorization_details": "x"},
    ],
    ids=str,
)
def test_a_request_that_is_not_sound_is_refused_here_and_sends_nobody_anywhere(
    citizen: Client, changed: dict[str, str]
) -> None:
    answer = citizen.get("/wallet/authorize", ASKED | changed)
    assert answer.status_code == 400
    assert "Location" not in answer
    assert citizen.get("/my/wallet/allow/")["Location"] == "/my/wallet/"


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"client_id": "other.example"},
        {"redirect_uri": "https://wallet.example/elsewhere"},
        {"code": "made-up"},
    ],
    ids=str,
)
def test_a_code_is_of_no_use_to_anybody_else(citizen: Client, holder: Holder, changed: dict[str, str]) -> None:
    code = sent_back(citizen)["code"]
    answer = exchanged(holder, **({"code": code} | changed))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_code_that_comes_twice_ends_what_it_gave(citizen: Client, holder: Holder) -> None:
    code = sent_back(citizen)["code"]
    holder.token = exchanged(holder, code).json()["access_token"]
    assert exchanged(holder, code).json()["error"] == "invalid_grant"
    assert holder.asks(KIND).status_code == 401


def test_a_code_holds_for_a_minute(citizen: Client, holder: Holder) -> None:
    code = sent_back(citizen)["code"]
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert exchanged(holder, code).json()["error"] == "invalid_grant"
