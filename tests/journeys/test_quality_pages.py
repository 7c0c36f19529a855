"""A steward looks how well registers are linked: in Arabic and English, on a phone and on a desk, without barrier."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.journeys.conftest import Served, Visitor, staff_signs_in

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def measured(served: Served) -> Served:
    """With a quality in which some groups fall behind."""
    environment = {**os.environ, "WASL_HOME": str(served.home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.quality"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True, timeout=120)
    return served


@pytest.fixture
def steward(visitor: Visitor, measured: Served) -> Visitor:
    staff_signs_in(visitor, "steward", "wasl-steward-demo")
    visitor.open("/quality/")
    return visitor


def opened(visitor: Visitor) -> None:
    visitor.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def test_the_whole_is_seen_at_a_glance(steward: Visitor) -> None:
    assert steward.page.locator(".tile b").count() == 4
    assert steward.page.locator(".flags li").count() > 0
    opened(steward)
    steward.sees_no_barrier()


def test_the_way_leads_from_the_whole_to_a_register_that_falls_behind(steward: Visitor) -> None:
    steward.page.click("a[href='/quality/registers/?only=behind']")
    assert steward.page.locator("tbody tr").count() > 0
    steward.sees_no_barrier()
    steward.page.locator("tbody a").first.click()
    opened(steward)
    assert steward.page.locator(".role").count() > 0
    steward.sees_no_barrier()


def test_a_register_is_found_by_name_without_a_script(steward: Visitor) -> None:
    steward.open("/quality/registers/?order=matched")
    assert steward.page.locator("th[aria-sort]").count() == 1
    steward.page.fill("#q", "reg-009")
    steward.page.click("main form button")
    assert steward.page.locator("tbody tr").count() == 1


def test_what_the_engine_learned_is_drawn_in_the_direction_of_reading(steward: Visitor) -> None:
    steward.open("/quality/model/")
    opened(steward)
    steward.sees_no_barrier()
    chart = steward.page.locator("svg.drawn").nth(2).bounding_box()
    name = steward.page.locator("svg.drawn").nth(2).locator("text[font-weight=bold]").first.bounding_box()
    assert chart is not None
    assert name is not None
    names_stand_right = name["x"] + name["width"] / 2 > chart["x"] + chart["width"] / 2
    assert names_stand_right == (steward.language == "ar")


def test_an_officer_is_told_that_this_is_not_theirs(officer: Visitor) -> None:
    officer.open("/quality/")
    assert officer.page.locator("h1").count() == 1
    assert officer.page.locator(".tile").count() == 0
    officer.sees_no_barrier()
