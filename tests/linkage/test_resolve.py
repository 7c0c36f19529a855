"""Many tables without a spine."""

from itertools import combinations

import polars as pl
import pytest

from tests.linkage.people import crowd, person, table
from tests.linkage.test_order import latin
from wasl.linkage import Resolution, Settings, Table, resolve

PEOPLE = crowd(1500)


def careless(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Every fourth number missing, every ninth a brother's or sister's, every third name in Latin letters."""
    out = []
    for place, row in enumerate(rows):
        number = None if place % 4 == 0 else rows[place ^ 1]["number"] if place % 9 == 0 else row["number"]
        name = latin(str(row["full_name"])) if place % 3 == 0 else row["full_name"]
        out.append(row | {"number": number, "full_name": name})
    return out


def grouped(result: Resolution) -> set[frozenset[tuple[str, str]]]:
    groups = result.frame.group_by("cluster").agg(pl.struct("table", "record"))
    return {frozenset((row["table"], row["record"]) for row in rows) for _, rows in groups.iter_rows()}


def scores(result: Resolution) -> tuple[float, float]:
    """Precision and recall of pairs; a record's name tells the person."""
    made = {pair for group in grouped(result) for pair in combinations(sorted(group), 2)}
    right = {pair for pair in made if pair[0][1].split("-")[0] == pair[1][1].split("-")[0]}
    rows = [(row[0], row[1].split("-")[0]) for row in result.frame.iter_rows()]
    sizes = pl.Series([person for _, person in rows]).value_counts()["count"]
    return len(right) / len(made), len(right) / int((sizes * (sizes - 1) // 2).sum())


def test_two_registers_are_grouped_into_people() -> None:
    result = resolve(
        [Table("a", table(*PEOPLE), once=True), Table("b", table(*careless(PEOPLE)), once=True)], Settings()
    )
    precision, recall = scores(result)
    assert precision > 0.999
    assert recall > 0.98
    assert abs(result.estimate.precision - precision) < 0.005
    assert abs(result.estimate.recall - recall) < 0.02


def test_duplicates_in_one_table_are_found() -> None:
    twice = [row | {"record": f"{row['record']}-2", "number": None} for row in PEOPLE[:300]]
    precision, recall = scores(resolve([Table("a", table(*PEOPLE, *twice))], Settings()))
    assert precision > 0.995
    assert recall > 0.98


def test_tables_without_any_number_are_grouped_by_facts() -> None:
    bare = table(*PEOPLE).drop("number")
    precision, recall = scores(resolve([Table("a", bare, once=True), Table("b", bare, once=True)], Settings()))
    assert precision > 0.999
    assert recall > 0.97


def test_a_table_that_holds_a_person_once_never_has_two_rows_in_a_group() -> None:
    again = [row | {"record": f"{row['record']}-2"} for row in PEOPLE[:100]]
    result = resolve([Table("a", table(*PEOPLE, *again), once=True), Table("b", table(*PEOPLE))], Settings())
    in_a = result.frame.filter(pl.col("table") == "a")
    assert in_a["cluster"].is_unique().all()


def test_a_hundred_tables_that_hold_a_person_once_are_told_apart() -> None:
    few = [Table(f"t{place}", table(*PEOPLE[place : place + 40]), once=True) for place in range(100)]
    precision, recall = scores(resolve(few, Settings()))
    assert precision > 0.999
    assert recall > 0.99


def test_a_file_given_twice_is_each_row_twice() -> None:
    result = resolve([Table("a", table(*PEOPLE)), Table("again", table(*PEOPLE))], Settings())
    precision, recall = scores(result)
    assert (precision, recall) == (1.0, 1.0)


def test_a_number_on_ten_thousand_rows_is_left_aside_and_said_so() -> None:
    rows = [row | {"number": "88888888888881"} for row in PEOPLE]
    result = resolve([Table("a", table(*rows)), Table("b", table(*PEOPLE))], Settings(number_cap=1000))
    assert scores(result)[0] > 0.999
    assert result.notes == ("number: 1500 rows carry one that too many rows carry",)


def test_every_row_is_answered_once_and_empty_tables_do_no_harm() -> None:
    nobody = table(person()).clear()
    result = resolve([Table("none", nobody), Table("a", table(*PEOPLE))], Settings())
    assert result.frame.select("table", "record").is_unique().all()
    assert result.frame.height == len(PEOPLE)


def test_nothing_to_resolve_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two rows"):
        resolve([Table("none", table(person()).clear())], Settings())


def test_the_order_of_rows_changes_no_group() -> None:
    rows = careless(PEOPLE)
    tables = [Table("a", table(*PEOPLE)), Table("b", table(*rows))]
    shuffled = [Table("a", table(*PEOPLE[::-1])), Table("b", table(*rows[::-1]))]
    one, two = (grouped(resolve(given, Settings())) for given in (tables, shuffled))
    assert len(one ^ two) <= 4  # the sample that is learned from is another
