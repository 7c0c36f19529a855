"""In Arabic on a telephone, from no account to an objection: register, confirm, sign in elsewhere, share, withdraw.

One citizen and one counter agent, each in a browser of their own. Nothing is put into the store on the way.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import WIDTHS
from tests.journeys.conftest import Served, Visitor, staff_signs_in
from tests.journeys.test_passkeys import OFFERS_NOTHING, PHONE
from tests.journeys.test_signing_in_at_an_agency import AGENCY

pytestmark = [
    pytest.mark.journey,
    pytest.mark.parametrize("visitor", [("ar", "phone")], ids=["ar-phone"], indirect=True),
]
PROGRAM = "بوابة هيئة تجريبية"
GO_ON = "main form .button"
LATIN = """() => {
  const spared = "[lang=en], [dir=ltr], .code, script, noscript, style, .picture";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (/[A-Za-z]{2}/.test(node.data) && !node.parentElement.closest(spared)) found.push(node.data.trim());
  }
  return found;
}"""


@dataclass(frozen=True)
class Newcomer:
    """Somebody of the nation who has no account: what stands on their card, and a telephone that nobody else has."""

    number: str
    name: str
    telephone: str = "019 2222 3333"


@pytest.fixture
def newcomer(served: Served) -> Newcomer:
    with closing(sqlite3.connect(served.home / "wasl.sqlite3")) as store:
        row = store.execute(
            "SELECT p.number, p.full_name FROM persons_person p JOIN persons_link l ON l.person_id = p.id"
            " WHERE p.birth_date BETWEEN '1970-01-01' AND '2000-01-01'"
            " AND p.handle NOT IN (SELECT person FROM identity_citizen)"
            " GROUP BY p.id ORDER BY count(DISTINCT l.register) DESC, p.id LIMIT 1"
        ).fetchone()
    return Newcomer(*row)


@pytest.fixture
def citizen(visitor: Visitor) -> Iterator[Visitor]:
    """With a telephone that asks for a finger, and gets it where somebody presses the button."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    visitor.page.add_init_script(OFFERS_NOTHING)
    yield visitor
    session.detach()


@pytest.fixture
def agent(browser: Browser, served: Served) -> Iterator[Visitor]:
    """Behind the counter, signed in with both factors."""
    across, down = WIDTHS["desk"]
    context = browser.new_context(viewport={"width": across, "height": down}, bypass_csp=True)
    context.add_cookies([{"name": "django_language", "value": "ar", "url": served.address}])
    yield staff_signs_in(Visitor(context.new_page(), "ar", "desk", served.address), "agent", "wasl-agent-demo")
    context.close()


def test_a_citizen_goes_the_whole_way(citizen: Visitor, agent: Visitor, newcomer: Newcomer) -> None:
    registers(citizen, newcomer)
    is_shown_nothing_yet(citizen)
    confirms(agent, newcomer)
    sees_it_confirmed(citizen)
    adds_a_passkey(citizen)
    agency = signs_in_at_the_agency(citizen)
    asks_for_a_permit(citizen, agency, agent, newcomer)
    withdraws(citizen, agency)
    objects(citizen)


def reads(visitor: Visitor) -> None:
    """The page has no barrier, and nothing on it is in a foreign script."""
    visitor.sees_no_barrier()
    assert visitor.page.evaluate(LATIN) == []


def follows(visitor: Visitor, link: str, to: str) -> None:
    visitor.page.click(link)
    visitor.page.wait_for_url(to)
    reads(visitor)


def registers(citizen: Visitor, who: Newcomer) -> None:
    page = citizen.page
    citizen.open("/")
    reads(citizen)
    follows(citizen, ".top a[href$='/my/']", "**/my/sign-in/")
    follows(citizen, "a[href$='/my/register/']", "**/my/register/")
    page.fill("#id_number", who.number)
    page.fill("#id_telephone", who.telephone)
    follows(citizen, GO_ON, "**/my/register/code/")
    page.fill("#id_code", page.locator(".big").inner_text())
    follows(citizen, GO_ON, "**/my/account/raise/")
    follows(citizen, ".mine a[href$='/my/account/']", "**/my/account/")
    expect(page.locator("main h2").first).to_have_text("حساب لم يوثَّق بعد")


def is_shown_nothing_yet(citizen: Visitor) -> None:
    """Whatever of the state's is asked for leads to the page that says what is missing."""
    follows(citizen, ".mine a[href$='/my/data/']", "**/my/account/raise/")
    expect(citizen.page.get_by_text("في مكتب خدمة", exact=True)).to_be_visible()


