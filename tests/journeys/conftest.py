"""A real browser at a served platform: half of the journeys in Arabic on a phone, half in English on a desk."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import pyotp
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import AXE, CHROMIUM, FLAGS, WIDTHS
from tests.once import made_once

WASL = [sys.executable, "-m", "wasl.cli"]
EVERY_WALK = [(language, width) for language in ("ar", "en") for width in WIDTHS]
WALKS = [("ar", "phone"), ("en", "desk")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each journey once, always in the same walk; with WALKS=all in each language at each width."""
    said = any("visitor" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "visitor" in metafunc.fixturenames and not said:
        one = WALKS[crc32(metafunc.function.__name__.encode()) % len(WALKS)]
        walks = EVERY_WALK if os.environ.get("WALKS") == "all" else [one]
        metafunc.parametrize("visitor", walks, ids="-".join, indirect=True)


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
        self.page.wait_for_load_state()  # a click may have led to another page
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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a platform as its first start leaves it: made once, and copied for each file of journeys."""

    def make(home: Path) -> None:
        environment = environment_of(home, free_port())
        subprocess.run([*WASL, "nation", "--people", "400", "--seed", "7"], env=environment, check=True, timeout=240)
        subprocess.run([*WASL, "up"], env=environment, check=True, timeout=240)
        subprocess.run([*WASL, "down"], env=environment, check=True, timeout=60)

    return made_once(tmp_path_factory, "prepared", make)


@pytest.fixture(scope="module")
def served(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("served") / "home", free_port()
    shutil.copytree(prepared, home)
    for told in (home / "addresses.yaml", *(home / "nation/marks").iterdir()):  # say where each register is
        told.write_text(told.read_text(encoding="utf-8").replace(str(prepared), str(home)), encoding="utf-8")
    environment = environment_of(home, port)
    subprocess.run([*WASL, "up"], env=environment, check=True, timeout=240)
    yield Served(f"http://localhost:{port}", home)
    subprocess.run([*WASL, "down"], env=environment, check=True, timeout=60)


def environment_of(home: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WASL_")}
    return {**kept, "WASL_HOME": str(home), "WASL_PORT": str(port), "WASL_WORKERS": "1"}


@pytest.fixture
def visitor(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Visitor]:
    """Somebody at the served platform. A script error on a page fails the test."""
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


def staff_signs_in(visitor: Visitor, username: str, password: str, wanted: str = "") -> Visitor:
    """Password, then the second factor: the demo's code stands in its field already, others enrol an app."""
    page = visitor.page
    visitor.open(f"/sign-in/?next={wanted}")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    with page.expect_navigation():
        page.click("main button")
    if "/enrol/" in page.url:
        page.fill("#id_code", pyotp.TOTP(page.locator("#secret").inner_text()).now())
    with page.expect_navigation():
        page.click("main form .button")
    return visitor


@pytest.fixture
def officer(visitor: Visitor) -> Visitor:
    """Signed in as the officer of the demo."""
    return staff_signs_in(visitor, "officer", "wasl-officer-demo")
