from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ledger import looks
from tests.persons.conftest import handle_of
from tests.persons.world import FAMILY, World
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.country.api import WithheldRows, pack
from wasl.persons import picture as module
from wasl.persons.api import Fact, Picture, Section, family, link_registers, picture
from wasl.persons.models import LinkRun, Person, UnsurePair
from wasl.registers import api as registers
from wasl.trust import door
from wasl.trust.api import Look, looks_at, verify
from wasl.trust.policies import editions


def section(found: Picture, slug: str) -> Section:
    return next(section for section in found.sections if section.slug == slug)


def fact(found: Picture, concept: str) -> Fact:
    return next(fact for part in found.sections for fact in part.facts if fact.concept == concept)


def values(found: Picture, slug: str, register: str) -> list[dict[str, str]]:
    return [
        {shown.attribute: shown.shown.en for shown in entry.values if shown.shown}
        for entry in section(found, slug).entries
        if entry.register == register
    ]


def test_the_picture_shows_the_rows_of_every_register_that_may_be_seen(linked: World, look: Look) -> None:
    found = picture(handle_of("father"), look)
    shown = {(entry.register, entry.role) for part in found.sections for entry in part.entries}
    assert shown == {
        ("spine", "holder"),
        ("births", "father"),
        ("marriages", "husband"),
        ("divorces", "husband"),
        ("cards", "head"),
        ("bread", "household"),
        ("outlets", "buyer"),
        ("clinic", "patient"),
    }
    assert found.person.full_name == FAMILY["father"].name
    assert found.missing == []


def test_every_row_says_whose_it_is_how_surely_and_when_it_was_read(linked: World, look: Look) -> None:
    found = picture(handle_of("father"), look)
    entry = next(entry for entry in section(found, "support").entries if entry.register == "cards")
    assert (entry.key, entry.freshness, entry.role) == ("id0", "P1D", "head")
    assert 0.9 < entry.confidence <= 1
    assert entry.owner.en
    assert entry.read_at >= found.read_at


def test_values_are_written_for_people_in_both_languages(linked: World, look: Look) -> None:
    found = picture(handle_of("father"), look)
    bread = values(found, "support", "bread")
    assert [row["day"] for row in bread] == ["3 January 2026", "2 January 2026", "1 January 2026"]
    assert bread[0]["paid"] == "EGP 1.25"
    spine = next(entry for entry in section(found, "identity").entries if entry.register == "spine")
    by_name = {shown.attribute: shown for shown in spine.values}
    assert by_name["birth_date"].shown
    assert by_name["birth_date"].shown.ar == "٣ فبراير ١٩٧٠"
    assert by_name["sex"].shown
    assert by_name["sex"].shown.ar == "ذكر"
    assert by_name["alive"].value is True


def test_a_value_that_cannot_be_understood_is_shown_as_found_with_its_problem(world: World, look: Look) -> None:
    world.rows["bread"][0]["loaves"] = "خمسة"
    world.write()
    link_registers()
    entries = section(picture(handle_of("father"), look), "support").entries
    broken = [shown for entry in entries for shown in entry.values if shown.problem]
    assert [(shown.raw, shown.value) for shown in broken] == [("خمسة", None)]
    assert broken[0].shown
    assert broken[0].shown.ar == "خمسة"


def test_a_fact_names_all_who_say_so_and_the_authority_first(linked: World, look: Look) -> None:
    name = fact(picture(handle_of("father"), look), "full_name")
    assert not name.contradicted
    assert next(source.register for source in name.values[0].sources) == "spine"
    assert {source.register for source in name.values[0].sources} == {
        "spine",
        "births",
        "clinic",
        "marriages",
        "divorces",
        "cards",
    }


def test_registers_that_disagree_are_both_shown(linked: World, look: Look) -> None:
    address = fact(picture(handle_of("father"), look), "address")
    assert address.contradicted
    assert [[source.register for source in value.sources] for value in address.values] == [["spine"], ["cards"]]


def test_dead_in_one_register_and_alive_in_another_is_a_disagreement(linked: World, look: Look) -> None:
    found = picture(handle_of("left"), look)
    alive = fact(found, "alive")
    assert alive.contradicted
    assert [(value.value, value.sources[0].register) for value in alive.values] == [(False, "deaths"), (True, "spine")]
    assert fact(found, "death_date").values[0].shown.en == "9 May 2024"
    assert alive in found.contradictions


def test_rows_that_fit_somebody_else_too_are_told_and_not_shown(linked: World, look: Look) -> None:
    person = Person.objects.order_by("id")[0]
    handle = person.handle
    register = next(entry.register for section in picture(handle, look).sections for entry in section.entries)
    role = registers.catalogue()[register].persons[0].role
    UnsurePair.objects.create(
        register=register,
        role=role,
        record="x",
        person=person,
        probability=0.6,
        method="facts",
        run=LinkRun.objects.latest(),
    )
    assert [(unsure.register, unsure.rows) for unsure in picture(handle, look).unsure] == [(register, 1)]


def test_a_section_that_the_purpose_does_not_name_stays_closed(linked: World, look: Look) -> None:
    supporting = replace(look, purpose="social-support-eligibility")
    found = picture(handle_of("father"), supporting)
    assert {refused.section for refused in found.refused} >= {"health", "justice"}
    assert "health" not in {part.slug for part in found.sections}
    other = picture(handle_of("first"), supporting)
    assert other.refused == found.refused  # a refusal does not tell who is in the register


