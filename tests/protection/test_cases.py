"""Findings and their cases: nothing twice, nothing lost, and what was answered stays answered."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.protection.meeting import clock_where_two_meet
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.text import Text
from wasl.protection import api, cases
from wasl.protection.models import Case, Emergency, RetentionLine
from wasl.protection.watching.finding import Finding
from wasl.protection.watching.looks import Account
from wasl.trust.api import Kind, Look, figures
from wasl.trust.log.api import Written, entries, entry, verify, write_many

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WHO = Account("staff:a", "health", "officer", program=False, visits=100)
SAID = Text(ar="ظهر شيء", en="something was found")
SENTENCE = "A sentence that says what it was and why."


def finding(*seqs: int, kind: str = "famous", strength: float = 4.0) -> Finding:
    return Finding(WHO, kind, strength, SAID, seqs)


@pytest.mark.django_db
def test_the_same_finding_twice_is_one_case() -> None:
    assert cases.take(finding(1, 2), NOW)
    assert not cases.take(finding(1, 2), NOW + timedelta(hours=1))
    case = Case.objects.get()
    assert (case.entries, case.changed) == ([1, 2], NOW)


@pytest.mark.django_db
def test_new_evidence_goes_into_the_open_case() -> None:
    cases.take(finding(1, 2), NOW)
    cases.take(finding(2, 3, strength=6.0), NOW + timedelta(hours=1))
    case = Case.objects.get()
    assert (case.entries, case.strength, case.changed) == ([1, 2, 3], 6.0, NOW + timedelta(hours=1))


@pytest.mark.django_db
def test_what_was_answered_opens_no_case_again_and_enough_that_is_new_does() -> None:
    cases.take(finding(*range(1, 101)), NOW)
    first = api.move(Case.objects.get().pk, "explained", by="staff:protection", words=SENTENCE)
    assert not cases.take(finding(*range(1, 101)), NOW)
    assert not cases.take(finding(*range(1, 111)), NOW)
    assert cases.take(finding(*range(1, 140)), NOW)
    second = Case.objects.exclude(pk=first.pk).get()
    assert second.earlier == first
    assert second.entries == list(range(101, 140))


@pytest.mark.django_db
def test_one_more_look_at_oneself_is_always_new() -> None:
    cases.take(finding(*range(1, 101), kind="own-record"), NOW)
    api.move(Case.objects.get().pk, "explained", by="staff:protection", words=SENTENCE)
    assert cases.take(finding(*range(1, 102), kind="own-record"), NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("way", "last"),
    [(["in-review", "open"], "open"), (["explained"], "explained"), (["in-review", "misuse", "reported"], "reported")],
)
def test_a_case_goes_its_way(way: list[str], last: str) -> None:
    cases.take(finding(1), NOW)
    number = Case.objects.get().pk
    for state in way:
        api.move(number, state, by="staff:protection", words=SENTENCE)
    assert api.case(number).state == last
    assert (api.case(number).closed is not None) == (last in api.CLOSED)


@pytest.mark.django_db
@pytest.mark.parametrize(("closed", "to"), [("explained", "open"), ("reported", "misuse"), ("explained", "misuse")])
def test_what_is_closed_stays_closed(closed: str, to: str) -> None:
    cases.take(finding(1), NOW)
    number = Case.objects.get().pk
    Case.objects.filter(pk=number).update(state=closed, closed=NOW)
    with pytest.raises(Refusal):
        api.move(number, to, by="staff:protection", words=SENTENCE)


@pytest.mark.django_db
def test_an_outcome_needs_words_and_a_step_sent_twice_is_one_step() -> None:
    cases.take(finding(1), NOW)
    number = Case.objects.get().pk
    with pytest.raises(Refusal):
        api.move(number, "misuse", by="staff:protection", words="ok")
    for _ in range(2):
        api.move(number, "misuse", by="staff:protection", words=SENTENCE)
    assert [step.state for step in api.case(number).steps.order_by("id")] == ["open", "misuse"]
    with pytest.raises(Unknown):
        api.case(number + 1)


@pytest.mark.django_db
def test_the_list_is_ranked_by_strength() -> None:
    for place, strength in enumerate([2.5, 9.0, 4.0]):
        cases.take(replace(finding(1, strength=strength), account=replace(WHO, name=f"staff:{place}")), NOW)
    assert [case.strength for case in api.ranked()] == [9.0, 4.0, 2.5]


LOOK = Look("staff:a", "", "health", "officer", "health-care", "backoffice", Kind.PICTURE)


def looked(at: datetime = NOW, look: Look = LOOK, person: str = "p" * 20) -> int:
    write_many([Written(look, at, "shown", persons=(person,))])
    return max(one.seq for one in entries())


def emergency(at: datetime = NOW) -> int:
    seq = looked(at, replace(LOOK, emergency=True, reason="unconscious"))
    api.watch(at)
    return seq


@pytest.mark.usefixtures("home")
class TestWatch:
    def test_it_reads_only_what_is_new_and_twice_is_once(self, home: Path) -> None:
        looked()
        assert api.watch(NOW).entries == 1
        looked(NOW + timedelta(minutes=1))
        second = api.watch(NOW + timedelta(minutes=2))
        assert (second.entries, second.upto, second.opened) == (2, 2, 0)

    def test_erased_looks_are_forgotten_by_the_watch_too(self, home: Path) -> None:
        looked(NOW - timedelta(days=30))
        looked(NOW)
        assert api.watch(NOW).entries == 2
        from wasl.trust.log.api import erase_facts

        erase_facts(before=NOW - timedelta(days=1), why="their time is over", actor="test")
        assert api.watch(NOW).entries == 1

    def test_looks_older_than_the_window_are_left_out(self, home: Path) -> None:
        looked(NOW - timedelta(days=400))
        looked(NOW)
        assert api.watch(NOW).entries == 1

    def test_a_ledger_that_is_another_one_is_read_anew(self, home: Path) -> None:
        from tests.trust.conftest import empty_the_table

        for _ in range(3):
            looked()
        api.watch(NOW)
        empty_the_table()
        (home / "log" / "checkpoint").unlink()
        looked(NOW + timedelta(hours=1), replace(LOOK, actor="staff:b"))
        assert api.watch(NOW + timedelta(hours=2)).entries == 1

    def test_a_broken_file_of_kept_looks_stops_nothing(self, home: Path) -> None:
        looked()
        api.watch(NOW)
        (home / "protection" / "looks.parquet").write_bytes(b"not a table")
        assert api.watch(NOW).entries == 1

    def test_the_file_of_kept_looks_is_its_owners_alone(self, home: Path) -> None:
        looked()
        api.watch(NOW)
        assert (home / "protection" / "looks.parquet").stat().st_mode & 0o077 == 0

    def test_looks_of_citizens_at_themselves_are_not_watched(self, home: Path) -> None:
        looked(NOW, replace(LOOK, actor="citizen:" + "p" * 20, role="citizen"))
        assert api.watch(NOW).entries == 0


@pytest.mark.usefixtures("home")
class TestEmergencies:
    def test_every_emergency_of_the_ledger_stands_in_the_list_once(self) -> None:
        seq = emergency()
        with figures("test"):
            api.note_emergency(entry(seq))
        api.watch(NOW)
        assert [one.seq for one in api.to_answer()] == [seq]

    def test_one_that_nobody_justified_in_time_becomes_a_case(self) -> None:
        emergency()
        assert api.watch(NOW + timedelta(hours=71, minutes=59)).opened == 0
        assert api.watch(NOW + timedelta(hours=72, minutes=1)).opened == 1
        assert api.watch(NOW + timedelta(hours=73)).opened == 0
        assert Case.objects.get().kind == "emergency-unjustified"

    def test_a_justified_one_becomes_no_case_and_one_that_is_not_accepted_does(self) -> None:
        seq = emergency()
        api.justify(seq, SENTENCE, by="staff:a")
        assert api.watch(NOW + timedelta(hours=80)).opened == 0
        api.answer_emergency(seq, accepted=False, words=SENTENCE, by="staff:protection")
        assert Case.objects.get().entries == [seq]

    def test_each_of_two_speaks_in_the_case(self) -> None:
        first, second = emergency(), emergency(NOW + timedelta(minutes=5))
        for seq in (first, second):
            api.answer_emergency(seq, accepted=False, words=SENTENCE, by="staff:protection")
        assert len(Case.objects.get().evidence) == 2

    def test_only_who_opened_it_justifies_and_nobody_answers_their_own(self) -> None:
        seq = emergency()
        with pytest.raises(NotAllowed):
            api.justify(seq, SENTENCE, by="staff:b")
        with pytest.raises(NotAllowed):
            api.answer_emergency(seq, accepted=True, words="", by="staff:a")
        with pytest.raises(Refusal):
            api.justify(seq, "short", by="staff:a")
        with pytest.raises(Refusal):
            api.answer_emergency(seq, accepted=True, words="", by="staff:protection")
        with pytest.raises(Unknown):
            api.justify(seq + 1, SENTENCE, by="staff:a")

    def test_what_was_answered_is_answered(self) -> None:
        seq = emergency()
        api.justify(seq, SENTENCE, by="staff:a")
        api.answer_emergency(seq, accepted=True, words="", by="staff:protection")
        with pytest.raises(Refusal):
            api.justify(seq, SENTENCE, by="staff:a")
        with pytest.raises(Refusal):
            api.answer_emergency(seq, accepted=False, words=SENTENCE, by="staff:protection")
        assert Emergency.objects.get(seq=seq).state == "accepted"


@pytest.mark.usefixtures("home")
class TestRetention:
    def test_a_dry_run_says_what_is_due_and_erases_nothing(self) -> None:
        looked(NOW - timedelta(days=2000))
        looked(NOW)
        assert {one.slug: one.due for one in api.retention_due(NOW)}["log-facts"] == 1
        with figures("test"):
            assert not any(one.erased for one in entries())

    def test_a_run_erases_what_is_due_says_so_in_the_ledger_and_leaves_it_whole(self) -> None:
        for days in (2100, 2000, 100, 0):
            looked(NOW - timedelta(days=days))
        run = api.retain(by="system:retention", now=NOW)
        line = run.lines.get(rule="log-facts")
        assert (line.due, line.erased, line.remains) == (2, 2, "")
        with figures("test"):
            assert [one.erased for one in entries()][:4] == [True, True, False, False]
            assert entry(run.seq or 0).outcome.startswith(f"retention {run.pk}: erased 2")
        assert verify().ok

    def test_a_second_run_finds_nothing_more(self) -> None:
        looked(NOW - timedelta(days=2000))
        api.retain(by="system:retention", now=NOW)
        again = api.retain(by="system:retention", now=NOW)
        assert again.lines.get(rule="log-facts").due == 0

    def test_a_run_that_broke_off_is_seen_and_the_next_one_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from wasl.protection import retention

        looked(NOW - timedelta(days=2000))
        whole = dict(retention._STORES)
        broken = replace(whole["sessions"], count=lambda _before: 1, erase=_fails)
        monkeypatch.setitem(retention._STORES, "sessions", broken)
        with pytest.raises(OSError, match="disk"):
            api.retain(by="system:retention", now=NOW)
        assert api.retention_runs()[0].finished is None
        monkeypatch.setitem(retention._STORES, "sessions", whole["sessions"])
        assert api.retain(by="system:retention", now=NOW).finished
        assert RetentionLine.objects.filter(rule="log-facts", erased=1).count() == 1


def _fails(*_arguments: object) -> int:
    raise OSError("the disk is full")


@pytest.mark.usefixtures("home")
def test_an_objection_becomes_a_case_about_who_looked() -> None:
    seq = looked()
    assert api.report_objection(seq)
    assert not api.report_objection(seq)
    case = Case.objects.get()
    assert (case.account, case.kind, case.entries) == ("staff:a", "objection", [seq])


@pytest.mark.django_db(transaction=True)
def test_of_two_outcomes_at_once_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    cases.take(finding(1), NOW)
    number = Case.objects.get().pk
    monkeypatch.setattr(cases, "timezone", clock_where_two_meet())

    def close(state: str) -> bool:
        try:
            return bool(api.move(number, state, by="staff:protection", words=SENTENCE))
        except Refusal:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(close, ["explained", "reported"])) == 1
    assert Case.objects.get().steps.count() == 2
