"""Whether an answer can be one: beyond its type, what a country's numbers, telephones, rows and people allow."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wasl.cases.knowing import fit_choice
from wasl.cases.models import Upload
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Question, Type, fit_answer
from wasl.core.conf import settings
from wasl.core.errors import Message, Refusal, words
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.accounts.api import checked_telephone

FIRST_YEAR, LAST_YEAR = 1900, 2100


class Unfit(Refusal):
    """Answers of a page that cannot stand: each with what is wrong and how to mend it."""

    def __init__(self, problems: dict[str, Text]) -> None:
        super().__init__(
            Text(ar="في الإجابات ما يحتاج إلى تصحيح", en="Some answers need mending"),
            mend=Text(ar="صحح ما هو مذكور بجانب كل سؤال", en="Mend what stands beside each question"),
            where=", ".join(problems),
        )
        self.problems = problems


def checked(sheet: Sheet, key: str, question: Question, value: object) -> object:
    """The answer as it is kept: JSON. None where nothing was given. Raises Refusal for what cannot be an answer."""
    if value in (None, "", []):
        return None
    written = value.isoformat() if isinstance(value, date) else value
    if isinstance(written, str):
        written = written.replace("\x00", "").strip()
    own = _CHECKS.get(question.type)
    fitting = own(sheet, key, question, written) if own else written
    if fit_answer(fitting, question) is None:
        raise Refusal(_what_fits(question), mend=_mend(question), where=key)
    return fitting


def _number(_: Sheet, key: str, question: Question, value: object) -> object:
    today = pack().calendar.today(datetime.now(UTC))
    return pack().identifier.parse(str(value), demo=settings().demo, today=today).number


def _telephone(_: Sheet, key: str, question: Question, value: object) -> object:
    return checked_telephone(str(value))


def _email(_: Sheet, key: str, question: Question, value: object) -> object:
    try:
        validate_email(str(value))
    except ValidationError as error:
        raise Refusal(
            Text(ar="هذا ليس عنوان بريد إلكتروني", en="This is not an e-mail address"),
            mend=Text(ar="اكتبه مثل name@example.com", en="Write it like name@example.com"),
            where=key,
        ) from error
    return value


def _date(_: Sheet, key: str, question: Question, value: object) -> object:
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refusal(
            Text(ar="هذا ليس تاريخًا صحيحًا", en="This is not a date"),
            mend=Text(ar="اكتب اليوم والشهر والسنة، مثل ٢٧ ٣ ٢٠٢٦", en="Write day, month and year, like 27 3 2026"),
            where=key,
        )
    return found.isoformat()


def _governorate(_: Sheet, key: str, question: Question, value: object) -> object:
    return _one_of(set(pack().governorates), key, value)


def _choice(_: Sheet, key: str, question: Question, value: object) -> object:
    if isinstance(question.options, str):
        return _one_of(set(pack().code_lists[question.options]), key, value)
    return value


def _own(sheet: Sheet, key: str, question: Question, value: object) -> object:
    """One's own rows and relatives only, whatever was sent."""
    chosen = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and fit_choice(sheet.known, key, one) for one in chosen):
        raise _not_offered(key)
    return list(chosen) if question.many else chosen[0]


def _file(sheet: Sheet, key: str, question: Question, value: object) -> object:
    """Files that were given to this question of this case."""
    chosen = value if isinstance(value, list) else [value]
    standing = set(
        Upload.objects.filter(case=sheet.case, question=key, key__in=[str(one) for one in chosen]).values_list(
            "key", flat=True
        )
    )
    if not set(map(str, chosen)) <= standing:
        raise Refusal(
            Text(ar="لا يوجد ملف كهذا في الطلب", en="There is no such file in this request"),
            mend=Text(ar="ارفع الملف من جديد", en="Upload the file again"),
            where=key,
        )
    return list(chosen) if question.many else chosen[0]


