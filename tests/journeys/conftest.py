"""A real browser at a served platform. Each journey is walked in Arabic and English, on a phone and on a desk."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
WIDTHS = {"phone": (360, 740), "desk": (1280, 900)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


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
        """axe finds nothing against WCAG 2.2 A and AA, the page does not scroll sideways, and its direction is right."""
        self.page.add_script_tag(path=str(AXE))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        found = [(v["id"], v["help"], [n["target"] for n in v["nodes"]]) for v in result["violations"]]
        assert found == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert self.page.locator("html").get_attribute("dir") == ("rtl" if self.language == "ar" else "ltr")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: on Debian, apt-get install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()
