"""From what a browser posted to answers as they are kept. What cannot be an answer stays as it was typed, and is
refused in words where it is checked; nothing here raises."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.http import QueryDict

from wasl.catalogue.api import Asked, Question, Type
from wasl.core.digits import latin_digits
from wasl.country.api import pack

Typed = dict[str, list[str]]
"""The fields of a page by their names, as they were typed."""

FIELD = "q-"
PARTS = ("day", "month", "year")
LONGEST, MOST = 12_000, 300
"""Of one field, in letters; of one name, in fields."""
_WHOLE = re.compile(r"-?\d{1,15}")
_MONEY = re.compile(r"(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d+))?")
_INVISIBLE = re.compile("[\\s\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069\u0640]")
_SIGNS = str.maketrans({"٬": ",", "٫": ".", "\u2212": "-"})


def typed_in(posted: QueryDict) -> Typed:
    """The fields of a page out of all that was posted, cut where nobody types that much."""
    names = [name for name in posted if name.startswith(FIELD)][:MOST]
    return {name: [_clean(one) for one in posted.getlist(name)[:MOST]] for name in names}


def field_name(key: str) -> str:
    return FIELD + key


def part_name(key: str, part: str) -> str:
    return f"{FIELD}{key}-{part}"


def raw(key: str, question: Question, typed: Mapping[str, Sequence[str]]) -> list[str]:
    """What was typed for a question; of a date its three boxes."""
    if question.type is Type.DATE:
        return [next(iter(typed.get(part_name(key, part), ())), "") for part in PARTS]
    return list(typed.get(field_name(key), ()))


def answers_in(asked: Iterable[Asked], typed: Mapping[str, Sequence[str]]) -> dict[str, object]:
    """All answers of a page but its files, which are no fields."""
    fields = [one for one in asked if one.question.type is not Type.FILE]
    return {one.key: answer(one.question, raw(one.key, one.question, typed)) for one in fields}


def answer(question: Question, written: Sequence[str]) -> object:
    """An answer in canonical form; None where nothing was typed."""
    if question.type is Type.DATE:
        return _day(*written)
    if question.type is Type.CHOICES or question.many:
        return [one for one in written if one] or None
    said = next((one for one in written if one.strip()), "")
    if not said:
        return None
    match question.type:
        case Type.NUMBER:
            return _whole(said)
        case Type.MONEY:
            return _minor(said)
        case Type.YES_NO:
            return {"yes": True, "no": False}.get(said, said)
    return said


def written_back(question: Question, value: object) -> list[str]:
    """A kept answer as it would be typed.

    >>> from wasl.catalogue.api import Question
    >>> written_back(Question(type="date"), date(2026, 3, 27)), written_back(Question(type="yes-no"), False)
    (['27', '3', '2026'], ['no'])
    """
    if value is None:
        return []
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, date):
        return [str(value.day), str(value.month), str(value.year)]
    if question.type is Type.MONEY and isinstance(value, int):
        return [f"{Decimal(value).scaleb(-pack().currency.minor_digits):f}"]
    return [str(value)]


def _clean(text: str) -> str:
    """Without what no store of texts takes, and line ends as one character."""
    kept = "".join(letter for letter in text[:LONGEST] if letter != "\x00" and not "\ud800" <= letter <= "\udfff")
    return kept.replace("\r\n", "\n")


def _plain(text: str) -> str:
    return _INVISIBLE.sub("", latin_digits(text)).translate(_SIGNS)


def _whole(text: str) -> object:
    plain = _plain(text).replace(",", "")
    return int(plain) if _WHOLE.fullmatch(plain) else text


def _minor(text: str) -> object:
    """Sums are typed in major units: 12.50 is 1250."""
    digits = pack().currency.minor_digits
    found = _MONEY.fullmatch(_plain(text))
    if found is None or len(found[2] or "") > digits:
        return text
    return int(found[1].replace(",", "")) * 10**digits + int((found[2] or "").ljust(digits, "0") or 0)


def _day(day: str = "", month: str = "", year: str = "") -> object:
    """Three boxes; what is no date keeps slashes, so that nothing takes it for one."""
    boxes = [_plain(one) for one in (day, month, year)]
    if not any(boxes):
        return None
    try:
        return date(*(int(one) for one in reversed(boxes) if one.isascii() and one.isdecimal())).isoformat()
    except (ValueError, OverflowError, TypeError):
        return "/".join(box[:20] for box in boxes)
