"""Take the documentation's screenshots of a running demo: `python scripts/screenshots.py http://localhost:8000`.

Names of walks after the address take those alone.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM, FLAGS, WIDTHS

Walk = Callable[[Page, str, str], None]

TARGET = Path(__file__).resolve().parent.parent / "docs/screenshots"
HIGHEST = 1800
NAME = "محمد أحمد"
NUMBER, TELEPHONE = "99912319999999", "019 1111 1111"
"""Of nobody: pages for opening an account are the same for every number."""
AGENCY = 11
"""How far its port is from the platform's."""
MOST_SKIPPED = 40
SECOND = "main form .button"
"""Of the page of the second factor, where a demo's code stands in its field already."""
TAKE_BACK = ".entry form[action*=undo] button >> nth=0"


def shoot(page: Page, name: str) -> None:
    """The page from its top, as far as a reader would scroll at first."""
    width = page.viewport_size or {"width": 0}
    height = min(HIGHEST, page.evaluate("document.documentElement.scrollHeight"))
    page.screenshot(
        path=TARGET / f"{name}.png",
        clip={"x": 0, "y": 0, "width": width["width"], "height": height},
        full_page=True,
    )


def walk(page: Page, address: str, suffix: str) -> None:
    page.goto(f"{address}/")
    shoot(page, f"home-{suffix}")
    page.goto(f"{address}/sign-in/")
    shoot(page, f"sign-in-{suffix}")
    page.fill("#id_username", "officer")
    page.fill("#id_password", "wasl-officer-demo")
    follow(page, "main button")
    shoot(page, f"sign-in-second-{suffix}")
    follow(page, SECOND)
    page.fill("#id_query", NAME)
    page.select_option("#id_purpose", "citizen-request")
    page.click("main form button")
    shoot(page, f"search-{suffix}")
    page.locator(".people a").first.click()
    shoot(page, f"picture-{suffix}")


