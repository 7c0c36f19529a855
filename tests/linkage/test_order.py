"""The answer for a row does not hang on the rows beside it."""

from functools import lru_cache

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.linkage.people import LATIN, crowd, table
from wasl.linkage import Settings, Standing, prepare


@lru_cache
def standing() -> Standing:
    return prepare(table(*crowd(800)), Settings())


def latin(name: str) -> str:
    return " ".join(LATIN.get(word, word) for word in name.split())


def records() -> pl.DataFrame:
    """Rows of the crowd with faults."""
    rows = [dict(row) for row in crowd(800)[:160]]
    for place, row in enumerate(rows):
        row["record"] = f"r{place}"
        if place % 3 == 0:
            row["number"] = None
        if place % 5 == 0:
            row["full_name"] = latin(row["full_name"])
        if place % 7 == 0:
            row["number"] = rows[(place + 1) % 160]["number"]
        if place % 11 == 0:
            row["birth_date"] = None
    return table(*rows)


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 159))
def test_any_order_and_any_cut_gives_the_same_links(random: object, cut: int) -> None:
    rows = records()
    whole = standing().link(rows).frame.sort("record")
    order = list(range(rows.height))
    random.shuffle(order)  # type: ignore[attr-defined]
    parts = [standing().link(rows[order[:cut]]), standing().link(rows[order[cut:]])]
    apart = pl.concat([part.frame for part in parts]).sort("record")
    assert apart.equals(whole)  # weights too, to the last bit: a threshold may lie between two that are a hair apart


def test_a_record_never_links_to_two_people_and_is_answered_once() -> None:
    rows = records()
    links = standing().link(rows)
    assert links.frame["record"].is_unique().all()
    told = pl.concat([links.frame["record"], links.unlinked["record"]])
    assert sorted(told) == sorted(rows["record"])


def test_one_row_alone_is_answered_as_in_a_batch() -> None:
    rows = records()
    whole = dict(standing().link(rows).frame.select("record", "spine_record").iter_rows())
    for place in range(0, rows.height, 8):
        alone = standing().link(rows[place]).frame
        assert dict(alone.select("record", "spine_record").iter_rows()).items() <= whole.items()
        assert alone.height == (rows["record"][place] in whole)


def test_the_same_spine_gives_the_same_model() -> None:
    again = prepare(table(*crowd(800)), Settings())
    assert again.link(records()).frame.equals(standing().link(records()).frame)
