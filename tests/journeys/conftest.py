"""A real browser at a served platform. Each journey is walked in Arabic and English, on a phone and on a desk."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import AXE, CHROMIUM, FLAGS, WIDTHS


@dataclass(frozen=True)
class Visitor:
    """Who walks: a page of the browser, the language, the width."""

    page: Page
    language: str
    width: str
    address: str

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sees_no_barrier(self) -> None:
        """axe finds nothing against WCAG 2.2 A and AA; the page does not scroll sideways; its direction is right."""
        self.page.add_script_tag(path=str(AXE))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        found = [(v["id"], v["help"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]
        assert found == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert self.page.locator("html").get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while it runs, an event loop does too, and Django would refuse other tests their store."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: on Debian, apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@dataclass(frozen=True)
class Served:
    """A platform with a small nation, started as a newcomer starts it."""

    address: str
    home: Path

    def person_with_most_registers(self) -> tuple[str, str]:
        """National number and name of somebody of whom many registers know."""
        with sqlite3.connect(self.home / "wasl.sqlite3") as store:
            row = store.execute(
                "SELECT p.number, p.full_name FROM persons_person p JOIN persons_link l ON l.person_id = p.id"
                " GROUP BY p.id ORDER BY count(DISTINCT l.register) DESC, p.id LIMIT 1"
            ).fetchone()
        return str(row[0]), str(row[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("served"), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WASL_")}
    environment = {**kept, "WASL_HOME": str(home), "WASL_PORT": str(port), "WASL_WORKERS": "1"}
    wasl = [sys.executable, "-m", "wasl.cli"]
    subprocess.run([*wasl, "nation", "--people", "400", "--seed", "7"], env=environment, check=True, timeout=240)
    subprocess.run([*wasl, "up"], env=environment, check=True, timeout=240)
    yield Served(f"http://127.0.0.1:{port}", home)
    subprocess.run([*wasl, "down"], env=environment, check=True, timeout=60)


@pytest.fixture(params=[(language, width) for language in ("ar", "en") for width in WIDTHS], ids="-".join)
def visitor(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Visitor]:
    """Somebody at the served platform, in each language and width in turn. A script error on a page fails the test."""
    language, width = request.param
    across, down = WIDTHS[width]
    context = browser.new_context(viewport={"width": across, "height": down}, bypass_csp=True)
    context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page, language, width, served.address)
    context.close()
    assert errors == []


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    """Signed in as the officer of the demo."""
    visitor.open("/sign-in/")
    visitor.page.fill("#id_username", "officer")
    visitor.page.fill("#id_password", "wasl-officer-demo")
    visitor.page.click("main button")
    return visitor
