"""What a person is told about a number that cannot be right. The number is never repeated: it is personal data."""

from collections.abc import Iterable

from wasl.core.errors import Problem
from wasl.core.text import Text

_COMPARE = Text(
    ar="راجع الرقم كما هو مكتوب على البطاقة أو شهادة الميلاد.",
    en="Compare it with the card or the birth certificate.",
)


def not_digits(name: Text) -> Problem:
    what = Text(ar=f"{name.ar} يُكتب بالأرقام فقط.", en=f"{name.en}: only digits are allowed.")
    mend = Text(ar="احذف الحروف والرموز واكتب الأرقام وحدها.", en="Remove letters and signs; write the digits alone.")
    return Problem("", what, mend)


def wrong_length(name: Text, expected: int, found: int) -> Problem:
    what = Text(
        ar=f"{name.ar} يتكون من {expected} خانة، والمكتوب {found}.",
        en=f"{name.en} has {expected} digits; {found} are written.",
    )
    return Problem("", what, _COMPARE)


def no_century(where: str, known: Iterable[str]) -> Problem:
    digits = list(known)
    what = Text(
        ar=f"الخانة {where} (قرن الميلاد) يجب أن تكون {' أو '.join(digits)}.",
        en=f"Digit {where} (century of birth) must be {' or '.join(digits)}.",
    )
    return Problem(where, what, _COMPARE)


def made_up(where: str) -> Problem:
    what = Text(
        ar="هذا رقم لشخص غير حقيقي من بيانات التجربة.", en="This is the number of a made-up person, for demonstration."
    )
    mend = Text(
        ar="اكتب رقم شخص حقيقي، أو شغِّل النظام في وضع التجربة.",
        en="Give the number of a real person, or run the platform in demo mode.",
    )
    return Problem(where, what, mend)


def no_such_date(where: str) -> Problem:
    what = Text(ar=f"الخانات {where} لا تدل على تاريخ ميلاد صحيح.", en=f"Digits {where} are not a real date of birth.")
    mend = Text(
        ar="يُكتب التاريخ سنة ثم شهر ثم يوم، لكل منها خانتان. راجع الأصل.",
        en="The date is written year, month, day, two digits each. Compare it with the original.",
    )
    return Problem(where, what, mend)


def not_yet_born(where: str) -> Problem:
    what = Text(
        ar=f"تاريخ الميلاد في الخانات {where} لم يأتِ بعد.", en=f"The date of birth in digits {where} is in the future."
    )
    return Problem(where, what, _COMPARE)


def no_such_place(where: str) -> Problem:
    what = Text(
        ar=f"الخانات {where} لا تدل على جهة ميلاد معروفة.",
        en=f"Digits {where} are not the code of a known place of birth.",
    )
    return Problem(where, what, _COMPARE)


def check_digit(where: str) -> Problem:
    what = Text(
        ar=f"الخانة {where} (رقم المراجعة) لا تتفق مع بقية الرقم.",
        en=f"Digit {where} (check digit) does not fit the other digits.",
    )
    mend = Text(
        ar="قد تكون إحدى الخانات مكتوبة خطأ. راجع الأصل.",
        en="One of the digits may be mistyped. Compare it with the original.",
    )
    return Problem(where, what, mend)
