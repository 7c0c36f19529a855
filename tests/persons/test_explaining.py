"""The engine's reason lines in words, and what each fact is worth."""

import pytest

from wasl.persons.explaining import bits_of, leaning, spoken

REASON = "given=; birth_date~swapped; mother-"
WEIGHTS = [
    {"field": "given", "level": "same-3", "match": 0.4, "other": 0.05},
    {"field": "given", "level": "same-7", "match": 0.4, "other": 0.05},
    {"field": "given", "level": "different", "match": 0.1, "other": 0.8},
    {"field": "mother", "level": "different", "match": 0.125, "other": 0.5},
]


def test_facts_speak_for_or_against() -> None:
    told = {one.field: one.against for one in spoken(REASON)}
    assert told == {"given": False, "birth_date": False, "mother": True}


def test_every_sign_of_the_engine_has_words() -> None:
    from wasl.linkage import explain  # what the engine may say

    signs = {sign for kind in explain._SIGNS.values() for sign in kind.values()} | set(explain._NUMBER.values())
    lines = [spoken(f"phone{sign}")[0] for sign in signs]
    assert len({one.words.en for one in lines}) == len(signs)


def test_without_a_reason_there_is_nothing_to_tell() -> None:
    assert spoken(None) == []
    assert bits_of(None, None, {}) == {}


def test_a_kind_of_pairs_that_the_run_has_met_brings_its_own_account() -> None:
    kinds = [
        {"reason": REASON, "weight": 9.0, "example": [{"fact": "given=", "bits": 8.0}]},
        {"reason": REASON, "weight": 3.0, "example": [{"fact": "given=", "bits": 2.0}]},
        {"reason": "given=", "weight": 3.1, "example": [{"fact": "given=", "bits": 3.1}]},
    ]
    assert bits_of(REASON, 3.5, {"patterns": kinds}) == {"given=": 2.0}


def test_for_another_kind_each_fact_is_weighed_by_itself() -> None:
    found = bits_of(REASON, 3.5, {"weights": WEIGHTS})
    assert found == {"given=": pytest.approx(3.0), "mother-": pytest.approx(-2.0)}


def test_bits_outdo_the_drawing_by_signs_where_every_fact_has_them() -> None:
    told = spoken(REASON, {"given=": 1.0, "mother-": -9.0, "birth_date~swapped": 2.0})
    assert [(one.field, one.bits) for one in told] == [("mother", -9.0), ("birth_date", 2.0), ("given", 1.0)]
    assert {one.bits for one in spoken(REASON, {"given=": 1.0})} == {None}


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (None, "The engine did not propose this pair"),
        (0.0, "Very likely somebody else"),
        (0.5, "It could be either way"),
        (1.0, "The engine is nearly sure: the same person"),
    ],
)
def test_a_probability_is_told_in_words(probability: float | None, words: str) -> None:
    assert leaning(probability).en == words
