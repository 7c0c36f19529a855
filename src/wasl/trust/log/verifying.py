"""Checks the whole log: nothing changed, removed, moved, put in, cut off or rolled back; nothing erased in silence."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from wasl.core.text import Text
from wasl.trust.log import checkpoint_file, tables
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.erasures import Erasures
from wasl.trust.log.growth import Growth, Tile
from wasl.trust.log.leaves import HASH, commitment, hash_of
from wasl.trust.log.standing import checkpoint_of
from wasl.trust.log.store import Store, opened_store

MOST_FINDINGS = 1000
"""A ruined log is reported, not copied into memory."""

_ENTRIES = "SELECT seq, facts, persons, leaf FROM trust_logentry ORDER BY seq"
_FACTS = "SELECT seq, at, facts, salt FROM trust_logfacts ORDER BY seq"
_PERSONS = "SELECT seq, place, person, salt FROM trust_logperson ORDER BY seq, place"
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong at one entry; at 0, with the log as a whole."""

    seq: int
    what: Text


@dataclass(frozen=True)
class Verification:
    """The outcome; `ok` means that every entry is as it was written and none is missing."""

    ok: bool
    entries: int
    findings: list[Finding]


def verify(progress: Callable[[int, int], None] | None = None, held: Sequence[str] = ()) -> Verification:
    """Walk the log once, in bounded memory; `progress` is told how many entries are done, and of how many.

    `held` are signed checkpoints that others kept: the log of today must extend each. Our own file may be behind the
    store after a crash or a power cut; that is no finding, so only what others hold shows that both were rolled back.
    """
    walk = _Walk(progress)
    walk.expect_file(checkpoint_file.read_file())  # first: the log may grow meanwhile, the file must not be ahead
    for note in held:
        walk.expect(note, _HELD)
    with ExitStack() as stack:
        try:
            store = stack.enter_context(_snapshot())
            walk.expect_own(store)
            walk.through(store)
        except DatabaseError as error:
            walk.find(walk.seq + 1, f"لا يمكن قراءة القيد: {error}", f"the entry cannot be read: {error}")
    walk.end()
    return Verification(not walk.findings, walk.growth.size, walk.findings)


_FILE = Text(ar="ملف حالة السجل", en="the checkpoint file")
_OWN = Text(ar="توقيع قاعدة البيانات", en="the checkpoint in the store")
_HELD = Text(ar="ما حفظه غيرنا", en="a checkpoint that others hold")


