"""The policies decide attribute by attribute; nothing is open that no rule opens; every refusal says why."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.country.api import PolicyExample, PolicyRule, pack
from wasl.trust.api import Asked, Assurance
from wasl.trust.consents import NO_CONSENT, Coverage
from wasl.trust.deciding import SECTION, Decision, Question, decide_on, today
from wasl.trust.policies.editions import Edition, with_changes
from wasl.trust.purposes import purpose
from wasl.trust.ruling import Terms, case_kind

ALL = Question(
    (
        *(Asked(SECTION, slug, slug, "personal") for slug in pack().sections),
        *(Asked("reg", f"{slug}_plain", slug, "personal") for slug in pack().sections),
        *(Asked("reg", f"{slug}_guarded", slug, "sensitive") for slug in pack().sections),
        Asked("fact", "religion", "identity", "sensitive", "religion"),
        Asked("reg", "phone", "residence", "personal", "phone"),
    )
)
RULE: dict[str, Any] = {
    "purpose": "service-delivery",
    "roles": ["officer"],
    "sections": ["identity", "family"],
    "basis": "law",
    "assumed": False,
    "valid_from": "2020-01-01",
}


def edition(**rules: dict[str, Any]) -> Edition:
    return with_changes({**dict.fromkeys(pack().policies.rules), **rules}, 1)


def decided(
    by: Edition, coverage: Coverage = NO_CONSENT, day: date | None = None, asked: Question = ALL, **terms: Any
) -> Decision:
    on = Terms("service-delivery", "officer", None, "backoffice", Assurance.LOW, None, emergency=False)
    on = replace(on, **terms)
    return decide_on(by, day or today(), on, purpose(on.purpose), asked, coverage)


def why(decision: Decision, section: str) -> str:
    return next(one.why.en for one in (*decision.refused, *decision.partly) if one.section == section)


@pytest.mark.parametrize("example", pack().policies.examples, ids=lambda one: one.name.en)
def test_the_pack_decides_its_own_examples_as_it_says(example: PolicyExample) -> None:
    told = with_changes({}, 0)
    found = decided(
        told,
        Coverage(frozenset(example.consented), frozenset()),
        purpose=example.purpose,
        role=example.role,
        office=example.office,
        channel=example.channel,
        assurance=Assurance(example.assurance),
        case=case_kind(example.case),
        emergency=example.emergency,
    )
    assert set(example.sees) <= found.sections
    assert not found.sections & set(example.closed)
    assert {*example.sees_attributes} <= {attribute for _, attribute in found.permitted}
    for section, words in example.closed.items():
        assert words in why(found, section)


def test_a_refusal_of_single_attributes_closes_those_though_another_rule_permits_the_section() -> None:
    refusal = {**RULE, "effect": "refuse", "only": ["identity_plain"]}
    found = decided(edition(one={**RULE, "sensitive": "all"}, two=refusal))
    assert found.permits("fact", "religion")
    assert not found.permits("reg", "identity_plain")
    assert "closed to this purpose" in why(found, "identity")


def test_without_any_rule_everything_is_closed() -> None:
    found = decided(edition())
    assert not found.permitted
    assert "no rule opens" in why(found, "identity")


def test_a_rule_opens_its_sections_to_its_role_and_nothing_else() -> None:
    by = edition(one=RULE)
    assert decided(by).sections == {"identity", "family"}
    assert decided(by, role="steward").sections == set()
    assert "role" in why(decided(by, role="steward"), "identity")


@pytest.mark.parametrize(
    ("condition", "unmet", "met", "words"),
    [
        ({"offices": ["supply"]}, {"office": "health"}, {"office": "supply"}, "body"),
        ({"channels": ["api"]}, {"channel": "backoffice"}, {"channel": "api"}, "channel"),
        ({"assurance": "high"}, {"assurance": Assurance.SUBSTANTIAL}, {"assurance": Assurance.HIGH}, "surer"),
        ({"case": "required"}, {"case": None}, {"case": ""}, "case"),
        ({"case": "required", "case_kinds": ["tax"]}, {"case": "court"}, {"case": "tax"}, "Tax file"),
    ],
)
def test_every_condition_of_a_rule_is_asked_and_its_refusal_names_it(
    condition: dict[str, Any], unmet: dict[str, Any], met: dict[str, Any], words: str
) -> None:
    by = edition(one={**RULE, **condition})
    assert decided(by, **met).sections == {"identity", "family"}
    assert not decided(by, **unmet).permitted
    assert words in why(decided(by, **unmet), "identity")


def test_sensitive_attributes_are_seen_only_by_name() -> None:
    assert not decided(edition(one=RULE)).permits("fact", "religion")
    assert decided(edition(one={**RULE, "sensitive": ["religion"]})).permits("fact", "religion")
    assert decided(edition(one={**RULE, "sensitive": "all"})).permits("reg", "identity_guarded")
    assert "by name" in why(decided(edition(one=RULE)), "identity")


def test_a_rule_on_single_attributes_opens_those_alone() -> None:
    found = decided(edition(one={**RULE, "only": ["identity_plain"]}))
    assert {one for one in found.permitted if one[0] == "reg"} == {("reg", "identity_plain")}


def test_consent_opens_what_it_covers_and_law_needs_none() -> None:
    by = edition(one={**RULE, "basis": "consent"}, two={**RULE, "sections": ["work"]})
    assert decided(by).sections == {"work"}
    given_family = decided(by, Coverage(frozenset({"family"}), frozenset()))
    assert given_family.sections == {"family", "work"}
    assert given_family.by_consent
    assert "none is recorded" in why(given_family, "identity")
    assert not decided(by).by_consent


def test_consent_names_sensitive_attributes_outside_guarded_sections() -> None:
    by = edition(one={**RULE, "basis": "consent", "sensitive": "all"})
    section = frozenset({"identity"})
    assert not decided(by, Coverage(section, frozenset())).permits("fact", "religion")
    assert decided(by, Coverage(section, frozenset({"religion"}))).permits("fact", "religion")


def test_an_emergency_opens_only_what_a_rule_leaves_open_to_it() -> None:
    by = edition(
        one={**RULE, "basis": "consent", "emergency": True},
        two={**RULE, "sections": ["work"], "basis": "consent"},
    )
    assert decided(by, emergency=True).sections == {"identity", "family"}
    assert not decided(by).sections


def test_a_refusal_outweighs_every_permission_and_a_contradiction_stays_closed() -> None:
    refusal = {**RULE, "effect": "refuse", "sections": ["family"]}
    for rules in ({"a": RULE, "b": refusal}, {"a": refusal, "b": RULE}):
        assert decided(edition(**rules)).sections == {"identity"}


def test_the_rule_that_shows_most_decides_on_masks() -> None:
    masked = {**RULE, "sections": ["residence"], "masked": ["phone"]}
    assert decided(edition(one=masked)).masks("reg", "phone")
    assert not decided(edition(one=masked, two={**masked, "masked": []})).masks("reg", "phone")


def test_rules_are_dated_to_the_day() -> None:
    by = edition(one={**RULE, "valid_from": "2026-01-01", "valid_to": "2026-01-31"})
    open_on = {day: bool(decided(by, day=day).permitted) for day in (date(2025, 12, 31), date(2026, 1, 1))}
    assert open_on == {date(2025, 12, 31): False, date(2026, 1, 1): True}
    assert decided(by, day=date(2026, 1, 31)).permitted
    assert not decided(by, day=date(2026, 2, 1)).permitted


names = st.sampled_from(["officer", "steward"])
sections = st.sets(st.sampled_from(["identity", "family", "work"]), min_size=1).map(sorted)
rules = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.builds(
        lambda effect, roles, places, basis, offices: {
            **RULE,
            "effect": effect,
            "roles": sorted(roles),
            "sections": places,
            "basis": "law" if effect == "refuse" else basis,
            "offices": sorted(offices),
        },
        st.sampled_from(["permit", "refuse"]),
        st.sets(names, min_size=1),
        sections,
        st.sampled_from(["law", "consent"]),
        st.sets(st.sampled_from(["supply", "health"])),
    ),
)
coverages = st.sets(st.sampled_from(["identity", "family", "work"])).map(
    lambda some: Coverage(frozenset(some), frozenset())
)


def expected(told: list[PolicyRule], role: str, office: str | None, coverage: Coverage) -> set[str]:
    """The plain meaning of rules, section by section."""
    fitting = [r for r in told if role in r.roles and (not r.offices or office in r.offices)]
    refused = {s for r in fitting if r.effect == "refuse" for s in r.sections}
    opened = {
        s for r in fitting if r.effect == "permit" for s in r.sections if r.basis == "law" or s in coverage.sections
    }
    return opened - refused


@given(rules, names, st.sampled_from([None, "supply", "health"]), coverages)
def test_any_set_of_rules_means_what_it_says(
    told: dict[str, dict[str, Any]], role: str, office: str | None, coverage: Coverage
) -> None:
    by = edition(**told)
    found = decided(by, coverage, role=role, office=office)
    assert found.sections == expected(list(by.rules.values()), role, office, coverage)
    assert {one.section for one in found.refused} | found.sections == set(pack().sections)
    assert all(one.why.ar.startswith("مرفوض") and one.why.en.startswith("refused") for one in found.refused)


@given(rules, st.sampled_from(["a", "b", "c", "d"]))
def test_taking_a_refusal_away_never_closes_and_taking_a_permission_away_never_opens(
    told: dict[str, dict[str, Any]], gone: str
) -> None:
    before, after = decided(edition(**told)), decided(edition(**{k: r for k, r in told.items() if k != gone}))
    if gone in told and told[gone]["effect"] == "refuse":
        assert after.permitted >= before.permitted
    else:
        assert after.permitted <= before.permitted
