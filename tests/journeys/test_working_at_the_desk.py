"""A steward works off unsure pairs: by keyboard, by hand and without scripts, in Arabic and English, phone and desk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import WIDTHS
from tests.journeys.conftest import Served, Visitor, staff_signs_in

pytestmark = pytest.mark.journey

PAIRS = 50
PASSWORD = "wasl-steward-demo"
PLACES = {"s": ("KeyS", "س"), "d": ("KeyD", "ي"), "u": ("KeyU", "ع"), "n": ("KeyN", "ى"), "z": ("KeyZ", "ئ")}
"""Where the keys are, and what an Arabic layout writes there."""

TWICE = """setTimeout(() => ["u", "u"].forEach(key =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}))))"""

_PROPOSED = """
INSERT OR IGNORE INTO persons_unsurepair
    (register, role, record, person_id, probability, weight, method, reason, run_id, use)
SELECT l.register, l.role, l.key, p.id, ?, 2.5, 'facts', 'given=; birth_date~part; family-', l.run_id, ?
FROM persons_link l JOIN persons_person p ON p.id = l.person_id + ?
WHERE l.method IN ('number', 'number+facts', 'facts') AND l.register <> 'reg-006'
ORDER BY l.register, l.key LIMIT ? OFFSET ?
"""


def store(served: Served, statement: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(served.home / "wasl.sqlite3", timeout=20)) as open_store, open_store:
        return open_store.execute(statement, values).fetchall()


def propose(
    served: Served, pairs: int, *, probability: float = 0.5, use: float = 0.2, next_person: int = 1, after: int = 0
) -> None:
    """Rows of some people held against others, beside what the engine itself is unsure of."""
    store(served, _PROPOSED, probability, use, next_person, pairs, after)


def account(served: Served, name: str) -> str:
    """One more steward, with the password of the demo's."""
    columns = [row[1] for row in store(served, "PRAGMA table_info(identity_staff)") if row[1] not in ("id", "username")]
    named = ", ".join(columns)
    copied = f"INSERT OR IGNORE INTO identity_staff (username, {named}) SELECT ?, {named} FROM identity_staff"
    store(served, f"{copied} WHERE username = 'steward'", name)
    return name


def given(served: Served, name: str, *, standing: bool = True) -> int:
    """How many opinions of a steward stand, or were taken back."""
    which = "IS NULL" if standing else "IS NOT NULL"
    asked = f"SELECT count(*) FROM persons_opinion WHERE steward = ? AND withdrawn {which}"
    return int(store(served, asked, f"staff:{name}")[0][0])


def follow(page: Page, button: str) -> None:
    """A button, and the page that follows it, its script there."""
    with page.expect_navigation():
        page.locator(button).first.click()


def sign_in(page: Page, address: str, name: str) -> None:
    staff_signs_in(Visitor(page, "", "", address), name, PASSWORD, "/desk/")


def begin(page: Page, address: str) -> None:
    page.goto(f"{address}/desk/")
    follow(page, ".begin button")


def press(page: Page, key: str, *, arabic: bool = False) -> None:
    """A key, and the page that follows it."""
    with page.expect_navigation():
        strike(page, key, arabic=arabic)


def strike(page: Page, key: str, *, arabic: bool = False) -> None:
    if not arabic:
        return page.keyboard.press(key)
    code, written = PLACES[key]
    keyboard = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": written})
    return keyboard.detach()


def refused(page: Page) -> bool:
    return page.locator("#told .bad").count() > 0


@pytest.fixture
def steward(visitor: Visitor, served: Served, request: pytest.FixtureRequest) -> Visitor:
    """Signed in as a steward who has said nothing yet."""
    propose(served, 40)
    sign_in(visitor.page, visitor.address, account(served, f"steward-{abs(hash(request.node.nodeid))}"))
    return visitor


@pytest.fixture(params=["ar", "en"])
def at_a_desk(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Visitor]:
    """A browser as a steward has it: the platform's own content policy holds."""
    across, down = WIDTHS["desk"]
    context = browser.new_context(viewport={"width": across, "height": down})
    context.add_cookies([{"name": "django_language", "value": request.param, "url": served.address}])
    yield Visitor(context.new_page(), request.param, "desk", served.address)
    context.close()


@pytest.fixture
def typist(at_a_desk: Visitor, served: Served, request: pytest.FixtureRequest) -> Visitor:
    """Signed in, at a desk, with both hands on the keyboard."""
    propose(served, 40)
    sign_in(at_a_desk.page, at_a_desk.address, account(served, f"typist-{abs(hash(request.node.nodeid))}"))
    return at_a_desk


def test_fifty_pairs_are_worked_off_by_keyboard_alone(at_a_desk: Visitor, served: Served) -> None:
    page, arabic = at_a_desk.page, at_a_desk.language == "ar"
    name = account(served, f"fifty-{at_a_desk.language}")
    propose(served, 3 * PAIRS, next_person=2 if arabic else 3)
    sign_in(page, at_a_desk.address, name)
    page.locator(".begin button").focus()
    press(page, "Enter")
    while (done := given(served, name)) < PAIRS:
        assert page.evaluate("document.activeElement.id") == "question"
        press(page, "dus"[done % 3], arabic=arabic)
        if refused(page):  # the register holds this person once already
            press(page, "d", arabic=arabic)
        if done == PAIRS // 2 and not given(served, name, standing=False):
            press(page, "z", arabic=arabic)
            assert given(served, name) == done
    assert (given(served, name), given(served, name, standing=False)) == (PAIRS, 1)


def test_taking_back_shows_the_same_pair_again(typist: Visitor) -> None:
    begin(typist.page, typist.address)
    shown = typist.page.locator("table.beside").inner_text()
    press(typist.page, "u")
    assert typist.page.locator("table.beside").inner_text() != shown
    press(typist.page, "z")
    assert typist.page.locator("table.beside").inner_text() == shown


