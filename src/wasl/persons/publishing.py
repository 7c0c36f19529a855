"""Puts a finished run in the place of the standing index, in one transaction, and notes what is different now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from django.db import connection, transaction

from wasl.linkage import Standing
from wasl.persons import people, provisional, quality
from wasl.persons.changes import Kind, change, note
from wasl.persons.former import Difference
from wasl.persons.load import NextTable
from wasl.persons.models import EngineAnswer, Link, LinkRun, NameWord, PersonToken, UnsurePair
from wasl.persons.provisional import Provisionals
from wasl.persons.quality import Tally
from wasl.persons.staging import Staging

BATCH = 5000


@dataclass(frozen=True)
class New:
    """What a run has made. `taken_over`: registers whose standing links stay; `answers`: by register and role the
    engine's own words on rows that stewards have spoken on (see `wasl.persons.held`); `links`, `unsure`: what is
    different, of a run for changes."""

    run: LinkRun
    staging: Staging
    everybody: pl.DataFrame
    known: pl.DataFrame
    taken_over: list[str]
    answers: Mapping[tuple[str, str], pl.DataFrame]
    tallies: Sequence[Tally]
    standing: Standing
    links: Mapping[tuple[str, str], Difference]
    unsure: Mapping[tuple[str, str], Difference]
    provisionals: Provisionals

    def named(self) -> pl.DataFrame:
        """Everybody who is found by name: id and full_name."""
        return pl.concat(rows.select("id", "full_name") for rows in (self.everybody, self.provisionals.people))


def publish(new: New, close: Callable[[], None]) -> None:
    """`close` marks the run as done, in the transaction that makes it visible."""
    tokens = people.name_words(new.named())
    words, bearers, links, unsure = (NextTable(model) for model in (NameWord, PersonToken, Link, UnsurePair))
    contents: list[tuple[NextTable, Iterator[pl.DataFrame]]] = [
        (words, people.vocabulary(tokens).iter_slices(people.BATCH)),
        (bearers, tokens.iter_slices(people.BATCH)),
        (links, new.staging.links()),
        (unsure, new.staging.unsure()),
    ]
    for table, rows in contents:
        table.create()
        if "register" in table.columns:
            table.keep(new.taken_over)
        table.fill(rows)
        table.finish()
    new.run.persons, new.run.methods = new.everybody.height, links.counts("method")
    new.run.links = sum(new.run.methods.values())
    with transaction.atomic():
        _note_links(links, new.run)
        people.save(new.everybody, new.known, new.run)
        provisional.save(new.provisionals, new.run.started)
        for table, _ in contents:
            table.swap()
        keep_answers(new)
        quality.keep(new.run, new.tallies, new.standing, new.taken_over)
        close()


def _note_links(links: NextTable, run: LinkRun) -> None:
    """Every link that comes or goes; one note where there was no index before."""
    if not Link.objects.exists():
        note([change(Kind.REBUILT, run_id=run.id)])
        return
    same = " AND ".join(f"n.{name} = o.{name}" for name in links.key)
    for kind, here, there in ((Kind.LINKED, "n", "o"), (Kind.UNLINKED, "o", "n")):
        tables = {"n": f"{links.next} n", "o": f"{links.table} o"}
        chosen = ", ".join(f"{here}.{name}" for name in ("person_id", "register", "role", "key"))
        statement = (
            "INSERT INTO persons_change (at, kind, run_id, person_id, register, role, key)"  # noqa: S608  our names
            f" SELECT %s, %s, %s, {chosen} FROM {tables[here]} LEFT JOIN {tables[there]} ON {same}"
            f" WHERE {there}.person_id IS NULL ORDER BY {chosen}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [connection.ops.adapt_datetimefield_value(run.started), kind.value, run.id])


def keep_answers(new: New) -> None:
    """The engine's words of this run in the place of its former ones, for the registers that were linked anew."""
    for (register, role), frame in new.answers.items():
        EngineAnswer.objects.filter(register=register, role=role).delete()
        for batch in frame.iter_slices(BATCH):
            EngineAnswer.objects.bulk_create(
                _answer(register, role, row, new.run) for row in batch.iter_rows(named=True)
            )


def _answer(register: str, role: str, row: dict[str, object], run: LinkRun) -> EngineAnswer:
    facts = {
        name: row[name] for name in ("key", "person_id", "linked", "probability", "weight", "method", "reason", "use")
    }
    place = {"register": register, "role": role, "record": row["key"]}
    return EngineAnswer(**place, of_register=register, of_role=role, run=run, **facts)
