"""Asking and answering: received at once with a term, answered once, every step kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.country.api import pack
from wasl.registers.api import catalogue
from wasl.trust.rights.api import (
    LONGEST_WORDS,
    OUTCOMES,
    Desk,
    Request,
    Right,
    State,
    Step,
    Subject,
    ask,
    days_left,
    overdue,
    request_of,
    requests_of,
    rules,
)

ME, OTHER = "a" * 20, "b" * 20
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
VEHICLES = Subject(section="vehicles", register="reg-009")
OWNER = Desk("staff:registrar", "traffic", objections=False)
PROTECTION = Desk("staff:protection", "data-protection-centre", objections=True)


@pytest.fixture(autouse=True)
def store(transactional_db: None) -> Iterator[None]:
    with time_machine.travel(SUNDAY, tick=False):
        yield


def asked(right: Right = Right.CORRECTION, subject: Subject = VEHICLES, once: str = "1", person: str = ME) -> Request:
    return ask(person, right, subject, owner="traffic", words="the colour is blue", once=once)


def test_a_request_is_received_with_a_term_in_working_days() -> None:
    made = asked()
    assert (made.state, made.due) == (State.RECEIVED, date(2026, 11, 30))
    assert days_left(made) == 6
    assert [step.state for step in made.steps.all()] == [State.RECEIVED]


def test_a_form_sent_twice_is_one_request() -> None:
    assert asked().pk == asked().pk
    assert Request.objects.count() == Step.objects.count() == 1


def test_a_form_sent_twice_at_once_is_one_request() -> None:
    def attempt(_: int) -> int:
        try:
            return asked().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(attempt, range(4)))) == 1
    assert Request.objects.count() == 1


def test_two_open_requests_about_one_value_are_one() -> None:
    assert asked(once="1").pk == asked(once="2").pk


def test_after_the_answer_the_same_can_be_asked_anew() -> None:
    first = asked(once="1")
    OWNER.answer(first.reference, State.REFUSED, "لا")
    assert asked(once="2").pk != first.pk
    assert asked(once="1").pk == first.pk


def test_a_look_is_objected_to_once_and_for_all() -> None:
    look = Subject(entry=7)
    first = ask(ME, Right.OBJECTION, look, owner="data-protection-centre", words="", once="objection:7")
    PROTECTION.answer(first.reference, State.REFUSED, "لا")
    again = ask(ME, Right.OBJECTION, look, owner="data-protection-centre", words="", once="objection:7")
    assert again.pk == first.pk


def test_two_people_may_use_the_same_token() -> None:
    assert asked(person=ME).pk != asked(person=OTHER).pk


def test_what_the_law_keeps_is_refused_at_once_with_the_law() -> None:
    made = asked(Right.ERASURE, Subject(section="identity", register="reg-001"))
    assert made.state == State.REFUSED
    assert made.closed
    last = made.steps.last()
    assert last is not None
    assert last.actor == "law"
    assert "143" in last.words_ar
    assert "Law 143" in last.words_en


def test_what_the_law_does_not_settle_goes_to_the_owner() -> None:
    assert asked(Right.ERASURE).state == State.RECEIVED
    assert asked(Right.LIMITATION).state == State.RECEIVED


@pytest.mark.parametrize("words", ["", "   ", "\x00"])
def test_a_correction_says_what_is_right(words: str) -> None:
    with pytest.raises(Refusal):
        ask(ME, Right.CORRECTION, VEHICLES, owner="traffic", words=words, once="1")


def test_words_have_an_end() -> None:
    with pytest.raises(Refusal):
        ask(ME, Right.CORRECTION, VEHICLES, owner="traffic", words="م" * (LONGEST_WORDS + 1), once="1")


def test_nobody_finds_somebody_elses_request() -> None:
    made = asked()
    assert request_of(made.reference, ME).pk == made.pk
    for reference, person in ((made.reference, OTHER), ("R-NOTHERE2", ME), ("\x00", ME), ("٢", ME), ("", ME)):
        with pytest.raises(Unknown):
            request_of(reference, person)


def test_open_requests_stand_first() -> None:
    closed = asked(once="1")
    OWNER.answer(closed.reference, State.MENDED, "تم")
    waiting = asked(subject=Subject(section="work", register="reg-002"), once="2")
    assert [one.pk for one in requests_of(ME)] == [waiting.pk, closed.pk]


# The desks


def test_a_desk_sees_what_is_its_own() -> None:
    correction = asked()
    objection = ask(ME, Right.OBJECTION, Subject(entry=7), owner="traffic", words="", once="o")
    assert [one.pk for one in OWNER.waiting()] == [correction.pk]
    assert [one.pk for one in PROTECTION.waiting()] == [objection.pk]
    with pytest.raises(Unknown):
        OWNER.find(objection.reference)
    with pytest.raises(Unknown):
        Desk("staff:x", "health", objections=False).answer(correction.reference, State.MENDED, "تم")


def test_what_is_due_first_stands_first() -> None:
    with time_machine.travel(datetime(2026, 11, 1, 9, tzinfo=UTC), tick=False):
        old = asked(once="1")
    new = asked(subject=Subject(section="work", register="reg-002"), once="2")
    assert [one.pk for one in OWNER.waiting()] == [old.pk, new.pk]
    assert [one.pk for one in overdue(OWNER.waiting())] == [old.pk]


def test_every_step_is_kept_with_who_and_when() -> None:
    made = asked()
    OWNER.take(made.reference)
    OWNER.take(made.reference)
    OWNER.answer(made.reference, State.MENDED, "صُحح اللون", "The colour is mended")
    steps = [(step.state, step.actor, step.office) for step in made.steps.all()]
    assert steps == [
        (State.RECEIVED, f"citizen:{ME}", ""),
        (State.IN_HAND, "staff:registrar", "traffic"),
        (State.MENDED, "staff:registrar", "traffic"),
    ]


def test_an_answer_sent_twice_is_one_and_another_one_comes_too_late() -> None:
    made = asked()
    OWNER.answer(made.reference, State.MENDED, "تم")
    OWNER.answer(made.reference, State.MENDED, "تم")
    assert made.steps.count() == 2
    with pytest.raises(NotAllowed):
        OWNER.answer(made.reference, State.REFUSED, "لا")
    assert OWNER.take(made.reference).state == State.MENDED


def test_of_two_answers_at_once_one_stands() -> None:
    made = asked()

    def answer(outcome: State) -> bool:
        try:
            return bool(OWNER.answer(made.reference, outcome, "رد"))
        except NotAllowed:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(answer, [State.MENDED, State.REFUSED])) == 1
    assert made.steps.count() == 2


def test_an_answer_needs_words_and_an_outcome_of_its_right() -> None:
    made = asked()
    with pytest.raises(Refusal):
        OWNER.answer(made.reference, State.MENDED, "  ")
    with pytest.raises(Refusal):
        OWNER.answer(made.reference, State.UPHELD, "تم")
    assert not Request.objects.get().closed


# The rules of this country


def test_every_right_has_a_term_and_a_law() -> None:
    assert set(rules().rights) == set(Right) == set(OUTCOMES)
    assert rules().desk in pack().agencies


def test_what_the_rules_name_exists() -> None:
    for refusals in rules().refused.values():
        assert set(refusals.sections) <= set(pack().sections)
        assert set(refusals.registers) <= set(catalogue().manifests)


@given(st.sampled_from(list(Right)), st.sampled_from(sorted(pack().sections)), st.sampled_from(["", "reg-001"]))
def test_no_right_but_erasing_and_limiting_is_refused_by_a_rule(right: Right, section: str, register: str) -> None:
    if right in (Right.OBJECTION, Right.CORRECTION):
        assert rules().no(right, section, register) is None
