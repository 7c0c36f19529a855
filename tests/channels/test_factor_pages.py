"""A citizen's pages of factors, as a browser meets them: without scripts, and as the script of passkeys talks to us."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from django.conf import settings as platform
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.channels.conftest import citizen_signed_in
from tests.identity.factors.device import Device
from wasl.channels.portal.factors.signing import asks_password
from wasl.identity.api import Citizen, signed_in
from wasl.identity.factors.api import (
    By,
    Kind,
    factors_of,
    passkey_register,
    passkey_register_options,
    password_set,
    recovery_codes_new,
    totp_confirm,
    totp_new,
)
from wasl.identity.factors.models import Challenge, TimeCode
from wasl.trust.api import Assurance

pytestmark = pytest.mark.django_db

HANDLE = "P-1"
ACCOUNT = f"citizen:{HANDLE}"
PASSWORD = "camel window seven rain"
LIST = "/my/account/factors/"
PAGES = [LIST, *(f"{LIST}{page}/" for page in ("passkey", "time-code", "password", "recovery-codes"))]


@pytest.fixture
def citizen() -> Client:
    """Signed in a moment ago with a code to the telephone; nothing of their own yet."""
    return citizen_signed_in(HANDLE)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def own(account: str = ACCOUNT, kind: Kind | None = None) -> By:
    return By(account, "", datetime.now(UTC), f"{kind}:1" if kind else "", telephone=True)


def app_of(account: str = ACCOUNT, by: By | None = None) -> pyotp.TOTP:
    by = by or own(account)
    app = pyotp.TOTP(totp_new(account, "app", by).secret)
    totp_confirm(account, app.now(), by)
    TimeCode.objects.update(last_step=0)  # so that the code of now may be sent again
    return app


def passkey_of(account: str = ACCOUNT) -> Device:
    device = Device()
    asked = passkey_register_options(account, "phone", own(account))
    passkey_register(account, asked.state, device.create(asked.options), "phone", own(account))
    return device


def talk(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json", headers={"accept-language": "en"})


def later(minutes: int = 6) -> Any:
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes))


# --- the list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_page_says_first_what_it_is(citizen: Client, page: str, language: str) -> None:
    said = text(citizen.get(page, {"lang": language}))
    assert re.search(r"<h1>.+</h1>\s*<p class=\"lead\">", said), page
    assert ("هذه الصفحة" if language == "ar" else "This page") in said


@pytest.mark.parametrize("page", [*PAGES, "/my/prove/"])
def test_a_stranger_signs_in_first_and_comes_back(page: str) -> None:
    client = Client()
    assert client.get(page).headers["Location"] == "/my/sign-in/"
    assert client.session["citizen-next"] == page


def test_the_pages_run_no_inline_script(citizen: Client) -> None:
    passkey_of()
    client = citizen_signed_in(HANDLE)
    for page in ["/my/account/factors/", "/my/prove/", "/my/sign-in/other/"]:
        assert not re.search(r"<script(?![^>]*\bsrc=)|\bon\w+=\"|style=\"", text(client.get(page)))


def test_the_list_names_what_there_is_and_what_happened(citizen: Client) -> None:
    passkey_of()
    recovery_codes_new(ACCOUNT, own(kind=Kind.PASSKEY))
    said = text(citizen.get(LIST, {"lang": "en"}))
    for words in ("Passkey", "phone", "10 codes left", "Added", "by whom".capitalize()):
        assert words in said


@pytest.mark.parametrize(("left", "words"), [(1, "بقي رمز واحد"), (2, "بقي رمزان"), (5, "بقيت ٥ رموز")])
def test_how_many_codes_are_left_is_said_in_good_arabic(citizen: Client, left: int, words: str) -> None:
    from wasl.identity.factors.models import RecoveryCode

    recovery_codes_new(ACCOUNT, own())
    used = RecoveryCode.objects.values_list("pk", flat=True)[: 10 - left]
    RecoveryCode.objects.filter(pk__in=list(used)).update(used=datetime.now(UTC))
    assert words in text(citizen.get(LIST))


# --- adding and removing ----------------------------------------------------------------------------------------------


def test_an_app_is_added_without_scripts(citizen: Client) -> None:
    shown = text(citizen.post(f"{LIST}time-code/", {"label": "هاتف منى"}))
    secret = re.search(r'class="code secret" dir="ltr">(\w+)<', shown)
    assert secret
    assert 'src="data:image/svg+xml' in shown
    answer = citizen.post(f"{LIST}time-code/confirm/", {"code": pyotp.TOTP(secret[1]).now()}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{LIST}?done=totp"
    assert [one.label for one in factors_of(ACCOUNT)] == ["هاتف منى"]
    assert secret[1] not in text(citizen.get(f"{LIST}time-code/"))


def test_a_wrong_first_code_is_said_beside_its_field_and_the_secret_stays_hidden(citizen: Client) -> None:
    shown = text(citizen.post(f"{LIST}time-code/", {"label": "x"}))
    secret = re.search(r'class="code secret" dir="ltr">(\w+)<', shown)[1]  # type: ignore[index]
    said = text(citizen.post(f"{LIST}time-code/confirm/", {"code": "000000"}))
    assert 'id="id_code_error"' in said
    assert secret not in said
    assert factors_of(ACCOUNT) == []


def test_a_password_is_set_and_a_weak_one_explained(citizen: Client) -> None:
    for weak in ("short", "qwertyuiop123"):
        said = text(citizen.post(f"{LIST}password/", {"password": weak}))
        assert 'id="id_password_error"' in said
        assert weak not in said
    answer = citizen.post(f"{LIST}password/", {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{LIST}?done=password"
    assert [one.kind for one in factors_of(ACCOUNT)] == [Kind.PASSWORD]


def test_recovery_codes_are_shown_once(citizen: Client) -> None:
    shown = text(citizen.post(f"{LIST}recovery-codes/"))
    codes = re.findall(r'class="code" dir="ltr">([0-9A-Z-]{14})<', shown)
    assert len(codes) == 10
    assert not any(code in text(citizen.get(page)) for page in PAGES for code in codes)


def test_a_factor_is_removed_and_somebody_elses_is_not_there(citizen: Client) -> None:
    recovery_codes_new("citizen:P-2", own("citizen:P-2"))
    app_of("citizen:P-2")
    assert citizen.post(f"{LIST}remove/", {"factor": factors_of("citizen:P-2")[0].id}).status_code == 404
    citizen.post(f"{LIST}recovery-codes/")
    answer = citizen.post(f"{LIST}remove/", {"factor": "recovery:list"})
    assert answer.headers["Location"] == f"{LIST}?done=removed"
    assert factors_of(ACCOUNT) == []


@pytest.mark.parametrize("page", PAGES[1:])
def test_after_five_minutes_one_proves_oneself_again_and_comes_back(citizen: Client, page: str) -> None:
    with later():
        assert citizen.get(page).headers["Location"] == "/my/prove/"
        assert citizen.session["prove-back"] == page


def test_after_five_minutes_nothing_is_changed(citizen: Client) -> None:
    recovery_codes_new(ACCOUNT, own())
    with later():
        for page, body in {
            "time-code/": {"label": "x"},
            "time-code/confirm/": {"code": "000000"},
            "password/": {"password": PASSWORD},
            "recovery-codes/": {},
            "remove/": {"factor": "recovery:list"},
        }.items():
            assert citizen.post(LIST + page, body).headers["Location"] == "/my/prove/", page
        answer = talk(citizen, f"{LIST}passkey/ask/", label="x")
        assert (answer.status_code, answer.json()["next"]) == (403, "/my/prove/")
    assert [one.kind for one in factors_of(ACCOUNT)] == [Kind.RECOVERY]


def test_a_code_to_the_telephone_does_not_change_an_account_with_an_app(citizen: Client) -> None:
    app_of()
    assert citizen.get(f"{LIST}passkey/").headers["Location"] == "/my/prove/"


# --- passkeys, as the script asks -------------------------------------------------------------------------------------


def added(client: Client, device: Device) -> Any:
    asked = talk(client, f"{LIST}passkey/ask/", label="هاتف منى").json()
    return talk(client, f"{LIST}passkey/add/", answer=device.create(asked["publicKey"]))


def test_a_passkey_is_added_and_then_signs_in(citizen: Client) -> None:
    device = Device()
    assert added(citizen, device).json() == {"next": f"{LIST}?done=passkey"}
    assert factors_of(ACCOUNT)[0].label == "هاتف منى"
    stranger = Client()
    asked = talk(stranger, "/my/sign-in/passkey/ask/").json()
    answer = talk(stranger, "/my/sign-in/passkey/", answer=device.get(asked["publicKey"]))
    assert answer.json() == {"next": "/my/"}
    here = here_at(stranger)
    assert (here.citizen.person, here.level) == (HANDLE, Assurance.SUBSTANTIAL)
    assert {"pop", "hwk", "mfa"} <= set(here.amr)


def here_at(client: Client) -> Any:
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session, request.user = client.session, AnonymousUser()
    return signed_in(request)


def test_who_wanted_a_page_gets_there_with_a_passkey() -> None:
    device, stranger = passkey_of(), Client()
    Citizen.objects.create(person=HANDLE)
    stranger.get(f"{LIST}passkey/")
    asked = talk(stranger, "/my/sign-in/passkey/ask/").json()
    answer = talk(stranger, "/my/sign-in/passkey/", answer=device.get(asked["publicKey"]))
    assert answer.json() == {"next": f"{LIST}passkey/"}
    assert stranger.get(f"{LIST}passkey/").status_code == 200, "having just shown it, they need not prove themselves"


def test_an_answer_to_the_challenge_of_another_session_is_refused(citizen: Client) -> None:
    device = passkey_of()
    theirs, mine = Client(), Client()
    asked = talk(theirs, "/my/sign-in/passkey/ask/").json()
    talk(mine, "/my/sign-in/passkey/ask/")
    answer = device.get(asked["publicKey"])
    for client in (mine, Client()):
        refused = talk(client, "/my/sign-in/passkey/", answer=answer)
        assert refused.status_code == 403
        assert here_at(client) is None
    assert talk(theirs, "/my/sign-in/passkey/", answer=answer).status_code == 200


def test_a_replayed_answer_opens_nothing(citizen: Client) -> None:
    device, stranger = passkey_of(), Client()
    asked = talk(stranger, "/my/sign-in/passkey/ask/").json()
    answer = device.get(asked["publicKey"])
    assert talk(stranger, "/my/sign-in/passkey/", answer=answer).status_code == 200
    assert talk(stranger, "/my/sign-in/passkey/", answer=answer).status_code == 403


def test_a_challenge_for_one_thing_does_not_do_for_another(citizen: Client) -> None:
    """What was asked to sign in with, a signed-in session does not take as a proof, nor the other way."""
    device = passkey_of()
    asked = talk(citizen, "/my/sign-in/passkey/ask/").json()
    assert talk(citizen, "/my/prove/passkey/", answer=device.get(asked["publicKey"])).status_code == 403


def test_the_passkey_of_a_member_of_staff_or_of_a_closed_account_opens_no_citizens_page(citizen: Client) -> None:
    staff = Device()
    asked = passkey_register_options("staff:mona", "x")
    passkey_register("staff:mona", asked.state, staff.create(asked.options), "x")
    closed = passkey_of()
    Citizen.objects.update(closed=datetime.now(UTC))
    for device in (staff, closed):
        stranger = Client()
        options = talk(stranger, "/my/sign-in/passkey/ask/").json()["publicKey"]
        answer = talk(stranger, "/my/sign-in/passkey/", answer=device.get(options))
        assert answer.status_code == 403
        assert here_at(stranger) is None


def test_somebody_elses_passkey_proves_nothing_here(citizen: Client) -> None:
    passkey_of()
    others = passkey_of("citizen:P-2")
    asked = talk(citizen, "/my/prove/passkey/ask/").json()
    assert talk(citizen, "/my/prove/passkey/", answer=others.get(asked["publicKey"])).status_code == 403


def test_the_options_name_no_account_to_who_is_nobody_yet() -> None:
    passkey_of()
    asked = talk(Client(), "/my/sign-in/passkey/ask/").json()["publicKey"]
    assert asked.get("allowCredentials", []) == []
    assert HANDLE not in str(asked)


ASKING = [f"{LIST}passkey/ask/", f"{LIST}passkey/add/", "/my/prove/passkey/ask/", "/my/prove/passkey/"]


@pytest.mark.parametrize("address", ASKING)
def test_the_script_of_somebody_signed_out_is_told_so(address: str) -> None:
    answer = talk(Client(), address, label="x", answer={})
    assert (answer.status_code, set(answer.json())) == (403, {"what", "mend"})


@pytest.mark.parametrize("address", [*ASKING, "/my/sign-in/passkey/ask/", "/my/sign-in/passkey/"])
def test_a_forged_request_is_refused(address: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(address, "{}", content_type="application/json")
    assert answer.status_code == 403
    assert not Challenge.objects.exists()


ODD = some.binary(max_size=60) | some.recursive(
    some.none() | some.integers() | some.text(max_size=10),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["answer", "label", "id"]), inner)
    ),
    max_leaves=6,
).map(lambda value: json.dumps(value).encode())


@given(body=ODD, address=some.sampled_from([*ASKING, "/my/sign-in/passkey/"]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_answered_in_words(citizen: Client, body: bytes, address: str) -> None:
    answer = citizen.post(address, body, content_type="application/json")
    assert answer.status_code in {200, 400, 403}
    assert {"what", "mend"} <= set(answer.json()) or "publicKey" in answer.json()


def test_an_endless_answer_is_not_read(citizen: Client) -> None:
    asked = talk(citizen, f"{LIST}passkey/ask/", label="x").json()
    big = {**Device().create(asked["publicKey"]), "padding": "x" * 30_000}
    assert talk(citizen, f"{LIST}passkey/add/", answer=big).status_code == 400


def test_where_passkeys_cannot_work_the_page_says_where_they_do(citizen: Client) -> None:
    said = text(citizen.get(f"{LIST}passkey/", {"lang": "en"}))
    assert 'href="http://localhost:8000/my/account/factors/passkey/"' in said
    there = text(citizen.get(f"{LIST}passkey/", {"lang": "en"}, headers={"host": "localhost:8000"}))
    assert 'data-passkey="create"' in there
    assert "Passkeys need scripts" in there


# --- proving oneself again --------------------------------------------------------------------------------------------


def test_a_code_of_the_app_proves_and_leads_back(citizen: Client) -> None:
    app = app_of()
    assert citizen.get(f"{LIST}password/").headers["Location"] == "/my/prove/"
    assert citizen.post("/my/prove/", {"code": app.now()}).headers["Location"] == f"{LIST}password/"
    assert citizen.get(f"{LIST}password/").status_code == 200
    assert "otp" in here_at(citizen).amr


def test_a_passkey_proves_and_leads_back(citizen: Client) -> None:
    device = passkey_of()
    citizen.get(f"{LIST}password/")
    asked = talk(citizen, "/my/prove/passkey/ask/").json()
    assert len(asked["publicKey"]["allowCredentials"]) == 1
    answer = talk(citizen, "/my/prove/passkey/", answer=device.get(asked["publicKey"]))
    assert answer.json() == {"next": f"{LIST}password/"}


def test_a_password_proves_only_where_there_is_nothing_better(citizen: Client) -> None:
    password_set(ACCOUNT, PASSWORD, own())
    assert 'name="password"' in text(citizen.get("/my/prove/"))
    assert citizen.post("/my/prove/", {"password": PASSWORD}).headers["Location"] == LIST
    app_of(by=own(kind=Kind.PASSWORD))
    said = text(citizen.get("/my/prove/"))
    assert 'name="password"' not in said
    assert 'name="code"' in said
    citizen.post("/my/prove/", {"password": PASSWORD})
    assert citizen.get(f"{LIST}passkey/").headers["Location"] == "/my/prove/"


def test_a_wrong_code_is_said_beside_its_field(citizen: Client) -> None:
    app_of()
    said = text(citizen.post("/my/prove/", {"code": "000000", "lang": "en"}))
    assert 'id="id_code_error"' in said


def test_who_has_nothing_of_their_own_signs_in_again_and_comes_back(citizen: Client) -> None:
    with later():
        citizen.get(f"{LIST}password/")
        assert "/my/prove/anew/" in text(citizen.get("/my/prove/"))
        assert citizen.post("/my/prove/anew/").headers["Location"] == "/my/sign-in/"
        assert here_at(citizen) is None
        assert citizen.session["citizen-next"] == f"{LIST}password/"


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "my/",
        "\t//evil.example",
        "",
    ],
)
def test_one_is_never_led_to_another_place(citizen: Client, away: str) -> None:
    app = app_of()
    assert citizen.get("/my/prove/", {"next": away}).headers["Location"] == "/my/prove/"
    assert citizen.post("/my/prove/", {"code": app.now()}).headers["Location"] == LIST


def test_a_path_of_ours_is_come_back_to_once(citizen: Client) -> None:
    app = app_of()
    citizen.get("/my/prove/", {"next": "/my/consents/?done=given"})
    assert citizen.post("/my/prove/", {"code": app.now()}).headers["Location"] == "/my/consents/?done=given"
    TimeCode.objects.update(last_step=0)
    assert citizen.post("/my/prove/", {"code": app.now()}).headers["Location"] == LIST


def test_a_proof_does_not_outlive_its_session(citizen: Client) -> None:
    app = app_of()
    citizen.post("/my/prove/", {"code": app.now()})
    assert citizen.get(f"{LIST}password/").status_code == 200
    citizen.post("/my/sign-out/")
    assert citizen_signed_in(HANDLE).get(f"{LIST}password/").headers["Location"] == "/my/prove/"


# --- the password after the telephone's code --------------------------------------------------------------------------


def halfway(client: Client) -> bool:
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session = client.session
    owes = asks_password(request, Citizen.objects.get(person=HANDLE), ("sms",))
    request.session.save()
    client.cookies[platform.SESSION_COOKIE_NAME] = request.session.session_key
    return owes


@pytest.fixture
def arriving() -> Client:
    """Somebody whose code to the telephone was right."""
    Citizen.objects.create(person=HANDLE, assurance=Assurance.SUBSTANTIAL)
    client = Client()
    client.get("/my/sign-in/")
    return client


def test_who_has_set_no_password_is_asked_for_none(arriving: Client) -> None:
    assert not halfway(arriving)
    assert arriving.get("/my/sign-in/password/").headers["Location"] == "/my/sign-in/"


def test_who_has_taken_the_telephones_number_stops_at_the_password(arriving: Client) -> None:
    password_set(ACCOUNT, PASSWORD, own())
    assert halfway(arriving)
    assert here_at(arriving) is None
    assert arriving.get("/my/account/factors/").headers["Location"] == "/my/sign-in/"
    said = text(arriving.post("/my/sign-in/password/", {"password": "wrong and long"}))
    assert 'id="id_password_error"' in said
    assert here_at(arriving) is None


def test_with_the_password_they_are_in(arriving: Client) -> None:
    password_set(ACCOUNT, PASSWORD, own())
    halfway(arriving)
    assert arriving.post("/my/sign-in/password/", {"password": PASSWORD}).headers["Location"] == "/my/"
    here = here_at(arriving)
    assert (here.level, set(here.amr)) == (Assurance.SUBSTANTIAL, {"sms", "pwd", "mfa"})


def test_a_password_owed_for_long_is_not_taken(arriving: Client) -> None:
    password_set(ACCOUNT, PASSWORD, own())
    halfway(arriving)
    with later(11):
        assert arriving.post("/my/sign-in/password/", {"password": PASSWORD}).headers["Location"] == "/my/sign-in/"
        assert here_at(arriving) is None
