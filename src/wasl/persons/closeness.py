"""Who is close to whom, for many people at once: relatives, and who lives in one building or street.

Nothing here is shown to anybody as it is: callers compare and count, inside a passage.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import polars as pl
from django.db import connection

from wasl.core.digits import latin_digits
from wasl.persons.family import _ended, _Tie, _ties, relations
from wasl.persons.kept import Kept

_MOST_ASKED = 400
"""Handles or ids in one statement."""

HOMES = pl.Schema({"handle": pl.String, "building": pl.String, "street": pl.String, "governorate": pl.String})

_FLATS = r"^(شقة|شقه|الدور|دور|flat|apartment|floor)\b"
_NUMBER = r"^((منزل|بيت|عمارة|عماره|مبنى|رقم|house|building|no)\W+)*\d+\w?\b\W*"
_HOUSE_ALONE = r"^((منزل|بيت|عمارة|عماره|مبنى|رقم|house|building|no)\W+)*\d+\w?$"


def relatives_in_bulk(handles: Collection[str]) -> frozenset[tuple[str, str]]:
    """Pairs of a handle asked about and one of their parents, spouses, children, brothers and sisters."""
    asked: dict[int, str] = dict(_chunks("id, handle", "handle", list(handles)))
    ties = _ties_in_bulk(list(asked))
    pairs = {(tie.one, tie.other) for one in _of_one(ties) for tie in _ended(one)} | _siblings(ties)
    others: dict[int, str] = dict(_chunks("id, handle", "id", list({other for _, other in pairs})))
    return frozenset((asked[one], others[other]) for one, other in pairs if other in others)


def homes_in_bulk(handles: Collection[str]) -> pl.DataFrame:
    """Where these people live, as the last linking run kept it; see HOMES. Who is in no spine has no building.

    The keys are the address without its flat, and without its flat and house number; equal keys are one place.
    """
    rows = list(_chunks("handle, spine_record, governorate", "handle", list(handles)))
    known = pl.DataFrame(rows, schema=["handle", "record", "governorate"], orient="row", infer_schema_length=None)
    known = known.cast(pl.String)
    kept = Kept.latest()
    if kept is None:
        nowhere = pl.lit(None, pl.String)
        return known.select("handle", "governorate", building=nowhere, street=nowhere).select(HOMES.names())
    spine = kept.spine().select("record", "address").filter(pl.col("address").is_not_null())
    homes = spine.join(known, on="record", how="semi")
    return (
        known.join(_placed(homes), on="record", how="left", nulls_equal=False)
        .with_columns(
            building=pl.col("governorate") + "|" + pl.col("building"),
            street=pl.col("governorate") + "|" + pl.col("street"),
        )
        .select(HOMES.names())
    )


def governorates_in_bulk(handles: Collection[str]) -> dict[str, str]:
    """Where these people live; who has none known is left out."""
    return {handle: code for handle, code in _chunks("handle, governorate", "handle", list(handles)) if code}


def _placed(homes: pl.DataFrame) -> pl.DataFrame:
    """`building` and `street` out of a written address: parts in their order, no flat; a street has no number."""
    distinct = homes.select("address").unique()
    places = [_place(address) for address in distinct["address"]]
    keys = distinct.with_columns(
        building=pl.Series([building for building, _ in places], dtype=pl.String),
        street=pl.Series([street for _, street in places], dtype=pl.String),
    )
    return homes.join(keys, on="address").select("record", "building", "street")


def _place(address: str) -> tuple[str | None, str | None]:
    """
    >>> _place("منزل 74، شارع السلام، أخميم")
    ('منزل 74|شارع السلام|أخميم', 'شارع السلام|أخميم')
    >>> _place("٩ شارع ٢٦ يوليو، شقة 5، المنيا")
    ('9 شارع 26 يوليو|المنيا', 'شارع 26 يوليو|المنيا')
    """
    written = latin_digits(address).lower().replace("،", ",")
    parts = [" ".join(part.split()) for part in written.split(",")]
    parts = [part for part in parts if part and not re.match(_FLATS, part)]
    if not parts:
        return None, None
    bare = [re.sub(_NUMBER, "", part) for part in parts if not re.match(_HOUSE_ALONE, part)]
    numbered = bare != parts
    street = "|".join(part for part in bare if part) or None
    return ("|".join(parts) if numbered else None), street


def _ties_in_bulk(persons: list[int]) -> list[_Tie]:
    return [tie for some in _batches(persons) for tie in _ties(some)]


def _siblings(ties: list[_Tie]) -> set[tuple[int, int]]:
    rule = relations().siblings
    children: dict[int, set[int]] = {}
    for tie in ties:
        if tie.relation in rule.by:
            children.setdefault(tie.other, set()).add(tie.one)
    further = [tie for tie in _ties_in_bulk(list(children)) if tie.relation == rule.as_]
    return {(child, tie.other) for tie in further for child in children[tie.one] if child != tie.other}


def _of_one(ties: list[_Tie]) -> Iterable[list[_Tie]]:
    grouped: dict[int, list[_Tie]] = {}
    for tie in ties:
        grouped.setdefault(tie.one, []).append(tie)
    return grouped.values()


def _chunks(columns: str, by: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    for some in _batches(sorted(values)):
        marks = ", ".join(["%s"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM persons_person WHERE {by} IN ({marks})", some)  # noqa: S608
            yield from cursor.fetchall()


def _batches(values: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(values), _MOST_ASKED):
        yield values[start : start + _MOST_ASKED]
