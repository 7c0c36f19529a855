"""Sessions that end because a factor changed, or because who runs the platform ends them; and signs of strangers."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from structlog.testing import capture_logs
from typer.testing import CliRunner

from tests.channels.conftest import citizen_signed_in
from tests.citizens import code_on_page, last_message
from tests.identity.staffing.conftest import Office, office
from tests.staff import at_work
from wasl.cli import app, sessions
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.accounts import codes
from wasl.identity.accounts.codes import For, make, opened
from wasl.identity.accounts.models import Use
from wasl.identity.factors.api import Kind, factors_of
from wasl.identity.models import Citizen
from wasl.identity.sessions.api import sign_in
from wasl.messaging.models import Kept
from wasl.trust.api import Assurance

__all__ = ["office", "sessions"]

pytestmark = pytest.mark.django_db

HANDLE = "P-1"
LIST = "/my/account/factors/"
DEVICES = "/my/account/devices/"
TELEPHONE = "+201900000001"
CHROME, FIREFOX = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0", "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"


@pytest.fixture
def here() -> Client:
    return citizen_signed_in(HANDLE, amr=("hwk",))


@pytest.fixture
def there(here: Client) -> Client:
    return citizen_signed_in(HANDLE)


def is_in(client: Client) -> bool:
    return client.get("/my/account/").status_code == 200


def text(answer: Any) -> str:
    return str(answer.content.decode())


# A factor changed


def test_a_new_password_ends_all_other_sessions(here: Client, there: Client) -> None:
    here.post(f"{LIST}password/", {"password": "short"})
    assert is_in(there), "nothing has changed yet"
    here.post(f"{LIST}password/", {"password": "camel window seven rain"})
    assert [one.kind for one in factors_of(f"citizen:{HANDLE}")] == [Kind.PASSWORD]
    assert (is_in(here), is_in(there)) == (True, False)
    assert "as a new password was set" in text(here.get(DEVICES, {"lang": "en"}))


@pytest.mark.parametrize("done", ["passkey", "totp", "removed", "telephone"])
def test_after_any_other_change_one_button_signs_out_everywhere_else(here: Client, there: Client, done: str) -> None:
    said = text(here.get(LIST, {"done": done, "lang": "en"}))
    assert "You are signed in on one other device" in said
    assert f'action="{LIST}elsewhere/"' in said
    assert here.post(f"{LIST}elsewhere/")["Location"] == f"{LIST}?done=elsewhere"
    assert (is_in(here), is_in(there)) == (True, False)
    assert "elsewhere/" not in text(here.get(LIST, {"done": "elsewhere"}))


def test_without_a_change_or_another_session_nothing_is_offered(here: Client) -> None:
    assert "elsewhere/" not in text(here.get(LIST, {"done": "totp"}))
    citizen_signed_in(HANDLE)
    assert "elsewhere/" not in text(here.get(LIST))


def test_a_telephone_that_changed_at_once_leads_to_the_offer(
    here: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        here.post("/my/account/telephone/", {"telephone": "01911111111"})
    code = code_on_page(here, "/my/account/telephone/code/")
    answer = here.post("/my/account/telephone/code/", {"code": code})
    assert answer["Location"] == f"{LIST}?done=telephone"
    assert Citizen.objects.get(person=HANDLE).telephone == "+201911111111"


# From the terminal


def wasl(*words: str) -> Any:
    return CliRunner().invoke(app, ["sessions", *words])


def test_who_runs_the_platform_ends_a_persons_sessions_and_the_person_reads_so(here: Client, there: Client) -> None:
    other = citizen_signed_in("P-2")
    with capture_logs() as lines:
        assert "Ended: 2." in wasl("end", HANDLE).output
    assert [(line["event"], line["number"]) for line in lines] == [("sessions.ended_by_keepers", 2)]
    assert HANDLE not in str(lines)
    assert (is_in(here), is_in(there), is_in(other)) == (False, False, True)
    anew = citizen_signed_in(HANDLE)
    assert text(anew.get(DEVICES, {"lang": "en"})).count("by those who run the platform, to protect you") == 2


def test_everybody_is_signed_out_citizens_and_staff(here: Client, there: Client, office: Office) -> None:
    at_the_desk = at_work(office.officer)
    with capture_logs() as lines:
        assert "Ended: 2 of citizens, 1 of staff." in wasl("end", "--all").output
    assert {line["event"] for line in lines} == {"sessions.ended_by_keepers", "staff.sessions_ended_by_keepers"}
    assert not is_in(here)
    assert not is_in(there)
    assert at_the_desk.get("/staff/me/").status_code == 302


def test_what_is_meant_must_be_said_and_must_exist(here: Client) -> None:
    for words in (("end",), ("end", HANDLE, "--all")):
        assert isinstance(wasl(*words).exception, Refusal)
    assert isinstance(wasl("end", "P-nobody").exception, Unknown)
    assert is_in(here)


# Signs of somebody else


def arrives(citizen: Citizen, agent: str, on_commit: Any) -> None:
    request = RequestFactory().get("/", headers={"user-agent": agent})
    request.session, request.user = Client().session, AnonymousUser()
    with on_commit(execute=True):
        sign_in(request, citizen, amr=["sms"], carries=Assurance.LOW)


def test_a_sign_in_with_a_new_kind_of_device_is_told_once(django_capture_on_commit_callbacks: Any) -> None:
    citizen = Citizen.objects.create(person=HANDLE, telephone=TELEPHONE, language="en")
    arrives(citizen, CHROME, django_capture_on_commit_callbacks)
    arrives(citizen, CHROME, django_capture_on_commit_callbacks)
    assert not Kept.objects.exists(), "the first one is no news, nor is the same again"
    for _ in range(2):
        arrives(citizen, FIREFOX, django_capture_on_commit_callbacks)
    assert Kept.objects.filter(to=TELEPHONE).count() == 1
    assert "with a device not seen before: Firefox, Windows" in last_message(TELEPHONE)


def test_who_has_no_telephone_signs_in_with_a_new_device_all_the_same(django_capture_on_commit_callbacks: Any) -> None:
    citizen = Citizen.objects.create(person=HANDLE)
    for agent in (CHROME, FIREFOX):
        arrives(citizen, agent, django_capture_on_commit_callbacks)
    assert not Kept.objects.exists()


def test_every_code_that_opens_nothing_leaves_an_event_without_a_name() -> None:
    asked = make(For(Use.SIGN_IN, "29001011234567", HANDLE, TELEPHONE))
    with capture_logs() as lines:
        for _ in range(codes.MOST_TRIES + 1):
            with pytest.raises(NotAllowed):
                opened(Use.SIGN_IN, asked.id, "x")
        with pytest.raises(NotAllowed):
            opened(Use.SIGN_IN, asked.id + 1, "x")
    assert [line["event"] for line in lines] == ["code.refused"] * (codes.MOST_TRIES + 2)
    assert len({line["why"] for line in lines}) == 3
    assert not any(one in str(lines) for one in (HANDLE, TELEPHONE, "29001011234567"))
