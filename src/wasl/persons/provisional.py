"""People whom registers speak of and the spine does not know: rows that fit nobody, grouped among themselves.

Who they are follows from the rows alone; which handle they have follows from their history (`wasl.linkage.lineage`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

import polars as pl

from wasl import linkage
from wasl.linkage import Fate, SavedModel, Settings, Table, lineage
from wasl.persons import people
from wasl.persons.changes import Kind, change, note
from wasl.persons.former import PROVISIONAL
from wasl.persons.models import Change, Link, LinkRun, Person
from wasl.persons.staging import LINK
from wasl.registers import api as registers

Place = tuple[str, str]
"""Register and role."""
Rows = frozenset[tuple[str, str]]
"""Table ("register.role") and record."""

_KINDS = {Fate.CREATED: Kind.PROVISIONAL, Fate.SPLIT: Kind.SPLIT, Fate.RESTORED: Kind.RETURNED, Fate.ENDED: Kind.LEFT}


@dataclass(frozen=True)
class Provisionals:
    """The provisional people of a run: `links` by place (LINK), `people` (id and what the index keeps of a person), and
    what became of the ids of before."""

    links: Mapping[Place, pl.DataFrame] = field(default_factory=dict)
    people: pl.DataFrame = field(default_factory=people.nobody_yet)
    merged: Mapping[int, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()


def identifiable() -> pl.Expr:
    """Rows that say enough to be somebody: a valid number, or a name of several parts with a date of birth."""
    several = pl.col("full_name").str.strip_chars().str.contains(r"\s")
    return pl.col("number_valid").fill_null(value=False) | (several & pl.col("birth_date").is_not_null()).fill_null(
        value=False
    )


def grouped(
    nobody: Mapping[Place, pl.DataFrame],
    once: Collection[Place],
    linked: Mapping[Place, pl.DataFrame],
    model: SavedModel,
    run: LinkRun,
    last_id: int,
) -> Provisionals:
    """`nobody`: rows of each place that was read, in the standard shape; places that were not read keep their people.
    `linked`: what each place read has linked to the spine, by which provisional people are found to be in it."""
    rows = {_table(place): _said(frame, linked.get(place)) for place, frame in nobody.items()}
    tables = [Table(name, frame, tuple(name.split(".", 1)) in once) for name, frame in rows.items()]
    groups, _ = linkage.provisional(tables, Settings(), model)
    old = _standing()
    told = lineage(
        {_named(person): held for person, held in old.items()},
        _with_unread(groups, old, rows),
        mint=map(_named, count(last_id + 1)),
        settled=_now_in_spine(old, linked),
        before={_named(person): held for person, held in _once_held(old).items()},
    )
    merged = {int(one.person): int(one.into) for one in told.events if one.fate == Fate.MERGED and one.into}
    changes = tuple(
        change(
            Kind.MERGED if one.fate == Fate.MERGED else _KINDS[one.fate],
            person_id=int(one.person),
            other_id=merged.get(int(one.person)) or (int(one.others[0]) if one.others else None),
            run_id=run.id,
        )
        for one in told.events
        if one.fate != Fate.KEPT
    )
    alive = {int(person): held for person, held in told.groups.items()}
    return Provisionals(_links(alive), _people(alive, rows), merged, changes)


def _named(person: int) -> str:
    """Ids as lineage orders them: the older first."""
    return f"{person:019}"


def _table(place: Place) -> str:
    return ".".join(place)


def _said(frame: pl.DataFrame, linked: pl.DataFrame | None) -> pl.DataFrame:
    """Rows that say who they are about, each key once; none under whose key another row is linked."""
    if frame.is_empty():
        return frame.select("record")
    said = frame.filter(identifiable()).unique("record", keep="first", maintain_order=True)
    return said if linked is None else said.join(linked, left_on="record", right_on="key", how="anti")


def _standing() -> dict[int, Rows]:
    """The provisional people of the standing index."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    links = Link.objects.filter(method=PROVISIONAL).values_list("person_id", "register", "role", "key")
    for person, register, role, key in links:
        found[person].add((f"{register}.{role}", key))
    return {person: frozenset(rows) for person, rows in found.items()}


def _once_held(old: Mapping[int, Rows]) -> dict[int, Rows]:
    """What provisional people who are no more held last, so that one who comes back gets their own handle."""
    held: dict[int, set[tuple[str, str]]] = defaultdict(set)
    last: dict[int, int] = {}
    own = {f"{m.id}.{role.role}" for m in registers.catalogue() for role in m.persons if not role.via}
    lost = Change.objects.filter(kind=Kind.UNLINKED, person__in=Person.objects.filter(spine_record=None))
    told = lost.order_by("-id").values_list("person_id", "run_id", "register", "role", "key")
    for person, run, register, role, key in told.iterator():
        if person and person not in old and last.setdefault(person, run or 0) == run and f"{register}.{role}" in own:
            held[person].add((f"{register}.{role}", key or ""))
    return {person: frozenset(rows) for person, rows in held.items()}


