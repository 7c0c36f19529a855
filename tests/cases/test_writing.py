"""Changes of registers: written once, tried again with pauses, taken back, and visible where they failed."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from tests.cases.walking import decided, officer, once, one_who_can, paid, sent
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases import writing
from wasl.cases.api import Case, Change, Kind, Progress, Stage
from wasl.catalogue.api import Definition, Who
from wasl.core.conf import settings
from wasl.core.errors import NotAllowed, Refusal
from wasl.registers import api as registers

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}
OFFICE = "commercial-registry"
WORKER, HEAD = officer(Who.CASE_WORKER, OFFICE, "worker"), officer(Who.OFFICE_HEAD, OFFICE, "head")
LATER = timedelta(minutes=30)


class Died(BaseException):
    """The process ended here."""


@pytest.fixture
def case(live: Callable[[str], Definition]) -> Case:
    """Granted; its row is still to be written."""
    names = live("trade-name-reservation")
    found = paid(sent(names, one_who_can(names, NAME), NAME))
    decided(found, "propose", WORKER)
    return decided(found, "grant", HEAD)


def rows() -> int:
    """In the register of trade names."""
    book = yaml.safe_load(settings().address_book.read_text(encoding="utf-8"))
    with sqlite3.connect(book["registers"]["reg-025"].removeprefix("sqlite:///")) as store:
        [(count,)] = store.execute('SELECT count(*) FROM "tradeNames"')
    return int(count)


def change(case: Case) -> Change:
    return Change.objects.get(case=case)


def written(case: Case) -> int:
    return case.journal.filter(kind=Kind.WRITTEN).count()


def unreachable(*_: object) -> None:
    raise registers.RegisterUnavailable("slow", "no answer")


def die(*_: object) -> None:
    raise Died


@pytest.mark.parametrize(
    ("place", "name"),
    [("registers", "prepare"), ("registers", "write"), ("", "_done"), ("", "_note")],
    ids=["before it is prepared", "before it is written", "before it is confirmed", "while it is confirmed"],
)
def test_a_worker_that_dies_leaves_work_that_is_done_once(
    case: Case, monkeypatch: pytest.MonkeyPatch, place: str, name: str
) -> None:
    before = rows()
    with monkeypatch.context() as dying:
        dying.setattr(registers if place else writing, name, die)
        with pytest.raises(Died):
            cases.work_off()
    assert cases.work_off() == 0, "its claim holds for a while"
    cases.work_off(datetime.now(UTC) + LATER)
    assert (change(case).progress, rows(), written(case)) == (Progress.DONE, before + 1, 1)


def test_a_worker_that_dies_after_writing_writes_once(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = rows(), registers.write

    def write_and_die(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise Died

    with monkeypatch.context() as dying:
        dying.setattr(registers, "write", write_and_die)
        with pytest.raises(Died):
            cases.work_off()
    cases.work_off(datetime.now(UTC) + LATER)
    assert (change(case).progress, rows(), written(case)) == (Progress.DONE, before + 1, 1)


def test_loops_at_once_write_once(case: Case) -> None:
    before = rows()
    at_once([cases.work_off] * 4)
    assert (change(case).progress, rows(), written(case)) == (Progress.DONE, before + 1, 1)


def test_a_worker_that_was_too_slow_confirms_nothing(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = rows(), registers.write

    def slow(*given: object) -> None:
        """Meanwhile the claim runs out, and another worker does it."""
        monkeypatch.setattr(registers, "write", real)
        cases.work_off(datetime.now(UTC) + LATER)
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(registers, "write", slow)
    cases.work_off()
    assert (change(case).progress, rows(), written(case)) == (Progress.DONE, before + 1, 1)


def test_a_register_that_is_away_is_tried_with_pauses_until_the_office_decides(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows()
    with monkeypatch.context() as away:
        away.setattr(registers, "prepare", unreachable)
        for tries in range(len(writing.PAUSES)):
            cases.work_off(datetime.now(UTC) + timedelta(days=tries * 2))
            assert change(case).progress == Progress.WAITING
        assert cases.work_off() == 0
        cases.work_off(datetime.now(UTC) + timedelta(days=99))
    assert change(case).progress == Progress.FAILED
    assert [one.pk for one in cases.changes_to_mend(WORKER)] == [change(case).pk]
    cases.try_again(change(case).pk, case.reference, WORKER, once=once())
    cases.work_off()
    assert (change(case).progress, rows()) == (Progress.DONE, before + 1)


def test_what_a_register_refuses_has_failed_and_may_be_entered_by_hand(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refusal("this register takes no such value", mend="mend it")

    monkeypatch.setattr(registers, "prepare", refuse)
    cases.work_off()
    assert change(case).progress == Progress.FAILED
    assert "no such value" in change(case).why
    press = once()
    for _ in range(2):
        cases.done_by_hand(change(case).pk, case.reference, WORKER, once=press)
    assert (change(case).progress, written(case)) == (Progress.DONE, 1)


def test_a_failure_that_nobody_foresaw_keeps_no_other_from_its_turn(
    case: Case, live: Callable[[str], Definition], monkeypatch: pytest.MonkeyPatch
) -> None:
    names, real = live("trade-name-reservation"), registers.prepare
    other = paid(sent(names, one_who_can(names, NAME, but=1), NAME))
    decided(other, "propose", WORKER)
    decided(other, "grant", HEAD)
    broken = change(case).once

    def prepare(wanted: registers.Change) -> registers.Prepared:
        if wanted.once == broken:
            raise KeyError("nobody thought of this")
        return real(wanted)

    monkeypatch.setattr(registers, "prepare", prepare)
    cases.work_off()
    assert change(other).progress == Progress.DONE
    assert (change(case).progress, change(case).tries) == (Progress.WAITING, 1)
    assert "nobody thought" not in change(case).why


def test_what_was_written_is_taken_back_once(case: Case) -> None:
    before = rows()
    cases.work_off()
    press = once()
    for _ in range(2):
        cases.take_back(change(case).pk, case.reference, WORKER, once=press)
    cases.work_off()
    assert change(case).progress == Progress.TAKEN_BACK
    assert case.journal.filter(kind=Kind.TAKEN_BACK).count() == 1
    assert rows() in (before, before + 1)  # taken out, or ended and kept
    with pytest.raises(Refusal):
        cases.take_back(change(case).pk, case.reference, WORKER, once=once())


def test_another_office_and_the_citizen_mend_nothing(case: Case) -> None:
    stranger = officer(Who.CASE_WORKER, "traffic", "stranger")
    with pytest.raises(Refusal):
        cases.try_again(change(case).pk, case.reference, stranger, once=once())
    citizen = cases.Doer(case.actor, Who.CITIZEN, "portal", person=case.person)
    with pytest.raises(NotAllowed):
        cases.take_back(change(case).pk, case.reference, citizen, once=once())


def test_a_case_whose_steps_failed_is_mended_and_goes_on(
    live: Callable[[str], Definition], monkeypatch: pytest.MonkeyPatch
) -> None:
    move = live("family-move")
    hints = {"members": None, "moved_on": "2026-01-05", "new_governorate": "12"}

    def refuse(*_: object) -> None:
        raise Refusal("not here", mend="elsewhere")

    with monkeypatch.context() as away:
        away.setattr(registers, "prepare", refuse)
        case = sent(move, one_who_can(move, hints), hints)
        cases.work_off()
    case = Case.objects.get(pk=case.pk)
    assert case.state == "to_mend"
    decided(case, "try_again", officer(Who.CASE_WORKER, case.office))
    while cases.work_off():
        pass
    assert Case.objects.get(pk=case.pk).stage == Stage.ENDED
    assert set(Change.objects.filter(case=case).values_list("progress", flat=True)) == {Progress.DONE}
