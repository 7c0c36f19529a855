"""Eight services in a real browser, from the page of the service to the last state: with scripts and without."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser import WIDTHS
from tests.journeys.conftest import Served, Visitor, environment_of

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parent.parent.parent
WAYS = [("ar", "phone", True), ("en", "desk", True), ("ar", "phone", False), ("en", "desk", False)]
MOST_PAGES = 25


@dataclass(frozen=True)
class Job:
    """A service, and what is written where its registers do not answer."""

    slug: str
    answers: dict[str, str]
    pays: bool = True
    ends: str = "granted"


JOBS = [
    Job("birth-certificate", {"way": "electronic"}),
    Job("ration-card-add-member", {}),
    Job("vehicle-licence-renewal", {}),
    Job("vehicle-fines-appeal", {}),
    Job("criminal-record-certificate", {}),
    Job("commercial-register-extract", {}),
    Job("general-power-of-attorney", {}),
    Job("family-move", {}, pays=False),
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each service by one way; with WALKS=all by every way."""
    if "job" in metafunc.fixturenames:
        every = os.environ.get("WALKS") == "all"
        ways = {job.slug: WAYS if every else [WAYS[crc32(job.slug.encode()) % len(WAYS)]] for job in JOBS}
        pairs = [(job, way) for job in JOBS for way in ways[job.slug]]
        ids = [f"{job.slug}-{way[0]}-{way[1]}-{'scripts' if way[2] else 'plain'}" for job, way in pairs]
        metafunc.parametrize(("job", "walker"), pairs, ids=ids, indirect=["walker"])


def asked_in(served: Served, *what: str) -> Any:
    environment = {**environment_of(served.home, 1), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.applicants", *what],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:] or done.stdout[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def applicants(served: Served) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = asked_in(served, "find", *(job.slug for job in JOBS))
    return found


@pytest.fixture
def walker(request: pytest.FixtureRequest, browser: Browser, served: Served) -> Iterator[Visitor]:
    """axe needs scripts: without them, what a page looks like is judged by the walk that has them."""
    language, width, scripts = request.param
    across, down = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down}, bypass_csp=True, java_script_enabled=scripts
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
    yield Visitor(context.new_page(), language, width, served.address)
    context.close()


@dataclass(frozen=True)
class Form:
    """Fills in whatever page of a service is open."""

    walker: Visitor
    job: Job
    answers: dict[str, Any]
    scripts: bool

    @property
    def page(self) -> Page:
        return self.walker.page

    def fill(self) -> None:
        for field in self.page.locator("#fill .field").all():
            self._one(field)

    def _one(self, field: Locator) -> None:
        radios = field.locator("input[type=radio], input[type=checkbox]")
        if radios.count():
            self._choose(radios)
        elif field.locator("select").count():
            self._select(field.locator("select"))
        elif field.locator("input[type=file]").count():
            field.locator("input[type=file]").set_input_files([str(ROOT / "tests/journeys/proof.png")])
        elif field.locator(".date-boxes").count():
            self._date(field)
        else:
            boxes = field.locator("input[type=text], input[type=tel], input[type=email], textarea")
            if boxes.count():  # otherwise a register has said it
                self._write(boxes.first)

    def _choose(self, radios: Locator) -> None:
        key = _key(radios.first)
        wanted = self.answers.get(key)
        values = wanted if isinstance(wanted, list) else [wanted]
        ticks = [one for one in radios.all() if one.get_attribute("value") in {_plain(value) for value in values}]
        if ticks or not any(one.is_checked() for one in radios.all()):
            for tick in ticks or [radios.first]:
                tick.check()

    def _select(self, box: Locator) -> None:
        key = _key(box)
        if key in self.answers:
            box.select_option(str(self.answers[key]))
        elif not box.input_value():
            box.select_option(index=1)

    def _date(self, field: Locator) -> None:
        boxes = field.locator(".date-boxes input")
        if boxes.first.input_value():
            return
        key = _key(boxes.first).removesuffix("-day")
        year, month, day = str(self.answers.get(key, "2020-01-01")).split("-")
        for box, part in zip(boxes.all(), (day, month, year), strict=True):
            box.fill(part)

    def _write(self, box: Locator) -> None:
        key = _key(box)
        if box.input_value():
            return
        if box.get_attribute("type") == "tel":
            box.fill("٠١٩١٢٣٤٥٦٧٨")
        else:
            box.fill(str(self.answers.get(key, "نص")))

    def send(self) -> None:
        """From the page of the service to the receipt; each page is looked at for barriers."""
        self.walker.open(f"/services/{self.job.slug}/")
        self.look()
        self.press("form[action$='/begin/'] button")
        for _ in range(MOST_PAGES):
            self.look()
            if "/sent/" in self.page.url:
                return
            self._step()
        raise AssertionError(f"no receipt after {MOST_PAGES} pages: {self.page.url}\n{self.page.inner_text('main')}")

    def _step(self) -> None:
        page = self.page
        if page.locator("#fill").count():
            self.fill()
            self.press("#fill > .row > .button")
        elif page.locator("form.send").count():
            if page.locator("#declared").count():
                page.check("#declared")
            self.press("form.send .button")
        elif page.locator("ol.tasks").count():
            self.press("ol.tasks li:has(.badge:not(.good):not(.plain)) a >> nth=0")
        else:
            if page.locator("#for-me").count():
                page.check("#for-me")
            self.press("main a.button, main form .button")
        assert not page.locator("#errors").count(), page.inner_text("main")

    def press(self, what: str) -> None:
        """A page that is about to go is filled in by nobody."""
        with self.page.expect_navigation():
            self.page.click(what)

    def look(self) -> None:
        if self.scripts:
            self.walker.sees_no_barrier()


def _key(box: Locator) -> str:
    return (box.get_attribute("name") or "").removeprefix("q-")


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def examples_of(job: Job) -> dict[str, Any]:
    from wasl.catalogue.api import load_service, surroundings

    world = surroundings()
    first = next(one for one in load_service(world.services[job.slug], world).examples if not one.stop)
    return {**first.answers, **job.answers}


def test_a_service_is_asked_for_followed_and_ended(
    job: Job,
    walker: Visitor,
    served: Served,
    applicants: dict[str, dict[str, str]],
    request: pytest.FixtureRequest,
) -> None:
    scripts = request.node.callspec.params["walker"][2]
    cookie = {"name": "sessionid", "value": applicants[job.slug]["session"], "url": served.address}
    walker.page.context.add_cookies([cookie])
    form = Form(walker, job, examples_of(job), scripts)
    form.send()
    reference = walker.page.url.split("/my/cases/")[1].split("/")[0]
    assert reference in walker.page.inner_text("main")
    walker.open(f"/my/cases/{reference}/")
    form.look()
    if walker.page.locator("a[href*='/pay/']").count():
        form.press("a[href*='/pay/'] >> nth=0")
        form.look()
        form.press("main form .button >> nth=0")
        form.look()
    assert asked_in(served, "end", reference) == {reference: job.ends}
    walker.open(f"/my/cases/{reference}/")
    form.look()
    assert reference in walker.page.inner_text("main")
