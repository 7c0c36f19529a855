"""An officer finds a person and reads the picture: in Arabic and English, on a phone and on a desk, without barrier."""

import pytest

from tests.journeys.conftest import Served, Visitor

pytestmark = pytest.mark.journey


def search(officer: Visitor, query: str, purpose: str = "citizen-request") -> None:
    officer.open("/persons/")
    officer.page.fill("#id_query", query)
    officer.page.select_option("#id_purpose", purpose)
    officer.page.click("main form button")


def test_the_home_page_shows_how_the_platform_stands(visitor: Visitor) -> None:
    visitor.open("/")
    assert visitor.page.locator(".tile b").count() == 4
    visitor.page.locator(".folds details").evaluate_all("all => all.forEach(one => { one.open = true })")
    visitor.sees_no_barrier()


def test_signing_in_wrongly_says_what_to_do(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sees_no_barrier()
    visitor.page.fill("#id_username", "officer")
    visitor.page.fill("#id_password", "not-the-password")
    visitor.page.click("main button")
    assert visitor.page.locator(".errors li").count() == 1
    visitor.sees_no_barrier()


def test_the_search_form_ties_errors_to_fields(officer: Visitor) -> None:
    officer.open("/persons/")
    officer.sees_no_barrier()
    officer.page.click("main form button")
    assert officer.page.locator(".errors a").count() == 2
    officer.page.locator(".errors a").first.click()
    assert officer.page.evaluate("document.activeElement.id") == "id_query"
    officer.sees_no_barrier()


def test_a_person_is_found_by_number_and_the_picture_is_read(officer: Visitor, served: Served) -> None:
    number, name = served.person_with_most_registers()
    search(officer, number)
    assert number not in officer.page.url
    officer.sees_no_barrier()
    officer.page.click(".people a")
    assert number not in officer.page.url
    assert officer.page.locator("h1").inner_text().strip() == name
    assert officer.page.locator(".register").count() > 10
    officer.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    officer.sees_no_barrier()


def test_a_person_is_found_by_a_name_spelled_another_way(officer: Visitor, served: Served) -> None:
    _, name = served.person_with_most_registers()
    spelled = name.translate(str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"}))
    search(officer, spelled)
    assert name in officer.page.locator(".people").inner_text()


def test_nobody_found_says_what_to_try(officer: Visitor) -> None:
    search(officer, "ززززز خخخخخ ظظظظظ")
    assert officer.page.locator(".empty h2").count() == 1
    officer.sees_no_barrier()


def test_a_purpose_shows_no_more_than_it_covers(officer: Visitor, served: Served) -> None:
    search(officer, served.person_with_most_registers()[0], purpose="service-delivery")
    officer.page.click(".people a")
    assert officer.page.locator(".part").count() == 1
    assert officer.page.locator("#refused li").count() > 5
    officer.sees_no_barrier()


def test_the_language_can_be_changed_on_any_page_without_losing_the_place(officer: Visitor, served: Served) -> None:
    search(officer, served.person_with_most_registers()[0])
    here = officer.page.url
    officer.page.locator("header button[name=language]").click()
    assert officer.page.url == here
    assert officer.page.locator("html").get_attribute("lang") != officer.language
    assert officer.page.locator(".people a").count() == 1


def test_the_pages_work_by_keyboard_alone(officer: Visitor, served: Served) -> None:
    officer.open("/persons/")
    officer.page.keyboard.press("Tab")
    assert officer.page.evaluate("document.activeElement.className") == "skip"
    officer.page.focus("#id_query")
    officer.page.keyboard.type(served.person_with_most_registers()[0])
    officer.page.select_option("#id_purpose", "citizen-request")
    officer.page.focus("#id_query")
    officer.page.keyboard.press("Enter")
    officer.page.locator(".people a").focus()
    officer.page.keyboard.press("Enter")
    officer.page.wait_for_selector(".person h1")


def test_an_unknown_person_is_a_page_that_says_so(officer: Visitor) -> None:
    officer.open("/persons/nobodyhasthishandle/?purpose=citizen-request")
    assert officer.page.locator("h1").count() == 1
    officer.sees_no_barrier()
