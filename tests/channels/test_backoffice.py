"""The officer's pages, as a browser without scripts meets them."""

import re
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from tests.channels.conftest import PURPOSE
from tests.ledger import looks, only_look
from tests.nation import Nation
from wasl.channels.backoffice import views
from wasl.identity.demo import demo_time_code

IN_BOTH = pytest.mark.parametrize("language", ["ar", "en"])
TITLES = {
    400: ("تعذّر علينا فهم هذا الطلب", "We could not understand this request"),
    403: ("", "Your account may not open this page"),
    404: ("", "This page is not here"),
    500: ("", "Something went wrong on our side"),
}


def speaking(client: Client, language: str) -> Client:
    client.cookies["django_language"] = language
    return client


def search(client: Client, query: str, **more: str) -> Any:
    return client.post("/persons/", {"query": query, "purpose": PURPOSE, **more})


def is_a_page_in(answer: Any, language: str) -> str:
    page = str(answer.content.decode())
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert answer["Content-Language"] == language
    return page


# Signing in


@pytest.mark.parametrize("address", ["/persons/", "/persons/abc/?purpose=service-delivery"])
def test_who_is_not_signed_in_is_led_to_sign_in_and_back(stranger: Client, address: str) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/persons/")
    assert not looks()


def test_an_officer_signs_in_and_out(nation: Nation, clean_ledger: None) -> None:
    client = Client()
    answer = client.post("/sign-in/", {"username": "officer", "password": "wasl-officer-demo", "next": "/persons/"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/second/")
    assert client.get("/persons/").status_code == 302
    answer = client.post("/sign-in/second/", {"code": demo_time_code("officer")})
    assert (answer.status_code, answer["Location"]) == (302, "/persons/")
    assert client.get("/persons/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/persons/").status_code == 302


@IN_BOTH
def test_a_wrong_password_says_what_to_check_and_not_which_part_was_wrong(nation: Nation, language: str) -> None:
    pages = []
    for username in ("officer", "nobody"):
        answer = speaking(Client(), language).post("/sign-in/", {"username": username, "password": "guess"})
        page = is_a_page_in(answer, language)
        assert 'class="errors" role="alert"' in page
        pages.append(re.sub(r"csrfmiddlewaretoken.*?>|officer|nobody", "", page))
    assert pages[0] == pages[1]


def test_signing_in_never_leads_to_another_site(nation: Nation) -> None:
    asked = {"username": "officer", "password": "wasl-officer-demo", "next": "https://elsewhere.example/"}
    client = Client()
    client.post("/sign-in/", asked)
    assert client.post("/sign-in/second/", {"code": demo_time_code("officer")})["Location"] == "/persons/"


# Who may


@IN_BOTH
def test_an_auditor_is_told_kindly_that_this_is_not_theirs(auditor: Client, nation: Nation, language: str) -> None:
    for address in ("/persons/", f"/persons/{nation.handle}/?purpose={PURPOSE}"):
        answer = speaking(auditor, language).get(address)
        assert answer.status_code == 403
        page = is_a_page_in(answer, language)
        assert nation.full_name not in page
        assert (TITLES[403][1] in page) == (language == "en")
    assert not looks()


# Searching


def test_a_search_is_sent_then_shown_under_a_plain_address(officer: Client, nation: Nation) -> None:
    answer = search(officer, nation.number)
    assert (answer.status_code, answer["Location"]) == (302, "/persons/")
    assert nation.number not in str(answer.headers)
    page = officer.get(answer["Location"]).content.decode()
    assert f'href="/persons/{nation.handle}/?purpose={PURPOSE}"' in page
    assert only_look().kind == "search"


def test_a_search_by_name_with_a_year_finds_the_person(officer: Client, nation: Nation) -> None:
    search(officer, nation.full_name)
    assert nation.handle in officer.get("/persons/").content.decode()
    search(officer, nation.full_name, birth_year="١٨٠١")
    assert nation.handle not in officer.get("/persons/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"query": ""}, "id_query"),
        ({"query": "12345"}, "id_query"),
        ({"query": "محمد"}, "id_query"),
        ({"query": "\x00" * 5}, "id_query"),
        ({"query": "م" * 500}, "id_query"),
        ({"query": "محمد علي", "purpose": ""}, "id_purpose"),
        ({"query": "محمد علي", "purpose": "curiosity"}, "id_purpose"),
        ({"query": "محمد علي", "birth_year": "abc"}, "id_birth_year"),
        ({"query": "محمد علي", "birth_year": "0000"}, "id_birth_year"),
        ({"query": "محمد علي", "case": "\x00"}, "id_case"),
        ({"query": "محمد علي", "case": "C" * 500}, "id_case"),
    ],
)
@IN_BOTH
def test_a_wrong_field_is_named_on_top_and_linked(
    officer: Client, nation: Nation, wrong: dict[str, str], field: str, language: str
) -> None:
    answer = search(speaking(officer, language), **wrong)
    assert answer.status_code == 200
    page = is_a_page_in(answer, language)
    assert f'<li><a href="#{field}">' in page
    assert f'aria-describedby="{field}_' in page or f"{field}_error" in page
    assert not looks()


def test_a_search_remembered_from_before_a_purpose_ended_is_asked_again(
    officer: Client, nation: Nation, monkeypatch: pytest.MonkeyPatch
) -> None:
    search(officer, nation.number)
    kept = {slug: one for slug, one in views.purposes().items() if slug != PURPOSE}
    monkeypatch.setattr(views, "open_purposes", lambda *_: kept)
    answer = officer.get("/persons/")
    assert answer.status_code == 200
    assert nation.handle not in answer.content.decode()


# The picture


@IN_BOTH
def test_a_picture_names_its_purpose_its_sources_and_what_is_not_shown(
    officer: Client, nation: Nation, language: str
) -> None:
    answer = speaking(officer, language).get(f"/persons/{nation.handle}/?purpose=service-delivery")
    page = is_a_page_in(answer, language)
    assert answer.status_code == 200
    assert nation.full_name in page
    assert 'id="refused"' in page
    assert "{{" not in page
    assert only_look().channel == "backoffice"


def test_the_case_of_the_search_goes_with_the_look(officer: Client, nation: Nation) -> None:
    search(officer, nation.number, case="٢٠٢٦/٧")
    officer.get(f"/persons/{nation.handle}/?purpose={PURPOSE}")
    assert only_look().case == "٢٠٢٦/٧"


@pytest.mark.parametrize("purpose", ["", "?purpose=", "?purpose=curiosity", "?purpose=%00", "?purpose=%FF"])
@IN_BOTH
def test_a_picture_without_a_lawful_purpose_is_refused_with_those_that_hold(
    officer: Client, nation: Nation, purpose: str, language: str
) -> None:
    answer = speaking(officer, language).get(f"/persons/{nation.handle}/{purpose}")
    assert answer.status_code == 400
    assert PURPOSE in is_a_page_in(answer, language)
    assert nation.full_name not in answer.content.decode()


@pytest.mark.parametrize("handle", ["nobody", "a" * 20, "%00", "%FF%FE", "a" * 3000, "٢٩٩"])
@IN_BOTH
def test_an_unknown_person_is_not_found(officer: Client, handle: str, language: str) -> None:
    answer = speaking(officer, language).get(f"/persons/{handle}/?purpose={PURPOSE}")
    assert answer.status_code == 404
    is_a_page_in(answer, language)


# Languages


def test_arabic_comes_first_whatever_the_browser_prefers(stranger: Client) -> None:
    is_a_page_in(stranger.get("/", headers={"accept-language": "en-GB,en"}), "ar")


def test_the_language_is_switched_and_kept_and_comes_back_to_the_page(nation: Nation) -> None:
    client = Client()
    answer = client.post("/language/setlang/", {"language": "en", "next": "/sign-in/"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/")
    is_a_page_in(client.get("/"), "en")
    assert (
        client.post("/language/setlang/", {"language": "en", "next": "https://elsewhere.example/"})["Location"] == "/"
    )
    client.post("/language/setlang/", {"language": "xx"})
    is_a_page_in(client.get("/"), "en")
    is_a_page_in(client.get("/?lang=ar"), "ar")


# What protects the pages


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/persons/", "/nowhere", "/api/v1/docs", "/api/v1/openapi.json"])
def test_every_answer_carries_its_protection(officer: Client, address: str) -> None:
    headers = officer.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store" or "no-store" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(nation: Nation) -> None:
    client = Client()
    client.post("/sign-in/", {"username": "officer", "password": "wasl-officer-demo"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_pages_hold_no_inline_script_or_style(officer: Client, nation: Nation) -> None:
    for address in ("/", "/persons/", f"/persons/{nation.handle}/?purpose={PURPOSE}"):
        page = officer.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=|<style", page)


# When something cannot be done


@IN_BOTH
def test_an_address_that_is_not_there_is_said_in_the_readers_language(stranger: Client, language: str) -> None:
    answer = speaking(stranger, language).get("/nowhere")
    assert answer.status_code == 404
    assert (TITLES[404][1] in is_a_page_in(answer, language)) == (language == "en")


@IN_BOTH
def test_a_form_without_its_token_is_explained(nation: Nation, language: str) -> None:
    client = speaking(Client(enforce_csrf_checks=True), language)
    answer = client.post("/sign-in/", {"username": "officer", "password": "x"})
    assert answer.status_code == 403
    assert (TITLES[400][1] in is_a_page_in(answer, language)) == (language == "en")


@IN_BOTH
def test_a_request_nobody_can_read_is_explained(stranger: Client, language: str) -> None:
    answer = speaking(stranger, language).get("/sign-in/?" + "&".join(f"a{n}=1" for n in range(2000)))
    assert answer.status_code == 400
    assert (TITLES[400][1] in is_a_page_in(answer, language)) == (language == "en")


@IN_BOTH
def test_a_failure_of_ours_is_owned_even_when_the_store_is_what_failed(
    officer: Client, nation: Nation, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def down(*_: object, **__: object) -> None:
        raise OperationalError("secret-host is down")

    speaking(officer, language).raise_request_exception = False
    search(officer, nation.number)
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", down)
    for address in ("/", "/persons/", f"/persons/{nation.handle}/?purpose={PURPOSE}"):
        answer = officer.get(address)
        assert answer.status_code == 500
        page = is_a_page_in(answer, language)
        assert (TITLES[500][1] in page) == (language == "en")
        assert "secret-host" not in page
