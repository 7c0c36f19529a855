"""Pages of one's own account, as a browser without scripts meets them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.citizens import TELEPHONE, account, code_on_page, last_code
from tests.nation import Nation
from wasl.channels.portal.mydata.access import NEXT, is_own_path
from wasl.core.conf import settings
from wasl.identity.accounts.models import Code, Mandate, Pace, TelephoneChange
from wasl.identity.models import Citizen
from wasl.identity.sessions.models import SignIn
from wasl.messaging.models import Kept, Sent
from wasl.persons.models import Person
from wasl.trust.api import Assurance

IN_BOTH = pytest.mark.parametrize("language", ["ar", "en"])
OPEN = ["sign-in/", "register/", "recover/"]
OWN = [f"account/{name}" for name in ("", "raise/", "telephone/", "devices/", "close/")]
NOBODYS = "99912319999999"
NEW = "+201911111111"


@pytest.fixture(autouse=True)
def empty(nation: Nation, clean_ledger: None) -> Iterator[None]:
    yield
    for model in (Code, Mandate, Pace, Citizen, Kept, Sent):
        model.objects.all().delete()


def page_of(answer: Any) -> str:
    assert answer.status_code == 200
    page = str(answer.content.decode())
    assert "{{" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", page)
    return page


def without_chance(page: str) -> str:
    """A page without what differs from one to the next: the form's token, and the demo's code."""
    return re.sub(r'value="\w{64}"|\b\d{6}\b', "", page)


@pytest.fixture
def citizen(nation: Nation) -> Client:
    account(nation.number)
    return citizen_signed_in(nation.handle)


@pytest.fixture
def unsure(nation: Nation) -> Client:
    account(nation.number, Assurance.LOW)
    return citizen_signed_in(nation.handle, Assurance.LOW)


@pytest.mark.parametrize("address", OPEN)
@IN_BOTH
def test_every_open_page_says_first_what_it_is(address: str, language: str) -> None:
    page = page_of(Client(headers={"cookie": f"django_language={language}"}).get(f"/my/{address}"))
    assert page.index("<h1") < page.index('class="lead"')


@pytest.mark.parametrize("address", [*OWN, "account/people/"])
@IN_BOTH
def test_every_page_of_the_account_says_first_what_it_is(citizen: Client, address: str, language: str) -> None:
    citizen.cookies["django_language"] = language
    page = page_of(citizen.get(f"/my/{address}"))
    assert page.index("<h1") < page.index('class="lead"')


@pytest.mark.parametrize("address", [*OWN, "account/people/", "account/raise/code/", "account/telephone/code/"])
def test_who_is_not_signed_in_is_led_to_sign_in(address: str) -> None:
    assert Client().get(f"/my/{address}")["Location"] == "/my/sign-in/"


POSTED = ["language/", "telephone/stop/", "devices/end/", "devices/everywhere/", "people/accept/", "people/end/"]


@pytest.mark.parametrize("address", POSTED)
def test_nothing_is_changed_by_following_a_link_or_without_signing_in(citizen: Client, address: str) -> None:
    assert citizen.get(f"/my/account/{address}").status_code == 405
    assert Client().post(f"/my/account/{address}")["Location"] == "/my/sign-in/"


# Registering and confirming


def test_somebody_opens_an_account_and_is_led_to_it(nation: Nation) -> None:
    client = Client()
    sent = client.post("/my/register/", {"number": nation.number, "telephone": "019 1111 1111"})
    assert sent["Location"] == "/my/register/code/"
    code = code_on_page(client, "/my/register/code/")
    assert client.post("/my/register/code/", {"code": code})["Location"] == "/my/account/"
    client.cookies["django_language"] = "en"
    page = page_of(client.get("/my/account/"))
    assert "An account that is not confirmed yet" in page
    assert "••••••••11" in page
    assert NEW not in page
    assert nation.number not in page


def test_registering_answers_every_number_with_the_same_pages(nation: Nation) -> None:
    account(nation.number)
    seen = []
    for number in (nation.number, NOBODYS):
        client = Client()
        sent = client.post("/my/register/", {"number": number, "telephone": "019 1111 1111"})
        page = client.get("/my/register/code/")
        wrong = client.post("/my/register/code/", {"code": code_on_page(client, "/my/register/code/")})
        told = [(one.status_code, without_chance(one.content.decode())) for one in (page, wrong)]
        seen.append(((sent.status_code, sent["Location"]), told))
    assert seen[0] == seen[1]


def test_recovering_answers_every_number_with_the_same_pages(nation: Nation) -> None:
    account(nation.number)
    seen = []
    for number in (nation.number, NOBODYS):
        client = Client()
        sent = client.post("/my/recover/", {"number": number, "telephone": "019 1111 1111"})
        code = code_on_page(client, "/my/recover/code/")
        wrong = client.post("/my/recover/code/", {"code": code, "recovery_code": "0000-0000-0000"})
        seen.append((sent.status_code, sent["Location"], wrong.status_code, without_chance(wrong.content.decode())))
    assert seen[0] == seen[1]


@pytest.mark.parametrize("address", ["", "looks/", "data/", "consents/", "download/", "requests/", "account/people/"])
def test_an_account_that_is_not_confirmed_is_led_to_where_it_can_be(unsure: Client, address: str) -> None:
    assert unsure.get(f"/my/{address}")["Location"] == "/my/account/raise/"
    assert unsure.session[NEXT] == f"/my/{address}"


@pytest.mark.parametrize("address", ["download/file/", "consents/give/", "looks/1/object/", "account/people/"])
def test_an_account_that_is_not_confirmed_does_nothing_in_a_persons_name(unsure: Client, address: str) -> None:
    assert unsure.post(f"/my/{address}", {})["Location"] == "/my/account/raise/"


def test_a_weak_sign_in_to_a_confirmed_account_is_told_what_to_do(nation: Nation) -> None:
    client = citizen_signed_in(nation.handle, Assurance.LOW, ("pwd",))
    Citizen.objects.update(assurance=Assurance.SUBSTANTIAL)
    client.cookies["django_language"] = "en"
    assert client.get("/my/data/")["Location"] == "/my/account/raise/"
    assert "you signed in with less than your account can show" in page_of(client.get("/my/account/raise/"))


def test_the_page_that_confirms_offers_registered_telephones_and_asks_questions(unsure: Client) -> None:
    page = page_of(unsure.get("/my/account/raise/"))
    if 'name="telephone"' not in page:
        pytest.skip("no register of this nation holds a telephone of theirs")
    assert unsure.post("/my/account/raise/", {"telephone": "0"})["Location"] == "/my/account/raise/code/"
    asked = page_of(unsure.get("/my/account/raise/code/"))
    assert 'name="card_serial"' in asked
    wrong = page_of(unsure.post("/my/account/raise/code/", {"code": "1", "card_serial": "x"}))
    assert wrong.count('class="error"') == 1


@pytest.mark.parametrize("odd", ["", "-1", "99", "x", "٩", "9" * 50])
def test_an_odd_choice_of_a_telephone_is_not_there(unsure: Client, odd: str) -> None:
    assert unsure.post("/my/account/raise/", {"telephone": odd}).status_code == 404


# Telephone and devices


def test_a_change_of_telephone_waits_on_the_account_page_and_is_stopped_there(citizen: Client) -> None:
    citizen.post("/my/account/telephone/", {"telephone": "01911111111"})
    code = code_on_page(citizen, "/my/account/telephone/code/")
    assert citizen.post("/my/account/telephone/code/", {"code": code})["Location"] == "/my/account/"
    page = page_of(citizen.get("/my/account/"))
    assert 'id="pending"' in page
    citizen.post("/my/account/telephone/stop/")
    assert 'id="pending"' not in page_of(citizen.get("/my/account/"))
    assert Citizen.objects.get().telephone == TELEPHONE


def test_a_stolen_telephone_number_opens_no_register_after_three_days(nation: Nation, citizen: Client) -> None:
    citizen.post("/my/account/telephone/", {"telephone": "01911111111"})
    citizen.post("/my/account/telephone/code/", {"code": code_on_page(citizen, "/my/account/telephone/code/")})
    TelephoneChange.objects.update(due=datetime.now(UTC) - timedelta(seconds=1))
    thief = Client()
    thief.post("/my/sign-in/", {"number": nation.number})
    thief.post("/my/sign-in/code/", {"code": last_code(NEW)})
    assert thief.get("/my/data/")["Location"] == "/my/account/raise/"
    assert citizen.get("/my/data/")["Location"] == "/my/sign-in/"


def test_another_device_is_ended_from_the_list_and_is_out_at_its_next_click(nation: Nation, citizen: Client) -> None:
    other = citizen_signed_in(nation.handle)
    number = SignIn.objects.order_by("-pk").values_list("pk", flat=True)[0]
    assert page_of(citizen.get("/my/account/devices/")).count("/my/account/devices/end/") == 1
    citizen.post("/my/account/devices/end/", {"session": str(number)})
    assert other.get("/my/account/")["Location"] == "/my/sign-in/"
    assert citizen.get("/my/account/").status_code == 200


def test_signing_out_everywhere_ends_this_one_too(nation: Nation, citizen: Client) -> None:
    other = citizen_signed_in(nation.handle)
    citizen.post("/my/account/devices/everywhere/")
    for client in (citizen, other):
        assert client.get("/my/account/")["Location"] == "/my/sign-in/"


@pytest.mark.parametrize("odd", ["", "0", "x", "9" * 30])
def test_somebody_elses_session_is_not_there(citizen: Client, odd: str) -> None:
    assert citizen.post("/my/account/devices/end/", {"session": odd}).status_code == 404


# People, language, closing


def test_a_mandate_is_given_accepted_and_ended_on_the_pages(nation: Nation, citizen: Client) -> None:
    others = Person.objects.exclude(handle=nation.handle).filter(number__isnull=False, in_spine=True)
    other = others.order_by("id")[0]
    account(other.number or "", telephone="+201922222222")
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    sent = {"number": other.number, "purposes": ["citizen-request"], "until": until}
    assert citizen.post("/my/account/people/", sent)["Location"] == "/my/account/people/"
    made = Mandate.objects.get()
    holder = citizen_signed_in(other.handle)
    assert nation.full_name in page_of(holder.get("/my/account/people/"))
    holder.post("/my/account/people/accept/", {"mandate": str(made.pk)})
    made.refresh_from_db()
    assert made.accepted
    citizen.post("/my/account/people/end/", {"mandate": str(made.pk)})
    made.refresh_from_db()
    assert made.ended


def test_a_mandate_without_what_it_is_for_is_asked_again(citizen: Client) -> None:
    page = page_of(citizen.post("/my/account/people/", {"number": "1"}))
    assert 'class="errors"' in page
    assert page.count('class="error"') >= 2


def test_messages_come_in_the_language_that_was_chosen(citizen: Client) -> None:
    citizen.post("/my/account/language/", {"language": "en"})
    assert Citizen.objects.get().language == "en"
    citizen.post("/my/account/language/", {"language": "xx"})
    assert Citizen.objects.get().language == "en"


def test_closing_needs_a_tick_and_signs_out(citizen: Client) -> None:
    assert page_of(citizen.post("/my/account/close/")).count('class="error"') == 1
    citizen.post("/my/account/close/", {"sure": "on"})
    assert Citizen.objects.get().closed
    assert citizen.get("/my/account/")["Location"] == "/my/sign-in/"


# Where one goes after signing in


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/no-such-page/", "", "my/"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(nation: Nation, wanted: str) -> None:
    assert not is_own_path(wanted)
    account(nation.number)
    client = Client()
    client.post("/my/sign-in/", {"number": nation.number})
    kept = client.session
    kept[NEXT] = wanted
    kept.save()
    code = code_on_page(client)
    assert client.post("/my/sign-in/code/", {"code": code})["Location"] == "/my/"


def test_a_page_with_a_question_is_gone_back_to(nation: Nation) -> None:
    assert is_own_path("/my/looks/?office=health")


def test_outside_a_demo_the_code_page_shows_no_message(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    account(nation.number)
    client = Client()
    client.post("/my/sign-in/", {"number": nation.number})
    code = code_on_page(client)
    monkeypatch.setenv("WASL_DEMO", "false")
    settings.cache_clear()
    page = page_of(client.get("/my/sign-in/code/"))
    monkeypatch.undo()
    settings.cache_clear()
    assert code not in page
