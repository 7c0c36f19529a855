"""Doing what the workflow allows: by who may, once, and not behind a colleague's back."""

from collections.abc import Callable

import pytest

from tests.cases.walking import decided, officer, once, one_who_can, paid, sent
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases.api import Case, Doer, Kind, Stage
from wasl.cases.models import Change, Event, Progress
from wasl.catalogue.api import Definition, Who
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.documents.models import Document

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}
OFFICE = "commercial-registry"
WORKER, HEAD = officer(Who.CASE_WORKER, OFFICE, "worker"), officer(Who.OFFICE_HEAD, OFFICE, "head")


@pytest.fixture
def names(live: Callable[[str], Definition]) -> Definition:
    return live("trade-name-reservation")


@pytest.fixture
def me(names: Definition) -> Doer:
    return one_who_can(names, NAME)


@pytest.fixture
def case(names: Definition, me: Doer) -> Case:
    """Paid, and with the office."""
    return paid(sent(names, me, NAME))


def acts_of(case: Case) -> list[str]:
    return list(Event.objects.filter(case=case, kind=Kind.ACTION).values_list("action", flat=True))


def test_one_press_acts_once_and_two_presses_do_not_act_twice(case: Case) -> None:
    press = once()
    found = at_once([lambda: cases.act(case.reference, "propose", WORKER, once=press, words="سبب")] * 3)
    assert all(isinstance(one, Case) for one in found), found
    with pytest.raises(Refusal):
        decided(case, "propose", WORKER)
    assert acts_of(case) == ["pay", "propose"]


def test_a_decision_pressed_by_two_at_once_is_made_once(case: Case) -> None:
    decided(case, "propose", WORKER)
    found = at_once([lambda key=key: decided(case, key, HEAD) for key in ("grant", "refuse", "grant")])
    assert sum(isinstance(one, Case) for one in found) == 1
    assert sum(one in ("grant", "refuse") for one in acts_of(case)) == 1
    after = Case.objects.get(pk=case.pk)
    granted = after.outcome == cases.Outcome.GRANTED
    assert Change.objects.filter(case=case).count() == Document.objects.filter(case=case.reference).count() == granted


def test_staff_of_another_office_neither_see_nor_act(case: Case) -> None:
    stranger = officer(Who.CASE_WORKER, "traffic", "stranger")
    with pytest.raises(Unknown):
        cases.looked_at(case.reference, stranger)
    with pytest.raises(Unknown):
        decided(case, "propose", stranger)
    with pytest.raises(Unknown):
        cases.note(case.reference, "ملاحظة", stranger, once=once())


def test_who_decides_on_what_they_saw_before_it_changed_is_told(case: Case) -> None:
    seen = cases.looked_at(case.reference, WORKER).case.events
    cases.note(case.reference, "وصل مستند", HEAD, once=once())
    with pytest.raises(cases.Overtaken):
        cases.act(case.reference, "propose", WORKER, once=once(), words="سبب", seen=seen)
    assert acts_of(case) == ["pay"]


def test_a_colleagues_case_is_left_alone_but_by_the_head(case: Case) -> None:
    cases.take(case.reference, officer(Who.CASE_WORKER, OFFICE, "other"), once=once())
    with pytest.raises(NotAllowed):
        decided(case, "propose", WORKER)
    with pytest.raises(cases.Overtaken):
        cases.take(case.reference, WORKER, once=once())
    seen = Case.objects.get(pk=case.pk).events
    cases.take(case.reference, WORKER, once=once(), seen=seen)
    assert decided(case, "propose", WORKER).state == "to_decide"


def test_what_needs_a_reason_is_not_done_without_one(case: Case) -> None:
    with pytest.raises(Refusal, match="reason"):
        decided(case, "ask_correction", WORKER, words=" ")


def test_a_citizen_does_not_decide_and_an_office_does_not_withdraw(case: Case, me: Doer) -> None:
    for key, doer in (("propose", me), ("grant", me), ("withdraw", WORKER), ("grant", WORKER)):
        with pytest.raises(Refusal):
            decided(case, key, doer)


def test_of_many_each_is_done_by_itself(names: Definition, me: Doer, case: Case) -> None:
    other = paid(sent(names, me, NAME))
    decided(case, "propose", WORKER)
    references = [case.reference, other.reference, "W-NOWHERE22", other.reference]
    told = cases.act_on_many(references, "propose", WORKER, once=once(), words="سبب")
    assert [why is None for _, why in told] == [False, True, False]
    assert acts_of(other) == ["pay", "propose"]


def test_a_correction_goes_back_to_the_citizen_and_returns_when_it_is_whole(case: Case, me: Doer) -> None:
    decided(case, "ask_correction", WORKER)
    with pytest.raises(Refusal):
        decided(case, "propose", WORKER)
    found = cases.opened(case.reference, me)
    assert cases.editable(found)
    cases.save_page(case.reference, me, "name", {**NAME, "wanted_name": "مكتبة البحر"}, seen=found.print_of("name"))
    assert decided(case, "send_correction", me).state == "in_review"
    with pytest.raises(Refusal):
        cases.save_page(case.reference, me, "name", NAME)


def test_an_automatic_decision_is_reviewed_by_a_person(live: Callable[[str], Definition]) -> None:
    papers = live("birth-certificate")
    me = one_who_can(papers, {"copies": 1})
    case = paid(sent(papers, me, {"copies": 1}))
    assert (case.stage, case.outcome) == (Stage.ENDED, cases.Outcome.GRANTED)
    cases.appeal(case.reference, "في الاسم خطأ", me, once=once())
    head = officer(Who.OFFICE_HEAD, case.office, "head")
    after = cases.answer_appeal(case.reference, "يُراجع", head, upheld=True, once=once())
    assert (after.stage, after.who) == (Stage.OPEN, Who.CASE_WORKER)


def test_decided_again_after_reopening_a_register_is_not_changed_again(case: Case) -> None:
    decided(case, "propose", WORKER)
    decided(case, "grant", HEAD)
    cases.work_off()
    cases.reopen(case.reference, "خطأ في القرار", HEAD, once=once())
    after = Case.objects.get(pk=case.pk)
    if after.state == "in_review":
        decided(case, "propose", WORKER)
    decided(case, "grant", HEAD)
    cases.work_off()
    assert list(Change.objects.filter(case=case).values_list("progress", flat=True)) == [Progress.DONE]
