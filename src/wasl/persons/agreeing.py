"""When two registers say the same, though not in the same letters."""

from collections.abc import Callable
from datetime import date

from wasl.core.digits import normalise_digits
from wasl.persons.names import is_latin, word_skeleton, words

PHONE_DIGITS = 9
"""What stays of a telephone number without trunk prefix and country code."""

Value = object


def agree(compare: str, one: Value, two: Value) -> bool:
    """Whether two canonical values of a concept mean the same; `compare` is the concept's.

    >>> agree("name", "أحمد محمود علي حسن", "احمد محمود حسن"), agree("name", "أحمد محمود حسن", "منى محمود حسن")
    (True, False)
    >>> agree("phone", "01012345678", "+20 10 1234 5678")
    True
    >>> agree("address", "١٢ شارع النيل، المنيا", "12 شارع النيل المنيا")
    True
    """
    return one == two or _RULES.get(compare, _same_text)(one, two)


def comparable(compare: str, one: Value, two: Value) -> bool:
    """False where a difference tells nothing: a name in another script may be spelled in many ways."""
    return compare != "name" or _latin(str(one)) == _latin(str(two))


def _same_text(one: Value, two: Value) -> bool:
    if isinstance(one, str) and isinstance(two, str):
        return " ".join(one.split()).casefold() == " ".join(two.split()).casefold()
    return False


def _same_number(one: Value, two: Value) -> bool:
    return normalise_digits(str(one)) == normalise_digits(str(two))


def _same_phone(one: Value, two: Value) -> bool:
    first, second = (normalise_digits(str(value)).lstrip("+")[-PHONE_DIGITS:] for value in (one, two))
    return first == second


def _same_date(one: Value, two: Value) -> bool:
    return isinstance(one, date) and isinstance(two, date) and one.isoformat()[:10] == two.isoformat()[:10]


def _same_address(one: Value, two: Value) -> bool:
    """The same words, or one of them leaves some out."""
    first, second = (set(words(str(value).replace("،", " ").replace(",", " "))) for value in (one, two))
    less, more = sorted((first, second), key=len)
    return len(less) >= 2 and less <= more


def _same_name(one: Value, two: Value) -> bool:
    """The same words in the same order; one may leave out the grandfather or the family, never the given name."""
    less, more = sorted((words(str(one)), words(str(two))), key=len)
    if not less or (len(less) == 1 and len(more) > 1):
        return False
    same = _same_word if _latin(str(one)) == _latin(str(two)) else _same_in_any_script
    return same(less[0], more[0]) and _in_order(less[1:], more[1:], same)


def _in_order(less: list[str], more: list[str], same: Callable[[str, str], bool]) -> bool:
    rest = iter(more)
    return all(any(same(word, other) for other in rest) for word in less)


def _same_word(one: str, two: str) -> bool:
    return one == two


def _same_in_any_script(one: str, two: str) -> bool:
    return word_skeleton(one) == word_skeleton(two)


def _latin(name: str) -> bool:
    found = words(name)
    return bool(found) and is_latin(found[0])


_RULES: dict[str, Callable[[Value, Value], bool]] = {
    "name": _same_name,
    "number": _same_number,
    "phone": _same_phone,
    "date": _same_date,
    "address": _same_address,
}
