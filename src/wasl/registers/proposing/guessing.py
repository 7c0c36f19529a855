"""What a column means, from its name and its values. Every guess says how sure it is and why."""

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from wasl.core.conf import settings
from wasl.core.digits import normalise_digits
from wasl.registers.decode import numerals
from wasl.registers.decode.formats import date_pattern
from wasl.registers.decode.texts import LIMIT, clean, latin, native_text
from wasl.registers.decode.values import decoder
from wasl.registers.manifest import Column
from wasl.registers.proposing.hints import Hints

MOST = 0.8
"""Share of the filled values that must fit a guess."""

DATES = ("%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y", "%d-%m-%y")
INSTANTS = tuple(f"{day} {time}" for day in DATES[:5] for time in ("%H:%M", "%H:%M:%S"))
MOST_CODES = 60
_ARABIC_DIGITS = re.compile("[٠-٩]")


@dataclasses.dataclass
class Guess:
    """What a column seems to be. `more`: further keys of the manifest's column; `why` goes into a comment."""

    column: str
    type: str = "text"
    field: str | None = None  # fact of a person
    role: str | None = None
    attribute: str | None = None  # of the hints
    more: dict[str, Any] = dataclasses.field(default_factory=dict)
    why: list[str] = dataclasses.field(default_factory=list)
    unique: bool = False  # filled and different in every row of the sample


def guess(column: str, native: Sequence[object], rows: int, hints: Hints) -> Guess:
    """The guess for one column; `native` are its filled values in a sample of `rows` rows."""
    texts = [clean((native_text(value) or "")[:LIMIT]) for value in native]
    texts = [text for text in texts if text]
    found = Guess(column, unique=bool(texts) and len(texts) == rows == len(set(texts)))
    _by_name(found, hints)
    _by_values(found, native, texts, hints)
    if any(_ARABIC_DIGITS.search(text) for text in texts) and found.type not in {"text", "code"}:
        found.more["digits"] = "arabic"
    return found


def _by_name(found: Guess, hints: Hints) -> None:
    fact, other, role = hints.field(found.column), hints.attribute(found.column), hints.role(found.column)
    found.role = role.id if role else None
    if fact and (other is None or fact.words >= other.words):
        found.field = fact.id
    elif other:
        found.attribute = other.id
        found.type = other.hint.type or "text"


def _by_values(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> None:
    if not texts:
        found.type = "number" if found.field == "number" else "text"
        found.why.append(f"empty in the sample: taken as {found.type}")
        return
    for look in _LOOKS:
        if look(found, native, texts, hints):
            return
    if found.field in {"number", "birth_date", *_LISTS}:
        found.why.append(f"named like {found.field}, but its values are something else")
        found.field = None
    found.type = "text"


Look = Callable[[Guess, Sequence[object], list[str], Hints], bool]


def share(texts: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, texts)) / len(texts)


