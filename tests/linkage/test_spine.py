"""Linking rows to a spine: who is joined, who must not be."""

import datetime as dt
from functools import lru_cache
from typing import Any

import polars as pl
import pytest

from tests.linkage.people import crowd, person, table
from wasl.linkage import Links, Settings, Standing, prepare

TARIK = person()
BROTHER = person("s2", number="88303050100011", full_name="هشام خالد يوسف النجار", birth_date=dt.date(1983, 3, 5))
TWIN = person("s3", number="88001170100022", full_name="سامي خالد يوسف النجار")
SON = person(
    "s4",
    number="90506070100033",
    full_name="خالد طارق خالد النجار",
    birth_date=dt.date(2005, 6, 7),
    mother_name="هدى علي",
)
FATHER = person(
    "s5",
    number="85002020100044",
    full_name="خالد يوسف خالد النجار",
    birth_date=dt.date(1950, 2, 2),
    mother_name="أمل سعيد",
)


@lru_cache
def standing() -> Standing:
    return prepare(table(TARIK, BROTHER, TWIN, SON, FATHER, *crowd()), Settings())


def linked(once: bool = False, **facts: Any) -> Links:
    return standing().link(table({"record": "r", **facts}), once=once)


def target(links: Links) -> str | None:
    assert links.frame.height + links.unlinked.height == 1
    return links.frame["spine_record"][0] if links.frame.height else None


def cause(links: Links) -> str:
    return str(links.unlinked["cause"][0])


NAMED = {"full_name": "طارق خالد يوسف النجار", "birth_date": dt.date(1980, 1, 17)}


def test_a_number_with_agreeing_facts_links() -> None:
    links = linked(number="88001010100015", **NAMED)
    assert target(links) == "s1"
    assert links.frame["method"][0] == "number+facts"
    assert links.frame["reason"][0].startswith("number=; given=")


def test_a_number_alone_links() -> None:
    links = linked(number="88001010100015")
    assert target(links) == "s1"
    assert links.frame["method"][0] == "number"


def test_arabic_digits_and_spaces_in_a_number_are_read() -> None:
    assert target(linked(number="٨٨٠٠١٠١ ٠١٠٠٠١٥")) == "s1"


def test_facts_link_without_a_number() -> None:
    links = linked(**NAMED)
    assert target(links) == "s1"
    assert links.frame["method"][0] == "facts"


@pytest.mark.parametrize(
    "name",
    [
        "طارق خالد النجار",
        "طارق خالد يوسف نجار",
        "Tarek Khaled Youssef El Naggar",
        "Tariq Khalid Yousef Elnaggar",
        "TAREK KHALED ELNAGAR",
    ],
)
def test_a_name_in_other_spelling_script_or_without_grandfather_links(name: str) -> None:
    assert target(linked(full_name=name, birth_date=dt.date(1980, 1, 17), mother_name="منى")) == "s1"


def test_name_parts_link_like_a_full_name() -> None:
    parts = {"given_name": "طارق", "father_name": "خالد", "family_name": "النجار"}
    assert target(linked(**parts, birth_date=dt.date(1980, 1, 17))) == "s1"


def test_a_name_without_father_links_by_its_family() -> None:
    assert target(linked(full_name="طارق النجار", birth_date=dt.date(1980, 1, 17), mother_name="منى حسن")) == "s1"


def test_swapped_day_and_month_link() -> None:
    spine = table(person(birth_date=dt.date(1980, 3, 9)), *crowd(500))
    row = table(person("r", number=None, birth_date=dt.date(1980, 9, 3)))
    links = prepare(spine, Settings()).link(row)
    assert links.frame["spine_record"].to_list() == ["s1"]
    assert "birth_date~swapped" in links.frame["reason"][0]


def test_one_wrong_digit_is_evidence_for_the_same_person() -> None:
    links = linked(number="88001010100019", **NAMED)
    assert target(links) == "s1"
    assert "number~digit" in links.frame["reason"][0]


def test_a_mistyped_number_that_hits_a_stranger_falls_to_the_facts() -> None:
    stranger = crowd()[42]["number"]
    assert target(linked(number=stranger, **NAMED, mother_name="منى حسن")) == "s1"


