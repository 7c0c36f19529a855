"""The scopes that let a program act: in discovery, on the page of consent, on the list of connections."""

from django.test import Client

from tests.channels.cases_api.conftest import SCOPES
from tests.channels.conftest import citizen_signed_in
from tests.nation import Nation
from tests.standards.openid.party import Party, arrives, goes, party
from wasl.identity.openid.api import POWERS


def page(rp: Party, browser: Client, scope: str, language: str) -> str:
    waits = goes(browser, rp.asks(scope=scope))
    return browser.get(f"{waits['Location']}?lang={language}").content.decode()


def test_discovery_names_them(provider: Nation) -> None:
    told = Client().get("/.well-known/openid-configuration").json()["scopes_supported"]
    assert set(SCOPES) <= set(told)


def test_the_page_says_in_both_languages_what_the_program_could_do(provider: Nation) -> None:
    rp, browser = party(scopes=SCOPES), citizen_signed_in(provider.handle)
    for language in ("ar", "en"):
        told = page(rp, browser, "openid services cases", language)
        assert all(text.in_language(language) in told for text in POWERS.values())
    only = page(rp, browser, "openid cases", "en")
    assert POWERS["cases"].en in only
    assert POWERS["services"].en not in only


def test_who_agreed_to_less_is_asked_again_for_more(provider: Nation) -> None:
    rp, browser = party(scopes=SCOPES), citizen_signed_in(provider.handle)
    rp.believes_answer(arrives(browser, goes(browser, rp.asks(scope="openid cases"))))
    assert goes(browser, rp.asks(scope="openid cases")).status_code == 303
    assert goes(browser, rp.asks(scope="openid services cases")).status_code == 302


def test_the_list_of_connections_says_it_too(provider: Nation) -> None:
    rp, browser = party(scopes=SCOPES), citizen_signed_in(provider.handle)
    rp.believes_answer(arrives(browser, goes(browser, rp.asks(scope="openid services"))))
    assert POWERS["services"].en in browser.get("/my/connected/?lang=en").content.decode()