def test_a_guarded_section_opens_for_the_purpose_that_names_it(linked: World, look: Look) -> None:
    caring = replace(look, purpose="health-care", office="health", emergency=True, reason="unconscious")
    found = picture(handle_of("father"), caring, sections=["health"])
    assert found.emergency
    assert [entry.register for entry in section(found, "health").entries] == ["clinic"]
    assert [part.slug for part in found.sections] == ["health"]


def test_a_picture_of_nothing_but_closed_sections_is_refused_and_recorded(linked: World, look: Look) -> None:
    handle = handle_of("father")
    with pytest.raises(NotAllowed, match="guarded"):
        picture(handle, replace(look, purpose="social-support-eligibility"), sections=["health"])
    assert [entry.outcome for entry in looks_at(handle)] == ["refused"]


def test_registers_that_do_not_answer_are_named_and_the_rest_is_there(linked: World, look: Look) -> None:
    Path(linked.addresses()["cards"]).write_text("moved", encoding="utf-8")
    linked.connect(without=("births",))
    handle = handle_of("father")
    found = picture(handle, look)
    assert {(gap.register, gap.reason) for gap in found.missing} >= {("births", "no-address")}
    assert {gap.register for gap in found.missing} == {"births", "cards"}
    assert values(found, "family", "marriages")
    assert looks_at(handle)[0].missing == ("births", "cards")


def test_a_look_is_in_the_ledger_with_what_was_read(linked: World, look: Look) -> None:
    handle = handle_of("mother")
    picture(handle, look)
    entry = looks_at(handle)[0]
    assert (entry.kind, entry.outcome, entry.purpose) == ("picture", "shown", "citizen-request")
    assert entry.registers == ("births", "marriages", "spine")
    assert "family" in entry.sections
    assert verify().ok


def test_without_an_entry_in_the_ledger_there_is_no_answer(
    linked: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(door, "record", full)
    with pytest.raises(OSError, match="no space"):
        picture(handle_of("father"), look)


def test_nothing_is_read_for_an_unlawful_purpose(linked: World, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.registers, "read", lambda *_, **__: pytest.fail("a register was read"))
    with pytest.raises(Refusal, match="unknown"):
        picture(handle_of("father"), replace(look, purpose="curiosity"))
    assert not looks()


def test_an_unknown_handle_or_section_is_refused(linked: World, look: Look) -> None:
    with pytest.raises(Unknown, match="handle"):
        picture("nobody", look)
    with pytest.raises(Unknown, match="gossip"):
        picture(handle_of("father"), look, sections=["gossip"])


def relations(found: list[object]) -> dict[str, str]:
    return {relative.full_name: relative.relation for relative in found}  # type: ignore[attr-defined]


def test_a_family_is_put_together_from_births_and_marriages(linked: World, look: Look) -> None:
    assert relations(family(handle_of("father"), look)) == {
        FAMILY["mother"].name: "spouse",
        FAMILY["left"].name: "former-spouse",
        FAMILY["first"].name: "child",
        FAMILY["second"].name: "child",
    }
    assert relations(family(handle_of("second"), look)) == {
        FAMILY["father"].name: "father",
        FAMILY["mother"].name: "mother",
        FAMILY["first"].name: "sibling",
    }


def test_a_relation_is_called_by_the_relatives_sex(linked: World, look: Look) -> None:
    shown = {relative.full_name: relative.name.en for relative in family(handle_of("second"), look)}
    assert shown[FAMILY["first"].name] == "Sister"


def test_the_family_is_part_of_the_picture(linked: World, look: Look) -> None:
    relatives = section(picture(handle_of("first"), look), "family").relatives
    assert [relative.relation for relative in relatives] == ["father", "mother", "sibling"]


def test_a_family_is_not_shown_for_a_purpose_that_does_not_cover_it(linked: World, look: Look) -> None:
    with pytest.raises(NotAllowed):
        family(handle_of("father"), replace(look, purpose="data-quality", role="steward"))
    picture_without = picture(handle_of("father"), replace(look, purpose="data-quality", role="steward"))
    assert [part.slug for part in picture_without.sections] == ["identity"]


def test_masked_values_show_their_end_alone_wherever_they_stand(linked: World, look: Look, monkeypatch: Any) -> None:
    rules = dict(pack().policies.rules)
    rules["own-data-with-an-officer"] = rules["own-data-with-an-officer"].model_copy(update={"masked": ("phone",)})
    masking = replace(pack(), policies=pack().policies.model_copy(update={"rules": rules}))
    monkeypatch.setattr(editions, "pack", lambda: masking)
    told = str(picture(handle_of("father"), look))
    assert "01012345678" not in told
    assert "٠١٠١٢٣٤٥٦٧٨" not in told
    assert "•••••678" in told


def test_rows_that_a_rule_withholds_are_not_shown_and_their_register_is_named(
    linked: World, look: Look, monkeypatch: Any
) -> None:
    closed = WithheldRows(register="clinic", attribute="condition", values=("I10",))
    rules = dict(pack().policies.rules)
    rules["own-data-with-an-officer"] = rules["own-data-with-an-officer"].model_copy(update={"withheld": (closed,)})
    withholding = replace(pack(), policies=pack().policies.model_copy(update={"rules": rules}))
    monkeypatch.setattr(editions, "pack", lambda: withholding)
    found = picture(handle_of("father"), look)
    assert found.withheld == ["clinic"]
    assert not section(found, "health").entries
