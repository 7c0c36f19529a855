"""Alerts that people choose: none is lost, none comes twice, one's own looks ring nothing."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.core.text import Text
from wasl.trust.log.api import Entry
from wasl.trust.rights import alerts
from wasl.trust.rights.api import Alarm, Alert, alerts_of, choose, chosen, ring, seen, unseen

ME = "a" * 20
MORNING, NIGHT = datetime(2026, 11, 22, 8, tzinfo=UTC), datetime(2026, 11, 22, 22, tzinfo=UTC)
PLAIN = Entry(
    seq=1,
    at=MORNING,
    actor="staff:officer",
    actor_name="",
    office="health",
    role="officer",
    channel="backoffice",
    purpose="health-care",
    legal_basis=Text(ar="قانون", en="Law"),
    case="V-1",
    reason=None,
    assurance="low",
    emergency=False,
    persons=(ME,),
    kind="picture",
    sections=("identity",),
    registers=(),
    missing=(),
    consents=(),
    policy="",
    outcome="shown",
    leaf="",
)


@pytest.fixture(autouse=True)
def log(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Stands for the log: the looks at one person, oldest first."""
    held: list[Entry] = []
    monkeypatch.setattr(alerts, "looks_after", lambda _, seq: [one for one in reversed(held) if one.seq > seq])
    monkeypatch.setattr(alerts, "newest_seq", lambda _: held[-1].seq if held else 0)
    return held


def look(log: list[Entry], **changes: object) -> Entry:
    made = replace(PLAIN, seq=len(log) + 1, **changes)  # type: ignore[arg-type]
    log.append(made)
    return made


def rung() -> list[tuple[int, str]]:
    return [(one.entry, one.alarm) for one in alerts_of(ME)]


@pytest.mark.parametrize(
    ("changes", "alarm"),
    [
        ({"sections": ("identity", "health")}, Alarm.SENSITIVE),
        ({"at": NIGHT}, Alarm.AFTER_HOURS),
        ({"case": None}, Alarm.NO_CASE),
    ],
)
def test_a_look_rings_the_alarm_that_it_is_about(log: list[Entry], changes: dict[str, object], alarm: Alarm) -> None:
    choose(ME, Alarm)
    look(log, **changes)
    ring(ME)
    assert rung() == [(1, alarm)]


@pytest.mark.parametrize(
    "changes",
    [{}, {"actor": f"citizen:{ME}"}, {"kind": "search"}, {"outcome": "refused"}, {"erased": True}],
)
def test_what_is_no_reading_by_somebody_else_rings_nothing(log: list[Entry], changes: dict[str, object]) -> None:
    choose(ME, Alarm)
    look(log, **({"case": None, "at": NIGHT} if changes else {}) | changes)
    ring(ME)
    assert rung() == []


def test_who_chose_nothing_is_told_nothing(log: list[Entry]) -> None:
    look(log, case=None)
    ring(ME)
    assert rung() == []


def test_an_alarm_rings_for_looks_after_it_was_chosen(log: list[Entry]) -> None:
    look(log, case=None)
    choose(ME, [Alarm.NO_CASE])
    ring(ME)
    assert rung() == []
    look(log, case=None)
    ring(ME)
    assert rung() == [(2, Alarm.NO_CASE)]


def test_choosing_again_loses_nothing_that_is_not_yet_told(log: list[Entry]) -> None:
    choose(ME, [Alarm.NO_CASE])
    look(log, case=None)
    choose(ME, [Alarm.NO_CASE, Alarm.SENSITIVE])
    ring(ME)
    assert rung() == [(1, Alarm.NO_CASE)]
    choose(ME, [])
    assert not chosen(ME)


def test_what_was_read_is_no_longer_new(log: list[Entry]) -> None:
    choose(ME, Alarm)
    look(log, case=None, at=NIGHT)
    ring(ME)
    assert unseen(ME) == 1
    seen(ME)
    assert unseen(ME) == 0
    assert len(rung()) == 2


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
def test_however_often_one_asks_every_look_rings_exactly_once(steps: list[tuple[bool, bool]]) -> None:
    with pytest.MonkeyPatch.context() as changed:
        held: list[Entry] = []
        changed.setattr(alerts, "looks_after", lambda _, seq: [one for one in reversed(held) if one.seq > seq])
        changed.setattr(alerts, "newest_seq", lambda _: held[-1].seq if held else 0)
        Alert.objects.all().delete()
        choose(ME, [])
        choose(ME, [Alarm.NO_CASE])
        for case, asks in steps:
            look(held, case="V-1" if case else None)
            if asks:
                ring(ME)
        ring(ME)
        ring(ME)
        assert sorted(rung()) == [(n, Alarm.NO_CASE) for n, (case, _) in enumerate(steps, 1) if not case]
