"""Somebody finds a service without an account: in their own words, by what happened, and knows what it takes."""

import pytest

from tests.journeys.conftest import Visitor
from tests.journeys.test_my_data import signed_in

pytestmark = pytest.mark.journey

ADDRESSES = ("/", "/services/", "/services/?q=zzzzzz", "/services/once-only/", "/services/nothing/")


def test_from_the_home_page_to_the_start_of_a_service(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/")
    page.fill("#q", "شهاده ميلاد")
    with page.expect_navigation():
        page.click("form[role=search] button")
    visitor.sees_no_barrier()
    with page.expect_navigation():
        page.click(".found a >> nth=0")
    assert page.url.endswith("/services/birth-certificate/")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    visitor.sees_no_barrier()
    with page.expect_navigation():
        page.click("a[href*='/services/for/child/']")
    visitor.sees_no_barrier()
    with page.expect_navigation():
        page.click("nav.back a")
    assert page.url.endswith("/services/")


def test_every_page_for_finding_is_without_barrier(visitor: Visitor) -> None:
    for address in ADDRESSES:
        visitor.open(address)
        visitor.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        visitor.sees_no_barrier()


def test_services_are_suggested_once_somebody_agreed(visitor: Visitor) -> None:
    signed_in(visitor).open("/my/for-you/")
    visitor.sees_no_barrier()
    with visitor.page.expect_navigation():
        visitor.page.click("main .consent form button")
    visitor.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    visitor.sees_no_barrier()
    with visitor.page.expect_navigation():
        visitor.page.click("form[action*=withdraw] button")
    assert visitor.page.url.endswith("/my/consents/?done=withdrawn")
