"""What a page weighs on the wire, counted by a browser: headers and compressed content. For `portal.py`."""

import base64
import contextlib
from dataclasses import dataclass, field
from typing import Any

from tests.browser import CHROMIUM, FLAGS

PHONE = {"width": 360, "height": 740}
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""3G as browsers' own tools have it ("regular"): 1.6 Mbit/s down, 300 ms for each question."""


@dataclass
class Weight:
    """One page with all that it needs."""

    name: str
    place: str  # first, next
    kinds: dict[str, int] = field(default_factory=dict)  # bytes, by kind of thing
    unpacked: int = 0  # bytes of all content
    seconds: float = 0.0  # until all of it was there, over 3G

    @property
    def total(self) -> int:
        return sum(self.kinds.values())


def weighed(origin: str, slug: str, cookies: dict[str, str]) -> list[Weight]:
    """The service's page with an empty cache, then the page on which one begins; in both languages."""
    if CHROMIUM is None:
        print("no Chromium on this machine: bytes are left out")
        return []
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for language in ("ar", "en"):
            context = browser.new_context(viewport=PHONE)
            named = {**cookies, "django_language": language}
            context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in named.items()])
            page = context.new_page()
            steps = {"first": f"/services/{slug}/", "next": f"/services/{slug}/begin/"}
            for place, path in steps.items():
                weight = Weight(f"{place} page, {language}: {path}", place)
                _weigh(page, f"{origin}{path}", weight)
                found.append(weight)
            context.close()
        browser.close()
    return found


def _weigh(page: Any, address: str, weight: Weight) -> None:
    kinds: dict[str, str] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def answered(told: dict[str, Any]) -> None:
        if not told["response"].get("fromDiskCache"):
            kinds[told["requestId"]] = told["type"]

    def finished(told: dict[str, Any]) -> None:
        kind = kinds.get(told["requestId"])
        if kind:
            weight.kinds[kind] = weight.kinds.get(kind, 0) + int(told["encodedDataLength"])

    session.send("Network.emulateNetworkConditions", SLOW)
    session.on("Network.responseReceived", answered)
    session.on("Network.loadingFinished", finished)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    weight.seconds = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000
    for number in kinds:
        with contextlib.suppress(Exception):
            body = session.send("Network.getResponseBody", {"requestId": number})
            content = body["body"]
            weight.unpacked += len(base64.b64decode(content)) if body["base64Encoded"] else len(content.encode())
    session.detach()
