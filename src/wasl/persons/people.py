"""The people of the index: who is new, changed or gone in the spine. A handle stays with its spine record for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime

import polars as pl
from django.db import connection, transaction

from wasl.core.conf import settings
from wasl.country.api import pack
from wasl.persons.changes import Kind, change, note
from wasl.persons.load import append
from wasl.persons.models import LinkRun, Person, new_handle
from wasl.persons.names import word_skeleton, words

FACTS = ("number", "full_name", "birth_date", "sex", "birth_governorate", "governorate")
BATCH = 50_000
NAME_PARTS = ("given_name", "father_name", "grandfather_name", "family_name")
_LONGEST = {"number": 32, "full_name": 400, "sex": 8, "birth_governorate": 16, "governorate": 16}
LONGEST_RECORD = 200
_SCHEMA = pl.Schema(
    {"id": pl.Int64, "spine_record": pl.String, "in_spine": pl.Boolean}
    | {name: pl.Date if name == "birth_date" else pl.String for name in FACTS}
)


def facts_of(spine: pl.DataFrame) -> pl.DataFrame:
    """What the index keeps of each spine record: `spine_record` and FACTS, within the lengths that the table has."""
    present = {name: pl.col(name) if name in spine.columns else pl.lit(None) for name in FACTS}
    present["full_name"] = pl.coalesce(present["full_name"].cast(pl.String), _joined_name(spine), pl.lit(""))
    return (
        spine.filter(pl.col("record").str.len_chars() <= LONGEST_RECORD)
        .unique("record", keep="first", maintain_order=True)
        .select(pl.col("record").alias("spine_record"), *(_fitting(e, name).alias(name) for name, e in present.items()))
    )


def nobody_yet() -> pl.DataFrame:
    """`id` and FACTS of nobody."""
    return pl.DataFrame(schema=_SCHEMA).select("id", *FACTS)


def standing() -> pl.DataFrame:
    """Everybody whom the index knows."""
    columns = ("id", "spine_record", "in_spine", *FACTS)
    frames = [pl.DataFrame(schema=_SCHEMA)]
    rows = Person.objects.order_by().values_list(*columns).iterator(chunk_size=BATCH)
    frames += [pl.DataFrame(batch, schema=_SCHEMA, orient="row") for batch in _batches(rows)]
    return pl.concat(frames)


def with_ids(facts: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The facts with each person's id: the standing one, or the next that is free."""
    joined = facts.join(known.select("id", "spine_record"), on="spine_record", how="left", maintain_order="left")
    last = int(str(known["id"].max() or 0))
    fresh = pl.col("id").is_null()
    return joined.with_columns(pl.when(fresh).then(fresh.cum_sum().cast(pl.Int64) + last).otherwise("id").alias("id"))


def save(people: pl.DataFrame, known: pl.DataFrame, run: LinkRun) -> None:
    """Bring the table to what the spine says, and note who came and went. Call inside the transaction that makes the
    run visible."""
    fresh = people.join(known, on="id", how="anti")
    for batch in fresh.iter_slices(BATCH):
        _insert(batch, run.started)
    _update(_changed(people, known))
    gone = known.filter("in_spine").join(people, on="id", how="anti")["id"].to_list()
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE persons_person SET in_spine = %s WHERE id = %s", [(False, key) for key in gone])
    if known.height:
        back = known.filter(~pl.col("in_spine")).join(people, on="id", how="semi")["id"].to_list()
        came = ((Kind.JOINED, fresh["id"].to_list()), (Kind.LEFT, gone), (Kind.RETURNED, back))
        note(change(kind, person_id=key, run_id=run.id) for kind, keys in came for key in keys)


def name_words(people: pl.DataFrame) -> pl.DataFrame:
    """Every word of every name: token, person_id, position; in the order of the table's key."""
    frames = [
        pl.DataFrame(
            [(word, key, place) for key, name in batch.iter_rows() for place, word in enumerate(words(name))],
            schema={"token": pl.String, "person_id": pl.Int64, "position": pl.Int16},
            orient="row",
        )
        for batch in people.select("id", "full_name").iter_slices(BATCH)
    ]
    empty = pl.DataFrame(schema={"token": pl.String, "person_id": pl.Int64, "position": pl.Int16})
    return pl.concat([empty, *frames]).sort("token", "person_id", "position")


def vocabulary(tokens: pl.DataFrame) -> pl.DataFrame:
    """Each word with its skeleton and how many people bear it."""
    counted = tokens.group_by(pl.col("token").alias("word")).agg(pl.col("person_id").n_unique().alias("persons"))
    skeletons = pl.col("word").map_elements(skeleton_of, return_dtype=pl.String)
    return counted.with_columns(skeletons.alias("skeleton"), pl.col("persons").cast(pl.Int64)).sort("word")


def skeleton_of(word: str) -> str:
    """As the vocabulary holds it."""
    return word_skeleton(word)[:64]


def said_of(people: pl.DataFrame) -> pl.DataFrame:
    """What groups of people are told apart by, for rows that do not say so themselves."""
    return people.select("spine_record", "sex", "birth_date", "birth_governorate", "governorate")


def _joined_name(spine: pl.DataFrame) -> pl.Expr:
    parts = [pl.col(part) for part in NAME_PARTS if part in spine.columns]
    return pl.concat_str(parts, separator=" ", ignore_nulls=True) if parts else pl.lit(None, pl.String)


def _fitting(value: pl.Expr, name: str) -> pl.Expr:
    """What cannot be a number, a code or a name is cut or left out, so that one broken cell does not stop a run."""
    if name == "birth_date":
        return value.cast(pl.Date)
    text = value.cast(pl.String).str.replace_all("\x00", "", literal=True)
    if name == "full_name":
        return text.str.slice(0, _LONGEST[name])
    return pl.when(text.str.len_chars() <= _LONGEST[name]).then(text)


def _changed(people: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    both = people.join(known, on="id", suffix="_known")
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_known")) for name in FACTS]
    return both.filter(pl.any_horizontal(*differs, ~pl.col("in_spine"))).select(*FACTS, pl.lit(value=True), "id")


def _insert(batch: pl.DataFrame, now: datetime) -> None:
    handles = pl.Series("handle", [new_handle() for _ in range(batch.height)])
    rows = batch.with_columns(
        handles, pl.lit(value=True).alias("in_spine"), pl.lit(now.strftime("%Y-%m-%d %H:%M:%S.%f")).alias("created")
    )
    append("persons_person", rows.with_columns(pl.col("birth_date").cast(pl.String)))


def _update(changed: pl.DataFrame) -> None:
    sets = ", ".join(f"{name} = %s" for name in (*FACTS, "in_spine"))
    with transaction.atomic(), connection.cursor() as cursor:
        for batch in changed.iter_slices(BATCH):
            cursor.executemany(f"UPDATE persons_person SET {sets} WHERE id = %s", batch.rows())  # noqa: S608


def _batches(rows: Iterator[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    batch: list[tuple[object, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def with_validity(rows: pl.DataFrame) -> pl.DataFrame:
    """With `number_valid`, as the engine asks for it: whether the number is one of this country."""
    if "number" not in rows.columns:
        return rows
    valid = pack().identifier.valid_expr("number", demo=settings().demo, today=datetime.now(UTC).date())
    return rows.with_columns(valid.fill_null(value=False).alias("number_valid"))
