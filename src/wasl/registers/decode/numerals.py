"""How numbers are written: one grammar for both ways of decoding. Money never passes through floating point."""

import re
from decimal import Decimal

INTEGER = r"^([+-]?)([0-9]{1,18})(?:[.٫]0*)?$"
DECIMAL = r"^([+-]?)([0-9]{0,18})(?:[.٫]([0-9]{0,12}))?$"
GROUPED = r"^[+-]?[0-9]{1,3}(?:[,٬][0-9]{3})+(?:[.٫][0-9]*)?$"
GROUPING = r"[,٬]"
SCALE = 6
"""Digits of a decimal after the point."""

_INTEGER = re.compile(INTEGER)
_DECIMAL = re.compile(DECIMAL)
_GROUPED = re.compile(GROUPED)
_GROUPING = re.compile(GROUPING)


def ungrouped(text: str) -> str:
    """
    >>> ungrouped("1,234,567.5"), ungrouped("1,23")
    ('1234567.5', '1,23')
    """
    return _GROUPING.sub("", text) if _GROUPED.match(text) else text


def integer(text: str) -> int | None:
    found = _INTEGER.match(ungrouped(text))
    return int(found[1] + found[2]) if found else None


def decimal(text: str) -> Decimal | None:
    """None also when there are more digits after the point than `SCALE`, zeros at the end aside."""
    if (parts := _parts(text)) is None or len(parts[2]) > SCALE:
        return None
    return Decimal(f"{parts[0]}{parts[1]}.{parts[2] or '0'}")


def minor_units(text: str, *, already_minor: bool, digits: int) -> int | None:
    """
    >>> minor_units("1,234.5", already_minor=False, digits=2), minor_units("0.005", already_minor=False, digits=2)
    (123450, None)
    """
    digits = 0 if already_minor else digits
    if (parts := _parts(text)) is None or len(parts[2]) > digits or len(parts[1]) > 15:
        return None
    return int(f"{parts[0]}{parts[1]}{parts[2].ljust(digits, '0')}")


def _parts(text: str) -> tuple[str, str, str] | None:
    """Sign, whole digits, digits after the point without zeros at the end."""
    found = _DECIMAL.match(ungrouped(text))
    if not found or not (found[2] or found[3]):
        return None
    return found[1], found[2] or "0", (found[3] or "").rstrip("0")
