"""A protection officer proposes a change of the rules and tries it; everybody reads how the state looks."""

import pytest

from tests.journeys.conftest import Visitor, staff_signs_in

pytestmark = pytest.mark.journey


def follow(visitor: Visitor, button: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.click(button)


def test_a_change_is_proposed_tried_and_submitted(visitor: Visitor) -> None:
    page = visitor.page
    staff_signs_in(visitor, "protection", "wasl-protection-demo", "/policies/")
    visitor.sees_no_barrier()
    visitor.open("/policies/proposals/new/")
    follow(visitor, "main button")
    visitor.sees_no_barrier()
    page.fill("#id_title", "أقل للضرائب")
    page.fill("#id_reason", "قانون")
    follow(visitor, "main button")
    visitor.open(page.url.removeprefix(visitor.address) + "rules/tax-assessment/")
    visitor.sees_no_barrier()
    page.uncheck("input[name=sections][value=residence]")
    follow(visitor, "main form button")
    follow(visitor, "button[value=simulate]")
    visitor.sees_no_barrier()
    if page.locator("button[value=acknowledge]").count():
        for tick in page.locator("input[name=key]").all():
            tick.check()
        follow(visitor, "button[value=acknowledge]")
    follow(visitor, "button[value=submit]")
    assert not page.locator("button[value=submit]").count()
    visitor.open("/policies/history/")
    visitor.sees_no_barrier()


def test_everybody_reads_how_the_state_looks(visitor: Visitor) -> None:
    visitor.open("/transparency/")
    visitor.sees_no_barrier()
