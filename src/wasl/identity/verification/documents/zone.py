"""The machine-readable zone of identity cards, visas and passports: ICAO Doc 9303, parts 3 to 7.

Written here because the kept library for it is under the GPL; it is the independent judge in the tests.
"""

import re
from dataclasses import dataclass
from datetime import date

from wasl.core.digits import latin_digits

SIZES = {(3, 30): "TD1", (2, 36): "TD2", (2, 44): "TD3"}
_SIGNS = re.compile(r"[A-Z0-9<]+")
_WEIGHTS = (7, 3, 1)


@dataclass(frozen=True)
class Zone:
    """What the lines say, as they stand; `wrong` names the check digits that do not fit."""

    size: str
    kind: str
    country: str
    surname: str
    given: str
    document: str
    nationality: str
    birth: str  # YYMMDD
    sex: str  # M, F or <
    expiry: str
    optional: str
    wrong: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.given} {self.surname}".strip()


def zone(text: str) -> Zone | None:
    """None for anything that is not a zone.

    >>> zone("no zone") is None
    True
    """
    lines = _lines(text)
    size = SIZES.get((len(lines), len(lines[0]) if lines else 0))
    if size is None or len({len(line) for line in lines}) > 1 or not all(map(_SIGNS.fullmatch, lines)):
        return None
    return _td1(*lines) if size == "TD1" else _td2_or_3(size, *lines)


def check_digit(text: str) -> str:
    """
    >>> check_digit("520727")
    '3'
    """
    return str(sum(_value(sign) * _WEIGHTS[place % 3] for place, sign in enumerate(text)) % 10)


def _value(sign: str) -> int:
    return 0 if sign == "<" else int(sign, 36)


def _lines(text: str) -> list[str]:
    """Lines as they were typed, or one run of letters cut where the sizes cut it."""
    lines = [bare for line in latin_digits(text).upper().splitlines() if (bare := "".join(line.split()))]
    if len(lines) != 1:
        return lines
    whole = lines[0]
    cut = next((width for count, width in SIZES if count * width == len(whole)), len(whole) or 1)
    return [whole[at : at + cut] for at in range(0, len(whole), cut)]


def _td1(first: str, second: str, third: str) -> Zone:
    document, digit, optional = _number(first[5:14], first[14], first[15:30])
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    checks = {
        "document": (document, digit),
        "birth": (second[0:6], second[6]),
        "expiry": (second[8:14], second[14]),
        "composite": (composite, second[29]),
    }
    return Zone(
        "TD1", _bare(first[0:2]), _bare(first[2:5]), *_names(third), _bare(document), _bare(second[15:18]),
        second[0:6], second[7], second[8:14], _bare(optional + "<" + second[18:29]), _wrong(checks),
    )  # fmt: skip


def _td2_or_3(size: str, first: str, second: str) -> Zone:
    end = 35 if size == "TD2" else 42
    document, digit, optional = second[0:9], second[9], second[28:end]
    if size == "TD2":
        document, digit, optional = _number(document, digit, optional)
    last = len(second) - 1
    checks = {
        "document": (document, digit),
        "birth": (second[13:19], second[19]),
        "expiry": (second[21:27], second[27]),
        "composite": (second[0:10] + second[13:20] + second[21:last], second[last]),
    }
    if size == "TD3" and not (second[42] == "<" and not _bare(optional)):
        checks["optional"] = (optional, second[42])
    return Zone(
        size, _bare(first[0:2]), _bare(first[2:5]), *_names(first[5:]), _bare(document), _bare(second[10:13]),
        second[13:19], second[20], second[21:27], _bare(optional), _wrong(checks),
    )  # fmt: skip


def _number(document: str, digit: str, optional: str) -> tuple[str, str, str]:
    """A number too long for its place goes on in the optional data, its check digit behind it."""
    if digit != "<" or not (more := optional.partition("<")[0]):
        return document, digit, optional
    return document + more[:-1], more[-1], optional[len(more) :]


def _wrong(checks: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    return tuple(name for name, (text, digit) in checks.items() if check_digit(text) != digit)


def _names(text: str) -> tuple[str, str]:
    surname, _, given = text.partition("<<")
    return _bare(surname), _bare(given)


def _bare(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def day_of_birth(written: str, today: date) -> date | None:
    """Of two centuries the one in which the person is born already."""
    found = _day(written, today.year // 100 * 100)
    return found if found is None or found <= today else _day(written, today.year // 100 * 100 - 100)


def last_day(written: str, today: date) -> date | None:
    """Documents hold ten years or so: of two centuries the nearer."""
    found = _day(written, today.year // 100 * 100)
    return found if found is None or found.year <= today.year + 50 else _day(written, today.year // 100 * 100 - 100)


def _day(written: str, century: int) -> date | None:
    try:
        return date(century + int(written[:2]), int(written[2:4]), int(written[4:]))
    except ValueError:
        return None
