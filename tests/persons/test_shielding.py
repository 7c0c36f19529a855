"""Counts of a group of people that are too small are hidden on every page about linking quality, with their rates."""

from wasl.persons.fairness import Certainty, Flag, Group, Measure, Rate
from wasl.persons.shielding import Counted, counted, place_of, tellable


def group(code: str, records: int, linked: int, unsure: int) -> Group:
    return Group("governorate", code, records, linked, unsure, float(linked), 0.0, "reg", "owner")


def test_a_small_group_and_one_more_are_hidden() -> None:
    groups = [group("a", 3, 3, 0), group("b", 40, 30, 8), group("c", 90, 80, 7)]
    shown = counted(groups)
    assert shown[place_of(groups[0])] == Counted(None, None, 0)
    assert shown[place_of(groups[1])] == Counted(None, None, 8)
    assert shown[place_of(groups[2])] == Counted(90, 80, 7)
    assert [shown[place_of(one)].rates for one in groups] == [False, False, True]


def test_a_hidden_group_is_not_told_to_fall_behind() -> None:
    groups = [group("a", 3, 2, 0), group("b", 40, 30, 8), group("c", 90, 80, 7)]
    rate = Rate.of(1, 2)
    assert rate is not None
    flags = [Flag(one, Measure.MATCH_RATE, rate, 0.9, Certainty.SURE) for one in groups]
    assert [flag.group.code for flag in tellable(flags, counted(groups))] == ["c"]