class _Walk:
    """Where the walk through the log stands, and what it has met."""

    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self.findings: list[Finding] = []
        self.growth = Growth()
        self.seq = 0
        self._erasures = Erasures()
        self._expected: dict[int, list[tuple[Text, bytes]]] = {}
        self._tiles = 0
        self._progress = progress
        self._file: str | None = None

    def find(self, seq: int, ar: str, en: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(seq, Text(ar=ar, en=en)))

    def expect_file(self, note: str | None) -> None:
        self._file = note
        if note is not None:
            self.expect(note, _FILE)

    def expect(self, note: str, whose: Text) -> Checkpoint | None:
        checkpoint = checkpoint_of(note)
        if checkpoint:
            self._expected.setdefault(checkpoint.size, []).append((whose, checkpoint.root))
        else:
            self.find(0, f"{whose.ar}: ليس موقعًا بمفتاح هذا السجل", f"{whose.en} is not signed by this log's key")
        return checkpoint

    def expect_own(self, store: Store) -> None:
        """What was signed in the transaction of the last entry covers exactly the entries that there are."""
        size = store.rows("SELECT count(*) FROM trust_logentry")[0][0]
        self._total = size
        notes = store.rows("SELECT id, note FROM trust_logcheckpoint")
        if [number for number, _ in notes] != [1][: bool(size)]:
            self.find(0, "توقيع قاعدة البيانات مفقود أو مكرر", "the store holds not one checkpoint")
        for _, note in notes:
            checkpoint = self.expect(str(note), _OWN)
            if checkpoint and checkpoint.size < size:
                extra = f"{checkpoint.size + 1}-{size}"
                self.find(
                    checkpoint.size + 1, f"قيود لم يوقعها السجل: {extra}", f"entries that were never signed: {extra}"
                )
        if size and self._file is None:
            self.find(
                0,
                "ملف حالة السجل مفقود، فلا يُعرف إن كان آخر السجل قد قُطع",
                "the checkpoint file is missing, so nobody can tell whether the end was cut off",
            )

    def through(self, store: Store) -> None:
        with _streams() as (entries, facts, persons):
            told, named = _Beside(facts), _Beside(persons)
            self._compare_root()
            for entry in entries:
                self._check(entry, told, named)
                for tile in self._grown(entry):
                    self._check_tile(tile, store)
                self._compare_root()
                if self._progress and self.growth.size % 1000 == 0:
                    self._progress(self.growth.size, self._total)
            self._find_strays([*told.rest(MOST_FINDINGS), *named.rest(MOST_FINDINGS)])
        self._check_rest(store)

    def end(self) -> None:
        for seq, what in self._erasures.unsound():
            self.find(seq, what.ar, what.en)
        for size, kept in sorted(self._expected.items()):
            for whose, _ in kept:
                lost = f"{self.growth.size + 1}-{size}"
                self.find(
                    self.growth.size + 1,
                    f"قُطع آخر السجل: {lost} ({whose.ar})",
                    f"the end was cut off: {lost} ({whose.en})",
                )

    def _check(self, entry: Row, told: "_Beside", named: "_Beside") -> None:
        seq = entry[0]
        if seq != self.seq + 1:
            gap = f"{self.seq + 1}-{seq - 1}"
            self.find(self.seq + 1, f"قيود محذوفة: {gap}", f"entries are missing: {gap}")
        self.seq = seq
        facts, strays = told.at(seq)
        persons, more = named.at(seq)
        self._find_strays([*strays, *more])
        try:
            self._check_facts(entry, facts)
            self._check_persons(entry, persons, known=bool(facts))
        except (TypeError, ValueError, AttributeError):
            self.find(seq, "محتوى القيد تالف", "the entry is damaged")

    def _check_facts(self, entry: Row, found: list[Row]) -> None:
        seq, sealed = entry[0], entry[1]
        if not found:
            self._erasures.facts_missing(seq)
            return
        _, at, text, salt = found[0]
        if commitment(salt, text) != sealed or f'"at":"{at}"' not in text:
            self.find(seq, "تغيَّر محتوى القيد بعد كتابته", "the entry was changed after it was written")
        else:
            self._erasures.told(seq, text)

    def _check_persons(self, entry: Row, found: list[Row], *, known: bool) -> None:
        seq, sealed = entry[0], entry[2]
        missing = set(range(len(sealed) // HASH))
        for _, place, person, salt in found:
            if place not in missing or commitment(salt, person) != sealed[HASH * place : HASH * (place + 1)]:
                self.find(seq, "تغيَّر صاحب البيانات في القيد", "whom the entry names was changed")
            missing.discard(place)
        if found and not known:
            self.find(seq, "حُذفت بيانات القيد وبقي صاحبها", "the entry's facts are gone, but not whom it names")
        if known:
            self._erasures.persons_missing(seq, missing)

    def _grown(self, entry: Row) -> list[Tile]:
        seq, facts, persons, leaf = entry
        try:
            hashed = hash_of(seq, facts, persons)
        except (TypeError, ValueError):
            hashed = b""
        if hashed != leaf or len(facts) != HASH or len(persons) % HASH:
            self.find(seq, "تغيَّرت بصمة القيد", "the entry's hash was changed")
        return self.growth.add(hashed)

    def _check_tile(self, tile: Tile, store: Store) -> None:
        self._tiles += 1
        asked = "SELECT hashes, root FROM trust_logtile WHERE level = %s AND number = %s"
        if store.rows(asked, (tile.level, tile.number)) != [(tile.hashes, tile.root)]:
            self.find(
                self.growth.size,
                f"لوح البصمات {tile.level}/{tile.number} مفقود أو تغيَّر",
                f"the tile {tile.level}/{tile.number} is missing or was changed",
            )

    def _compare_root(self) -> None:
        for whose, root in self._expected.pop(self.growth.size, ()):
            if root != self.growth.frontier.root():
                self.find(
                    self.growth.size,
                    f"ليس هذا السجل الذي وُقع عليه ({whose.ar})",
                    f"this is not the log that was signed ({whose.en})",
                )

    def _check_rest(self, store: Store) -> None:
        if store.rows("SELECT count(*) FROM trust_logtile")[0][0] != self._tiles:
            self.find(0, "عدد ألواح البصمات غير صحيح", "there are more tiles than entries, or fewer")
        if store.rows("SELECT count(*) FROM trust_logerasing")[0][0]:
            self.find(0, "تُرك باب المحو مفتوحًا", "an erasure was left open")
        if not tables.stands(connection):
            self.find(
                0,
                "حُذفت من قاعدة البيانات موانع تعديل السجل",
                "the database's guard against change and removal is gone",
            )

    def _find_strays(self, rows: list[Row]) -> None:
        for seq, *_ in rows:
            self.find(seq, "بيانات بلا قيد: أُدخلت أو حُذف قيدها", "facts without an entry: put in, or it was removed")


class _Beside:
    """The rows of another table, walked in step with the entries."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def at(self, seq: int) -> tuple[list[Row], list[Row]]:
        """Those of that entry; and those before, which no entry has asked for."""
        own: list[Row] = []
        strays: list[Row] = []
        row = self._next
        while row is not None and row[0] <= seq:
            (own if row[0] == seq else strays).append(row)
            row = next(self._rows, None)
        self._next = row
        return own, strays

    def rest(self, most: int) -> list[Row]:
        rows = [self._next] if self._next else []
        return rows + [row for row, _ in zip(self._rows, range(most), strict=False)]


@contextmanager
def _snapshot() -> Iterator[Store]:
    """One state of the store for the whole walk, without keeping anybody from writing."""
    if connection.in_atomic_block:
        with opened_store() as store:
            yield store
    elif connection.vendor == "sqlite":
        with opened_store() as store:
            store.run("BEGIN")  # Django's would be immediate, and stop all writers
            try:
                yield store
            finally:
                store.run("ROLLBACK")
    else:
        with transaction.atomic(), opened_store() as store:
            store.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield store


@contextmanager
def _streams() -> Iterator[list[Iterator[Row]]]:
    """All rows of the three tables, a few at a time."""
    with ExitStack() as stack, connection.wrap_database_errors:
        streams = []
        for name, sql in (("entries", _ENTRIES), ("facts", _FACTS), ("persons", _PERSONS)):
            raw = connection.connection
            cursor = raw.cursor(name=f"log_{name}") if connection.vendor == "postgresql" else raw.cursor()
            stack.callback(cursor.close)
            if connection.vendor == "postgresql":
                cursor.itersize = 2000
            cursor.execute(sql)
            streams.append(iter(cursor))
        yield streams
