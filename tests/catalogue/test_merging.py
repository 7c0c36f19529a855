"""A service says only what is its own: the rest is its archetype's, and can be left out."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.catalogue.conftest import Write
from wasl.catalogue.api import Definition, Surroundings, Type, load_service, once_only
from wasl.country.api import PackError

SITE = "- {name: a, as_of: 2026-06-01, pages: []}\n"


def test_pages_of_the_archetype_come_too_and_own_pages_stand_where_they_say(definition: Definition) -> None:
    assert list(definition.pages) == ["applicant", "vehicle", "fines", "contact"]
    assert definition.texts.ar["page.contact"] == "كيف نتواصل معك"


def test_a_question_of_the_archetype_is_changed_key_by_key(write_service: Write, world: Surroundings) -> None:
    change = ("pages:\n", "pages:\n  contact:\n    questions:\n      phone: {optional: true}\n")
    question = load_service(write_service({"pages.yaml": change}), world).definition.questions()["phone"]
    assert (question.type, question.source, question.optional) == (Type.TELEPHONE, "phone", True)


def test_what_is_dropped_is_gone_with_its_texts(write_service: Write, world: Surroundings) -> None:
    folder = write_service({"pages.yaml": ("pages:\n", "drop: [address]\npages:\n")})
    (folder / "workflow.yaml").write_text("drop: [send_back]\n", encoding="utf-8")
    definition = load_service(folder, world).definition
    assert "address" not in definition.questions()
    assert "send_back" not in definition.workflow.actions
    assert not {"question.address", "action.send_back"} & definition.texts.ar.keys()


def test_a_state_is_changed_key_by_key(write_service: Write, world: Surroundings) -> None:
    folder = write_service()
    (folder / "workflow.yaml").write_text("states:\n  in_review: {clock: {working_hours: 72}}\n", encoding="utf-8")
    state = load_service(folder, world).definition.workflow.states["in_review"]
    assert (state.who, state.clock.working_hours if state.clock else None) == ("case-worker", 72)


def test_a_text_of_the_service_replaces_that_of_the_archetype(write_service: Write, world: Surroundings) -> None:
    own = ("title:", "state.granted: تم التجديد\ntitle:")
    definition = load_service(write_service({"texts.ar.yaml": own}), world).definition
    assert definition.texts["state.granted"].ar == "تم التجديد"
    assert definition.texts["state.granted"].en == "Granted"


def test_a_question_without_a_text_is_called_as_its_source(definition: Definition, world: Surroundings) -> None:
    assert definition.texts["question.plate"] == world.registers["reg-009"].column("plate").name


def test_what_registers_answer_is_counted(definition: Definition) -> None:
    share = once_only(definition)  # number, name, plate, telephone, governorate, address of nine
    assert (share.answered, share.asked) == (6, 9)


def test_an_archetype_of_the_country_extends_one_of_every_country(
    write_service: Write, world: Surroundings, tmp_path: Path
) -> None:
    country = tmp_path / "country"
    (country / "archetypes/inspection").mkdir(parents=True)
    files = {
        "service.yaml": "extends: application\nterm: {working_days: 20}\n",
        "pages.yaml": "pages:\n  site: {before: contact, questions: {site: {type: address}}}\n",
        "texts.ar.yaml": "page.site: الموقع\nquestion.site: عنوان الموقع\n",
        "texts.en.yaml": "page.site: The site\nquestion.site: Address of the site\n",
    }
    for name, text in files.items():
        (country / "archetypes/inspection" / name).write_text(text, encoding="utf-8")
    there = Surroundings(replace(world.country, folder=country), world.registers)
    folder = write_service({"service.yaml": ("extends: application", "extends: inspection"), "examples.yaml": SITE})
    definition = load_service(folder, there).definition
    assert list(definition.pages) == ["applicant", "site", "vehicle", "fines", "contact"]
    assert definition.service.term is not None
    assert definition.service.term.working_days == 20
    assert definition.texts["state.granted"].en == "Granted"


@pytest.mark.parametrize("name", ["[a]", "7", "{a: b}", "nothing"])
def test_an_archetype_that_is_none_is_told(name: str, write_service: Write, world: Surroundings) -> None:
    with pytest.raises(PackError) as caught:
        load_service(write_service({"service.yaml": ("extends: application", f"extends: {name}")}), world)
    assert any(fault.what.startswith("unknown archetype") for fault in caught.value.faults)