def follow(page: Page, button: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.click(button)


def staff(page: Page, address: str, username: str, to: str) -> None:
    page.goto(f"{address}/sign-in/?next={to}")
    page.fill("#id_username", username)
    page.fill("#id_password", f"wasl-{username}-demo")
    follow(page, "main button")
    follow(page, SECOND)


def citizen(page: Page, place: int) -> None:
    """One of the made-up people, on the page for signing in: each may have five codes at once, and then must wait."""
    follow(page, f".choice >> nth={place}")
    page.fill("#id_code", page.locator(".big").inner_text())
    follow(page, "main form .button")


def shoot_all(page: Page, address: str, suffix: str, *paths: str) -> None:
    for path in paths:
        page.goto(f"{address}/{path}/")
        shoot(page, f"{path.replace('/', '-')}-{suffix}")


def at_the_desk(page: Page, address: str, suffix: str) -> None:
    """What the desk holds is left as it was: what is answered is taken back."""
    staff(page, address, "steward", "/desk/")
    shoot(page, f"desk-{suffix}")
    follow(page, ".begin button")
    for _ in range(MOST_SKIPPED):  # a pair with something to see
        if page.locator("table.beside mark").count() and page.locator("#rivals").count():
            break
        follow(page, "button[value=skip]")
    page.evaluate("document.querySelector('.decide').style.position = 'static'")  # a long picture has no foot
    shoot(page, f"desk-pair-{suffix}")
    for verdict in ("different", "unclear", "different"):
        follow(page, f"button[value={verdict}]")
    page.goto(f"{address}/desk/history/")
    follow(page, TAKE_BACK)
    shoot(page, f"desk-history-{suffix}")
    while page.locator(TAKE_BACK).count():
        follow(page, TAKE_BACK)
    quality(page, address, suffix)


def quality(page: Page, address: str, suffix: str) -> None:
    """How well the registers are linked, seen by whoever is signed in at the desk."""
    for name in ("quality", "quality/registers", "quality/model"):
        page.goto(f"{address}/{name}/")
        shoot(page, f"{name.replace('/', '-')}-{suffix}")


def protecting(page: Page, address: str, suffix: str) -> None:
    """The protection officer's pages; a case only where the watch has found one."""
    staff(page, address, "protection", "/protection/")
    shoot(page, f"protection-{suffix}")
    for name in ("emergencies", "incidents", "activities", "retention"):
        page.goto(f"{address}/protection/{name}/")
        shoot(page, f"protection-{name}-{suffix}")
    page.goto(f"{address}/protection/")
    if page.locator(".cases h2 a").count():
        page.locator(".cases h2 a").first.click()
        shoot(page, f"protection-case-{suffix}")


def my_data(page: Page, address: str, suffix: str) -> None:
    """The pages of the first of the made-up people, who has children."""
    page.goto(f"{address}/my/sign-in/")
    shoot(page, f"my-sign-in-{suffix}")
    follow(page, ".choice >> nth=0")
    shoot(page, f"my-code-{suffix}")
    page.fill("#id_code", page.locator(".big").inner_text())
    follow(page, "main form .button")
    shoot(page, f"my-{suffix}")
    for name in ("looks", "data", "consents", "alerts", "requests"):
        page.goto(f"{address}/my/{name}/")
        shoot(page, f"my-{name}-{suffix}")
    page.goto(f"{address}/my/looks/")
    if page.locator(".look a").count():
        follow(page, ".look a >> nth=0")
        shoot(page, f"my-look-{suffix}")


def policies(page: Page, address: str, suffix: str) -> None:
    """Rules, a proposal tried on last month's looks and withdrawn again, and the public figures."""
    staff(page, address, "protection", "/policies/")
    shoot(page, f"policies-{suffix}")
    page.goto(f"{address}/policies/proposals/new/")
    page.fill("#id_title", "العنوان لا يلزم للفحص الضريبي")
    page.fill("#id_reason", "مبدأ أقل قدر من البيانات")
    follow(page, "main button")
    proposal = page.url
    page.goto(f"{proposal}rules/tax-assessment/")
    shoot(page, f"policies-rule-{suffix}")
    page.uncheck("input[name=sections][value=residence]")
    follow(page, "main form button")
    follow(page, "button[value=simulate]")
    shoot(page, f"policies-proposal-{suffix}")
    follow(page, "button[value=withdraw]")
    page.goto(f"{address}/transparency/")
    shoot(page, f"transparency-{suffix}")


def account(page: Page, address: str, suffix: str) -> None:
    """At the name that passkeys belong to."""
    here = address.replace("127.0.0.1", "localhost")
    shoot_all(page, here, suffix, "my/register")
    page.fill("#id_number", NUMBER)
    page.fill("#id_telephone", TELEPHONE)
    follow(page, SECOND)
    shoot(page, f"my-register-code-{suffix}")
    page.goto(f"{here}/my/sign-in/")
    citizen(page, 1)
    own = ("my/account", "my/account/raise", "my/account/factors", "my/account/factors/passkey", "my/wallet")
    shoot_all(page, here, suffix, *own)


def agency(page: Page, address: str, suffix: str) -> None:
    """The demo's agency; what was shared with it is ended again."""
    port = urlsplit(address).port or 0
    there = f"http://127.0.0.1:{port + AGENCY}"
    page.goto(f"{there}/?language={suffix[:2]}")
    shoot(page, f"agency-{suffix}")
    follow(page, "form[action='/sign-in'] button")
    citizen(page, -1)
    shoot(page, f"my-share-{suffix}")
    page.check("input[value=birthdate]")
    page.click("button[value=yes]")
    page.wait_for_url(f"{there}/known")
    shoot(page, f"agency-known-{suffix}")
    page.goto(f"{there}/surer")
    follow(page, "main form .button")
    shoot(page, f"my-share-surer-{suffix}")
    shoot_all(page, address, suffix, "my/connected")
    follow(page, "article form .button")


def counter(page: Page, address: str, suffix: str) -> None:
    """Somebody whose account is confirmed stands there."""
    page.goto(f"{address}/my/sign-in/")
    number = page.locator(".choice .code").first.inner_text()
    staff(page, address, "agent", "/counter/")
    shoot(page, f"counter-{suffix}")
    page.fill("#id_number", number)
    follow(page, "main form .button")
    shoot(page, f"counter-person-{suffix}")


def office(page: Page, address: str, suffix: str) -> None:
    """The head of an office: staff, and registering a program."""
    staff(page, address, "head", "/staff/")
    shoot_all(page, address, suffix, "staff", "staff/me", "console/new")


def verifying(page: Page, address: str, suffix: str) -> None:
    page.goto(f"{address}/my/sign-in/")
    number = page.locator(".choice .code").last.inner_text()
    name = page.locator(".choice b").last.inner_text()
    staff(page, address, "officer", "/verify/")
    page.fill("#id_number", number)
    page.fill("#id_full_name", name)
    shoot(page, f"verify-{suffix}")
    follow(page, "main form .button")
    shoot(page, f"verify-answer-{suffix}")


def verifier(page: Page, address: str, suffix: str) -> None:
    shoot_all(page, address, suffix, "verifier", "verifier/ask")


def finding(page: Page, address: str, suffix: str) -> None:
    """Services: searched, by life event, a start page, what the state knows; suggested to somebody who agrees, and
    takes it back."""
    shoot_all(page, address, suffix, "services", "services/for/car", "services/vehicle-licence-renewal")
    shoot_all(page, address, suffix, "services/once-only")
    for name, words in (("found", "رخصة العربيه"), ("nothing", "zzzz")):
        page.goto(f"{address}/services/?q={words}")
        shoot(page, f"services-{name}-{suffix}")
    page.goto(f"{address}/my/sign-in/")
    citizen(page, 0)
    page.goto(f"{address}/my/for-you/")
    shoot(page, f"my-for-you-asked-{suffix}")
    follow(page, ".consent form button")
    page.locator(".consent details").evaluate_all("all => all.forEach(one => { one.open = true })")
    shoot(page, f"my-for-you-{suffix}")
    follow(page, "form[action*=withdraw] button")


EVERY_WAY: dict[str, Walk] = {
    "pictures": walk,
    "desk": at_the_desk,
    "policies": policies,
    "my-data": my_data,
    "protection": protecting,
}
TWO_WAYS: dict[str, Walk] = {
    "account": account,
    "agency": agency,
    "counter": counter,
    "finding": finding,
    "office": office,
    "verifying": verifying,
    "verifier": verifier,
}
"""On a phone in Arabic and on a desk in English."""


def main(address: str, *wanted: str) -> None:
    httpx.get(f"{address}/readyz").raise_for_status()
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in ("ar", "en"):
            for width, (across, down) in WIDTHS.items():
                for scheme in ("light", "dark") if (language, width) == ("ar", "desk") else ("light",):
                    context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=scheme)
                    for url in (address, address.replace("127.0.0.1", "localhost")):
                        context.add_cookies([{"name": "django_language", "value": language, "url": url}])
                    suffix = f"{language}-{width}{'-dark' * (scheme == 'dark')}"
                    walks = EVERY_WAY | (TWO_WAYS if suffix in ("ar-phone", "en-desk") else {})
                    for name, walked in walks.items():
                        if not wanted or name in wanted:
                            walked(context.new_page(), address, suffix)
                            context.clear_cookies(name="sessionid")
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
