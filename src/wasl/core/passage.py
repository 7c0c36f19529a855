"""Whether personal data may be read here and now.

Blocks name the tables that speak of persons; `wasl.trust.door` opens a passage to them. Where a guard stands (every web
request, every thread of a server, every command) a statement on such a table, or a read of a register, outside a
passage is refused: what forgets the door reads nothing.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_GUARDED: ContextVar[bool] = ContextVar("guarded", default=False)
_OPEN: ContextVar[str | None] = ContextVar("open", default=None)
_TABLES: set[str] = set()
_EVERYWHERE = False


class UnguardedRead(RuntimeError):  # noqa: N818  the name says it
    """Personal data were about to be read without a passage: a fault of the program, not of who asks."""


def guard_tables(*names: str) -> None:
    """Name tables that speak of persons."""
    _TABLES.update(names)
    _guarded_table.cache_clear()


def guarded_tables() -> frozenset[str]:
    return frozenset(_TABLES)


def open_for() -> str | None:
    """What the passage that is open here is for; None where none is."""
    return _OPEN.get()


@contextmanager
def opened(what_for: str) -> Iterator[None]:
    """Personal data may be read inside. Only `wasl.trust.door` calls this: it decides and records."""
    token = _OPEN.set(what_for)
    try:
        yield
    finally:
        _OPEN.reset(token)


@contextmanager
def guarded() -> Iterator[None]:
    """Inside, nothing personal is read without a passage, by this thread or by what it hands its context to."""
    if _stands():
        yield
        return
    token = _GUARDED.set(True)
    try:
        with connection.execute_wrapper(_watch):
            yield
    finally:
        _GUARDED.reset(token)


def guard_process() -> None:
    """From now on the guard stands in every thread of this process: for servers."""
    global _EVERYWHERE  # noqa: PLW0603
    if not _EVERYWHERE:
        _EVERYWHERE = True
        connection_created.connect(_watch_connection)
        for standing in connections.all(initialized_only=True):
            _watch_connection(connection=standing)


def _watch_connection(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)


def _stands() -> bool:
    return _EVERYWHERE or _GUARDED.get()


def required(what: str) -> None:
    """Call before reading personal data from elsewhere than the main store. Raises UnguardedRead."""
    if _stands() and _OPEN.get() is None:
        raise UnguardedRead(f"{what} outside a passage: open one with wasl.trust.api.passing")


def _watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _OPEN.get() is None and (table := _guarded_table(str(sql))):
        raise UnguardedRead(f"a statement on {table} outside a passage: open one with wasl.trust.api.passing")
    return execute(sql, params, many, context)


@lru_cache(4096)
def _guarded_table(sql: str) -> str | None:
    found = re.search(rf"\b({'|'.join(sorted(_TABLES))})\b", sql) if _TABLES else None
    return found[1] if found else None
