"""Tables as they come: nothing, or the same, in whole columns; words for nothing; everything twice; crowds."""

import datetime as dt
from itertools import product

import polars as pl

from tests.linkage.people import FAMILIES, LATIN, MEN, crowd, table
from tests.linkage.test_resolve import grouped, scores
from wasl.linkage import Resolution, Settings, Table, resolve

PEOPLE = crowd(1500)


def linked(frame: pl.DataFrame, other: pl.DataFrame | None = None) -> Resolution:
    tidy = table(*PEOPLE) if other is None else other
    return resolve([Table("a", tidy, once=True), Table("b", frame, once=True)], Settings())


def test_empty_columns_say_nothing() -> None:
    bare = table(*PEOPLE).with_columns(mother_name=None, sex=None, governorate=pl.lit(""), birth_governorate=None)
    precision, recall = scores(linked(bare))
    assert precision > 0.999
    assert recall > 0.99


def test_a_column_with_one_value_in_all_rows_is_left_aside_and_said_so() -> None:
    bare = table(*PEOPLE).with_columns(birth_date=pl.lit(dt.date(1900, 1, 1)), mother_name=pl.lit("منى"))
    result = linked(bare)
    assert scores(result)[0] > 0.999
    assert "birth_date: one value stands in 1500 of 1500 rows and was left aside" in result.notes
    assert "mother: one value stands in 1500 of 1500 rows and was left aside" in result.notes


def test_one_value_in_half_of_the_rows_joins_nobody_and_is_said() -> None:
    half = pl.int_range(pl.len()) % 2 == 0
    frame = table(*PEOPLE).with_columns(
        birth_date=pl.when(half).then(pl.lit(dt.date(1970, 1, 1))).otherwise("birth_date"),
        number=pl.when(half).then(None).otherwise("number"),
    )
    result = linked(frame)
    precision, recall = scores(result)
    assert precision > 0.998
    assert recall > 0.95
    assert any(note.startswith("birth_date: one value stands in 750") for note in result.notes)


def test_words_for_nothing_and_rows_of_noughts_are_nothing() -> None:
    third = pl.int_range(pl.len()) % 3
    frame = table(*PEOPLE).with_columns(
        number=pl.when(third == 0).then(pl.lit("00000000000000")).when(third == 1).then(pl.lit("لا يوجد")),
        mother_name=pl.when(third == 0).then(pl.lit("غير معروف")).otherwise("mother_name"),
    )
    without = table(*PEOPLE).with_columns(number=None)
    assert grouped(linked(frame, without)) == grouped(
        linked(
            frame.with_columns(number=None, mother_name=pl.when(third == 0).then(None).otherwise("mother_name")),
            without,
        )
    )


def test_a_register_of_latin_names_only_is_linked() -> None:
    known = [row for row in PEOPLE if all(part in LATIN for part in str(row["full_name"]).split())]
    latin = [
        row
        | {
            "full_name": " ".join(LATIN[part] for part in str(row["full_name"]).split()),
            "number": None,
            "mother_name": None,
        }
        for row in known
    ]
    result = linked(table(*latin))
    in_b = result.frame.filter(pl.col("table") == "b")
    shared = result.frame.filter(pl.col("cluster").is_in(in_b["cluster"].implode()) & (pl.col("table") == "a"))
    assert shared.height > 0.9 * len(known)
    assert scores(result)[0] > 0.99


def test_a_table_given_twice_is_joined_row_by_row_with_and_without_numbers() -> None:
    for frame in (table(*PEOPLE), table(*PEOPLE).drop("number")):
        groups = grouped(linked(frame, frame))
        assert all(len({record for _, record in group}) == 1 for group in groups)
        assert sum(len(group) == 2 for group in groups) > 0.995 * len(PEOPLE)


def test_a_number_on_ten_thousand_rows_is_nobodys() -> None:
    many = crowd(10_000)
    frame = table(*many)
    shared = frame.with_columns(number=pl.lit("88888888888881"))
    result = resolve([Table("a", frame, once=True), Table("b", shared, once=True)], Settings())
    precision, recall = scores(result)
    assert precision > 0.999
    assert recall > 0.97
    assert result.notes == ("number: 10000 rows carry one that too many rows carry",)


def test_keys_that_would_make_ten_billion_pairs_are_bounded_and_told() -> None:
    names = [" ".join(parts) for parts in product(MEN[:5], MEN[5:10], MEN[10:15], FAMILIES[:5])]
    place = pl.int_range(pl.len())
    crowded = pl.DataFrame({"full_name": names * 410}).with_columns(
        record=place.cast(pl.String),
        birth_date=pl.lit(dt.date(1980, 1, 2)) + pl.duration(days=place // 625 % 5),
    )
    blocks = crowded.group_by("birth_date", pl.col("full_name").str.split(" ").list.first()).len()["len"]
    assert 8 * int((blocks * (blocks - 1) // 2).sum()) > 10**10  # eight of the keys are as wide as this one
    result = resolve([Table("a", crowded)], Settings())
    told = [note for note in result.notes if note.startswith("key ")]
    assert "key birth_date+given: 256250 rows were not looked for by it, because too many rows share it" in told
    assert "key given+father+third: 256250 rows were not looked for by it, because too many rows share it" in told
    assert result.frame.height == crowded.height
    assert result.frame["cluster"].is_unique().all()
