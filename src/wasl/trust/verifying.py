"""Checks the whole ledger: nothing changed, removed, moved, put in or cut off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import DatabaseError, connection

from wasl.core.text import Text
from wasl.trust.chain import FIELDS, GENESIS, entry_hash
from wasl.trust.guard import stands
from wasl.trust.head import Head, UnreadableHeadError, read_head
from wasl.trust.models import LedgerEntry

MOST_FINDINGS = 1000
"""A ruined ledger is reported, not copied into memory."""

Row = tuple[object, ...]


@dataclass(frozen=True)
class Finding:
    """Something wrong at one entry."""

    seq: int
    what: Text


@dataclass(frozen=True)
class Verification:
    """The outcome; `ok` means that every entry is as it was written and none is missing."""

    ok: bool
    entries: int
    findings: list[Finding]


@dataclass
class _Walk:
    """Where the walk along the chain stands."""

    head: Head | None
    seq: int = 0
    hash: object = GENESIS
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)

    def find(self, seq: int, ar: str, en: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(seq, Text(ar=ar, en=en)))


def verify(progress: Callable[[int, int], None] | None = None) -> Verification:
    """Walk the ledger once, in bounded memory; `progress` is told how many entries are done, and of how many.

    Entries after the one in the head file are checked by the chain alone: the file may lag behind after a crash.
    """
    walk = _Walk(head=None)
    _open_head(walk)  # before the entries: the ledger may grow while we read, the file must not run ahead of us
    total = LedgerEntry.objects.count() if progress else 0
    try:
        for row in _rows():
            _check(walk, row)
            if progress and walk.entries % 1000 == 0:
                progress(walk.entries, total)
    except DatabaseError as error:
        walk.find(walk.seq + 1, f"لا يمكن قراءة القيد: {error}", f"the entry cannot be read: {error}")
    _check_end(walk)
    if not stands(connection):
        walk.find(
            0,
            "حُذفت من قاعدة البيانات موانع تعديل السجل",
            "the database's guard against change and removal is gone",
        )
    return Verification(not walk.findings, walk.entries, walk.findings)


def _rows() -> Iterator[Row]:
    yield from LedgerEntry.objects.order_by("seq").values_list(*FIELDS, "hash").iterator(chunk_size=2000)


def _open_head(walk: _Walk) -> None:
    try:
        walk.head = read_head()
    except UnreadableHeadError as error:
        walk.find(0, f"ملف رأس السجل تالف: {error}", f"the head file is damaged: {error}")
        return
    if walk.head is None and LedgerEntry.objects.exists():
        walk.find(
            0,
            "ملف رأس السجل مفقود، فلا يُعرف إن كان آخر السجل قد قُطع",
            "the head file is missing, so nobody can tell whether the end was cut off",
        )


def _check(walk: _Walk, row: Row) -> None:
    *values, found = row
    seq = int(str(values[0]))
    _check_place(walk, seq, values[-1])
    if entry_hash(tuple(values)) != found:
        walk.find(seq, "تغيَّر محتوى القيد بعد كتابته", "the entry was changed after it was written")
    if walk.head and walk.head.seq == seq and walk.head.hash != found:
        walk.find(seq, "القيد غير الذي سجله ملف الرأس", "this is not the entry that the head file remembers")
    walk.seq, walk.hash, walk.entries = seq, found, walk.entries + 1


def _check_place(walk: _Walk, seq: int, previous: object) -> None:
    if seq != walk.seq + 1:
        gap = f"{walk.seq + 1}-{seq - 1}"
        walk.find(walk.seq + 1, f"قيود محذوفة: {gap}", f"entries are missing: {gap}")
    if previous != walk.hash:
        walk.find(
            seq,
            "القيد لا يتبع القيد الذي قبله: أُدخل أو نُقل أو استُبدل",
            "the entry does not follow the one before it: put in, moved or replaced",
        )


def _check_end(walk: _Walk) -> None:
    if walk.head and walk.head.seq > walk.seq:
        lost = f"{walk.seq + 1}-{walk.head.seq}"
        walk.find(walk.seq + 1, f"قُطع آخر السجل: {lost}", f"the end was cut off: {lost}")
