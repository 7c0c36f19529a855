"""Points and thresholds, over made-up claims and statements: no registers, no store."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.country.api import pack
from wasl.identity.verification.comparing import held_against
from wasl.identity.verification.judging import judged, points
from wasl.identity.verification.question import Question
from wasl.identity.verification.terms import Fact, terms
from wasl.linkage import Alike
from wasl.persons.api import Heard, Statement, Vouched

SCALE = terms().scales[0]
SPINE, BIRTHS, HOMES, LINES = "reg-001", "reg-002", "reg-007", "reg-088"
AGREEMENT = st.dictionaries(st.sampled_from(Fact), st.sampled_from(Alike))


def person(*statements: Statement, **more: bool) -> Vouched:
    known = {"provisional": False, "gone": False, "deceased": False} | more
    return Vouched("h" * 20, statements=statements, **known)


def heard(*persons: Vouched) -> Heard:
    return Heard(persons, frozenset(), frozenset(), frozenset(), frozenset())


def asked(**facts: str) -> Question:
    return Question("1" * 14, {Fact(name): said for name, said in facts.items()})


def answer(question: Question, *persons: Vouched) -> tuple[str, bool]:
    found = judged(question, heard(*persons), terms(), SCALE)
    return str(found.verdict), found.refer


@given(AGREEMENT, st.sampled_from(Fact))
def test_one_more_fact_that_agrees_never_lowers_the_score(facts: dict[Fact, Alike], more: Fact) -> None:
    without = {fact: level for fact, level in facts.items() if fact != more}
    assert points({**without, more: Alike.SAME}, SCALE) >= points(without, SCALE)


@given(AGREEMENT, st.sampled_from(Fact))
def test_agreeing_is_worth_at_least_a_slip_and_a_slip_at_least_a_difference(
    facts: dict[Fact, Alike], one: Fact
) -> None:
    worth = [points({**facts, one: level}, SCALE) for level in (Alike.DIFFERENT, Alike.CLOSE, Alike.SAME)]
    assert worth == sorted(worth)


@given(AGREEMENT)
def test_a_score_lies_between_nothing_and_a_hundred(facts: dict[Fact, Alike]) -> None:
    assert 0 <= points(facts, SCALE) <= 100


@pytest.mark.parametrize(
    "claimed",
    [
        "محمد عبد الرحمن علي حسن",
        "مُحَمَّد عبدالرحمن على حسن",
        "محمد عبد الرحمن حسن",
        "Mohamed Abdel Rahman Ali Hassan",
        "Muhammad Abdulrahman Hassan",
        "محمد عبدالرحمن",
    ],
)
def test_one_name_in_many_spellings_agrees(claimed: str) -> None:
    held = held_against(
        {Fact.FULL_NAME: claimed}, person(Statement(SPINE, {"full_name": "محمد عبد الرحمن علي حسن"})), terms()
    )
    assert held.facts[Fact.FULL_NAME] == Alike.SAME


@pytest.mark.parametrize(
    "claimed",
    [
        "أحمد عبد الرحمن علي حسن",  # a brother
        "محمد إبراهيم علي حسن",  # a cousin
        "فاطمة عبد الرحمن علي حسن",
        "محمد عبد الرحيم",
        "زكريا القناوي",
    ],
)
def test_a_brother_and_a_cousin_do_not_agree(claimed: str) -> None:
    held = held_against(
        {Fact.FULL_NAME: claimed}, person(Statement(SPINE, {"full_name": "محمد عبد الرحمن علي حسن"})), terms()
    )
    assert held.facts[Fact.FULL_NAME] in (Alike.DIFFERENT, Alike.CLOSE)
    assert (
        answer(asked(full_name=claimed), person(Statement(SPINE, {"full_name": "محمد عبد الرحمن علي حسن"})))[0] != "yes"
    )


def test_the_register_with_the_last_word_outweighs_another() -> None:
    """The birth register has the last word on the mother's name: who agrees with the other one alone is referred."""
    known = person(
        Statement(SPINE, {"full_name": "محمد علي حسن", "mother_name": "سعاد محمود"}),
        Statement(BIRTHS, {"mother_name": "زينب فوزي"}),
    )
    by_birth = asked(full_name="محمد علي حسن", mother_name="زينب فوزي")
    by_other = asked(full_name="محمد علي حسن", mother_name="سعاد محمود")
    assert answer(by_birth, known) == ("yes", False)
    assert answer(by_other, known) == ("partly", True)


