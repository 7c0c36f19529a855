"""Is this person who they say? One word, an entry of the ledger, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.identity.verification.conftest import BY_CONSENT, LOOK, NOBODYS, Known
from tests.ledger import looks
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.identity.verification.api import (
    Fact,
    NotNow,
    TooOften,
    Twice,
    Verdict,
    asked_by,
    one_of,
    question,
    terms,
    verify,
)
from wasl.identity.verification.models import Asking
from wasl.persons.api import hear
from wasl.persons.models import Person
from wasl.trust.log.api import entries

STRANGER = "زكريا عبد الغفار القناوي بشارة"


def facts(known: Known, **more: str) -> dict[Fact, str]:
    return {Fact.FULL_NAME: known.full_name, **{Fact(name): said for name, said in more.items()}}


def mother(known: Known) -> str:
    """As the registers have it; read here behind the door's back."""
    from wasl.trust.api import passing

    with passing(LOOK) as passage:
        heard = hear(passage, known.number, {Fact.MOTHER_NAME: terms().witnesses[Fact.MOTHER_NAME]})
        passage.close(outcome="test")
    return next(one.says["mother_name"] for one in heard.persons[0].statements if "mother_name" in one.says)


def test_name_and_mother_that_agree_are_a_yes(known: Known) -> None:
    answer = verify(question(known.number, facts(known, mother_name=mother(known))), LOOK)
    assert (answer.verdict, answer.refer, answer.not_compared) == (Verdict.YES, False, ())
    assert answer.score >= 80


def test_a_name_alone_is_partly(known: Known) -> None:
    assert verify(question(known.number, facts(known)), LOOK).verdict == Verdict.PARTLY


def test_what_the_number_itself_tells_does_not_make_a_yes(known: Known) -> None:
    """Whoever holds the number can read birth date, sex and governorate of birth out of it."""
    told = facts(
        known, birth_date=known.birth_date.isoformat(), sex=known.sex, birth_governorate=known.birth_governorate
    )
    assert verify(question(known.number, told), LOOK).verdict == Verdict.PARTLY


def test_another_name_is_a_no_with_nothing_beside(known: Known) -> None:
    answer = verify(question(known.number, {Fact.FULL_NAME: STRANGER, Fact.PHONE: "01000000000"}), LOOK)
    assert (answer.verdict, answer.score, answer.not_compared, answer.refer) == (Verdict.NO, 0, (), False)


def test_a_number_that_is_nobodys_is_answered_as_any_no(known: Known) -> None:
    told = {Fact.FULL_NAME: STRANGER, Fact.PHONE: "01000000000", Fact.MOTHER_NAME: "منى"}
    verify(question(known.number, told), LOOK)  # what is read once and kept is read
    with CaptureQueriesContext(connection) as for_somebody:
        somebody = verify(question(known.number, told), LOOK)
    with CaptureQueriesContext(connection) as for_nobody:
        nobody = verify(question(NOBODYS, told), LOOK)
    assert replace(nobody, reference="", at=somebody.at, entry=0) == replace(somebody, reference="", entry=0)
    steps = [[query["sql"].split(" ", 4)[:4] for query in one] for one in (for_nobody, for_somebody)]
    assert steps[0] == steps[1]
    last, before = list(entries())[-1], list(entries())[-2]
    assert (last.outcome, last.registers, last.sections) == (before.outcome, before.registers, before.sections)


def test_the_person_finds_the_question_among_the_looks_at_them(known: Known) -> None:
    answer = verify(question(known.number, facts(known)), LOOK)
    [entry] = looks()
    assert (entry.seq, entry.persons, entry.kind, entry.outcome) == (
        answer.entry,
        (known.handle,),
        "verify",
        "answered partly",
    )


def test_nothing_that_was_claimed_is_kept_in_clear(known: Known) -> None:
    verify(question(known.number, facts(known, phone="01012345678")), replace(LOOK, case="K-1"))
    kept = str(Asking.objects.values().get())
    assert all(said not in kept for said in (known.number, known.full_name, "01012345678", "1012345678"))


def test_somebody_dead_is_nobody_to_pass_for(known: Known, nation_home: object) -> None:
    dead = next(person for person in Person.objects.filter(in_spine=True) if _is_dead(person))
    answer = verify(question(dead.number or "", {Fact.FULL_NAME: dead.full_name}), LOOK)
    assert (answer.verdict, answer.score, answer.refer) == (Verdict.NO, 0, True)


def _is_dead(person: Person) -> bool:
    from wasl.persons.models import Link

    return Link.objects.filter(person_id=person.pk, register="reg-003", role="deceased").exists()


def test_somebody_gone_from_the_spine_is_referred(known: Known) -> None:
    Person.objects.filter(handle=known.handle).update(in_spine=False)
    try:
        answer = verify(question(known.number, facts(known)), LOOK)
    finally:
        Person.objects.filter(handle=known.handle).update(in_spine=True)
    assert (answer.verdict, answer.refer) == (Verdict.NO, True)


def test_a_merged_handle_leads_to_whom_it_means_now(known: Known) -> None:
    last = Person.objects.order_by("-id")[0].pk
    person = Person.objects.get(handle=known.handle)
    former = Person.objects.create(
        id=last + 1, number=known.number, full_name="قديم", merged_into=person, created=datetime.now(UTC)
    )
    try:
        answer = verify(question(known.number, facts(known, mother_name=mother(known))), LOOK)
    finally:
        former.delete()
    assert (answer.verdict, answer.refer) == (Verdict.YES, False)


