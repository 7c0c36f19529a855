"""Staff sign in with both factors, a head asks and a second decides, an agent serves somebody: without a barrier."""

import pytest

from tests.journeys.conftest import Served, Visitor, staff_signs_in

pytestmark = pytest.mark.journey


def press(visitor: Visitor, button: str) -> None:
    with visitor.page.expect_navigation():
        visitor.page.click(button)


def leave(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies(name="sessionid")


def test_the_second_factor_has_no_barrier(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/sign-in/")
    page.fill("#id_username", "head")
    page.fill("#id_password", "wasl-head-demo")
    press(visitor, "main button")
    visitor.sees_no_barrier()
    page.fill("#id_code", "000000")
    press(visitor, "main form .button")
    visitor.sees_no_barrier()
    assert page.locator("[role=alert]").count()


def test_a_head_asks_and_a_second_one_decides(visitor: Visitor) -> None:
    page = visitor.page
    staff_signs_in(visitor, "head", "wasl-head-demo")
    visitor.sees_no_barrier()
    for address in ("/staff/me/", "/staff/me/password/", "/staff/invite/", "/staff/members/agent-2/"):
        visitor.open(address)
        visitor.sees_no_barrier()
    page.fill("#id_reason", "هاتف جديد")
    press(visitor, "button[value=reset]")
    visitor.sees_no_barrier()
    address = page.url.removeprefix(visitor.address)
    assert not page.locator("button[value=approve]").count()
    leave(visitor)
    staff_signs_in(visitor, "head-2", "wasl-head-demo", address)
    visitor.sees_no_barrier()
    page.fill("#id_note", "نعم")
    press(visitor, "button[value=refuse]")
    assert page.locator(".badge.bad").count()
    visitor.open("/approvals/")
    visitor.sees_no_barrier()


def test_an_agent_confirms_an_account(visitor: Visitor, served: Served) -> None:
    page = visitor.page
    staff_signs_in(visitor, "agent", "wasl-agent-demo")
    visitor.sees_no_barrier()
    page.fill("#id_number", served.person_with_most_registers()[0])
    press(visitor, "main form .button")
    visitor.sees_no_barrier()
    if page.locator("form[action$='/register/']").count():
        page.fill("#id_telephone", f"0190000{1000 + abs(hash(visitor.language + visitor.width)) % 9000}")
        press(visitor, "main form .button")
        visitor.sees_no_barrier()
        page.fill("#id_code", "".join(one for one in page.locator("#message").inner_text() if one in "0123456789")[:6])
        press(visitor, "main form .button")
    telephone = page.locator("#id_telephone")  # asked for where somebody else may have opened the account
    if telephone.count() and not telephone.input_value():
        telephone.fill("01900001234")
    press(visitor, "main form .button")  # nothing ticked
    visitor.sees_no_barrier()
    for tick in ("original", "valid", "face"):
        page.check(f"#id_{tick}")
    press(visitor, "main form .button")
    visitor.sees_no_barrier()
    assert "/receipts/" in page.url
