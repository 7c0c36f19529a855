"""The main store of a run of tests: emptied whole, kept as it stands, put back as it was kept.

Every table that there is, none named here: what a new block writes cannot stay behind either. The same for SQLite and
PostgreSQL; the copies stand in the store itself, in tables that Django does not know.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from wasl.trust.log import tables as ledger

MADE_BY_DJANGO = {"django_migrations", "django_content_type", "auth_permission"}


written: Counter[str] = Counter()
"""How often each table was written to, by whichever thread."""
WRITING = re.compile(r'\s*(?:INSERT\s.*?INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+"?(\w+)', re.IGNORECASE)


@receiver(connection_created)
def notice(connection: BaseDatabaseWrapper, **more: object) -> None:
    if note not in connection.execute_wrappers:
        connection.execute_wrappers.append(note)


def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if writing := WRITING.match(str(sql)):
        written[writing[1]] += 1
    return execute(sql, *rest)


@cache
def tables() -> tuple[str, ...]:
    known = {*connection.introspection.django_table_names(only_existing=True, include_views=False), *ledger.TABLES}
    return tuple(sorted(known - MADE_BY_DJANGO))


def filled() -> list[str]:
    """Tables that hold rows."""
    return _found(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables())


def empty(but: Collection[str] = ()) -> None:
    """No row is left, but in the tables named; the ledger refuses removal afterwards, whatever a test did to it."""
    found = [table for table in filled() if table not in but]
    tampered = not ledger.stands(connection)
    if not found and not tampered:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if guarded := tampered or not set(found).isdisjoint(ledger.GUARDED):
            ledger.unprotect(connection)
        for table in found:
            cursor.execute(f"DELETE FROM {table}")
        if guarded:
            ledger.protect(connection)


@dataclass(frozen=True)
class Kept:
    """A copy of what the store held."""

    name: str
    tables: tuple[str, ...]
    seen: dict[str, int] = field(default_factory=dict)
    """How often each table had been written to when it was last as kept."""

    def put_back(self) -> None:
        """The store holds that and nothing else. Only what differs is written."""
        empty(but=self.tables)
        if touched := [table for table in self.tables if written[table] != self.seen.get(table)]:
            different = _found(self._different(table) for table in touched)
            with transaction.atomic(), connection.cursor() as cursor:
                for table in different:
                    cursor.execute(f"DELETE FROM {table}")
                    cursor.execute(f"INSERT INTO {table} SELECT * FROM {self._copy(table)}")
            self.seen.update({table: written[table] for table in touched})

    def _copy(self, table: str) -> str:
        return f"kept_{self.name}_{table}"

    def _different(self, table: str) -> str:
        less = f"SELECT 1 FROM (SELECT * FROM {self._copy(table)} EXCEPT SELECT * FROM {table}) AS less"
        more = f"SELECT 1 FROM (SELECT * FROM {table} EXCEPT SELECT * FROM {self._copy(table)}) AS more"
        return f"SELECT '{table}' WHERE EXISTS ({less}) OR EXISTS ({more})"


def keep(name: str) -> Kept:
    kept = Kept(name, tuple(filled()))
    with transaction.atomic(), connection.cursor() as cursor:
        for table in kept.tables:
            cursor.execute(f"CREATE TABLE {kept._copy(table)} AS SELECT * FROM {table}")
    return kept


def count_on() -> None:
    """After rows were written with numbers of their own: PostgreSQL gives the next row a number that is free."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def _found(asked: Iterable[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]
