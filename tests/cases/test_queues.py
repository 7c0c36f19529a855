"""Queues of an office: its own cases only, the most urgent first, and the next one for each who asks."""

from collections.abc import Callable

import pytest

from tests.cases.walking import decided, officer, once, one_who_can, paid, sent
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases.api import Case, Wanted
from wasl.catalogue.api import Definition, Who

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}
OFFICE = "commercial-registry"
WORKER = officer(Who.CASE_WORKER, OFFICE, "worker")


@pytest.fixture
def waiting(live: Callable[[str], Definition]) -> list[Case]:
    names = live("trade-name-reservation")
    me = one_who_can(names, NAME)
    return [paid(sent(names, me, NAME)) for _ in range(3)]


def test_an_office_sees_its_own_cases_only(waiting: list[Case]) -> None:
    assert cases.queue(WORKER, Wanted("open")).total == 3
    assert cases.queue(officer(Who.CASE_WORKER, "traffic"), Wanted("open")).total == 0
    assert cases.queue(officer(Who.CASE_WORKER, ""), Wanted("all")).total == 0


def test_two_who_take_the_next_get_two(waiting: list[Case]) -> None:
    doers = [officer(Who.CASE_WORKER, OFFICE, f"worker{n}") for n in range(3)]
    found = at_once([lambda doer=doer: cases.take_next(doer, once=once()) for doer in doers])
    assert {one.reference for one in found if isinstance(one, Case)} == {one.reference for one in waiting}
    assert cases.take_next(WORKER, once=once()) is None


def test_one_press_takes_one(waiting: list[Case]) -> None:
    press = once()
    first, again = (cases.take_next(WORKER, once=press) for _ in range(2))
    assert first == again
    assert cases.counts(WORKER)["mine"] == 1
    assert cases.counts(WORKER)["nobodys"] == 2


def test_a_case_that_goes_elsewhere_leaves_the_queue(waiting: list[Case]) -> None:
    decided(waiting[0], "ask_correction", WORKER)
    assert cases.counts(WORKER)["open"] == 2
    assert cases.counts(WORKER)["waiting"] == 1
    assert [line.case for line in cases.queue(WORKER, Wanted("waiting")).lines] == [waiting[0]]