def confirms(agent: Visitor, who: Newcomer) -> None:
    page = agent.page
    finds(agent, who)
    expect(page.locator(".facts")).to_contain_text(who.name)
    page.fill("#id_telephone", who.telephone)
    for seen in ("original", "valid", "face"):
        page.check(f"#id_{seen}")
    follows(agent, GO_ON, "**/counter/receipts/*/")


def finds(agent: Visitor, who: Newcomer) -> None:
    agent.open("/counter/")
    reads(agent)
    agent.page.fill("#id_number", who.number)
    follows(agent, GO_ON, "**/counter/person/")


def sees_it_confirmed(citizen: Visitor) -> None:
    """On the page on which they waited; from there to what they wanted before."""
    citizen.page.reload()
    reads(citizen)
    follows(citizen, "main a.button", "**/my/data/")
    follows(citizen, ".mine a[href$='/my/account/']", "**/my/account/")
    expect(citizen.page.locator("main h2").first).to_have_text("حساب موثَّق")


def adds_a_passkey(citizen: Visitor) -> None:
    page = citizen.page
    follows(citizen, "a[href$='/my/account/factors/']", "**/factors/")
    follows(citizen, "a[href$='/factors/passkey/']", "**/factors/passkey/")
    page.fill("#id_label", "هاتفي")
    follows(citizen, GO_ON, "**/factors/?done=passkey")
    expect(page.locator("[role=status]")).to_be_visible()
    follows(citizen, "nav.mine form button", f"{citizen.address}/")


def signs_in_at_the_agency(citizen: Visitor) -> str:
    """With the passkey, and with name and date of birth and no more. The agency's address."""
    page = citizen.page
    agency = f"http://127.0.0.1:{(urlsplit(citizen.address).port or 0) + AGENCY}"
    page.goto(agency)
    reads(citizen)
    follows(citizen, "form[action='/sign-in'] button", "**/my/sign-in/")
    follows(citizen, "form[data-passkey] .button", "**/my/share/*/")
    expect(page.locator("main")).to_contain_text(PROGRAM)
    page.check("input[name=fact][value=birthdate]")
    follows(citizen, "button[value=yes]", f"{agency}/known")
    expect(page.locator("#facts dt")).to_have_text(["الاسم", "تاريخ الميلاد"])
    return agency


def asks_for_a_permit(citizen: Visitor, agency: str, agent: Visitor, who: Newcomer) -> None:
    """It takes a passkey that a counter has seen; the request waits meanwhile."""
    page = citizen.page
    follows(citizen, "nav a[href='/surer']", f"{agency}/surer")
    follows(citizen, GO_ON, "**/my/share/*/")
    follows(citizen, "main a.button", "**/my/account/raise/?waiting")
    finds(agent, who)
    follows(agent, "button[name=factor]", "**/counter/receipts/*/")
    page.reload()
    reads(citizen)
    follows(citizen, "main a.button", "**/my/share/*/")
    follows(citizen, "main a.button", "**/my/prove/")
    page.click("form[data-passkey] .button")
    page.wait_for_url(f"{agency}/surer")
    reads(citizen)
    expect(page.locator("[role=status]")).to_have_text("تأكدنا أنك صاحب الحساب.")


def withdraws(citizen: Visitor, agency: str) -> None:
    """The list says what is shared; once it is ended the agency gets nothing, and says so."""
    page = citizen.page
    page.goto(f"{agency}/known")
    follows(citizen, "a[href$='/my/connected/']", "**/my/connected/")
    expect(page.locator("article li")).to_have_text(["الاسم", "تاريخ الميلاد"])
    follows(citizen, "article form .button", "**/my/connected/?ended")
    follows(citizen, ".mine a[href$='/my/consents/']", "**/my/consents/")
    expect(page.locator("main")).not_to_contain_text("مع بنك")  # whom they never met
    page.goto(f"{agency}/known")
    page.click("form[action='/read'] button")
    expect(page.locator("h1")).to_have_text("لم يعد لنا أن نقرأ بياناتك")
    reads(citizen)


def objects(citizen: Visitor) -> None:
    """To a look of the agency's, by its name, with one press; the answer is due on a day that is told."""
    page = citizen.page
    citizen.open("/my/")
    reads(citizen)
    follows(citizen, ".mine a[href$='/my/looks/']", "**/my/looks/")
    look = page.locator(".look").filter(has_text=PROGRAM).first
    look.locator("a").click()
    page.wait_for_url("**/my/looks/*/")
    reads(citizen)
    expect(page.locator("main .facts")).to_contain_text(PROGRAM)
    follows(citizen, "#object button", "**/my/requests/*/")
    expect(page.locator("main")).to_contain_text("آخر موعد للرد")
    reference = page.locator("h1 .code").inner_text()
    follows(citizen, ".mine a[href$='/my/requests/']", "**/my/requests/")
    expect(page.locator(".looks")).to_contain_text(reference)