def _number(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    valid = partial(hints.pack.identifier.is_valid, demo=settings().demo, today=date.today())  # noqa: DTZ011  a day is enough
    part = share(texts, valid)
    if part < MOST:
        return False
    found.type, found.field, found.attribute = "number", "number", None
    found.why.append(f"{part:.0%} are valid numbers")
    return True


def _real_date(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    if not all(isinstance(value, date) for value in native):
        return False
    midnight = all(not isinstance(v, datetime) or (v.hour, v.minute, v.second) == (0, 0, 0) for v in native)
    return _is_date(found, "date" if midnight else "datetime", None, "a date column of the store")


def _is_date(found: Guess, kind: str, pattern: str | None, why: str) -> bool:
    found.type = kind
    if pattern:
        found.more["format"] = pattern
    if found.field not in {None, "birth_date"}:
        found.field = None
    found.why.append(why)
    return True


def _written_date(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    tried = [*(("date", pattern) for pattern in (None, *DATES)), *(("datetime", p) for p in (None, *INSTANTS))]
    scores = [(_dates_read(texts, kind, pattern), -place) for place, (kind, pattern) in enumerate(tried)]
    best, place = max(scores)
    if best < MOST:
        return False
    kind, pattern = tried[-place]
    if kind == "date" and pattern is None and any(len(text) > 10 for text in texts):
        kind = "datetime"
    why = f"{best:.0%} are dates written {pattern or 'year-month-day'}"
    if pattern == "%d/%m/%Y" and _dates_read(texts, kind, "%m/%d/%Y") == best:
        why += "; month first would fit the sample too: ask the agency"
    return _is_date(found, kind, pattern, why)


def _dates_read(texts: list[str], kind: str, pattern: str | None) -> float:
    """Share of the texts that are plausible dates in a pattern."""
    compiled = date_pattern(pattern, instant=kind == "datetime").compiled
    fitting = [text for text in texts if compiled.match(latin(text))]
    if len(fitting) < MOST * len(texts):
        return 0.0
    read = decoder(_column(kind, format=pattern))
    values = [read(text).value for text in fitting]
    return sum(isinstance(value, date) and 1850 <= value.year <= 2150 for value in values) / len(texts)


def _column(kind: str, **more: Any) -> Column:
    name = {"ar": "عمود", "en": "column"}
    return Column.model_validate({"column": "c", "attribute": "c", "name": name, "type": kind, **more})


def _code(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    distinct = sorted(set(texts))
    if len(distinct) > MOST_CODES:
        return False
    return any(_is_code(found, code_list, distinct, hints) for code_list in _lists(found, distinct, hints))


_LISTS = {"sex": "sex", "governorate": "governorates", "birth_governorate": "governorates"}


def _lists(found: Guess, distinct: list[str], hints: Hints) -> Iterator[str]:
    """Code lists to try: the one that the name speaks of; by values alone only where they are words, not signs."""
    if found.field in _LISTS:
        yield _LISTS[found.field]
    elif found.attribute and found.attribute.replace("_", "-") in hints.pack.code_lists:
        yield found.attribute.replace("_", "-")
    elif found.field is None and len(distinct) > 1 and all(map(_is_word, distinct)):
        yield from sorted(hints.pack.code_lists, key=lambda name: (name not in _LISTS.values(), name))


def _is_word(value: str) -> bool:
    return len(value) > 2 and not value.isdigit()


def _is_code(found: Guess, code_list: str, distinct: list[str], hints: Hints) -> bool:
    values = hints.code_map(code_list, distinct)
    if len(values) < MOST * len(distinct):
        return False
    found.type, found.more["codes"] = "code", code_list
    if any(native != code for native, code in values.items()):
        found.more["values"] = values
    if found.field is None:
        found.field = {"sex": "sex", "governorates": "governorate"}.get(code_list)
    lost = [value for value in distinct if value not in values]
    found.why.append(f"its {len(distinct)} values are in the list {code_list}" + (f", but not {lost}" if lost else ""))
    if all(map(str.isdigit, distinct)):
        found.why.append("figures: ask the agency whether it counts as the list does")
    return True


def _boolean(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    if all(isinstance(value, bool) for value in native):
        found.type = "boolean"
        return True
    distinct = sorted(set(texts))
    values = hints.answers(distinct)
    words = all(not value.isdigit() for value in distinct) or found.type == "boolean"
    if found.field or not words or len(distinct) > 2 or len(values) < len(distinct):
        return False
    found.type, found.more["values"] = "boolean", values
    found.why.append(f"only {' and '.join(distinct)}")
    return True


def _phone(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    part = share(texts, lambda text: hints.phone.match(normalise_digits(text)) is not None)
    if part < MOST or found.field not in {None, "phone"}:
        return False
    found.type, found.field = "phone", "phone"
    found.why.append(f"{part:.0%} look like telephone numbers")
    return True


def _money(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    digits = hints.pack.currency.minor_digits
    if found.type != "money" or found.field:
        return False
    read = partial(numerals.minor_units, already_minor=False, digits=digits)
    if share(texts, lambda text: read(latin(text)) is not None) < MOST:
        return False
    found.why.append("an amount by its name; taken as main units, not minor ones")
    return True


def _figure(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    """Only what the store itself holds as a figure: text that looks like one may be a file number, with its zeros."""
    if found.field or not all(isinstance(value, int | float | Decimal) for value in native):
        return False
    whole = share(texts, lambda text: numerals.integer(text) is not None) == 1
    small = share(texts, lambda text: numerals.decimal(text) is not None) == 1
    found.type = "integer" if whole else "decimal"
    return whole or small


def _name(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    if found.field in {"address", "phone", "number", "birth_date", "sex", "governorate", "birth_governorate"}:
        return False
    words = [hints.words(text) for text in texts]
    known = sum(len(hints.name_words.intersection(some)) for some in words) / max(1, sum(map(len, words)))
    usual = sum(len(some) for some in words) / len(words)
    found.type = "text"
    if found.field in _NAMES and (known > 0.3 or found.field != "full_name"):
        found.why.append(f"named like a name, {known:.0%} of its words are names")
        return True
    if found.field is None and found.attribute is None and known > 0.6 and usual >= 2:
        found.field = "full_name"
        found.why.append(f"{known:.0%} of its words are names of people")
        return True
    return False


_NAMES = ("full_name", "given_name", "father_name", "grandfather_name", "family_name", "mother_name")


def _address(found: Guess, native: Sequence[object], texts: list[str], hints: Hints) -> bool:
    return found.field == "address"


_LOOKS: tuple[Look, ...] = (
    _number,
    _real_date,
    _phone,
    _boolean,
    _code,
    _money,
    _figure,
    _written_date,
    _name,
    _address,
)