def test_one_key_gives_one_answer_however_often_it_is_struck(at_a_desk: Visitor, served: Served) -> None:
    propose(served, 20)
    name = account(served, f"hasty-{at_a_desk.language}")
    sign_in(at_a_desk.page, at_a_desk.address, name)
    begin(at_a_desk.page, at_a_desk.address)
    with at_a_desk.page.expect_navigation():
        at_a_desk.page.evaluate(TWICE)
    assert given(served, name) == 1


def test_while_a_note_is_written_keys_write(typist: Visitor) -> None:
    page = typist.page
    begin(page, typist.address)
    page.click(".note summary")
    page.focus("#note")
    page.keyboard.type("sd unsure")
    assert page.input_value("#note") == "sd unsure"
    page.keyboard.press("Escape")
    press(page, "u")
    page.goto(f"{typist.address}/desk/history/?whose=mine")
    assert "sd unsure" in page.locator(".entry").first.inner_text()


def test_keys_can_be_turned_off(steward: Visitor) -> None:
    page = steward.page
    begin(page, steward.address)
    page.keyboard.press("Shift+?")
    assert page.locator("#keys").evaluate("one => one.open")
    steward.sees_no_barrier()
    follow(page, "#keys button")
    assert page.locator("kbd:visible").count() == 0
    shown = page.locator("table.beside").inner_text()
    page.keyboard.press("u")
    page.keyboard.press("n")
    assert page.locator("table.beside").inner_text() == shown
    steward.sees_no_barrier()


def test_the_desk_has_no_barrier_full_or_empty(steward: Visitor, served: Served) -> None:
    steward.open("/desk/")
    assert steward.page.locator(".choice").count() > 0
    steward.sees_no_barrier()
    store(served, "DELETE FROM persons_unsurepair")
    store(served, "UPDATE persons_opinion SET settled = 1 WHERE withdrawn IS NULL")
    steward.page.reload()
    assert steward.page.locator(".empty").count() == 1
    steward.sees_no_barrier()
    steward.open("/desk/pair/")
    assert steward.page.locator(".empty").count() == 1
    steward.sees_no_barrier()


def test_a_pair_has_no_barrier_before_and_after_an_answer(steward: Visitor) -> None:
    begin(steward.page, steward.address)
    steward.sees_no_barrier()
    for verdict in ("different", "unclear"):
        follow(steward.page, f"button[value={verdict}]")
        steward.sees_no_barrier()


def test_a_pair_has_no_barrier_in_the_dark(steward: Visitor) -> None:
    steward.page.emulate_media(color_scheme="dark")
    begin(steward.page, steward.address)
    follow(steward.page, "button[value=different]")
    steward.sees_no_barrier()


def test_the_answers_stay_in_sight(steward: Visitor) -> None:
    begin(steward.page, steward.address)
    for place in (0, 300):
        steward.page.evaluate(f"scrollTo(0, {place})")
        box = steward.page.locator(".verdicts").bounding_box()
        assert box
        assert box["y"] + box["height"] <= WIDTHS[steward.width][1]


def test_a_second_steward_contradicts_and_a_third_decides(steward: Visitor, browser: Browser, served: Served) -> None:
    store(served, "UPDATE persons_opinion SET settled = 1 WHERE withdrawn IS NULL")  # nobody waits for a second word
    apart = [("ar", "phone"), ("ar", "desk"), ("en", "phone"), ("en", "desk")].index((steward.language, steward.width))
    propose(served, 1, probability=0.97, use=9.0, next_person=5, after=300 + apart)
    begin(steward.page, steward.address)
    shown = steward.page.locator("table.beside").inner_text()
    follow(steward.page, "button[value=different]")
    for place, verdict in enumerate(("same", "different")):
        context = browser.new_context(bypass_csp=True)
        context.add_cookies([{"name": "django_language", "value": steward.language, "url": steward.address}])
        other = Visitor(context.new_page(), steward.language, "desk", steward.address)
        sign_in(other.page, other.address, account(served, f"other-{place}-{steward.language}-{steward.width}"))
        begin(other.page, other.address)
        assert other.page.locator("table.beside").inner_text().split() == shown.split()
        assert other.page.locator(".ask .badge.warn").count() >= 1
        other.sees_no_barrier()
        follow(other.page, f"button[value={verdict}]")
        if refused(other.page):
            pytest.fail("the register holds this person once: propose another pair")
        context.close()
    steward.open("/desk/history/?whose=mine")
    assert steward.page.locator(".entry.standing").count() == 1


def test_the_history_has_no_barrier(steward: Visitor) -> None:
    steward.open("/desk/history/?whose=mine")
    steward.sees_no_barrier()
    begin(steward.page, steward.address)
    for _ in range(2):
        follow(steward.page, "button[value=different]")
    steward.open("/desk/history/")
    follow(steward.page, ".entry:first-child form:last-child button")
    assert steward.page.locator(".entry.withdrawn").count() >= 1
    steward.sees_no_barrier()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_desk_works_without_scripts(browser: Browser, served: Served, language: str) -> None:
    propose(served, 40)
    name = account(served, f"plain-{language}")
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
    page = context.new_page()
    sign_in(page, served.address, name)
    begin(page, served.address)
    for verdict in ("different", "unclear", "skip"):
        follow(page, f"button[value={verdict}]")
        assert page.locator("#told .notice").count() == 1
    assert given(served, name) == 2
    page.goto(f"{served.address}/desk/history/?whose=mine")
    follow(page, ".entry form:last-child button")
    assert given(served, name) == 1
    context.close()
