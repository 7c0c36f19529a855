"""The clock of an incident runs in real hours, whatever clocks and time zones do."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.protection.meeting import clock_where_two_meet
from wasl.core.errors import Refusal, Unknown
from wasl.protection import api, incidents
from wasl.protection.incidents import Clock, Stand
from wasl.protection.models import Incident, IncidentStep, Notice

pytestmark = pytest.mark.django_db

KNOWN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def told(known: datetime = KNOWN, **more: object) -> api.Account:
    facts = {
        "sort": "seen",
        "title": "A list",
        "happened": "It went astray.",
        "effects": "Few.",
        "measures": "Deleted.",
    }
    return api.Account(**{**facts, "contact": "19999", "known": known, **more})  # type: ignore[arg-type]


def registered(known: datetime = KNOWN) -> Incident:
    with time_machine.travel(known + timedelta(minutes=1), tick=False):
        return api.register(told(known), by="staff:protection")


def sent(incident: Incident, to: str, at: datetime) -> Notice:
    with time_machine.travel(at, tick=False):
        notice = api.make_notice(incident.reference, to, by="staff:protection")
        return api.mark_sent(incident.reference, notice.pk, by="staff:protection")


@pytest.mark.parametrize(
    ("hours", "minutes", "stand"),
    [
        (0, 1, Stand.RUNNING),
        (53, 59, Stand.RUNNING),
        (54, 1, Stand.CLOSE),
        (71, 59, Stand.CLOSE),
        (72, 0, Stand.CLOSE),
        (72, 2, Stand.OVERDUE),
    ],
)
def test_seventy_two_hours_are_seventy_two_hours(hours: int, minutes: int, stand: Stand) -> None:
    clock = api.authority_clock(registered())
    assert clock.stand(KNOWN + timedelta(hours=hours, minutes=minutes)) == stand


@pytest.mark.parametrize(("minutes", "stand"), [(71 * 60 + 59, Stand.KEPT), (72 * 60 + 2, Stand.BROKEN)])
def test_what_counts_is_when_the_notice_went_out(minutes: int, stand: Stand) -> None:
    incident = registered()
    sent(incident, "authority", KNOWN + timedelta(minutes=minutes))
    assert api.authority_clock(incident).stand(KNOWN + timedelta(days=30)) == stand


def test_a_notice_marked_sent_for_an_earlier_time_counts_from_then() -> None:
    incident = registered()
    with time_machine.travel(KNOWN + timedelta(hours=80), tick=False):
        notice = api.make_notice(incident.reference, "authority", by="staff:protection")
        api.mark_sent(incident.reference, notice.pk, by="staff:protection", sent=KNOWN + timedelta(hours=70))
    assert api.authority_clock(incident).stand(KNOWN + timedelta(hours=90)) == Stand.KEPT


@given(offset=st.integers(-12, 14))
def test_the_time_zone_in_which_it_was_written_changes_nothing(offset: int) -> None:
    elsewhere = KNOWN.astimezone(timezone(timedelta(hours=offset)))
    clock = Clock(elsewhere, elsewhere + timedelta(hours=72), None)
    assert clock.due == KNOWN + timedelta(hours=72)
    assert clock.stand(KNOWN + timedelta(hours=71, minutes=59)) == Stand.CLOSE


def test_summer_time_adds_no_hour_to_the_term() -> None:
    """Clocks there go back on 30 October 2026: on the wall the term ends an hour earlier than it began."""
    known = datetime(2026, 10, 29, 9, 0, tzinfo=UTC)
    assert api.authority_clock(registered(known)).due == known + timedelta(hours=72)


def test_a_clock_that_was_set_back_leaves_the_term_where_it_was() -> None:
    incident = registered()
    clock = api.authority_clock(incident)
    assert clock.stand(KNOWN - timedelta(days=2)) == Stand.RUNNING
    assert clock.due == KNOWN + timedelta(hours=72)


def test_knowledge_cannot_come_from_the_future_nor_move_later() -> None:
    incident = registered()
    with time_machine.travel(KNOWN + timedelta(hours=5), tick=False):
        with pytest.raises(Refusal, match="future"):
            api.register(told(KNOWN + timedelta(hours=6)), by="staff:protection")
        with pytest.raises(Refusal, match="later"):
            api.revise(incident.reference, told(KNOWN + timedelta(hours=1)), by="staff:protection")
        moved = api.revise(incident.reference, told(KNOWN - timedelta(hours=1)), by="staff:protection")
    assert api.authority_clock(moved).due == KNOWN + timedelta(hours=71)


@pytest.mark.parametrize(
    ("began", "ended"), [(KNOWN + timedelta(hours=1), None), (KNOWN - timedelta(hours=2), KNOWN - timedelta(hours=3))]
)
def test_times_that_contradict_each_other_are_refused(began: datetime, ended: datetime | None) -> None:
    with time_machine.travel(KNOWN + timedelta(hours=5), tick=False), pytest.raises(Refusal):
        api.register(told(began=began, ended=ended), by="staff:protection")


@pytest.mark.parametrize("hours", [-1, 6])
def test_a_notice_is_not_sent_before_it_was_known_nor_in_the_future(hours: int) -> None:
    incident = registered()
    with time_machine.travel(KNOWN + timedelta(hours=5), tick=False):
        notice = api.make_notice(incident.reference, "authority", by="staff:protection")
        with pytest.raises(Refusal):
            api.mark_sent(incident.reference, notice.pk, by="x", sent=KNOWN + timedelta(hours=hours))


def test_people_are_told_within_working_days_after_the_authority() -> None:
    """Told on a Sunday evening: the third working day ends on Wednesday at midnight there."""
    incident = registered()
    assert api.people_clock(incident) is None
    sent(incident, "authority", KNOWN + timedelta(hours=9))
    clock = api.people_clock(incident)
    assert clock
    assert clock.due == datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    sent(incident, "people", clock.due + timedelta(minutes=1))
    late = api.people_clock(incident)
    assert late
    assert late.stand(KNOWN + timedelta(days=9)) == Stand.BROKEN


def test_a_sent_notice_never_changes_and_later_knowledge_makes_a_further_version() -> None:
    incident = registered()
    first = sent(incident, "authority", KNOWN + timedelta(hours=1))
    with time_machine.travel(KNOWN + timedelta(hours=2), tick=False):
        api.revise(incident.reference, told(happened="It was found again."), by="staff:protection")
        second = api.make_notice(incident.reference, "authority", by="staff:protection")
        again = api.mark_sent(incident.reference, first.pk, by="somebody else")
    first.refresh_from_db()
    assert (first.version, second.version) == (1, 2)
    assert "It went astray." in str(first.body)
    assert "It was found again." in str(second.body)
    assert again.sent == first.sent
    assert again.sent_by == "staff:protection"


def test_a_late_first_notice_says_that_it_is_late() -> None:
    incident = registered()
    with time_machine.travel(KNOWN + timedelta(hours=73), tick=False):
        notice = api.make_notice(incident.reference, "authority", by="staff:protection")
    assert "Past the term" in str(notice.body)


def test_what_was_said_before_is_kept() -> None:
    incident = registered()
    with time_machine.travel(KNOWN + timedelta(hours=2), tick=False):
        api.revise(incident.reference, told(happened="It was found again."), by="staff:protection-2")
    steps = list(IncidentStep.objects.filter(incident=incident).order_by("id"))
    assert [step.snapshot["happened"] for step in steps] == ["It went astray.", "It was found again."]
    assert [step.by for step in steps] == ["staff:protection", "staff:protection-2"]


def test_an_incident_is_closed_once_and_only_after_the_notice() -> None:
    incident = registered()
    with pytest.raises(Refusal, match="no notice"):
        api.close(incident.reference, "Everything is mended now, for good.", by="x")
    sent(incident, "authority", KNOWN + timedelta(hours=1))
    with pytest.raises(Refusal, match="closing report"):
        api.close(incident.reference, "ok", by="x")
    api.close(incident.reference, "Everything is mended now, for good.", by="x")
    with pytest.raises(Refusal, match="closed"):
        api.close(incident.reference, "Everything is mended now, for good.", by="x")


def test_references_count_up_within_their_year() -> None:
    assert [registered().reference, registered().reference] == ["INC-2026-0001", "INC-2026-0002"]
    assert registered(datetime(2026, 12, 31, 23, 0, tzinfo=UTC)).reference == "INC-2027-0001"
    with pytest.raises(Unknown):
        api.incident("INC-1999-0001")


@pytest.mark.django_db(transaction=True)
def test_a_change_and_the_end_at_once_do_not_undo_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    incident = registered()
    sent(incident, Notice.To.AUTHORITY, KNOWN + timedelta(hours=1))
    monkeypatch.setattr(incidents, "timezone", clock_where_two_meet())

    def close() -> None:
        try:
            api.close(incident.reference, "The cause, and what changed since.", by="staff:protection")
        finally:
            connection.close()

    def change() -> str:
        try:
            return api.revise(incident.reference, told(title="Another list"), by="staff:protection-2").title
        except Refusal:
            return incident.title
        finally:
            connection.close()

    with time_machine.travel(KNOWN + timedelta(hours=2)), ThreadPoolExecutor(2) as pool:
        closing, changing = pool.submit(close), pool.submit(change)
        closing.result()
    stands = Incident.objects.get()
    assert (bool(stands.closed), stands.title) == (True, changing.result())


def test_a_reference_that_cannot_be_is_of_no_incident() -> None:
    for reference in ("", "INC-1999-0001", "\x00"):
        with pytest.raises(Unknown):
            api.incident(reference)
