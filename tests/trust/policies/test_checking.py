"""Rules are held against each other, and the pack's own examples against what would stand."""

from datetime import date
from typing import Any

import pytest

from wasl.country.api import pack
from wasl.trust.policies.api import Trouble, check_examples, check_rules, differences, faults_of, rule_words, told_of
from wasl.trust.policies.editions import with_changes

RULE: dict[str, Any] = {
    "purpose": "service-delivery",
    "roles": ["officer"],
    "sections": ["identity", "family"],
    "basis": "law",
    "assumed": False,
    "valid_from": "2020-01-01",
}


def troubles(*kinds: Trouble, **rules: Any) -> set[tuple[str, tuple[str, ...]]]:
    by = with_changes({**dict.fromkeys(pack().policies.rules), **rules}, 1)
    return {(one.trouble, one.rules) for one in check_rules(by, date(2026, 11, 22)) if one.trouble in kinds}


def test_the_pack_contradicts_itself_nowhere_and_keeps_its_examples() -> None:
    by = with_changes({}, 0)
    assert [one for one in check_rules(by) if one.trouble in (Trouble.CONTRADICTION, Trouble.DEAD)] == []
    assert check_examples(by) == []


def test_a_refusal_of_all_that_a_rule_permits_is_a_contradiction() -> None:
    refusal = {**RULE, "effect": "refuse", "roles": ["officer", "operator"]}
    assert troubles(Trouble.CONTRADICTION, a=RULE, b=refusal) == {("contradiction", ("a", "b"))}


def test_two_refusals_that_together_take_everything_are_a_contradiction() -> None:
    some = {**RULE, "effect": "refuse"}
    found = troubles(
        Trouble.CONTRADICTION, a=RULE, b={**some, "sections": ["identity"]}, c={**some, "sections": ["family"]}
    )
    assert found == {("contradiction", ("a", "b", "c"))}


@pytest.mark.parametrize(
    "narrow",
    [
        {"offices": ["supply"]},
        {"channels": ["api"]},
        {"case": "required"},
        {"assurance": "high"},
        {"valid_from": "2027-01-01"},
        {"only": ["religion"]},
    ],
)
def test_a_refusal_that_closes_only_some_looks_is_none(narrow: dict[str, Any]) -> None:
    assert troubles(Trouble.CONTRADICTION, Trouble.OVERLAP, a=RULE, b={**RULE, "effect": "refuse", **narrow}) == set()


def test_a_refusal_of_part_is_an_overlap_and_so_is_a_rule_that_adds_nothing() -> None:
    part = {**RULE, "effect": "refuse", "sections": ["family"]}
    assert troubles(Trouble.OVERLAP, a=RULE, b=part) == {("overlap", ("a", "b"))}
    assert troubles(Trouble.OVERLAP, a=RULE, b={**RULE, "offices": ["supply"]}) == {("overlap", ("b", "a"))}
    assert troubles(Trouble.OVERLAP, a=RULE, b=RULE) == {("overlap", ("b", "a"))}


def test_a_rule_that_can_never_apply_is_named() -> None:
    assert troubles(Trouble.DEAD, a={**RULE, "valid_to": "2025-01-01"}) == {("dead", ("a",))}
    assert troubles(Trouble.DEAD, a={**RULE, "offices": ["atlantis"]}) == {("dead", ("a",))}
    assert troubles(Trouble.DEAD, a={**RULE, "purpose": "curiosity"}) == {("dead", ("a",))}
    assert troubles(Trouble.DEAD, a=RULE) == set()


def test_sections_of_a_purpose_that_no_rule_opens_are_a_gap() -> None:
    by = with_changes({"service-with-consent": None, "own-service": None}, 1)
    gap = next(one for one in check_rules(by) if "service-delivery" in one.detail)
    assert gap.trouble is Trouble.GAP
    assert "Family" in gap.what.en


def test_an_example_that_would_be_decided_otherwise_says_how() -> None:
    rule = told_of(pack().policies.rules["support-by-law"])
    failed = check_examples(with_changes({"care-identity": None, "x": {**rule, "purpose": "health-care"}}, 1))
    assert any("stays closed: Identity" in one.what.en for one in failed)


def test_a_change_is_told_as_what_people_would_see() -> None:
    before = with_changes({}, 0)
    tax = told_of(before.rules["tax-assessment"])
    after = with_changes(
        {"tax-assessment": {**tax, "sections": ["identity", "work"], "case": "any", "case_kinds": []}}, 1
    )
    [difference] = differences(before.rules, after.rules)
    said = [one.en for one in difference.said]
    assert "would no longer see Residence and utilities, Property and land" in said[0]
    assert any(one.startswith("case: was “required”, would be “not needed”") for one in said)
    assert all(one.ar for one in difference.said)


def test_a_rule_that_comes_or_goes_is_told_whole() -> None:
    before = with_changes({}, 0)
    after = with_changes({"care-identity": None, "new": RULE}, 1)
    kinds = {one.rule: (one.kind, one.said[0].en) for one in differences(before.rules, after.rules)}
    assert kinds["care-identity"][0] == "removed"
    assert kinds["new"] == (
        "added",
        "officer of any body would see Identity, Family for “Delivering a public service that the citizen asked for”",
    )


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"roles": []}, "roles"),
        ({"sections": []}, "sections"),
        ({"sections": ["health"]}, "sections"),
        ({"offices": ["atlantis"]}, "offices"),
        ({"purpose": "curiosity"}, "purpose"),
        ({"valid_to": "2019-01-01"}, "valid_to"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"case_kinds": ["tax"]}, "case"),
        ({"effect": "refuse", "basis": "consent"}, "effect"),
        ({"sensitive": ["Not A Name"]}, "sensitive"),
    ],
)
def test_a_fault_stands_beside_its_field_in_both_languages(told: dict[str, Any], field: str) -> None:
    assert {one.field for one in faults_of("one", {**RULE, **told})} == {field}
    assert all(one.what.ar and one.what.en for one in faults_of("one", {**RULE, **told}))


def test_a_rule_without_fault_has_none_and_a_bad_name_is_one() -> None:
    assert faults_of("one", RULE) == []
    assert [one.field for one in faults_of("One Rule", RULE)] == ["rule"]


@pytest.mark.parametrize("slug", pack().policies.rules)
def test_every_rule_of_the_pack_is_told_in_words_and_comes_back_the_same(slug: str) -> None:
    rule = pack().policies.rules[slug]
    card = rule_words(rule)
    assert all((text.ar and text.en) for text in (card.who, card.purpose, card.sees, card.ground, card.since))
    assert type(rule).model_validate(told_of(rule)) == rule