def test_any_telephone_of_several_agrees() -> None:
    lines = [Statement(LINES, {"phone": phone}) for phone in ("01000000001", "+201112223334")]
    known = person(Statement(SPINE, {"full_name": "محمد علي حسن"}), *lines)
    assert answer(asked(full_name="محمد علي حسن", phone="01112223334"), known) == ("yes", False)
    assert answer(asked(full_name="محمد علي حسن", phone="01112223335"), known) == ("partly", False)


def test_a_serial_of_a_card_agrees_only_as_a_whole() -> None:
    known = person(Statement(SPINE, {"full_name": "محمد علي حسن", "card_serial": "IR1234567"}))
    assert answer(asked(full_name="محمد علي حسن", card_serial="ir ١٢٣٤٥٦٧"), known) == ("yes", False)
    assert answer(asked(full_name="محمد علي حسن", card_serial="IR1234568"), known) == ("no", False)


def test_somebody_provisional_is_partly_at_most() -> None:
    known = person(Statement(HOMES, {}), Statement(SPINE, {"full_name": "محمد علي حسن", "mother_name": "منى علي"}))
    assert answer(asked(full_name="محمد علي حسن", mother_name="منى علي"), known) == ("yes", False)
    provisional = person(*known.statements, provisional=True)
    assert answer(asked(full_name="محمد علي حسن", mother_name="منى علي"), provisional) == ("partly", True)


def test_whoever_does_not_know_the_facts_is_not_told_that_somebody_is_dead() -> None:
    known = person(Statement(SPINE, {"full_name": "محمد علي حسن"}), deceased=True)
    assert answer(asked(full_name="زكريا القناوي"), known) == ("no", False)
    assert answer(asked(full_name="محمد علي حسن"), known) == ("no", True)


def test_while_the_register_of_deaths_is_silent_nothing_is_a_yes() -> None:
    known = person(Statement(SPINE, {"full_name": "محمد علي حسن", "mother_name": "منى علي"}))
    told = replace(heard(known), life_unknown=True)
    found = judged(asked(full_name="محمد علي حسن", mother_name="منى علي"), told, terms(), SCALE)
    assert (found.verdict, found.refer) == ("partly", False)


def test_the_best_of_several_bearers_counts_and_is_never_a_yes() -> None:
    one = person(Statement(SPINE, {"full_name": "محمد علي حسن", "mother_name": "منى علي"}))
    other = person(Statement(SPINE, {"full_name": "كريم سامي فوزي"}))
    assert answer(asked(full_name="محمد علي حسن", mother_name="منى علي"), other, one) == ("no", True)


def test_spelling_that_makes_no_difference_makes_no_other_question() -> None:
    one = Question("1" * 14, {Fact.FULL_NAME: "أحمد علي", Fact.CARD_SERIAL: "IR12"})
    same = Question("1" * 14, {Fact.FULL_NAME: "احمد  عَلى", Fact.CARD_SERIAL: "ir12"})
    assert one.digests == same.digests
    assert one.digest != Question("2" * 14, one.facts).digest


def test_every_fact_has_witnesses_points_and_a_name() -> None:
    for fact in Fact:
        assert terms().witnesses[fact]
        assert SCALE.points[fact]
        assert terms().name(fact).ar
    assert pack().purposes["identity-verification"]