def test_a_mistyped_number_that_hits_a_stranger_links_nobody_when_the_facts_are_unknown() -> None:
    links = linked(number="88001010100015", full_name="بطرس مينا جرجس حنا", birth_date=dt.date(1991, 7, 8), sex="male")
    assert target(links) is None
    assert cause(links) == "conflict"


@pytest.mark.parametrize("relative", [BROTHER, TWIN, SON, FATHER], ids=["brother", "twin", "son", "father"])
def test_a_relatives_number_does_not_join_a_person_to_the_relative(relative: dict[str, Any]) -> None:
    links = linked(number=relative["number"], **NAMED, mother_name="منى حسن", sex="male", governorate="1")
    assert target(links) != relative["record"]


@pytest.mark.parametrize("relative", [BROTHER, TWIN, SON, FATHER], ids=["brother", "twin", "son", "father"])
def test_each_of_a_family_is_told_apart_by_facts(relative: dict[str, Any]) -> None:
    facts = {name: relative[name] for name in ("full_name", "birth_date", "mother_name", "sex", "governorate")}
    assert target(linked(**facts)) == relative["record"]


def test_a_twin_who_is_not_in_the_spine_is_not_joined_to_his_brother() -> None:
    facts = {name: TARIK[name] for name in ("birth_date", "mother_name", "sex", "governorate", "birth_governorate")}
    assert target(linked(full_name="مروان خالد يوسف النجار", **facts)) is None


def test_two_people_who_fit_equally_are_left_to_a_person() -> None:
    double = person("s9", number="88001170100099")
    links = prepare(table(TARIK, double, *crowd(500)), Settings()).link(table(person("r", number=None)))
    assert links.frame.is_empty()
    assert cause(links) == "ambiguous"
    assert sorted(links.unsure["spine_record"]) == ["s1", "s9"]


def test_words_for_nothing_are_nothing() -> None:
    links = linked(number="0000", full_name="لا يوجد", mother_name="غير معروف")
    assert cause(links) == "empty"
    assert target(linked(number="لا يوجد", **NAMED, mother_name="-")) == "s1"


def test_a_person_unknown_to_the_spine_has_no_candidate() -> None:
    assert cause(linked(full_name="بطرس مينا جرجس حنا", birth_date=dt.date(1911, 7, 8))) == "no-candidate"


def test_a_number_that_many_spine_rows_share_says_nothing() -> None:
    shared = [row | {"number": "88888888888881"} for row in crowd(500)]
    links = prepare(table(TARIK, *shared), Settings()).link(table(person("r", number="88888888888881")))
    assert links.frame["spine_record"].to_list() == ["s1"]


def test_a_register_that_holds_a_person_once_gets_one_link() -> None:
    rows = table(person("good"), person("worse", number=None, mother_name=None))
    links = standing().link(rows, once=True)
    assert links.frame["record"].to_list() == ["good"]
    assert links.unlinked.rows() == [("worse", "conflict")]
    assert standing().link(rows).frame.height == 2


def test_an_invalid_number_weighs_less_than_a_valid_one() -> None:
    weights = [
        linked(number=TARIK["number"], number_valid=valid, **NAMED).frame["weight"][0] for valid in (True, False)
    ]
    assert weights[0] > weights[1]


def test_a_constant_column_says_nothing() -> None:
    rows = crowd()[:1500]
    constant = table(*(row | {"number": None, "birth_date": dt.date(1900, 1, 1)} for row in rows))
    links = standing().link(constant)
    right = links.frame.filter(pl.col("record") == pl.col("spine_record")).height
    assert right == links.frame.height
    assert right > 0.9 * len(rows)


def test_empty_tables_are_answered() -> None:
    nobody = table(TARIK).clear()
    assert standing().link(nobody).frame.is_empty()
    links = prepare(nobody, Settings()).link(table(TARIK))
    assert links.unlinked.rows() == [("s1", "no-candidate")]


def test_a_spine_whose_key_repeats_is_refused() -> None:
    with pytest.raises(ValueError, match="'record' must be"):
        prepare(table(TARIK, TARIK), Settings())


def test_a_register_teaches_how_often_its_facts_are_right() -> None:
    rows = [row | {"governorate": "27", "mother_name": None} for row in crowd()]
    taught = standing().learn(table(*rows))
    lone = table(person("r", number=None, governorate="27", mother_name=None))
    assert taught.link(lone).frame["weight"][0] > standing().link(lone).frame["weight"][0]
