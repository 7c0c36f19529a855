"""A spine that changed row by row answers like one prepared of its final rows with the same model."""

import datetime as dt
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.people import crowd, person, table
from wasl.linkage import Links, Settings, Standing, prepare
from wasl.linkage.compare import Comparer
from wasl.linkage.keys import Index, hashed, mixed
from wasl.linkage.layers import Step
from wasl.linkage.reach import Reach
from wasl.linkage.saved import SavedModel

TIGHT = Settings(block_cap=3, number_cap=6)
"""Blocks of four are already too large, so a handful of rows crosses the cap both ways."""
SEED_ROWS = 240
Row = dict[str, Any]


def namesakes(count: int = 40, seed: int = 5) -> list[Row]:
    """Rows that crowd into a few blocks: few names, few dates, twins, shared numbers."""
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(count):
        given, father, family = (str(rng.choice(names)) for names in (GIVEN, FATHERS, FAMILIES))
        rows.append(
            person(
                f"n{place:03}",
                number=None if rng.random() < 0.2 else f"8800101010{rng.integers(0, 12):04d}",
                full_name=f"{given} {father} {rng.choice(FATHERS)} {family}"[: None if rng.random() < 0.8 else 12],
                birth_date=dt.date(1980, 1, int(rng.integers(1, 4))),
                mother_name=str(rng.choice(("منى حسن", "هدى علي", ""))),
                phone=f"0100000{rng.integers(0, 4):04d}",
            )
        )
    return rows


GIVEN, FATHERS, FAMILIES = ("طارق", "هشام", "سامي"), ("خالد", "يوسف"), ("النجار", "البنا")


@lru_cache
def model() -> SavedModel:
    return prepare(table(*crowd(SEED_ROWS), *namesakes()), TIGHT).saved()


def fresh(rows: dict[str, Row]) -> Standing:
    return prepare(frame(list(rows.values())), TIGHT, model())


def frame(rows: list[Row]) -> pl.DataFrame:
    return table(*rows) if rows else table(*namesakes(1)).clear()


def told(links: Links) -> list[list[tuple[Any, ...]]]:
    """An answer without the order of its rows."""
    return [sorted(part.rows()) for part in (links.frame, links.unsure, links.unlinked)]


def asked() -> pl.DataFrame:
    rows = [row | {"record": f"r{place}"} for place, row in enumerate(namesakes(60, seed=9))]
    return frame(rows + [row | {"record": f"c{place}"} for place, row in enumerate(crowd(SEED_ROWS)[:20])])


steps = st.lists(
    st.tuples(
        st.lists(st.integers(0, 39), max_size=12, unique=True),  # put
        st.lists(st.integers(0, 39), max_size=12, unique=True),  # removed
        st.integers(0, 3),  # in which version
    ),
    min_size=1,
    max_size=6,
)


def version(place: int, which: int) -> Row:
    """One of four versions of a spine row: as another namesake has it."""
    people = namesakes()
    return people[(place + 7 * which) % len(people)] | {"record": f"n{place:03}"}


def history(begun: int, changes: list[tuple[list[int], list[int], int]]) -> list[tuple[dict[str, Row], Standing]]:
    """The rows after each change, and the standing spine that went through them all."""
    rows = {row["record"]: row for row in [*crowd(SEED_ROWS)[:30], *namesakes()[:begun]]}
    standing = fresh(rows)
    out = [(rows, standing)]
    for put, removed, which in changes:
        new = {f"n{place:03}": version(place, which) for place in put}
        left = [name for place in removed if (name := f"n{place:03}") not in new]
        standing = standing.changed(frame(list(new.values())), left)
        rows = {name: row for name, row in (rows | new).items() if name not in left}
        out.append((rows, standing))
    return out


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 40), steps)
def test_a_spine_changed_in_any_way_answers_like_one_made_of_its_last_rows(begun: int, changes: Any) -> None:
    rows, standing = history(begun, changes)[-1]
    assert told(standing.link(asked(), defaults={})) == told(fresh(rows).link(asked(), defaults={}))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 40), steps)
def test_a_row_out_of_a_changes_reach_keeps_its_answer(begun: int, changes: Any) -> None:
    rows = asked()
    states = history(begun, changes)
    for (_, before), (_, after), (put, removed, _) in zip(states, states[1:], changes, strict=False):
        reach = Reach.of(before, after, [f"n{place:03}" for place in {*put, *removed}])
        untouched = rows.filter(~pl.Series(reach.touches(rows, {})))
        assert told(before.link(untouched, defaults={})) == told(after.link(untouched, defaults={}))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 40), steps)
def test_a_reach_reckoned_from_the_rows_as_they_were_is_the_same(begun: int, changes: Any) -> None:
    rows = asked()
    states = history(begun, changes)
    for (was, before), (now, after), (put, removed, _) in zip(states, states[1:], changes, strict=False):
        records = [f"n{place:03}" for place in {*put, *removed}]
        old = frame([was[record] for record in records if record in was])
        reach = Reach.since(fresh(now), old, records)
        assert reach.touches(rows, {}).tolist() == Reach.of(before, after, records).touches(rows, {}).tolist()


