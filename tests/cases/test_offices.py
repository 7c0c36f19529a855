"""What an office does beside the workflow: notes, opinions, giving out work, opening again, answering a review."""

from collections.abc import Callable

import pytest

from tests.cases.walking import decided, officer, once, one_who_can, paid, sent
from tests.payments.at_once import at_once
from wasl.cases import api as cases
from wasl.cases.api import Appeal, Case, Doer, Kind, Stage
from wasl.catalogue.api import Definition, Who
from wasl.core.errors import NotAllowed, Refusal
from wasl.payments import api as payments

NAME = {"wanted_name": "مكتبة النيل", "activity": "agriculture"}
OFFICE = "commercial-registry"
WORKER, HEAD = officer(Who.CASE_WORKER, OFFICE, "worker"), officer(Who.OFFICE_HEAD, OFFICE, "head")
OTHER = officer(Who.CASE_WORKER, OFFICE, "other")


@pytest.fixture
def names(live: Callable[[str], Definition]) -> Definition:
    return live("trade-name-reservation")


@pytest.fixture
def me(names: Definition) -> Doer:
    return one_who_can(names, NAME)


@pytest.fixture
def case(names: Definition, me: Doer) -> Case:
    return paid(sent(names, me, NAME))


@pytest.fixture
def refused(case: Case) -> Case:
    decided(case, "propose", WORKER)
    return decided(case, "refuse", HEAD)


def kinds(case: Case) -> list[str]:
    return list(case.journal.values_list("kind", flat=True))


def test_a_second_opinion_is_somebody_elses(case: Case) -> None:
    with pytest.raises(Refusal, match="Nobody has asked"):
        cases.give_opinion(case.reference, "رأي", OTHER, once=once())
    cases.ask_opinion(case.reference, "هل الاسم مقبول؟", WORKER, once=once())
    with pytest.raises(NotAllowed):
        cases.give_opinion(case.reference, "رأيي", WORKER, once=once())
    press = once()
    for _ in range(2):
        cases.give_opinion(case.reference, "مقبول", OTHER, once=press)
    assert kinds(case).count(Kind.OPINION) == 1


def test_notes_are_the_offices_own(case: Case, me: Doer) -> None:
    cases.note(case.reference, "كلام بيننا", WORKER, once=once())
    mine = cases.story(cases.opened(case.reference, me), me)
    assert "كلام بيننا" not in [one.words for one in mine.events]
    theirs = cases.story(cases.looked_at(case.reference, OTHER), OTHER)
    assert "كلام بيننا" in [one.words for one in theirs.events]


def test_only_the_head_gives_work_out_and_opens_again(case: Case, refused: Case) -> None:
    with pytest.raises(NotAllowed):
        cases.give_to(case.reference, "other", WORKER, once=once())
    with pytest.raises(NotAllowed):
        cases.reopen(case.reference, "خطأ", WORKER, once=once())
    with pytest.raises(NotAllowed):
        cases.answer_appeal(case.reference, "سبب", WORKER, upheld=True, once=once())


def test_opened_again_it_can_be_decided_otherwise(refused: Case) -> None:
    press = once()
    for _ in range(2):
        case = cases.reopen(refused.reference, "ظهر مستند", HEAD, once=press)
    assert (case.stage, case.outcome, case.ended) == (Stage.OPEN, "", None)
    assert kinds(case).count(Kind.REOPENED) == 1


def test_a_review_that_is_upheld_opens_the_case(refused: Case, me: Doer) -> None:
    press = once()
    found = at_once([lambda: cases.appeal(refused.reference, "القرار خطأ", me, once=press)] * 3)
    assert all(isinstance(one, Appeal) for one in found), found
    assert Appeal.objects.filter(case=refused).count() == 1
    case = cases.answer_appeal(refused.reference, "صدق صاحبه", HEAD, upheld=True, once=once())
    assert case.stage == Stage.OPEN
    assert kinds(case)[-2:] == [Kind.APPEAL_ANSWERED, Kind.REOPENED]


def test_a_review_that_is_dismissed_leaves_it_as_it_was(refused: Case, me: Doer) -> None:
    cases.appeal(refused.reference, "القرار خطأ", me, once=once())
    with pytest.raises(Refusal):
        cases.answer_appeal(refused.reference, " ", HEAD, upheld=False, once=once())
    case = cases.answer_appeal(refused.reference, "القرار سليم", HEAD, upheld=False, once=once())
    assert (case.stage, case.outcome) == (Stage.ENDED, cases.Outcome.REFUSED)
    with pytest.raises(Refusal):
        cases.answer_appeal(refused.reference, "مرة أخرى", HEAD, upheld=True, once=once())


def test_a_review_is_the_applicants_to_ask_for(case: Case, refused: Case) -> None:
    for doer in (WORKER, HEAD):
        with pytest.raises(NotAllowed):
            cases.appeal(refused.reference, "القرار خطأ", doer, once=once())


def test_nothing_is_reviewed_before_it_has_ended(case: Case, me: Doer) -> None:
    with pytest.raises(Refusal):
        cases.appeal(case.reference, "متى؟", me, once=once())


def test_a_fee_is_asked_anew_where_a_case_is_opened_again(live: Callable[[str], Definition]) -> None:
    deed = live("general-power-of-attorney")
    me = one_who_can(deed)
    case = paid(sent(deed, me))
    [fee] = payments.payments_for(case.reference)
    decided(case, "withdraw", me)
    cases.reopen(case.reference, "طلب صاحبه", officer(Who.OFFICE_HEAD, case.office, "head"), once=once())
    assert [one.state for one in payments.payments_for(case.reference)] == [payments.State.PAID]
    assert fee.amount > 0
