"""Brings the standing index to what a run for changes found, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.db import models as orm

from wasl.persons import people, provisional
from wasl.persons.changes import Kind, change, note
from wasl.persons.former import Difference, provisional_links
from wasl.persons.models import Change, Link, LinkRun, NameWord, PersonToken, UnsurePair
from wasl.persons.publishing import New, keep_answers

BATCH = 5000
SOME = 500
"""Values named in one statement."""


def amend(new: New, close: Callable[[], None]) -> None:
    """`close` marks the run as done, in the transaction that makes it visible."""
    with transaction.atomic():
        for (register, role), difference in new.links.items():
            _put(Link, "key", register, role, difference, new.run)
            note(_told(register, role, difference, new.run))
        for (register, role), difference in new.unsure.items():
            _put(UnsurePair, "record", register, role, difference, new.run)
        _amend_provisional(new)
        _amend_words(new)
        people.save(new.everybody, new.known, new.run)
        provisional.save(new.provisionals, new.run.started)
        keep_answers(new)
        new.run.persons = new.everybody.height
        new.run.methods = dict(
            Link.objects.order_by().values_list("method").annotate(links=orm.Count("person_id")).order_by("method")
        )
        new.run.links = sum(new.run.methods.values())
        close()


def _put(model: type[Link | UnsurePair], key: str, register: str, role: str, found: Difference, run: LinkRun) -> None:
    marks = f"DELETE FROM {model._meta.db_table} WHERE person_id = %s AND register = %s AND role = %s AND {key} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        gone = found.gone.select("person_id", key).iter_rows()
        cursor.executemany(marks, [(person, register, role, record) for person, record in gone])
    place: dict[str, Any] = {"register": register, "role": role, "run": run}
    manager: Any = model.objects
    for batch in found.come.iter_slices(BATCH):
        manager.bulk_create([model(**place, **row) for row in batch.iter_rows(named=True)])


def _told(register: str, role: str, found: Difference, run: LinkRun) -> Iterable[Change]:
    """A link that only says something else has neither come nor gone."""
    same = ["person_id", "key"]
    sides = (
        (Kind.UNLINKED, found.gone.join(found.come, on=same, how="anti")),
        (Kind.LINKED, found.come.join(found.gone, on=same, how="anti")),
    )
    for kind, rows in sides:
        for person, key in rows.select(same).sort(same).iter_rows():
            yield change(kind, person_id=person, register=register, role=role, key=key, run_id=run.id)


def _amend_provisional(new: New) -> None:
    """Links to people whom the spine does not know."""
    before = provisional_links()
    named = [
        frame.with_columns(pl.lit(register).alias("register"), pl.lit(role).alias("role")).select(before.columns)
        for (register, role), frame in new.provisionals.links.items()
    ]
    after = pl.concat([before.clear(), *named])
    found = Difference.between(before, after)
    for register, role in pl.concat([found.gone, found.come]).select("register", "role").unique().iter_rows():
        here = (pl.col("register") == register) & (pl.col("role") == role)
        part = Difference(*(rows.filter(here).drop("register", "role") for rows in (found.gone, found.come)))
        _put(Link, "key", register, role, part, new.run)
        note(_told(register, role, part, new.run))


def _amend_words(new: New) -> None:
    """The words of names that came, changed or went."""
    named = PersonToken.objects.order_by().values_list("person_id", flat=True).distinct()
    provisional_ids = new.known.filter(pl.col("spine_record").is_null())["id"].to_list()
    bearing = {key for some in _slices(provisional_ids) for key in named.filter(person_id__in=some)}
    before = new.known.filter(pl.col("in_spine") | pl.col("id").is_in(list(bearing))).select("id", "full_name")
    found = Difference.between(before, new.named())
    old, fresh = people.name_words(found.gone), people.name_words(found.come)
    ids = found.gone["id"].to_list()
    for some in _slices(ids):
        PersonToken.objects.filter(person_id__in=some).delete()
    for batch in fresh.iter_slices(BATCH):
        PersonToken.objects.bulk_create([PersonToken(**row) for row in batch.iter_rows(named=True)])
    words = pl.concat([old, fresh]).select(pl.col("token").alias("word")).unique().sort("word")
    _count_words(words["word"].to_list())


def _count_words(words: Sequence[str]) -> None:
    """How many bear each of the words now; a word that nobody bears goes."""
    for some in _slices(words):
        counted = PersonToken.objects.filter(token__in=some).order_by().values("token")
        bearers = dict(counted.annotate(persons=orm.Count("person_id", distinct=True)).values_list("token", "persons"))
        NameWord.objects.filter(word__in=some).delete()
        NameWord.objects.bulk_create(
            [NameWord(word=word, skeleton=people.skeleton_of(word), persons=bearers[word]) for word in bearers]
        )


def _slices(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[at : at + SOME] for at in range(0, len(values), SOME))
