"""Appointments: free times only, a seat for one, given back when nothing comes of it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.cases.walking import decided, filled, once, one_who_can, sent
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases import appointments
from wasl.cases.api import Case, Doer
from wasl.cases.models import Appointment
from wasl.catalogue.api import Definition
from wasl.country.api import pack


@pytest.fixture
def deed(live: Callable[[str], Definition]) -> Definition:
    return live("general-power-of-attorney")


@pytest.fixture
def me(deed: Definition) -> Doer:
    return one_who_can(deed)


def taken(case: Case) -> list[Appointment]:
    return list(Appointment.objects.filter(case=case, released=None))


def test_times_are_offered_while_offices_are_open(deed: Definition, me: Doer) -> None:
    found = cases.opened(cases.begin(deed.slug, me, once=once()).reference, me)
    calendar = pack().calendar
    for slot in cases.free_slots(found):
        at = appointments.at_of(slot)
        assert at
        assert at > datetime.now(UTC)
        assert calendar.in_office_hours(at)
        assert cases.written_slot(slot).ar


@pytest.mark.parametrize("slot", ["2026-01-01T03:00", "0001-01-01T00:00", "soon", "2099-01-01T10:00"])
def test_a_time_that_is_not_offered_is_refused(deed: Definition, me: Doer, slot: str) -> None:
    found = filled(deed, me)
    page = found.page("appointment")
    assert page
    given = {one.key: one.value for one in page.questions}
    with pytest.raises(cases.Unfit) as refused:
        cases.save_page(found.case.reference, me, "appointment", {**given, "slot": slot})
    assert "slot" in refused.value.problems


def test_a_sent_case_has_its_seat_and_a_withdrawn_one_gives_it_back(deed: Definition, me: Doer) -> None:
    case = sent(deed, me)
    assert len(taken(case)) == 1
    decided(case, "withdraw", me)
    assert taken(case) == []


def test_of_more_than_there_are_seats_the_last_is_told(
    deed: Definition, me: Doer, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = appointments.rules().model_copy(update={"seats": 2})
    monkeypatch.setattr(appointments, "rules", lambda: few)
    drafts = [filled(deed, me).case.reference for _ in range(4)]
    acts = [lambda draft=draft: cases.submit(draft, me, once=once(), declared=True, despite=True) for draft in drafts]
    found = at_once(acts)
    booked = [one for one in found if isinstance(one, Case)]
    assert len(booked) == 2, found
    seats = Appointment.objects.filter(case__in=booked, released=None).values_list("seat", flat=True)
    assert sorted(seats) == [0, 1]
    assert all(isinstance(one, Case | cases.Unfit) or "taken before" in str(one) for one in found), found
