"""Clocks: in the country's working time, standing still while the citizen has the case, late noted once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.cases.walking import decided, officer, one_who_can, paid, sent
from wasl.cases import api as cases
from wasl.cases.api import Case, Kind
from wasl.cases.clocks import due, months_after, put_off
from wasl.cases.models import Event
from wasl.cases.working import note_late
from wasl.catalogue.api import Definition, Span, Who
from wasl.country.api import pack

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}
THURSDAY = datetime(2026, 11, 19, 9, tzinfo=UTC)
WORKER = officer(Who.CASE_WORKER, "commercial-registry")


def day_of(instant: datetime | None) -> str:
    assert instant
    return str(pack().calendar.today(instant))


@pytest.fixture
def case(live: Callable[[str], Definition]) -> Case:
    names = live("trade-name-reservation")
    return paid(sent(names, one_who_can(names, NAME), NAME))


def test_a_weekend_does_not_count() -> None:
    assert day_of(due(Span(working_days=1, assumed=True), THURSDAY)) == "2026-11-22"


def test_a_holiday_does_not_count() -> None:
    """25 January is one."""
    before = datetime(2027, 1, 24, 9, tzinfo=UTC)
    assert not pack().calendar.works_on(datetime(2027, 1, 25, tzinfo=UTC).date())
    assert day_of(due(Span(working_days=1, assumed=True), before)) == "2027-01-26"


def test_hours_are_counted_while_offices_are_open() -> None:
    found = due(Span(working_hours=24, assumed=True), THURSDAY)
    assert found
    assert found > THURSDAY + timedelta(days=3)


def test_no_term_is_never_due() -> None:
    assert due(None, THURSDAY) is None


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert str(months_after(datetime(2026, 1, 31, tzinfo=UTC).date(), 1)) == "2026-02-28"


def test_a_term_stands_still_by_working_time_only() -> None:
    term = datetime(2026, 12, 1, 10, tzinfo=UTC)
    friday = THURSDAY + timedelta(days=1)
    assert put_off(term, friday, friday + timedelta(hours=5)) == term
    assert put_off(term, THURSDAY, THURSDAY + timedelta(hours=1)) > term


def test_the_term_moves_on_by_what_it_waited_for_the_citizen(case: Case) -> None:
    decided(case, "ask_correction", WORKER)
    long_ago = datetime.now(UTC) - timedelta(days=14)
    Case.objects.filter(pk=case.pk).update(entered=long_ago)
    citizen = cases.Doer(case.actor, Who.CITIZEN, "portal", person=case.person, level=None)
    after = decided(case, "send_correction", citizen)
    assert after.term
    assert case.term
    assert after.term > case.term


def test_late_is_noted_once_for_each_state(case: Case) -> None:
    after = datetime.now(UTC) + timedelta(days=60)
    assert note_late(after) == 1
    assert note_late(after) == 0
    assert Event.objects.filter(case=case, kind=Kind.LATE).count() == 1
    assert Case.objects.get(pk=case.pk).late
    moved = decided(case, "propose", WORKER)
    assert not moved.late
    assert note_late(after) == 1
