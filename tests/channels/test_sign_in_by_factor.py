"""Signing in without a message: number and a code of one's own. Whether a number is anybody's shows in nothing."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import hashers
from django.http import HttpResponse
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.channels.test_factor_pages import LIST, PASSWORD, app_of, here_at, own, text
from tests.nation import Nation
from wasl.identity.accounts.models import Pace
from wasl.identity.api import Citizen
from wasl.identity.factors.api import By, Kind, forget, password_set, recovery_codes_new
from wasl.identity.factors.models import Change, Tries
from wasl.trust.api import Assurance


@pytest.fixture
def resident(nation: Nation, clean_ledger: None) -> Iterator[Nation]:
    """Somebody of the nation who has an account. The store is the nation's own: what is written must be taken back."""
    Citizen.objects.update_or_create(person=nation.handle, defaults={"assurance": Assurance.SUBSTANTIAL})
    yield nation
    forget(f"citizen:{nation.handle}", By("staff:test"))
    for model in (Change, Tries, Pace):
        model.objects.all().delete()
    Citizen.objects.filter(person=nation.handle).delete()


def other(client: Client, number: str, code: str, password: str = "") -> HttpResponse:
    return client.post(
        "/my/sign-in/other/", {"number": number, "code": code, "password": password}, query_params={"lang": "en"}
    )


def test_number_and_time_code_let_in(resident: Nation) -> None:
    client, account = Client(), f"citizen:{resident.handle}"
    assert other(client, resident.number, app_of(account).now()).headers["Location"] == "/my/"
    assert (here_at(client).citizen.person, here_at(client).amr) == (resident.handle, ("otp",))
    assert client.get(f"{LIST}password/").status_code == 200, "they have just shown a factor"


def test_a_recovery_code_lets_in_at_the_lowest_level_and_changes_nothing_alone(resident: Nation) -> None:
    client, account = Client(), f"citizen:{resident.handle}"
    app_of(account)
    codes = recovery_codes_new(account, own(account, Kind.TIME_CODE))
    assert other(client, resident.number, codes[0]).status_code == 302
    assert here_at(client).level is Assurance.LOW
    assert client.get(f"{LIST}passkey/").headers["Location"] == "/my/prove/"
    assert other(Client(), resident.number, codes[0]).status_code == 200


def test_who_has_a_password_needs_it_with_the_code(resident: Nation) -> None:
    account = f"citizen:{resident.handle}"
    password_set(account, PASSWORD, own(account))
    app = app_of(account, own(account, Kind.PASSWORD))
    for wrong in ("", "wrong and also long"):
        assert other(Client(), resident.number, app.now(), wrong).status_code == 200
    client = Client()
    assert other(client, resident.number, app.now(), PASSWORD).status_code == 302, "the code was not spent by then"
    assert set(here_at(client).amr) == {"otp", "pwd", "mfa"}


def test_a_password_alone_opens_nothing(resident: Nation) -> None:
    account = f"citizen:{resident.handle}"
    password_set(account, PASSWORD, own(account))
    for code in ("", "000000", "AAAA-BBBB-CCCC"):
        assert other(Client(), resident.number, code, PASSWORD).status_code == 200


def errors_in(answer: HttpResponse) -> list[str]:
    return re.findall(r'class="error"[^>]*>(.*?)</p>', text(answer))


def test_numbers_of_somebody_and_of_nobody_are_answered_alike(
    resident: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = f"citizen:{resident.handle}"
    password_set(account, PASSWORD, own(account))
    app_of(account, own(account, Kind.PASSWORD))
    nobodys = resident.number[:-1] + str((int(resident.number[-1]) + 1) % 10)
    hashes: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(hashers.Argon2PasswordHasher, name)
        monkeypatch.setattr(
            hashers.Argon2PasswordHasher, name, lambda *given, real=real: hashes.append("one") or real(*given)
        )
    for code, password in (
        ("000000", ""),
        ("000000", "wrong and long"),
        ("AAAA-BBBB-CCCC", ""),
        ("AAAABBBBCCCC", "wrong"),
    ):
        told = []
        for number in (resident.number, nobodys):
            Tries.objects.all().delete()
            hashes.clear()
            told.append((errors_in(other(Client(), number, code, password)), len(hashes)))
        assert told[0][0] == told[1][0] != []
        assert abs(told[0][1] - told[1][1]) == 0, (code, password, told)


def test_guessing_makes_number_wait_whether_it_is_anybodys_or_not(resident: Nation) -> None:
    app_of(f"citizen:{resident.handle}")
    nobodys = resident.number[:-1] + str((int(resident.number[-1]) + 1) % 10)
    for number in (resident.number, nobodys):
        said = [" ".join(errors_in(other(Client(), number, "000000"))) for _ in range(7)]
        assert "Wait" in said[-1], said


@pytest.mark.parametrize("number", ["", "123", "abc", "9" * 40])
def test_what_cannot_be_a_number_is_said_beside_the_number(number: str) -> None:
    assert 'id="id_number_error"' in text(other(Client(), number, "000000"))


def test_the_code_to_the_telephone_is_followed_by_the_password_of_who_has_one(resident: Nation) -> None:
    account = f"citizen:{resident.handle}"
    Citizen.objects.filter(person=resident.handle).update(telephone="+201000000001")
    password_set(account, PASSWORD, own(account))
    client = Client()
    client.get(LIST)
    client.post("/my/sign-in/", {"number": resident.number})
    code = re.search(r'dir="ltr">(\d{6})<', text(client.get("/my/sign-in/code/")))
    assert code
    answer = client.post("/my/sign-in/code/", {"code": code[1]})
    assert answer.headers["Location"] == "/my/sign-in/password/"
    assert here_at(client) is None
    answer = client.post("/my/sign-in/password/", {"password": PASSWORD})
    assert answer.headers["Location"] == LIST, "the page that they wanted at first"


def test_the_account_leads_to_what_one_signs_in_with(resident: Nation) -> None:
    assert f'href="{LIST}"' in text(citizen_signed_in(resident.handle).get("/my/account/"))
