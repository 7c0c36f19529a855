from dataclasses import replace
from pathlib import Path

import pytest

from tests.persons.conftest import handle_of
from tests.persons.world import FAMILY, World
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.persons import picture as module
from wasl.persons.api import Fact, Picture, Section, family, link_registers, picture
from wasl.persons.models import LinkRun, Person, UnsurePair
from wasl.registers import api as registers
from wasl.trust.api import Look, entries_for, verify
from wasl.trust.models import LedgerEntry


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
    found = picture(handle_of("father"), look)
    assert {refused.section for refused in found.refused} == {"health", "finance", "justice"}
    assert "health" not in {part.slug for part in found.sections}
    other = picture(handle_of("first"), look)
    assert other.refused == found.refused  # a refusal does not tell who is in the register


def test_a_guarded_section_opens_for_the_purpose_that_names_it(linked: World, look: Look) -> None:
    found = picture(handle_of("father"), replace(look, purpose="health-care"), sections=["health"])
    assert [entry.register for entry in section(found, "health").entries] == ["clinic"]
    assert [part.slug for part in found.sections] == ["health"]


def test_a_picture_of_nothing_but_closed_sections_is_refused_and_recorded(linked: World, look: Look) -> None:
    handle = handle_of("father")
    with pytest.raises(NotAllowed, match="guarded"):
        picture(handle, look, sections=["health"])
    assert [entry.outcome for entry in entries_for(handle)] == ["refused"]


def test_registers_that_do_not_answer_are_named_and_the_rest_is_there(linked: World, look: Look) -> None:
    Path(linked.addresses()["cards"]).write_text("moved", encoding="utf-8")
    linked.connect(without=("births",))
    handle = handle_of("father")
    found = picture(handle, look)
    assert {(gap.register, gap.reason) for gap in found.missing} >= {("births", "no-address")}
    assert {gap.register for gap in found.missing} == {"births", "cards"}
    assert values(found, "family", "marriages")
    assert entries_for(handle)[0].missing == ("births", "cards")


def test_a_look_is_in_the_ledger_with_what_was_read(linked: World, look: Look) -> None:
    handle = handle_of("mother")
    picture(handle, look)
    entry = entries_for(handle)[0]
    assert (entry.kind, entry.outcome, entry.purpose) == ("picture", "shown", "service-delivery")
    assert entry.registers == ("births", "marriages", "spine")
    assert "family" in entry.sections
    assert "health" not in entry.sections
    assert verify().ok


def test_without_an_entry_in_the_ledger_there_is_no_answer(
    linked: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(module, "record", full)
    with pytest.raises(OSError, match="no space"):
        picture(handle_of("father"), look)


def test_nothing_is_read_for_an_unlawful_purpose(linked: World, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.registers, "read", lambda *_, **__: pytest.fail("a register was read"))
    with pytest.raises(Refusal, match="unknown"):
        picture(handle_of("father"), replace(look, purpose="curiosity"))
    assert not LedgerEntry.objects.exists()


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
        family(handle_of("father"), replace(look, purpose="data-quality"))
    picture_without = picture(handle_of("father"), replace(look, purpose="data-quality"))
    assert [part.slug for part in picture_without.sections] == ["identity"]