def test_a_change_does_not_reach_everybody() -> None:
    before = fresh({row["record"]: row for row in crowd(SEED_ROWS)})
    changed = crowd(SEED_ROWS)[7]
    after = before.changed(table(changed | {"full_name": "بطرس مينا جرجس حنا"}))
    touched = Reach.of(before, after, [changed["record"]]).touches(table(*crowd(SEED_ROWS)), {})
    assert touched[7]
    assert touched.sum() < SEED_ROWS / 4


def test_an_earlier_state_answers_as_before_whatever_came_after() -> None:
    rows = {row["record"]: row for row in namesakes()[:20]}
    before = fresh(rows)
    answer = told(before.link(asked(), defaults={}))
    one = before.changed(frame(namesakes()[20:30]))
    other = before.changed(frame(namesakes()[30:]), ["n003"])
    assert told(before.link(asked(), defaults={})) == answer
    for state, more in ((one, namesakes()[20:30]), (other, namesakes()[30:])):
        kept = rows | {row["record"]: row for row in more}
        if state is other:
            del kept["n003"]
        assert told(state.link(asked(), defaults={})) == told(fresh(kept).link(asked(), defaults={}))


def test_a_spine_built_anew_after_many_changes_answers_the_same() -> None:
    rows = {row["record"]: row for row in namesakes()}
    standing = fresh(rows)
    for place in range(0, 40, 3):
        rows[f"n{place:03}"] = version(place, 2)
        standing = standing.changed(frame([version(place, 2)]))
    assert told(standing.compact().link(asked(), defaults={})) == told(standing.link(asked(), defaults={}))


def test_a_record_that_repeats_in_a_change_is_refused() -> None:
    with pytest.raises(ValueError, match="a change's column 'record'"):
        fresh({}).changed(table(person("s1"), person("s1")))


def test_a_record_that_is_not_there_is_removed_already() -> None:
    standing = fresh({"s1": person("s1")}).changed(None, ["nobody"])
    assert standing.link(table(person("r"))).frame["spine_record"].to_list() == ["s1"]


def test_a_tighter_key_that_drops_a_part_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks given"):
        prepare(table(person()), Settings(keys=("birth_date+given > birth_date+father",)))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.randoms(use_true_random=False))
def test_rows_one_by_one_are_answered_as_in_a_batch(begun: int, random: Any) -> None:
    standing = fresh({row["record"]: row for row in namesakes()[:begun]})
    rows = asked()
    order = list(range(rows.height))
    random.shuffle(order)
    alone = Links.together([standing.link(rows[place], defaults={}) for place in order])
    assert told(alone) == told(standing.link(rows, defaults={}))


def test_one_row_among_few_thousand_is_answered_as_in_the_batch() -> None:
    rows = [*crowd(2000), *namesakes()]
    standing = prepare(table(*rows), Settings())
    some = table(*(row | {"number": None} for row in rows))
    alone = Links.together([standing.link(some[place], defaults={}) for place in range(0, some.height, 17)])
    assert told(alone) == told(standing.link(some[range(0, some.height, 17)], defaults={}))


def test_a_key_made_for_one_row_is_the_key_it_has_among_many() -> None:
    facts = fresh({}).read(asked(), {})
    for parts in (("given",), ("birth_date", "given", "third"), ("given", "phone")):
        values = [[int(facts.key_part(part)[row]) for part in parts] for row in range(facts.size)]
        assert [mixed(row) for row in values] == hashed(facts, parts).tolist()


def test_an_index_with_layers_counts_like_one_built_anew() -> None:
    rng = np.random.default_rng(3)
    keys = rng.integers(0, 9, 60).astype(np.uint64)
    step = Step(Index.of(keys[:30])).changed(keys[[3, 4]], np.array([3, 4]), keys[30:], np.arange(30, 60))
    step = step.changed(keys[[5, 40]], np.array([3, 4, 5, 40]), keys[:0], np.arange(0))
    left = np.delete(np.arange(60), [3, 4, 5, 40])
    whole = Index.of(keys, left)
    wanted = np.arange(12).astype(np.uint64)
    assert step.counts(wanted).tolist() == whole.counts(wanted).tolist()
    assert step.keys.tolist() == whole.keys.tolist()
    for key in wanted[1:]:
        one, two = step.block(int(key), 5), whole.block(int(key), 5)
        assert (one is None) == (two is None)
        assert one is None or two is None or sorted(one) == sorted(two)


def test_defaults_of_a_table_are_frozen_with_the_model() -> None:
    rows = [row | {"birth_date": dt.date(1900, 1, 1)} for row in crowd(1200)]
    standing = prepare(table(*rows), Settings())
    assert standing.defaults == {"birth_date": 19000101}
    again = prepare(table(*rows[:900]), Settings(), standing.saved())
    assert not again.facts.column("birth_date").any()


def test_comparers_have_the_same_bands_after_a_save() -> None:
    standing = prepare(table(*crowd(800)), Settings())
    again = prepare(table(*reversed(crowd(800))), Settings(), SavedModel.loads(standing.saved().dumps()))
    forms = standing.facts.words.forms
    for name in ("given", "family", "mother"):
        bands = [_bands(one.comparer, name, one.facts.words.of_forms(forms[:900])) for one in (standing, again)]
        assert bands[0].tolist() == bands[1].tolist()


def _bands(comparer: Comparer, name: str, ids: Any) -> Any:
    return comparer.frequencies.bands(name, ids, ids)
