"""Person ids that outlive the groups they were given to."""

from collections.abc import Collection, Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wasl.linkage.lineage import Event, Fate, Lineage, Row, Rows, applied, lineage

SIZE = 10


def rows(places: Collection[int] | str) -> Rows:
    return frozenset(("t", str(place)) for place in places)


def grouped(labels: list[int]) -> list[Rows]:
    """Groups out of a label for each row; label 0: the row is not there."""
    return [rows([at for at, one in enumerate(labels) if one == label]) for label in sorted(set(labels) - {0})]


def ids(start: int = 0, letter: str = "x") -> Iterator[str]:
    return (f"{letter}{number:03}" for number in count(start))


def born(labels: list[int], start: int = 0) -> dict[str, Rows]:
    return {f"x{start + place:03}": group for place, group in enumerate(grouped(labels))}


partitions = st.lists(st.integers(0, 5), min_size=SIZE, max_size=SIZE)


def fates(told: Lineage) -> dict[str, Fate]:
    return {event.person: event.fate for event in told.events}


@settings(max_examples=300)
@given(partitions, partitions)
def test_every_old_id_is_kept_merged_or_ended_once_and_new_ids_were_never_used(one: list[int], two: list[int]) -> None:
    old = born(one)
    told = lineage(old, grouped(two), mint=ids(100))
    ends = [event for event in told.events if event.person in old]
    assert sorted(event.person for event in ends) == sorted(old)
    assert {event.fate for event in ends} <= {Fate.KEPT, Fate.MERGED, Fate.ENDED}
    fresh = [event.person for event in told.events if event.person not in old]
    assert len(set(fresh)) == len(fresh)
    assert {event.fate for event in told.events if event.person in fresh} <= {Fate.CREATED, Fate.SPLIT}


@settings(max_examples=300)
@given(partitions, partitions)
def test_events_applied_to_the_old_groups_give_the_new_ones(one: list[int], two: list[int]) -> None:
    old = born(one)
    told = lineage(old, grouped(two), mint=ids(100))
    assert applied(old, told.events) == told.groups
    assert sorted(map(sorted, told.groups.values())) == sorted(map(sorted, grouped(two)))
    assert all(event.into in told.groups for event in told.events if event.fate is Fate.MERGED)


@settings(max_examples=300)
@given(partitions, partitions)
def test_an_id_stays_where_most_of_its_rows_are_or_points_there(one: list[int], two: list[int]) -> None:
    old = born(one)
    told = lineage(old, grouped(two), mint=ids(100))
    for event in told.events:
        if event.fate in (Fate.KEPT, Fate.MERGED):
            home = told.groups[event.into or event.person]
            shares = [len(old[event.person] & group) for group in told.groups.values()]
            assert len(old[event.person] & home) == max(shares)


@settings(max_examples=300)
@given(partitions, st.lists(st.integers(0, 1), min_size=SIZE, max_size=SIZE), st.permutations(range(SIZE)))
def test_taking_apart_or_bringing_together_is_undone_exactly(
    labels: list[int], halves: list[int], order: list[int]
) -> None:
    whole = grouped(labels)
    parts = [half for group in whole for half in _halves(group, halves) if half]
    for before, after in ((whole, parts), (parts, whole)):
        old = {f"x{order[place % SIZE] + SIZE * (place // SIZE):03}": group for place, group in enumerate(before)}
        told = lineage(old, after, mint=ids(letter="a"))  # before all others in every tie by name
        undone = lineage(told.groups, old.values(), mint=ids(900), before=old)
        assert undone.groups == old


def _halves(group: Rows, halves: list[int]) -> list[Rows]:
    return [frozenset(row for row in group if halves[int(row[1])] == half) for half in (0, 1)]


@settings(max_examples=300)
@given(partitions, partitions)
def test_an_undo_gives_an_id_back_wherever_it_leads_on_both_sides(one: list[int], two: list[int]) -> None:
    old = born(one)
    told = lineage(old, grouped(two), mint=ids(100))
    undone = lineage(told.groups, old.values(), mint=ids(900), before=old)
    for person, group in old.items():
        rivals = [held & group for other, held in told.groups.items() if other != person]
        if person in told.groups:
            now = told.groups[person]
            leads = len(now & group) > max(map(len, rivals), default=0)
            stays = len(now & group) > max(
                (len(now & other) for name, other in old.items() if name != person), default=0
            )
            assert not (leads and stays) or undone.groups[person] == group


@settings(max_examples=200)
@given(partitions, partitions, st.permutations(range(12)))
def test_the_answer_does_not_hang_on_the_order_of_groups(one: list[int], two: list[int], order: list[int]) -> None:
    old, new = born(one), grouped(two)
    shuffled = [new[place] for place in order if place < len(new)]
    other = dict(sorted(old.items(), reverse=True))
    assert lineage(old, new, mint=ids(100)).groups == lineage(other, shuffled, mint=ids(100)).groups


def test_rows_that_find_their_person_in_the_spine_take_their_id_there() -> None:
    old = {"x1": rows("12"), "x2": rows("3")}
    told = lineage(old, [rows("3")], mint=ids(), settled={"s1": rows("12")})
    assert told.events == [Event(Fate.MERGED, "x1", into="s1"), Event(Fate.KEPT, "x2", rows("3"))]
    back = lineage(told.groups, [rows("12"), rows("3")], mint=ids(), before=old)
    assert back.groups == old
    assert fates(back) == {"x2": Fate.KEPT, "x1": Fate.RESTORED}


def test_the_larger_part_keeps_the_id_and_the_other_is_told_where_it_came_from() -> None:
    told = lineage({"x1": rows("123")}, [rows("1"), rows("23")], mint=ids(7))
    assert told.events == [Event(Fate.KEPT, "x1", rows("23")), Event(Fate.SPLIT, "x007", rows("1"), others=("x1",))]


def test_a_verified_row_weighs_more_than_two_that_were_not() -> None:
    def verified(row: Row) -> float:
        return 5.0 if row == ("t", "1") else 1.0

    told = lineage({"x1": rows("123")}, [rows("1"), rows("23")], mint=ids(7), weight=verified)
    assert told.groups["x1"] == rows("1")


def test_an_id_all_of_whose_rows_are_gone_has_ended_and_is_not_given_again() -> None:
    told = lineage({"x1": rows("1")}, [rows("2")], mint=ids())
    assert fates(told) == {"x1": Fate.ENDED, "x000": Fate.CREATED}


def test_an_id_of_the_past_comes_back_only_with_most_of_its_rows() -> None:
    past = {"x1": rows("1234")}
    assert fates(lineage({}, [rows("12"), rows("34")], mint=ids(5), before=past)) == {
        "x005": Fate.CREATED,
        "x006": Fate.CREATED,
    }
    assert fates(lineage({}, [rows("123")], mint=ids(5), before=past)) == {"x1": Fate.RESTORED}


def test_a_minted_id_that_was_used_is_refused() -> None:
    with pytest.raises(ValueError, match="x000 was used"):
        lineage({"x000": rows("1")}, [rows("2")], mint=ids())


@pytest.mark.parametrize("new", [[rows("1"), rows("12")], [rows("")]], ids=["twice", "empty"])
def test_groups_that_are_no_partition_are_refused(new: list[Rows]) -> None:
    with pytest.raises(ValueError, match="a row belongs to one group"):
        lineage({}, new, mint=ids())
