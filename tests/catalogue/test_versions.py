"""A case stays with its version for life: what was published never changes, and one version at most is live."""

import json

import pytest
from django.db import IntegrityError, transaction

from tests.catalogue.conftest import Write
from wasl.catalogue import api
from wasl.catalogue.api import Definition, Stage, Surroundings, load_service
from wasl.catalogue.models import ServiceVersion
from wasl.core.errors import Refusal, Unknown

pytestmark = pytest.mark.django_db


@pytest.fixture
def dearer(write_service: Write, world: Surroundings, definition: Definition) -> Definition:
    folder = write_service({"rules.yaml": ("amount: 7000", "amount: 8000")}, slug="dearer")
    return load_service(folder, world).definition.model_copy(update={"slug": definition.slug})


def test_publishing_archives_the_former_version(definition: Definition, dearer: Definition) -> None:
    first, second = api.publish(definition), api.publish(dearer)
    assert (first.number, second.number) == (1, 2)
    assert api.version(definition.slug, 1).stage == Stage.ARCHIVED
    assert api.live(definition.slug).number == 2
    assert api.definition_of(api.version(definition.slug, 1)) == definition


def test_publishing_the_same_again_changes_nothing(definition: Definition) -> None:
    assert api.publish(definition).pk == api.publish(definition).pk


def test_a_draft_is_replaced_by_the_next_and_goes_when_it_is_published(
    definition: Definition, dearer: Definition
) -> None:
    api.keep_draft(definition)
    api.keep_draft(dearer)
    assert ServiceVersion.objects.filter(stage=Stage.DRAFT).count() == 1
    with pytest.raises(Unknown, match="no live version"):
        api.live(definition.slug)
    api.publish(dearer)
    assert not ServiceVersion.objects.filter(stage=Stage.DRAFT).exists()


def test_a_definition_comes_back_whole_in_its_order(definition: Definition) -> None:
    back = api.definition_of(api.publish(definition))
    assert back == definition
    assert list(back.pages) == list(definition.pages)
    assert api.exported(back) == api.exported(definition)


def test_a_version_whose_text_was_changed_is_refused(definition: Definition) -> None:
    kept = api.publish(definition)
    ServiceVersion.objects.filter(pk=kept.pk).update(definition=kept.definition.replace("7000", "1"))
    with pytest.raises(Refusal, match="was changed"):
        api.definition_of(api.live(definition.slug))


def test_the_store_itself_allows_one_live_version(definition: Definition, dearer: Definition) -> None:
    former = api.publish(definition)
    api.publish(dearer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.filter(pk=former.pk).update(stage=Stage.LIVE)


def test_who_publishes_at_the_same_moment_is_told(
    definition: Definition, dearer: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.publish(definition)
    monkeypatch.setattr("wasl.catalogue.versions.next_number", lambda slug: 1)
    with pytest.raises(Refusal, match="somebody else"):
        api.publish(dearer)
    assert api.live(definition.slug).number == 1


def test_differences_name_what_changed(definition: Definition, dearer: Definition) -> None:
    lines = list(api.differences(api.exported(definition), api.exported(dearer)))
    assert [line.strip() for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")] == [
        '-     "amount": 7000,',
        '+     "amount": 8000,',
    ]


def test_the_export_is_one_text_for_one_definition(definition: Definition) -> None:
    text = api.exported(definition)
    assert text == api.exported(Definition.model_validate_json(text))
    assert json.loads(text)["texts"]["ar"]["title"] == "تجديد رخصة مركبة"


def test_live_services_are_found_by_word_event_and_agency(definition: Definition) -> None:
    assert api.find("رخصه العربيه") == []
    api.publish(definition)
    assert [found.slug for found in api.find("رخصه العربيه")] == [definition.slug]
    assert api.by_life_event("car") == api.by_agency("traffic") == [definition]
    assert api.by_life_event("death") == api.by_agency("health") == []