def _with_unread(groups: Iterable[Rows], old: Mapping[int, Rows], read: Mapping[str, object]) -> list[Rows]:
    """The groups, with the rows of registers that were not read where their people are."""
    found = [set(group) for group in groups]
    place = {row: group for group in found for row in group}
    for rows in old.values():
        unread = {row for row in rows if row[0] not in read}
        if unread:
            home = next((place[row] for row in sorted(rows) if row in place), None)
            if home is None:
                found.append(home := set())
            home |= unread
    return [frozenset(group) for group in found]


def _now_in_spine(old: Mapping[int, Rows], linked: Mapping[Place, pl.DataFrame]) -> dict[str, Rows]:
    """Rows of provisional people that are linked to somebody of the spine now, by that person's id."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for table, record in (row for rows in old.values() for row in rows):
        wanted[table].add(record)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for place, frame in linked.items():
        records = wanted.get(_table(place))
        if records:
            chosen = frame.filter(pl.col("key").is_in(list(records))).unique("key", keep="first")
            for person, key in chosen.select("person_id", "key").iter_rows():
                found[_named(person)].add((_table(place), key))
    return {person: frozenset(rows) for person, rows in found.items()}


def _links(alive: Mapping[int, Rows]) -> dict[Place, pl.DataFrame]:
    by_place: dict[Place, list[tuple[object, ...]]] = defaultdict(list)
    for person, rows in sorted(alive.items()):
        for table, record in sorted(rows):
            register, role = table.split(".", 1)
            by_place[register, role].append((person, record, 1.0, None, PROVISIONAL, None))
    return {place: pl.DataFrame(rows, schema=LINK, orient="row") for place, rows in by_place.items()}


def _people(alive: Mapping[int, Rows], rows: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What the index keeps of each: of its rows that were read, the first word on each fact, the longest name."""
    members = pl.DataFrame(
        [(person, table, record) for person, held in alive.items() for table, record in sorted(held)],
        schema={"id": pl.Int64, "table": pl.String, "record": pl.String},
        orient="row",
    )
    said = [frame.with_columns(pl.lit(table).alias("table")) for table, frame in rows.items() if frame.height]
    if not said:
        return _as_they_were(alive)
    told = members.join(pl.concat(said, how="diagonal_relaxed"), on=["table", "record"]).sort("id", "table", "record")
    facts = people.facts_of(told.with_columns(pl.concat_str("id", "table", "record", separator="\x1f").alias("record")))
    ids = pl.col("spine_record").str.split("\x1f").list.first().cast(pl.Int64).alias("id")
    first = [pl.col(name).drop_nulls().first() for name in people.FACTS if name != "full_name"]
    longest = pl.col("full_name").sort_by(pl.col("full_name").str.len_chars(), descending=True).first()
    found = facts.with_columns(ids).group_by("id", maintain_order=True).agg(longest, *first)
    others = _as_they_were(set(alive) - set(found["id"]))
    return pl.concat([found.select(others.columns), others])


def _as_they_were(persons: Collection[int]) -> pl.DataFrame:
    """Those of whose rows none was read this time."""
    facts = Person.objects.filter(spine_record=None).values_list("id", *people.FACTS).iterator()
    chosen = [row for row in facts if row[0] in persons]
    return pl.DataFrame(chosen, schema=people.nobody_yet().schema, orient="row")


def save(found: Provisionals, now: datetime) -> None:
    """Bring the table of persons to what was found. Call inside the transaction that makes the run visible."""
    known = {row["id"]: row for row in Person.objects.filter(spine_record=None).values("id", *people.FACTS)}
    fresh = []
    for row in found.people.iter_rows(named=True):
        if row["id"] not in known:
            fresh.append(Person(in_spine=False, created=now, **row))
        elif row != known[row["id"]]:
            Person.objects.filter(id=row["id"]).update(**row)
    Person.objects.bulk_create(fresh, batch_size=5000)
    alive = set(found.people["id"])
    for person in Person.objects.filter(spine_record=None).exclude(merged_into=None).values_list("id", flat=True):
        if person in alive:
            Person.objects.filter(id=person).update(merged_into=None)
    for person, into in found.merged.items():
        Person.objects.filter(id=person).update(merged_into_id=into)
    note(found.changes)
