"""Every register of the pack has contents, and they are what its manifest says."""

from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl
import polars.selectors as cs
import pytest

from wasl.country.api import load_yaml_model, pack
from wasl.registers.api import Column, Manifest, Role
from wasl.synthetic.content import CONTENT
from wasl.synthetic.nation import Nation
from wasl.synthetic.register import plans, slices
from wasl.synthetic.simulation import simulate

PEOPLE = 3_000
FILES = sorted((Path(__file__).parents[2] / "src/wasl/country/eg/registers").glob("*.yaml"))

TYPES = {
    "integer": cs.integer(),
    "decimal": cs.numeric(),
    "money": cs.integer(),
    "date": cs.date(),
    "datetime": cs.datetime(),
    "boolean": cs.boolean(),
}
OF_PERSONS = {
    "given_name": "given",
    "father_name": "father",
    "grandfather_name": "grandfather",
    "family_name": "family",
}
OF_PERSONS |= {"birth_governorate": "birth_gov"}


@cache
def manifests() -> dict[str, Manifest]:
    return {path.stem: load_yaml_model(path, Manifest) for path in FILES}


@cache
def nation() -> Nation:
    return simulate(pack(), PEOPLE, seed=7)


@cache
def content_of(register: str) -> pl.DataFrame:
    return CONTENT[manifests()[register].kind](nation(), np.random.default_rng(crc32(register.encode())))


def direct(manifest: Manifest) -> list[Role]:
    return [role for role in manifest.persons if not role.via]


def filled(register: str) -> pl.DataFrame:
    """The content with what the writer fills in from the persons of the roles."""
    manifest, frame = manifests()[register], content_of(register)
    for attribute, (role, column) in sources(manifest).items():
        if attribute not in frame.columns:
            frame = frame.with_columns(nation().persons[column].gather(frame[f"_pid_{role}"]).alias(attribute))
    return frame


def sources(manifest: Manifest) -> dict[str, tuple[str, str]]:
    """Attribute -> role and column of `persons` from which it can be filled."""
    found = {a: (r.role, OF_PERSONS.get(f, f)) for r in direct(manifest) for f, a in r.attributes().items()}
    facts = {c.attribute: c.concept for c in manifest.columns if c.concept in nation().persons.columns}
    if manifest.persons:
        return {a: (manifest.persons[0].role, fact) for a, fact in facts.items()} | found
    return found


@pytest.fixture(params=[path.stem for path in FILES])
def register(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_is_content_for_every_kind_and_no_kind_comes_twice():
    kinds = [manifest.kind for manifest in manifests().values()]
    assert sorted(CONTENT) == sorted(kinds)


def test_it_gives_every_attribute_of_the_manifest_and_no_other(register: str):
    manifest = manifests()[register]
    attributes = {column.attribute for column in manifest.columns}
    people = {f"_pid_{role.role}" for role in manifest.persons}
    assert set(filled(register).columns) == attributes | people


def test_it_names_persons_of_the_nation(register: str):
    for role in manifests()[register].persons:
        who = content_of(register)[f"_pid_{role.role}"]
        assert who.dtype == pl.UInt32, role.role
        assert who.drop_nulls().is_in(nation().persons["pid"].implode()).all(), role.role


def test_every_value_has_the_type_of_its_column(register: str):
    frame = filled(register)
    wanted = {column.attribute: TYPES.get(column.type, cs.string()) for column in manifests()[register].columns}
    wrong = [a for a, kind in wanted.items() if a not in frame.select(kind).columns]
    assert not wrong, frame.select(wrong).schema


def test_its_key_identifies_a_row(register: str):
    keys = filled(register).select(manifests()[register].key)
    assert keys.height > 0
    assert keys.is_unique().all()
    assert sum(keys.null_count().row(0)) == 0


def test_it_holds_a_person_once_where_the_manifest_says_so(register: str):
    for role in manifests()[register].persons:
        who = content_of(register)[f"_pid_{role.role}"].drop_nulls()
        assert not role.once or who.is_unique().all(), role.role


def test_a_row_that_leads_to_another_register_finds_the_same_person_there(register: str):
    for role in manifests()[register].persons:
        if role.via is None:
            continue
        there = filled(role.via.register_id).select(pl.col(role.via.matches).alias("value"), f"_pid_{role.via.role}")
        there = there.rename({f"_pid_{role.via.role}": "who"})
        here = content_of(register).select(pl.col(role.via.attribute).alias("value"), who=f"_pid_{role.role}")
        here = here.drop_nulls()
        assert here.height > 0, role.role
        assert here.join(there, on=["value", "who"], how="anti", nulls_equal=True).height == 0, role.role


def test_its_codes_are_in_the_code_list_and_can_be_written(register: str):
    frame = filled(register)
    for column in manifests()[register].columns:
        if column.type == "code":
            used = set(frame[column.attribute].drop_nulls())
            assert not used - known(column), column.attribute


def known(column: Column) -> set[str]:
    listed = set(pack().code_lists[column.codes]) if column.codes else set(column.values.values())
    return listed & set(column.values.values()) if column.values else listed


def test_its_words_fit_the_encoding_of_the_file(register: str):
    manifest = manifests()[register]
    written = [c.column for c in manifest.columns] + [v for c in manifest.columns for v in (*c.values, *c.nulls)]
    digits = "٣" * any(column.digits == "arabic" for column in manifest.columns)
    "".join([*written, digits]).encode(manifest.source.encoding)


def test_the_same_draws_give_the_same_content(register: str):
    again = CONTENT[manifests()[register].kind](nation(), np.random.default_rng(crc32(register.encode())))
    assert again.equals(content_of(register))


def test_a_file_in_an_old_encoding_keeps_every_letter_that_its_people_have():
    old = [m for m in manifests().values() if m.source.connector == "csv" and m.source.encoding != "utf-8"]
    assert old
    for plan in plans(old, pack().spine, seed=7):
        for part in slices(plan, nation()):
            text = part.native.write_csv()
            assert "?" not in text, plan.manifest.id
            text.encode(plan.manifest.source.encoding)
