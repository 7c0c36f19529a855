"""People find a service by their own words, however they spell them."""

import pytest

from tests.catalogue.conftest import Write
from wasl.catalogue.api import Definition, Index, Surroundings, load_service

BIRTH = {
    "ar": "title: مستخرج شهادة ميلاد\nsummary: نسخة رسمية من قيد الميلاد\nwords: [كمبيوتر ميلاد, شهادة مولود]\n",
    "en": "title: Birth certificate\nsummary: An official copy of the entry of a birth\nwords: [birth record]\n",
}


@pytest.fixture
def index(definition: Definition, write_service: Write, world: Surroundings) -> Index:
    changed = {f"texts.{one}.yaml": text for one, text in BIRTH.items()} | {"pages.yaml": None, "rules.yaml": None}
    folder = write_service(changed, slug="birth")
    service = folder / "service.yaml"
    text = service.read_text(encoding="utf-8")
    service.write_text(text.partition("facts:")[0].replace("test-renewal", "test-birth"), encoding="utf-8")
    example = "- {name: a, as_of: 2026-06-01, pages: [applicant, contact]}\n"
    (folder / "examples.yaml").write_text(example, encoding="utf-8")
    return Index([definition, load_service(folder, world).definition])


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("شهادة ميلاد", "birth"),
        ("شهاده الميلاد", "birth"),
        ("شَهَادَة مِيلاد", "birth"),
        ("ميلاد", "birth"),
        ("كمبيوتر ميلاد", "birth"),
        ("birth certifcate", "birth"),
        ("تجديد رخصة المركبه", "test-renewal"),
        ("رخصه العربيه", "test-renewal"),
        ("car lisence", "test-renewal"),
        ("renew", "test-renewal"),
    ],
)
def test_a_service_is_found_first(index: Index, asked: str, slug: str) -> None:
    assert index.find(asked)[0].slug == slug


@pytest.mark.parametrize("asked", ["", "  ", "???", "من في", "xylophone", "ص" * 5000])
def test_what_means_nothing_finds_nothing(index: Index, asked: str) -> None:
    assert index.find(asked) == []
