"""A service from its page to the receipt by keyboard alone, on the narrowest screen; and a page that is in error."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import Served, Visitor
from tests.journeys.test_services import asked_in

pytestmark = pytest.mark.journey

SLUG = "birth-certificate"
NARROW = {"width": 320, "height": 640}
MOST_KEYS, MOST_PAGES = 120, 20
FOCUSED = """() => {
  const one = document.activeElement;
  return {tag: one.tagName, type: one.type || "", value: one.value || "", name: one.name || "", checked: !!one.checked,
          sends: one.tagName === "BUTTON" && !!one.closest("main form") && !one.name,
          shown: one.getBoundingClientRect().width > 0}
}"""


@pytest.fixture
def walker(browser: Browser, served: Served) -> Iterator[Visitor]:
    session = asked_in(served, "find", SLUG)[SLUG]["session"]
    context = browser.new_context(viewport=NARROW, bypass_csp=True)
    context.add_cookies(
        [
            {"name": "django_language", "value": "ar", "url": served.address},
            {"name": "sessionid", "value": session, "url": served.address},
        ]
    )
    yield Visitor(context.new_page(), "ar", "phone", served.address)
    context.close()


def fills_and_sends(page: Page) -> None:
    """Tabs through the page, answers what it meets, and presses the button that goes on."""
    answered: set[str] = set()
    for _ in range(MOST_KEYS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["sends"]:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        if here["name"] not in answered:
            answers(page, here)
            answered.add(here["name"])
    raise AssertionError(f"no button was reached by keyboard: {page.url}")


def answers(page: Page, here: dict[str, str]) -> None:
    if here["type"] in ("radio", "checkbox"):
        page.keyboard.press("Space")
    elif here["tag"] == "SELECT" and not here["value"]:
        page.keyboard.press("ArrowDown")
    elif here["tag"] == "TEXTAREA" or (here["type"] in ("text", "tel") and not here["value"]):
        page.keyboard.type("٠١٩١٢٣٤٥٦٧٨" if here["type"] == "tel" else "1")


def test_the_keyboard_suffices_on_the_narrowest_screen(walker: Visitor) -> None:
    page = walker.page
    walker.open(f"/services/{SLUG}/")
    for _ in range(MOST_PAGES):
        walker.sees_no_barrier()
        if "/sent/" in page.url:
            return
        fills_and_sends(page)
    raise AssertionError(f"no receipt after {MOST_PAGES} pages: {page.url}")


def test_a_page_in_error_names_each_mistake_and_leads_to_it(walker: Visitor) -> None:
    page = walker.page
    walker.open(f"/services/{SLUG}/")
    for _ in range(MOST_PAGES):
        if page.locator("#fill input[type=radio]").count():
            break
        fills_and_sends(page)
    page.click("#fill > .row > .button")
    walker.sees_no_barrier()
    page.click("#errors a >> nth=0")
    assert page.evaluate("document.activeElement.closest('.field, fieldset') !== null")
    assert page.title().startswith("خطأ")
