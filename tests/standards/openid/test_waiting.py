"""Requests that wait in a browser, and programs that cannot prove which one they are."""

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import GRANTS, Party, arrives, goes, party, signs_in
from wasl.identity.openid.api import AuthMethod
from wasl.identity.openid.browsers import COOKIE, MOST

SCOPE = "openid profile"


@pytest.fixture
def rp(provider: Nation) -> Party:
    return party(sandbox=True)


@pytest.fixture
def browser(provider: Nation) -> Client:
    return citizen_signed_in(provider.handle)


def test_requests_of_two_windows_wait_side_by_side(rp: Party, browser: Client) -> None:
    first, second = (goes(browser, rp.asks(scope=SCOPE)) for _ in range(2))
    assert len([name for name in browser.cookies if name.startswith(COOKIE)]) == 2
    for waits in (second, first):
        assert "code=" in arrives(browser, waits)


def test_another_browser_of_the_same_person_answers_nothing(rp: Party, browser: Client, provider: Nation) -> None:
    waits = goes(browser, rp.asks(scope=SCOPE))
    thief = citizen_signed_in(provider.handle)
    goes(thief, rp.asks(scope=SCOPE))
    assert thief.get(waits["Location"]).status_code == 400
    own = next(morsel for name, morsel in thief.cookies.items() if name.startswith(COOKIE))
    handle = waits["Location"].split("/")[-2]
    thief.cookies[f"{COOKIE}{handle[:16]}"] = own.value
    assert thief.get(waits["Location"]).status_code == 400, "a cookie of another request under this one's name"


def test_one_request_too_many_forgets_those_before(rp: Party, browser: Client) -> None:
    waiting = [goes(browser, rp.asks(scope=SCOPE)) for _ in range(MOST + 1)]
    assert [browser.get(one["Location"]).status_code for one in waiting] == [400] * MOST + [200]


def test_the_cookie_is_for_the_whole_of_this_host_and_named_so_where_there_is_https(
    rp: Party, browser: Client, settings: object
) -> None:
    settings.SESSION_COOKIE_SECURE = True  # type: ignore[attr-defined]
    answer = goes(browser, rp.asks(scope=SCOPE))
    (name,) = [name for name in answer.cookies if COOKIE in name]
    assert name.startswith(f"__Host-{COOKIE}")
    kept = answer.cookies[name]
    assert (kept["path"], kept["domain"], kept["samesite"]) == ("/", "", "Lax")
    assert kept["secure"]
    assert kept["httponly"]


def test_a_program_that_cannot_prove_which_one_it_is_is_agreed_to_each_time(provider: Nation, browser: Client) -> None:
    app = party("an-app", auth_method=AuthMethod.NONE, grant_types=GRANTS[:2])
    signs_in(app, browser, scope=SCOPE, share=("birthdate",))
    waits = goes(browser, app.asks(scope=SCOPE))
    assert waits.status_code == 302
    assert browser.get(waits["Location"]).status_code == 200, "the page of consent, once more"
    told = app.believes_answer(goes(browser, app.asks(scope=SCOPE, prompt="none"))["Location"])
    assert told["error"] == "consent_required"


def test_a_program_that_proves_itself_is_agreed_to_once(rp: Party, browser: Client) -> None:
    signs_in(rp, browser, scope=SCOPE, share=("birthdate",))
    assert "code=" in goes(browser, rp.asks(scope=SCOPE))["Location"]
