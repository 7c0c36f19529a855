"""What a check of a register finds, and how to mend it. Nothing here repeats a personal value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from wasl.core.errors import Problem, Refusal, words
from wasl.core.text import Text
from wasl.registers.gaps import SAID, Reason


class Aspect(StrEnum):
    """What was looked at, in this order."""

    ADDRESS = "address"
    REACHABLE = "reachable"
    COLUMNS = "columns"
    KEY = "key"
    CODES = "codes"
    VALUES = "values"
    FRESHNESS = "freshness"
    LINKS = "links"
    WRITING = "writing"


class Level(StrEnum):
    """How bad it is."""

    ERROR = "error"  # the register cannot be used so
    WARNING = "warning"  # it can, but some of it is lost
    NOTE = "note"  # worth knowing


@dataclass(slots=True, frozen=True)
class Finding:
    """One thing found."""

    aspect: Aspect
    level: Level
    what: Text
    mend: Text


def misconfigured(problem: Problem) -> Finding:
    where = Text(ar=f"{problem.where}: {problem.what.ar}", en=f"{problem.where}: {problem.what.en}")
    return Finding(Aspect.ADDRESS, Level.ERROR, where, problem.mend)


def unavailable(reason: Reason, cause: str) -> Finding:
    said = SAID[reason]
    what = Text(ar=f"{said.ar} ({cause})", en=f"{said.en} ({cause})") if cause else said
    aspect = Aspect.ADDRESS if reason == Reason.NO_ADDRESS else Aspect.REACHABLE
    return Finding(aspect, Level.ERROR, what, _MENDED[reason])


_MENDED = {
    Reason.NO_ADDRESS: Text(ar="أضف السجل إلى دفتر العناوين", en="Add the register to the address book"),
    Reason.DOWN: Text(
        ar="تأكد من أن الخادم يعمل وأن العنوان والمستخدم صحيحان",
        en="See that the server runs and that address and user are right",
    ),
    Reason.SLOW: Text(
        ar="تأكد من وجود فهرس على أعمدة المفتاح وأن الخادم غير مثقل",
        en="See that the key columns are indexed and the server is not overloaded",
    ),
    Reason.BUSY: Text(ar="أعد الفحص عندما يقل الحمل", en="Check again when fewer people read it"),
    Reason.CHANGED: Text(
        ar="قارن الجدول والأعمدة بالوصف وحدّث الوصف",
        en="Compare table and columns with the manifest, and bring the manifest up to date",
    ),
    Reason.BROKEN: Text(
        ar="تأكد من أن الملف سليم وأن الترميز المعلن هو الصحيح",
        en="See that the file is whole and the declared encoding is right",
    ),
}


def column_lost(name: str, present: Iterable[str]) -> Finding:
    close = get_close_matches(name, list(present), n=1, cutoff=0.5)
    mend = (
        Text(
            ar=f"هل المقصود «{close[0]}»؟ صحح اسم العمود في الوصف",
            en=f"Is it '{close[0]}'? Correct the column in the manifest",
        )
        if close
        else Text(
            ar="احذف العمود من الوصف أو اطلب إعادته", en="Remove the column from the manifest, or ask for it back"
        )
    )
    return Finding(
        Aspect.COLUMNS, Level.ERROR, Text(ar=f"العمود «{name}» غير موجود", en=f"There is no column '{name}'"), mend
    )


def columns_unused(names: list[str]) -> Finding:
    told = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    return Finding(
        Aspect.COLUMNS,
        Level.NOTE,
        Text(ar=f"أعمدة غير موصوفة: {told}", en=f"Columns that the manifest does not describe: {told}"),
        Text(ar="أضفها إلى الوصف إن كانت مطلوبة", en="Describe them if somebody needs them"),
    )


def key_repeated(times: int, rows: int) -> Finding:
    return Finding(
        Aspect.KEY,
        Level.WARNING,
        Text(ar=f"تكرر المفتاح في {times} من {rows} صف", en=f"The key comes again in {times} of {rows} rows"),
        Text(ar="اختر أعمدة تميز كل صف", en="Name columns at `key` that tell every row from every other"),
    )


def codes_unknown(column: str, counts: list[tuple[str, int]], rows: int) -> Finding:
    told = ", ".join(f"{code!r} x{count}" for code, count in counts)
    return Finding(
        Aspect.CODES,
        Level.WARNING,
        Text(
            ar=f"«{column}»: رموز غير معروفة في {rows} صف: {told}",
            en=f"'{column}': unknown codes in {rows} rows: {told}",
        ),
        Text(
            ar="أضفها إلى values في وصف العمود",
            en="Add them to the column's `values`, or to `nulls` where they mean nothing",
        ),
    )


def values_unread(column: str, failed: int, filled: int, patterns: list[str], problem: Text) -> Finding:
    told = ", ".join(patterns)
    return Finding(
        Aspect.VALUES,
        Level.ERROR if failed * 2 > filled else Level.WARNING,
        Text(
            ar=f"«{column}»: لم تُفهم {failed} من {filled} قيمة ({problem.ar}). شكلها: {told}",
            en=f"'{column}': {failed} of {filled} values not understood ({problem.en}). They look like: {told}",
        ),
        Text(ar="صحح type أو format أو nulls في وصف العمود", en="Correct the column's `type`, `format` or `nulls`"),
    )


def stale(days: int, allowed: str) -> Finding:
    return Finding(
        Aspect.FRESHNESS,
        Level.WARNING,
        Text(
            ar=f"أحدث صف عمره {days} يومًا والمسموح {allowed}",
            en=f"The newest row is {days} days old; {allowed} is allowed",
        ),
        Text(ar="اسأل الجهة متى تُحدَّث النسخة", en="Ask the agency when the copy is renewed, or correct `freshness`"),
    )


def links_lost(register: str, lost: int, asked: int) -> Finding:
    return Finding(
        Aspect.LINKS,
        Level.ERROR if lost * 2 > asked else Level.WARNING,
        Text(
            ar=f"{lost} من {asked} صفًا تشير إلى ما ليس في {register}",
            en=f"{lost} of {asked} rows lead to nothing in {register}",
        ),
        Text(
            ar="تأكد من attribute و matches في via",
            en="See that `attribute` and `matches` of the via hold the same thing",
        ),
    )


def links_unchecked(register: str, reason: str) -> Finding:
    return Finding(
        Aspect.LINKS,
        Level.WARNING,
        Text(
            ar=f"تعذر فحص الروابط إلى {register} ({reason})",
            en=f"The links to {register} could not be checked ({reason})",
        ),
        Text(ar="افحص ذلك السجل أولًا", en="Check that register first"),
    )


def unwritable(problem: Refusal) -> Finding:
    return Finding(Aspect.WRITING, Level.WARNING, words(problem.what), words(problem.mend))


def writing_unreached(reason: Reason, cause: str) -> Finding:
    found = unavailable(reason, cause)
    return Finding(Aspect.WRITING, Level.WARNING, found.what, found.mend)


_SHAPES = [(re.compile(r"[0-9]+"), "9"), (re.compile(r"[٠-٩]+"), "٩"), (re.compile(r"[A-Za-z]+"), "a")]
_LETTERS = re.compile(r"[^\W\d_a9]+")


def pattern(raw: str) -> str:
    """How a value looks, without telling it.

    >>> pattern("31/02/1985"), pattern("محمد 12 Ali")
    ('9/9/9', 'ع 9 a')
    """
    for shape, sign in _SHAPES:
        raw = shape.sub(sign, raw)
    return _LETTERS.sub("ع", raw)[:20]
