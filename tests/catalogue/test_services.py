"""Every archetype can be begun from, and every service of the country does what its examples say."""

from datetime import date
from pathlib import Path

import pytest

from tests.catalogue.conftest import WORLD_FOLDER
from wasl.catalogue.api import (
    Index,
    Loaded,
    Surroundings,
    check,
    exported,
    new_service,
    once_only,
    once_only_over,
    sample_example,
)
from wasl.core.text import Text

ARCHETYPES = (
    "inquiry",
    "official-copy",
    "application",
    "registration-update",
    "payment-of-dues",
    "appeal",
    "appointment",
    "life-event",
)
SERVICES = sorted(folder.name for folder in (WORLD_FOLDER / "services").iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def services(world: Surroundings) -> dict[str, Loaded]:
    return {one.definition.slug: one for one in check(list(world.services.values()), world)}


@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_a_service_begun_from_an_archetype_passes(archetype: str, world: Surroundings, tmp_path: Path) -> None:
    title = Text(ar="تجربة", en="Trial")
    folder = new_service(tmp_path / "trial", archetype, "health", title, world, on=date(2026, 6, 1))
    (loaded,) = check([folder], world)
    assert loaded.examples[0].ends_in


@pytest.mark.parametrize("slug", SERVICES)
def test_a_service_of_the_country_passes_with_its_examples(slug: str, world: Surroundings) -> None:
    (loaded,) = check([world.services[slug]], world)
    assert any(example.ends_in for example in loaded.examples)


def test_all_170_services_of_the_pack_are_defined(services: dict[str, Loaded], world: Surroundings) -> None:
    wanted = {one.id for one in world.country.services if one.in_pack}
    assert len(wanted) == 170
    assert wanted - {one.definition.service.id for one in services.values()} == set()


def test_each_can_be_led_to_an_end_by_its_definition_alone(services: dict[str, Loaded], world: Surroundings) -> None:
    """Without an example: answers that fit, until nothing is missing. Who is stopped or may not, ends there."""
    for slug, one in services.items():
        found = sample_example(one.definition, world, date(2026, 6, 1))
        assert {"ends_in", "stop"} & found.keys(), slug


def test_no_two_services_bear_one_id_or_say_the_same(services: dict[str, Loaded]) -> None:
    definitions = [one.definition for one in services.values()]
    assert len({one.service.id for one in definitions}) == len(definitions)
    assert len({exported(one.model_copy(update={"slug": "same"})) for one in definitions}) == len(definitions)


def test_registers_answer_four_fifths_of_what_official_copies_ask(
    services: dict[str, Loaded],
) -> None:
    """Official copies are those whose case ends by issuing what a register holds."""
    copies = [one.definition for one in services.values() if "issue" in one.definition.workflow.actions]
    assert copies
    assert {one.slug for one in copies if (once_only(one).percent or 0) < 80} == set()
    assert (once_only_over(copies).percent or 0) >= 80


def test_each_service_is_found_by_its_own_title(services: dict[str, Loaded]) -> None:
    index = Index(one.definition for one in services.values())
    for slug, one in services.items():
        for title in (one.definition.title.ar, one.definition.title.en):
            assert slug in [found.slug for found in index.find(title)], title


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("الفيش", "criminal-record-certificate"),
        ("فيش وتشبيه", "criminal-record-certificate"),
        ("كمبيوتر ميلاد", "birth-certificate"),
        ("رخصه العربيه", "vehicle-licence-renewal"),
        ("بطاقه ضاعت", "national-card-lost"),
        ("اضافه مولود للتموين", "ration-card-add-member"),
        ("مخالفات المرور", "vehicle-fines-inquiry"),
        ("رفع قضيه", "civil-lawsuit"),
        ("فتح شركه", "company-incorporation"),
        ("عزال", "family-move"),
        ("نتيجه الثانويه", "secondary-results"),
        ("iscore", "credit-report"),
    ],
)
def test_people_find_a_service_by_their_own_words(asked: str, slug: str, services: dict[str, Loaded]) -> None:
    index = Index(one.definition for one in services.values())
    assert slug in [found.slug for found in index.find(asked, limit=3)]