def _slot(sheet: Sheet, key: str, question: Question, value: object) -> object:
    from wasl.cases.appointments import can_be_taken

    if not can_be_taken(sheet, str(value)):
        raise Refusal(
            Text(ar="هذا الموعد لم يعد متاحًا", en="This time is no longer free"),
            mend=Text(ar="اختر موعدًا آخر", en="Choose another time"),
            where=key,
        )
    return value


def _one_of(codes: set[str], key: str, value: object) -> object:
    chosen = value if isinstance(value, list) else [value]
    if not {str(one) for one in chosen} <= codes:
        raise _not_offered(key)
    return value


_CHECKS: dict[Type, Callable[[Sheet, str, Question, object], object]] = {
    Type.NATIONAL_NUMBER: _number,
    Type.TELEPHONE: _telephone,
    Type.EMAIL: _email,
    Type.DATE: _date,
    Type.GOVERNORATE: _governorate,
    Type.CHOICE: _choice,
    Type.CHOICES: _choice,
    Type.ROW: _own,
    Type.RELATIVE: _own,
    Type.FILE: _file,
    Type.APPOINTMENT: _slot,
}


def problem_of(refusal: Refusal) -> Text:
    """What is wrong and how to mend it, as one text beside the field."""
    what, mend = words(refusal.what), words(refusal.mend)
    return Text(ar=f"{what.ar}. {mend.ar}", en=f"{what.en}. {mend.en}")


def missing(question: Question, title: Text) -> Text:
    """What is said where nothing was given."""
    if question.type in (
        Type.CHOICE,
        Type.CHOICES,
        Type.ROW,
        Type.RELATIVE,
        Type.YES_NO,
        Type.APPOINTMENT,
        Type.GOVERNORATE,
    ):
        return Text(ar=f"اختر إجابة: {title.ar}", en=f"Choose an answer: {title.en}")
    if question.type is Type.FILE:
        return Text(ar=f"ارفع ملفًا: {title.ar}", en=f"Upload a file: {title.en}")
    return Text(ar=f"اكتب: {title.ar}", en=f"Enter: {title.en}")


def _what_fits(question: Question) -> Message:
    if question.type in (Type.NUMBER, Type.MONEY):
        return Text(ar="هذا ليس رقمًا في الحدود المقبولة", en="This is not a number within the limits")
    if question.type in (Type.TEXT, Type.LONG_TEXT, Type.ADDRESS):
        return Text(ar="النص أطول من اللازم", en="The text is too long")
    return Text(ar="هذه الإجابة غير مقبولة هنا", en="This cannot be an answer here")


def _mend(question: Question) -> Message:
    low, high = question.smallest, question.largest
    if question.type in (Type.NUMBER, Type.MONEY) and (low is not None or high is not None):
        ar = " ".join(
            part for part in (f"من {low}" if low is not None else "", f"حتى {high}" if high is not None else "") if part
        )
        en = " ".join(
            part
            for part in (f"from {low}" if low is not None else "", f"up to {high}" if high is not None else "")
            if part
        )
        return Text(ar=f"اكتب رقمًا صحيحًا {ar}", en=f"Write a whole number {en}")
    if question.type in (Type.NUMBER, Type.MONEY):
        return Text(ar="اكتب رقمًا بالأرقام فقط", en="Write a number, in digits only")
    if question.type in (Type.TEXT, Type.LONG_TEXT, Type.ADDRESS):
        return Text(ar=f"اكتب {question.longest} حرف على الأكثر", en=f"Write {question.longest} letters at most")
    return Text(ar="اختر مما هو معروض", en="Choose one of those that are offered")


def _not_offered(key: str) -> Refusal:
    return Refusal(
        Text(ar="هذا ليس من الاختيارات المعروضة", en="This is none of the choices offered"),
        mend=Text(ar="اختر مما هو معروض", en="Choose one of those that are offered"),
        where=key,
    )
