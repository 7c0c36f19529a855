"""Signing in as staff: a password alone opens no page; a second factor does, and the first sign-in enrols one."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
import time_machine
from django.test import Client

from tests.identity.factors.device import Device
from tests.identity.staffing.conftest import PASSWORD, member
from wasl.identity.api import Role, Staff, demo_accounts, ensure_demo_accounts
from wasl.identity.demo import demo_time_code
from wasl.identity.factors.models import TimeCode
from wasl.identity.staffing import halfway
from wasl.identity.staffing.models import StaffSession

pytestmark = pytest.mark.django_db


def password_given(username: str = "mona", password: str = PASSWORD, wanted: str = "") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    answer = client.post("/sign-in/", {"username": username, "password": password, "next": wanted})
    assert answer["Location"] == "/sign-in/second/", answer.content.decode()
    return client


def enrolling(client: Client) -> pyotp.TOTP:
    """The app that has scanned the page's secret."""
    assert client.get("/sign-in/second/")["Location"] == "/sign-in/enrol/"
    page = client.get("/sign-in/enrol/").content.decode()
    found = re.search(r'id="secret">(\w+)<', page)
    assert found, page
    assert '<img src="data:image/svg+xml' in page
    return pyotp.TOTP(found[1])


def with_app(username: str = "mona") -> pyotp.TOTP:
    """Somebody who enrolled an app a while ago."""
    client = password_given(username)
    app = enrolling(client)
    assert client.post("/sign-in/enrol/", {"code": app.now()}).status_code == 302
    client.post("/sign-out/")
    TimeCode.objects.update(last_step=0)
    return app


def is_in(client: Client) -> bool:
    return client.get("/staff/me/").status_code == 200


def test_the_first_sign_in_enrols_an_app_and_the_second_asks_for_its_code() -> None:
    member("mona")
    app = with_app()
    client = password_given(wanted="/staff/me/password/")
    assert client.get("/sign-in/enrol/")["Location"] == "/sign-in/second/"
    answer = client.post("/sign-in/second/", {"code": app.now()})
    assert answer["Location"] == "/staff/me/password/"
    assert is_in(client)
    assert StaffSession.objects.latest("pk").amr == "pwd otp"


def test_a_password_alone_enrols_no_second_app() -> None:
    """Who stole a password must not be able to bring a factor of their own."""
    member("mona")
    with_app()
    thief = password_given()
    thief.get("/sign-in/enrol/")
    assert thief.post("/sign-in/enrol/", {"code": "123456"})["Location"] == "/sign-in/second/"
    assert TimeCode.objects.count() == 1
    assert not is_in(thief)


def test_a_code_opens_once() -> None:
    member("mona")
    app = with_app()
    code = app.now()
    assert password_given().post("/sign-in/second/", {"code": code}).status_code == 302
    again = password_given()
    answer = again.post("/sign-in/second/", {"code": code})
    assert "used already" in answer.content.decode()
    assert not is_in(again)


def test_arabic_digits_are_digits() -> None:
    member("mona")
    app = with_app()
    written = app.now().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert password_given().post("/sign-in/second/", {"code": written}).status_code == 302


def test_five_wrong_codes_lead_back_to_the_password() -> None:
    member("mona")
    with_app()
    client = password_given()
    for _ in range(halfway.MOST_TRIES - 1):
        assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 200
    assert client.post("/sign-in/second/", {"code": "000000"})["Location"] == "/sign-in/"
    assert client.get("/sign-in/second/")["Location"] == "/sign-in/"


def test_a_password_given_ten_minutes_ago_leads_nowhere() -> None:
    member("mona")
    with time_machine.travel(datetime.now(UTC) - timedelta(minutes=11), tick=True):
        client = password_given()
    assert client.get("/sign-in/enrol/")["Location"] == "/sign-in/"


def test_a_password_changed_meanwhile_leads_nowhere() -> None:
    account = member("mona")
    client = password_given()
    account.set_password("another long and quiet one")
    account.save()
    assert client.get("/sign-in/enrol/")["Location"] == "/sign-in/"