def test_two_under_one_number_are_never_a_yes(known: Known) -> None:
    last = Person.objects.order_by("-id")[0].pk
    other = Person.objects.create(id=last + 1, number=known.number, full_name="آخر", created=datetime.now(UTC))
    try:
        answer = verify(question(known.number, facts(known, mother_name=mother(known))), LOOK)
        [entry] = [one for one in looks() if one.outcome != "test"]
    finally:
        other.delete()
    assert (answer.verdict, answer.refer) == (Verdict.NO, True)
    assert set(entry.persons) == {known.handle, other.handle}


def test_a_body_that_needs_consent_gets_no_answer_without_it(known: Known) -> None:
    for number in (known.number, NOBODYS):
        with pytest.raises(NotAllowed, match="consent"):
            verify(question(number, facts(known)), BY_CONSENT)
    assert [one.outcome for one in looks()] == ["refused", "refused"]
    assert not Asking.objects.exists()


def test_another_purpose_or_page_is_refused(known: Known) -> None:
    with pytest.raises(NotAllowed):
        verify(question(known.number, facts(known)), replace(LOOK, channel="backoffice"))
    with pytest.raises(Refusal):
        verify(question(known.number, facts(known)), replace(LOOK, purpose="curiosity"))


def test_which_fact_differs_is_told_only_where_a_policy_names_it(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    from wasl.identity.verification import verifying

    asked = question(known.number, facts(known, phone="01000000000"))
    assert verify(asked, LOOK).facts is None
    monkeypatch.setattr(verifying, "EACH_FACT", replace(verifying.EACH_FACT, sensitivity="personal", concept="alive"))
    told = verify(asked, LOOK).facts
    assert told
    assert told[Fact.FULL_NAME] == "same"


def test_registers_that_do_not_answer_make_no_wrong_no(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    from wasl.identity.verification import verifying

    down = terms().witnesses[Fact.FULL_NAME]
    monkeypatch.setattr(verifying, "hear", lambda *given: replace(hear(*given), missing=frozenset(down)))
    for number in (known.number, NOBODYS):
        with pytest.raises(NotNow, match="do not answer now"):
            verify(question(number, facts(known)), LOOK)
    assert [one.outcome for one in looks()] == ["not answered: registers missing"] * 2
    assert not Asking.objects.exists()


# --- limits -----------------------------------------------------------------------------------------------------------


def guess(known: Known, phone: str, look: object = LOOK) -> None:
    verify(question(known.number, facts(known, phone=phone)), look)  # type: ignore[arg-type]


def test_an_agency_cannot_fish_for_a_fact_by_trying(known: Known) -> None:
    for nth in range(terms().limits.guesses_month):
        guess(known, f"0100000000{nth}")
    with pytest.raises(TooOften, match="too many values of one fact"):
        guess(known, "01000000009")
    guess(known, "٠١٠٠٠٠٠٠٠٠٠")  # the same as before in other digits is no new guess
    guess(known, "01000000009", replace(LOOK, office="supply"))


def test_a_number_that_is_nobodys_is_limited_alike(known: Known) -> None:
    stranger = replace(known, number=NOBODYS)
    for nth in range(terms().limits.guesses_month):
        guess(stranger, f"0100000000{nth}")
    with pytest.raises(TooOften, match="too many values of one fact"):
        guess(stranger, "01000000009")


@pytest.mark.parametrize(("limit", "words"), [("agency_hour", "office has asked"), ("person_day", "about this number")])
def test_too_many_questions_are_refused_and_not_kept(
    known: Known, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    from wasl.identity.verification import verifying

    held = terms().model_copy(update={"limits": terms().limits.model_copy(update={limit: 2})})
    monkeypatch.setattr(verifying, "terms", lambda: held)
    for _ in range(2):
        verify(question(known.number, facts(known)), LOOK)
    with pytest.raises(TooOften, match=words):
        verify(question(known.number, facts(known)), LOOK)
    assert (Asking.objects.count(), len(looks())) == (2, 2)


# --- one question, one answer -----------------------------------------------------------------------------------------


def test_a_repeated_request_is_the_same_question(known: Known) -> None:
    asked = question(known.number, facts(known))
    first, again = verify(asked, LOOK, once="k"), verify(asked, LOOK, once="k")
    assert (again.reference, len(looks())) == (first.reference, 1)
    with pytest.raises(Twice, match="another question"):
        verify(question(NOBODYS, facts(known)), LOOK, once="k")


def test_a_question_still_being_answered_is_not_answered_twice(known: Known) -> None:
    asked = question(known.number, facts(known))
    verify(asked, LOOK, once="k")
    Asking.objects.update(verdict=Verdict.PENDING)
    with pytest.raises(Twice, match="still being answered"):
        verify(asked, LOOK, once="k")
    later = datetime.now(UTC) + timedelta(minutes=5)
    assert verify(asked, LOOK, once="k", now=later).verdict == Verdict.PARTLY


def test_an_agency_sees_only_its_own_questions(known: Known) -> None:
    mine = verify(question(known.number, facts(known)), LOOK)
    assert [one.answer.reference for one in asked_by("social-solidarity")] == [mine.reference]
    assert asked_by("supply") == []
    with pytest.raises(Unknown):
        one_of("supply", mine.reference)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("123", {Fact.FULL_NAME: "أحمد علي"}),
        (NOBODYS, {Fact.FULL_NAME: "أحمد"}),
        (NOBODYS, {}),
        (NOBODYS, {Fact.FULL_NAME: "أحمد علي", Fact.BIRTH_DATE: "1985-13-45"}),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_read(
    number: str, told: dict[Fact, str], nation: object, clean_ledger: None
) -> None:
    with pytest.raises(Refusal):
        question(number, told)
    assert looks() == []
