"""The log's rows: read and written with the database's own cursor, since every look waits for it."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any

from django.db import connection

from wasl.trust.log.growth import HEIGHT, WIDTH, Tile
from wasl.trust.log.leaves import HASH, Leaf, hash_of
from wasl.trust.log.tree import node_hash, root_of

_ADVISORY_LOCK = 0x7761736C  # "wasl": any number that nothing else in the database locks
_TOP = "SELECT seq, leaf FROM trust_logentry ORDER BY seq DESC LIMIT 1"
_FROM = "SELECT seq, leaf FROM trust_logentry WHERE seq >= %s ORDER BY seq LIMIT %s"
_ENTRY = "INSERT INTO trust_logentry (seq, facts, persons, leaf) VALUES (%s, %s, %s, %s)"
_FACTS = "INSERT INTO trust_logfacts (seq, at, facts, salt) VALUES (%s, %s, %s, %s)"
_PERSON = "INSERT INTO trust_logperson (seq, place, person, salt) VALUES (%s, %s, %s, %s)"
_TILE = "INSERT INTO trust_logtile (level, number, hashes, root) VALUES (%s, %s, %s, %s)"
_NOTE = "INSERT INTO trust_logcheckpoint (id, note) VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET note = EXCLUDED.note"


class Store:
    """The tables, by a cursor that Django does not stand before. Only inside `opened_store`."""

    def __init__(self, cursor: Any, *, question_marks: bool) -> None:
        self._cursor = cursor
        self._sql = _question_marks if question_marks else str

    def queue_up(self) -> None:
        """One writer at a time. SQLite's immediate transaction already is; PostgreSQL's lock ends with the transaction,
        which is told to reach the disk.
        """
        if connection.vendor == "postgresql":
            lock = "SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock(%s)"
            self._cursor.execute(lock, [_ADVISORY_LOCK])

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        self._cursor.execute(self._sql(sql), values)
        return [*self._cursor.fetchall()]

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        self._cursor.execute(self._sql(sql), values)

    def top(self) -> tuple[int, bytes]:
        """Number and hash of the last entry."""
        found = self.rows(_TOP)
        return (found[0][0], bytes(found[0][1])) if found else (0, b"")

    def since(self, seq: int, most: int) -> list[tuple[int, bytes]]:
        """Numbers and hashes from an entry on."""
        return [(seq, bytes(leaf)) for seq, leaf in self.rows(_FROM, (seq, most))]

    def time_of(self, seq: int) -> str:
        found = self.rows("SELECT at FROM trust_logfacts WHERE seq = %s", [seq])
        return str(found[0][0]) if found else ""

    def note(self) -> str | None:
        found = self.rows("SELECT note FROM trust_logcheckpoint")
        return str(found[0][0]) if found else None

    def keep_note(self, note: str) -> None:
        self.run(_NOTE, [note])

    def insert(self, leaves: Sequence[Leaf]) -> list[bytes]:
        """The hashes of the leaves."""
        rows = [(leaf.seq, leaf.facts_commitment, leaf.person_commitments) for leaf in leaves]
        hashes = [hash_of(*row) for row in rows]
        self.run_many(_ENTRY, [(*row, hashed) for row, hashed in zip(rows, hashes, strict=True)])
        self.run_many(_FACTS, [(leaf.seq, leaf.at, leaf.text, leaf.salt) for leaf in leaves])
        self.run_many(_PERSON, [(leaf.seq, place, *one) for leaf in leaves for place, one in enumerate(leaf.persons)])
        return hashes

    def insert_tiles(self, tiles: Sequence[Tile]) -> None:
        self.run_many(_TILE, tiles)

    def tile(self, level: int, number: int) -> bytes:
        """The hashes of a tile, fewer than 256 where it is not full."""
        full = "SELECT hashes FROM trust_logtile WHERE level = %s AND number = %s"
        if found := self.rows(full, (level, number)):
            return bytes(found[0][0])
        first = number * WIDTH
        if level:
            below = "SELECT root FROM trust_logtile WHERE level = %s AND number >= %s AND number < %s ORDER BY number"
            found = self.rows(below, (level - 1, first, first + WIDTH))
        else:
            leaves = "SELECT leaf FROM trust_logentry WHERE seq > %s AND seq <= %s ORDER BY seq"
            found = self.rows(leaves, (first, first + WIDTH))
        return b"".join(bytes(row[0]) for row in found)

    def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        if len(rows) == 1:
            self._cursor.execute(self._sql(sql), rows[0])
        elif rows:
            self._cursor.executemany(self._sql(sql), rows)


class Nodes:
    """The tree's hashes out of the store, each tile read once. Raises LookupError for one that the store lacks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, start: int, count: int) -> list[bytes]:
        return [self._node(level, place) for place in range(start, start + count)]

    def _node(self, level: int, place: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        first = place << height
        hashes = self._tile(tile_level, first // WIDTH)
        start, end = HASH * (first % WIDTH), HASH * (first % WIDTH + (1 << height))
        if len(hashes) >= end:
            return root_of(hashes[at : at + HASH] for at in range(start, end, HASH))
        if not level:
            raise LookupError(f"entry {place + 1}")
        return node_hash(self._node(level - 1, 2 * place), self._node(level - 1, 2 * place + 1))

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._tiles:
            self._tiles[level, number] = self._store.tile(level, number)
        return self._tiles[level, number]


@contextmanager
def opened_store() -> Iterator[Store]:
    connection.ensure_connection()
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        yield Store(cursor, question_marks=connection.vendor == "sqlite")


@cache
def _question_marks(sql: str) -> str:
    return sql.replace("%s", "?")
