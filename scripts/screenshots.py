"""Take the documentation's screenshots of a running demo: `python scripts/screenshots.py http://127.0.0.1:8000`."""

import sys
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.browser import CHROMIUM, FLAGS, WIDTHS

TARGET = Path(__file__).resolve().parent.parent / "docs/screenshots"
HIGHEST = 1800
NAME = "محمد أحمد"
MOST_SKIPPED = 40
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
    page.click("main button")
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


def at_the_desk(page: Page, address: str, suffix: str) -> None:
    """What the desk holds is left as it was: what is answered is taken back."""
    page.goto(f"{address}/sign-in/?next=/desk/")
    page.fill("#id_username", "steward")
    page.fill("#id_password", "wasl-steward-demo")
    follow(page, "main button")
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


def quality(page: Page, address: str, suffix: str) -> None:
    """How well the registers are linked, seen by whoever is signed in at the desk."""
    for name in ("quality", "quality/registers", "quality/model"):
        page.goto(f"{address}/{name}/")
        shoot(page, f"{name.replace('/', '-')}-{suffix}")


def main(address: str) -> None:
    httpx.get(f"{address}/readyz").raise_for_status()
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in ("ar", "en"):
            for width, (across, down) in WIDTHS.items():
                for scheme in ("light", "dark") if (language, width) == ("ar", "desk") else ("light",):
                    context = browser.new_context(viewport={"width": across, "height": down}, color_scheme=scheme)
                    context.add_cookies([{"name": "django_language", "value": language, "url": address}])
                    suffix = f"{language}-{width}{'-dark' * (scheme == 'dark')}"
                    walk(context.new_page(), address, suffix)
                    context.clear_cookies(name="sessionid")
                    at_the_desk(context.new_page(), address, suffix)
                    quality(context.new_page(), address, suffix)
                    context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
