"""The whole pack's registers, in a made-up nation whose truth is known."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from tests.nation import Nation
from wasl.core.conf import settings
from wasl.country.api import pack
from wasl.persons.api import picture, status
from wasl.persons.models import Link, Person
from wasl.registers import api as registers
from wasl.trust.api import Look

STOPPED = 10


@pytest.fixture
def everything(look: Look) -> Look:
    return Look(**{**look.__dict__, "purpose": "citizen-request"})


def truth_of(home: Path) -> pl.DataFrame:
    """register, role, key, pid of every row and role that identifies its person by itself."""
    files = sorted((home / "nation" / "truth").glob("*.parquet"))
    rows = pl.concat([pl.read_parquet(file).select("register", "role", "key", "pid") for file in files])
    direct = {(m.id, role.role) for m in registers.catalogue() for role in m.persons if not role.via}
    return rows.filter(pl.struct("register", "role").map_elements(lambda r: tuple(r.values()) in direct, pl.Boolean))


def test_at_least_a_hundred_registers_are_linked(nation: Nation) -> None:
    now = status()
    assert now.linked >= 100
    assert not now.problems
    assert now.match_rate
    assert now.match_rate > 0.9


def test_rows_are_linked_to_whom_they_belong(nation: Nation, nation_home: Path) -> None:
    truth = truth_of(nation_home).unique(["register", "role", "key"], keep="none")
    fields = ("register", "role", "key", "person_id")
    links = pl.DataFrame(list(Link.objects.values_list(*fields)), schema=list(fields), orient="row")
    spine = truth.filter(register=pack().spine).select("key", "pid").rename({"pid": "said"})
    people = pl.DataFrame(list(Person.objects.values_list("id", "spine_record")), ["person_id", "key"], orient="row")
    said = people.join(spine, on="key").select("person_id", "said")
    found = links.join(said, on="person_id").join(truth, on=["register", "role", "key"])
    right = found.filter(pl.col("said") == pl.col("pid")).height
    assert right / found.height > 0.98
    assert right / truth.filter(pl.col("pid").is_in(spine["said"].implode())).height > 0.93


def test_the_picture_shows_rows_of_every_register_that_the_person_is_in(nation: Nation, everything: Look) -> None:
    found = picture(nation.handle, everything, deadline=20)
    shown = {entry.register for section in found.sections for entry in section.entries}
    linked = set(Link.objects.filter(person__handle=nation.handle).values_list("register", "role"))
    in_picture = {name for name, role in linked if registers.catalogue()[name].role(role).in_picture}
    assert found.missing == []
    assert shown == in_picture
    assert len(shown) >= 10


def test_ten_registers_that_are_stopped_are_named_and_the_rest_is_shown(nation: Nation, everything: Look) -> None:
    before = picture(nation.handle, everything, deadline=20)
    all_of_them = sorted({entry.register for section in before.sections for entry in section.entries})
    stopped = [name for name in all_of_them if name != "reg-001"][:STOPPED]
    book = settings().address_book
    standing = book.read_text(encoding="utf-8")
    addresses = yaml.safe_load(standing)["registers"]
    moved = {name: f"{address}-gone" if name in stopped else address for name, address in addresses.items()}
    try:
        book.write_text(yaml.safe_dump({"registers": moved}, allow_unicode=True), encoding="utf-8")
        after = picture(nation.handle, everything, deadline=20)
    finally:
        book.write_text(standing, encoding="utf-8")
    assert sorted(gap.register for gap in after.missing) == stopped
    left = {entry.register for section in after.sections for entry in section.entries}
    assert left == set(all_of_them) - set(stopped)
