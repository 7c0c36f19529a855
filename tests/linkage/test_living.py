"""A spine and registers under change are linked, at every moment, as a full run would link them."""

from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.people import crowd, person, table
from tests.linkage.test_increments import SEED_ROWS, TIGHT, Row, frame, model, namesakes, told
from wasl.linkage import Links, prepare
from wasl.linkage.living import Cause, Change, Living, Register

REGISTERS = {"lines": Register(), "pupils": Register(once=True)}
PEOPLE = crowd(SEED_ROWS)[:12] + namesakes()[:24]
ROWS = namesakes(24, seed=9) + crowd(SEED_ROWS)[:12]


def spine_row(place: int, which: int) -> Row:
    return PEOPLE[(place + 7 * which) % len(PEOPLE)] | {"record": f"p{place:02}"}


def row(place: int, which: int) -> Row:
    return ROWS[(place + 5 * which) % len(ROWS)] | {"record": f"r{place:02}"}


class World:
    """What is there, and what has been told of it."""

    def __init__(self, spine: list[Row]) -> None:
        self.spine = {one["record"]: one for one in spine}
        self.rows: dict[str, dict[str, Row]] = {name: {} for name in REGISTERS}
        self.living = Living(prepare(frame(spine), TIGHT, model()), REGISTERS)
        self.person: dict[tuple[str, str], str] = {}

    def take(self, changes: list[Change]) -> None:
        """Anybody who follows the changes knows all links."""
        for change in changes:
            assert self.person.pop((change.table, change.record), None) == change.former
            assert change.new != change.former
            if change.new:
                self.person[change.table, change.record] = change.new

    def put(self, name: str, rows: list[Row]) -> None:
        self.rows[name] |= {one["record"]: one for one in rows}
        self.take(self.living.put(name, frame(rows)))

    def remove(self, name: str, records: list[str]) -> None:
        self.rows[name] = {record: one for record, one in self.rows[name].items() if record not in records}
        self.take(self.living.remove(name, records))

    def put_spine(self, rows: list[Row]) -> None:
        self.spine |= {one["record"]: one for one in rows}
        self.take(self.living.put_spine(frame(rows)))

    def remove_spine(self, records: list[str]) -> None:
        self.spine = {record: one for record, one in self.spine.items() if record not in records}
        self.take(self.living.remove_spine(records))

    def check(self) -> None:
        fresh = prepare(frame(list(self.spine.values())), TIGHT, model())
        linked = {}
        for name, rule in REGISTERS.items():
            rows = frame(list(self.rows[name].values()))
            full = fresh.link(rows, once=rule.once, defaults=rule.defaults)
            assert told(self.living.links(name)) == told(full)
            linked |= {(name, one[0]): one[1] for one in full.frame.iter_rows()}
        assert self.person == linked


places = st.lists(st.integers(0, 35), min_size=1, max_size=15, unique=True)
moves = st.tuples(st.sampled_from(["put", "remove", "put_spine", "remove_spine"]), places, st.integers(0, 3))


def moved(world: World, move: tuple[str, list[int], int], name: str) -> None:
    what, chosen, which = move
    if what == "put":
        world.put(name, [row(place, which) for place in chosen])
    elif what == "remove":
        world.remove(name, [f"r{place:02}" for place in chosen])
    elif what == "put_spine":
        world.put_spine([spine_row(place, which) for place in chosen])
    else:
        world.remove_spine([f"p{place:02}" for place in chosen])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 36), st.lists(st.tuples(moves, st.sampled_from(list(REGISTERS))), min_size=1, max_size=8))
def test_whatever_comes_changes_and_goes_the_links_are_those_of_a_full_run(begun: int, history: Any) -> None:
    world = World([spine_row(place, 0) for place in range(begun)])
    world.put("pupils", [row(place, 0) for place in range(0, 36, 2)])
    for move, name in history:
        moved(world, move, name)
    world.check()


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(36)), st.integers(1, 36))
def test_any_order_of_arrival_in_batches_of_any_size_gives_the_same_links(order: list[int], size: int) -> None:
    world = World([spine_row(place, 0) for place in range(36)])
    for at in range(0, 36, size):
        for name in REGISTERS:
            world.put(name, [row(place, 0) for place in order[at : at + size]])
    world.check()


def test_packing_and_building_anew_on_the_way_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wasl.linkage.standing.LEAST_OVERLAY", 6)
    monkeypatch.setattr("wasl.linkage.living.LEAST_DEAD", 2)
    random = Random(4)
    world = World([spine_row(place, 0) for place in range(20)])
    for _ in range(40):
        what = random.choice(["put", "remove", "put_spine", "put_spine", "remove_spine"])
        move = (what, random.sample(range(36), random.randint(1, 6)), random.randrange(4))
        moved(world, move, random.choice(list(REGISTERS)))
        world.check()


def world_of_one() -> World:
    return World([*crowd(SEED_ROWS)[:30], person("s1")])


def test_when_the_winner_leaves_the_next_row_gets_the_person() -> None:
    living = world_of_one().living
    living.put("pupils", table(person("good"), person("worse", mother_name=None)))
    assert living.links("pupils").frame["record"].to_list() == ["good"]
    assert living.remove("pupils", ["good"]) == [
        Change("pupils", "good", "s1", None, Cause.REMOVED),
        Change("pupils", "worse", None, "s1", Cause.CLAIM),
    ]


def test_the_better_row_is_linked_though_its_record_is_the_greater() -> None:
    living = world_of_one().living
    living.put("pupils", table(person("a", mother_name=None)))
    assert living.put("pupils", table(person("b"))) == [
        Change("pupils", "a", "s1", None, Cause.CLAIM),
        Change("pupils", "b", None, "s1", Cause.NEW),
    ]
    assert living.put("pupils", table(person("a0", mother_name=None))) == []
    assert living.links("pupils").frame["record"].to_list() == ["b"]


def test_of_two_equal_rows_the_lesser_record_is_linked_whoever_came_first() -> None:
    living = world_of_one().living
    living.put("pupils", table(person("b")))
    assert living.put("pupils", table(person("a"))) == [
        Change("pupils", "a", None, "s1", Cause.NEW),
        Change("pupils", "b", "s1", None, Cause.CLAIM),
    ]
    links = living.links("pupils")
    assert links.unlinked.rows() == [("b", "conflict")]
    assert links.unsure["record"].to_list() == ["b"]


def test_a_person_who_leaves_the_spine_takes_the_links_along() -> None:
    living = world_of_one().living
    living.put("lines", table(person("r")))
    assert living.remove_spine(["s1"]) == [Change("lines", "r", "s1", None, Cause.SPINE)]
    assert living.nobody()["lines"].to_list() == ["r"]
    assert living.put_spine(table(person("s2"))) == [Change("lines", "r", None, "s2", Cause.SPINE)]


def test_a_row_put_again_as_it_was_changes_nothing() -> None:
    living = world_of_one().living
    living.put("lines", table(person("r")))
    assert living.put("lines", table(person("r"))) == []


def test_an_unknown_table_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no table 'cars'; there are lines, pupils"):
        world_of_one().living.put("cars", table(person("r")))


def test_links_of_no_batches_are_no_links() -> None:
    assert Links.together([]).frame.is_empty()
    assert Links.none().once().frame.schema == pl.Schema(Links.none().frame.schema)
