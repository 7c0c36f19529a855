"""People who are in no spine, out of the rows that fit nobody."""

import datetime as dt
from functools import lru_cache
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.people import crowd, person, table
from wasl.linkage import Settings, Table, prepare
from wasl.linkage.lineage import Fate, lineage
from wasl.linkage.living import Living, Register
from wasl.linkage.provisional import provisional
from wasl.linkage.saved import SavedModel

STRANGER = {"full_name": "بطرس مينا جرجس حنا", "birth_date": dt.date(1991, 7, 8), "mother_name": "مريم كامل"}
NUMBER = "89107080100077"


@lru_cache
def model() -> SavedModel:
    return prepare(table(*crowd(1200)), Settings()).saved()


def strangers() -> list[dict[str, Any]]:
    return [person("a", **STRANGER, number=NUMBER), person("b", **STRANGER, number=None)]


def others() -> list[dict[str, Any]]:
    return [row | {"record": row["record"], "number": row["number"]} for row in crowd(60, seed=8)]


def test_rows_of_one_stranger_in_two_registers_are_one_person() -> None:
    one, two = strangers()
    rest = others()
    groups, _ = provisional([Table("lines", table(one, *rest)), Table("pupils", table(two))], Settings(), model())
    assert frozenset({("lines", "a"), ("pupils", "b")}) in groups
    assert len(groups) == 1 + len(rest)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(62)), st.booleans())
def test_groups_hang_on_the_set_of_rows_alone(order: list[int], turned: bool) -> None:
    rows = [*strangers(), *others()]
    tables = [
        Table("pupils", table(*(rows[place] for place in order if place % 3 == 0))),
        Table("lines", table(*(rows[place] for place in order if place % 3))),
    ]
    straight = [
        Table("lines", table(*(row for place, row in enumerate(rows) if place % 3))),
        Table("pupils", table(*(row for place, row in enumerate(rows) if place % 3 == 0))),
    ]
    found, unsure = provisional(tables[::-1] if turned else tables, Settings(), model())
    again, unsure_again = provisional(straight, Settings(), model())
    assert found == again
    assert unsure.equals(unsure_again)


def test_one_row_is_a_person_and_none_are_none() -> None:
    lone = Table("lines", table(person("a", **STRANGER)))
    assert provisional([lone], Settings(), model())[0] == [frozenset({("lines", "a")})]
    assert provisional([], Settings(), model())[0] == []


def test_a_record_that_repeats_is_refused() -> None:
    with pytest.raises(ValueError, match="'record' of lines must differ"):
        provisional([Table("lines", table(person("a"), person("a")))], Settings(), model())


def test_a_stranger_who_enters_the_spine_takes_his_rows_and_his_old_id_points_to_him() -> None:
    living = Living(prepare(table(*crowd(1200)), Settings(), model()), {"lines": Register(), "pupils": Register()})
    one, two = strangers()
    living.put("lines", table(one))
    living.put("pupils", table(two))
    assert {name: records.to_list() for name, records in living.nobody().items()} == {"lines": ["a"], "pupils": ["b"]}
    groups, _ = provisional([Table("lines", table(one)), Table("pupils", table(two))], Settings(), model())
    mint = (f"p{number}" for number in count())
    before = lineage({}, groups, mint=mint)
    changes = living.put_spine(table(person("s1", **STRANGER, number=NUMBER)))
    settled = {change.new: frozenset({("lines", "a"), ("pupils", "b")}) for change in changes if change.new}
    after = lineage(before.groups, [], mint=mint, settled=settled)
    assert [(event.fate, event.into) for event in after.events] == [(Fate.MERGED, "s1")]
