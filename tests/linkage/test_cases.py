"""Those who are most easily taken for one another, each case with the error that is borne.

Register A is tidy; B lacks every third number, has names in another spelling and now and then a wrong letter.
"""

from typing import Any

import numpy as np
import polars as pl

from tests.linkage.people import crowd, table
from wasl.linkage import Settings, Table, resolve

SIZE = 4000
VARIANTS = str.maketrans("أةى", "اهي")


def careless(rows: list[dict[str, Any]], seed: int = 5) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    out = []
    for place, row in enumerate(rows):
        name = str(row["full_name"]).translate(VARIANTS)
        if rng.random() < 0.05:
            at = int(rng.integers(1, len(name) - 1))
            name = name[:at] + name[at + 1 :]
        number = None if place % 6 in (0, 3) else row["number"]
        out.append(row | {"full_name": name, "number": number, "birth_governorate": None})
    return out


def errors(tidy: list[dict[str, Any]], other: list[dict[str, Any]], kin: int = 2) -> tuple[float, float]:
    """Share of the people joined with another of their family (rows that follow one another in so many), and share
    parted from themselves."""
    found = resolve([Table("a", table(*tidy), once=True), Table("b", table(*other), once=True)], Settings())
    place = pl.int_range(pl.len()).over("table")
    rows = found.frame.with_columns(person=place, house=place // kin)
    mixed = rows.with_columns(bad=pl.col("person").n_unique().over("cluster", "house") > 1)
    parted = rows.group_by("person").agg(pl.col("cluster").n_unique() > 1)
    return (
        float(mixed.group_by("person").agg(pl.col("bad").any())["bad"].mean() or 0),  # type: ignore[arg-type]
        float(parted["cluster"].mean() or 0),  # type: ignore[arg-type]
    )


def test_brothers_and_sisters_are_told_apart() -> None:
    people = crowd(SIZE)
    joined, parted = errors(people, careless(people))
    assert joined <= 0.0005
    assert parted <= 0.005


def test_twins_are_told_apart() -> None:
    people = crowd(SIZE)
    twins = [row | {"birth_date": people[place & ~1]["birth_date"]} for place, row in enumerate(people)]
    joined, parted = errors(twins, careless(twins))
    assert joined <= 0.002
    assert parted <= 0.02


def test_a_relatives_number_typed_by_mistake_joins_no_relatives() -> None:
    people = crowd(SIZE)
    other = careless(people)
    wrong = range(1, SIZE, 20)
    for place in wrong:
        other[place] |= {"number": people[place ^ 1]["number"]}
    joined, parted = errors(people, other)
    assert joined <= 0.001
    assert parted <= 0.01


def test_father_and_son_of_one_name_are_told_apart() -> None:
    fathers = crowd(SIZE // 2)
    sons = [
        row
        | {
            "record": f"{row['record']}-son",
            "number": f"9{str(row['number'])[1:]}",
            "birth_date": row["birth_date"].replace(year=row["birth_date"].year + 27, day=15),
            "mother_name": "هدى سامي",
        }
        for row in fathers
    ]
    people = [row for both in zip(fathers, sons, strict=True) for row in both]
    joined, parted = errors(people, careless(people))
    assert joined <= 0.002
    assert parted <= 0.02
