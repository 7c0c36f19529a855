"""Every service of the pack, once, for somebody of the made-up nation: it reads what it names, and no more."""

from dataclasses import replace
from typing import Any

import pytest

from tests.cases.knowing.conftest import rule
from tests.ledger import looks
from tests.nation import Nation
from wasl.cases.knowing import from_json, known, shown, to_json
from wasl.catalogue.api import Definition, Type, load_services, surroundings
from wasl.country.api import pack
from wasl.persons.wanted import _holders
from wasl.registers.api import catalogue
from wasl.trust.api import Assurance, Kind, Look
from wasl.trust.policies import editions

FAMILY_KINDS = {"births", "marriages", "divorces"}
LOOK = Look("1", "Amina", None, "citizen", "service-delivery", "portal", Kind.PICTURE, assurance=Assurance.SUBSTANTIAL)


@pytest.fixture(scope="module")
def definitions() -> list[Definition]:
    world = surroundings()
    return [one.definition for one in load_services(list(world.services.values()), world)]


@pytest.fixture
def open_to_citizens(nation: Nation, clean_ledger: None, monkeypatch: Any) -> Nation:
    """As if a law opened everything that services need to whoever asks for them."""
    rule(monkeypatch)
    rules = dict(editions.pack().policies.rules)
    shape = rules["service-with-consent"].model_copy(update={"sensitive": "all"})
    for purpose in ("service-delivery", "social-support-eligibility", "health-care"):
        sections = pack().purposes[purpose].sections
        rules[f"{purpose}-asked-for"] = shape.model_copy(update={"purpose": purpose, "sections": sections})
    country = replace(pack(), policies=pack().policies.model_copy(update={"rules": rules}))
    monkeypatch.setattr(editions, "pack", lambda: country)
    return nation


def named(definition: Definition) -> set[str]:
    """Registers that may be read for it: those it names, holders of a concept it names, those that know families."""
    questions = definition.questions().values()
    sources = {one.source for one in (*questions, *definition.service.facts.values()) if one.source}
    sources |= {name for name in definition.service.shows if "." in name}
    found = {source.partition(".")[0] for source in sources if "." in source}
    for concept in (source for source in sources if "." not in source):
        found |= {register for register, _ in _holders(catalogue(), concept)}
    if any(one.type is Type.RELATIVE for one in questions):
        found |= {manifest.id for manifest in catalogue() if manifest.kind in FAMILY_KINDS}
    return found


def first_answers(definition: Definition, choices: Any) -> dict[str, object]:
    """The first row or relative offered, wherever one is."""
    questions = definition.questions()
    firsts = {key: offered[0].value for key, offered in choices.items() if offered}
    return {key: [value] if questions[key].many else value for key, value in firsts.items()}


def test_every_service_reads_what_it_names_in_one_look_and_no_more(
    open_to_citizens: Nation, definitions: list[Definition]
) -> None:
    handle = open_to_citizens.handle
    assert len(definitions) >= 171
    filled = 0
    for definition in definitions:
        count = len(looks())
        found = known(definition, handle, {}, LOOK)
        new = looks()[count:]
        if definition.service.purpose is None:
            assert (found.entry, new) == (0, []), definition.slug
            continue
        assert [entry.seq for entry in new] == [found.entry], definition.slug
        assert set(new[0].registers) <= named(definition), definition.slug
        assert new[0].purpose == definition.service.purpose
        assert not found.missing
        assert from_json(to_json(found)) == found
        filled += len(found.facts)
    assert filled > 300


def test_every_choice_brings_more_in_one_further_look(open_to_citizens: Nation, definitions: list[Definition]) -> None:
    handle = open_to_citizens.handle
    more = answers_given = 0
    for definition in definitions:
        before = known(definition, handle, {}, LOOK)
        if not (answers := first_answers(definition, before.choices)):
            continue
        count = len(looks())
        after = known(definition, handle, answers, LOOK, former=before)
        new = looks()[count:]
        assert len(new) == (after.entry != before.entry), definition.slug
        assert all(set(entry.registers) <= named(definition) for entry in new), definition.slug
        assert {key: after.facts[key] for key in before.facts} == before.facts, definition.slug
        assert known(definition, handle, answers, LOOK, former=after) == after
        more += len(after.facts) - len(before.facts)
        answers_given += bool(shown(definition, after, answers))
    assert more > 30
    assert answers_given > 3


def test_a_fact_is_the_same_in_every_service_of_a_purpose_whatever_else_is_read(
    open_to_citizens: Nation, definitions: list[Definition]
) -> None:
    told: dict[tuple[str, str | None], set[str]] = {}
    for definition in definitions:
        found = known(definition, open_to_citizens.handle, {}, LOOK)
        for key, question in definition.questions().items():
            if question.source and "." not in question.source and key in found.facts:
                told.setdefault((question.source, definition.service.purpose), set()).add(
                    f"{found.facts[key]} of {found.origins[key].register}"
                )
    assert {concept for concept, _ in told} >= {"number", "full_name", "birth_date", "phone", "governorate", "address"}
    assert [concept for concept, values in told.items() if len(values) > 1] == []


def test_every_detail_and_label_is_told_in_both_languages(
    open_to_citizens: Nation, definitions: list[Definition]
) -> None:
    for definition in definitions:
        found = known(definition, open_to_citizens.handle, {}, LOOK)
        assert set(found.facts) == set(found.origins)
        for choice in (one for offered in found.choices.values() for one in offered):
            assert choice.label.ar
            assert choice.label.en
            assert all(name.ar and value.en for name, value in choice.details)


def test_a_citizen_whom_no_rule_names_is_asked_everything_and_told_why(
    nation: Nation, clean_ledger: None, definitions: list[Definition]
) -> None:
    renewal = next(one for one in definitions if one.slug == "vehicle-licence-renewal")
    found = known(renewal, nation.handle, {}, replace(LOOK, role="nobody"))
    assert found.facts == {}
    assert {one.key for one in found.refused} >= {"number", "full_name", "plate"}
    assert [entry.outcome for entry in looks()] == ["refused"]