def test_an_account_suspended_meanwhile_leads_nowhere() -> None:
    member("mona")
    client = password_given()
    Staff.objects.update(is_active=False)
    assert client.get("/sign-in/enrol/")["Location"] == "/sign-in/"


@pytest.mark.parametrize("answer", ["{", "[]", '{"id": 1}', '"x"', "null", "[" * 9000])
def test_what_is_no_passkey_opens_nothing(answer: str) -> None:
    member("mona")
    with_app()
    client = password_given()
    assert client.post("/sign-in/second/", {"passkey": answer}).status_code == 200
    assert not is_in(client)


def test_wrong_passwords_slow_down_and_say_how_long_to_wait() -> None:
    member("mona")
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    pages = [tried(client, username) for username in ("mona", "nobody") for _ in range(7)]
    assert all("not right" in page for page in (*pages[:5], *pages[7:12]))
    assert all("Wait" in page for page in (*pages[5:7], *pages[12:]))
    assert "Wait" in tried(client, "mona", PASSWORD), "a right password waits as well"


def tried(client: Client, username: str, password: str = "guess") -> str:
    return client.post("/sign-in/", {"username": username, "password": password}).content.decode()


# Passkeys


HOST = "localhost:8000"
"""Where passkeys of a demo work."""


def asked(client: Client, address: str) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', client.get(address, headers={"host": HOST}).content.decode())
    assert found, address
    return dict(json.loads(unescape(found[1])))


def answered(client: Client, address: str, answer: dict[str, Any]) -> Any:
    return client.post(address, {"passkey": json.dumps(answer)}, headers={"host": HOST})


def with_passkey(username: str = "mona") -> Device:
    device, client = Device(), password_given(username)
    options = asked(client, "/sign-in/enrol/")
    assert answered(client, "/sign-in/enrol/", device.create(options)).status_code == 302
    assert is_in(client)
    return device


def test_a_passkey_is_enrolled_and_signs_in() -> None:
    member("mona")
    device, client = with_passkey(), password_given()
    assert answered(client, "/sign-in/second/", device.get(asked(client, "/sign-in/second/"))).status_code == 302
    assert is_in(client)
    assert StaffSession.objects.latest("pk").amr.split()[0] == "pwd"
    assert "hwk" in StaffSession.objects.latest("pk").amr


def test_a_passkey_of_somebody_else_opens_nothing() -> None:
    member("mona"), member("hoda")
    with_passkey("mona")
    other, client = with_passkey("hoda"), password_given("mona")
    options = asked(client, "/sign-in/second/")
    assert answered(client, "/sign-in/second/", other.get(options | {"allowCredentials": []})).status_code == 200
    assert not is_in(client)


def test_a_passkeys_answer_opens_one_browser_once() -> None:
    member("mona")
    device, first, second = with_passkey(), password_given(), password_given()
    asked(second, "/sign-in/second/")
    answer = device.get(asked(first, "/sign-in/second/"))
    assert answered(second, "/sign-in/second/", answer).status_code == 200
    assert answered(first, "/sign-in/second/", answer).status_code == 302
    assert (is_in(first), is_in(second)) == (True, False)


# The demo


def test_a_demo_log_in_shows_its_code_and_signs_in_with_it() -> None:
    ensure_demo_accounts()
    for one in demo_accounts():
        client = password_given(one.username, one.password)
        page = client.get("/sign-in/second/").content.decode()
        code = demo_time_code(one.username)
        assert f'value="{code}"' in page
        assert client.post("/sign-in/second/", {"code": code}).status_code == 302
        assert client.get("/staff/me/").status_code == 200


def test_no_code_is_shown_for_an_account_of_ones_own() -> None:
    member("mona")
    with_app()
    assert "demo-code" not in password_given().get("/sign-in/second/").content.decode()


# Where work begins


def test_roles_begin_at_their_own_work() -> None:
    member("lead", Role.OFFICE_HEAD)
    client = password_given("lead")
    app = enrolling(client)
    assert client.post("/sign-in/enrol/", {"code": app.now()})["Location"] == "/staff/"
