"""Answers as people read them."""

from datetime import date

from babel.dates import format_date

from wasl.cases.models import Upload
from wasl.cases.sheets import Sheet
from wasl.catalogue.api import Asked, Question, Type
from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack, sum_of_money

YES_NO = {True: Text(ar="نعم", en="Yes"), False: Text(ar="لا", en="No")}
NOT_GIVEN = Text(ar="لم يُذكر", en="Not provided")


def written_answer(found: Sheet, one: Asked) -> Text:
    """In both languages; `NOT_GIVEN` for nothing."""
    if one.value is None:
        return NOT_GIVEN
    values = one.value if isinstance(one.value, list) else [one.value]
    texts = [_written(found, one.key, one.question, value) for value in values]
    return Text(ar="، ".join(text.ar for text in texts), en=", ".join(text.en for text in texts))


def written_day(day: date) -> Text:
    return Text(
        ar=arabic_digits(format_date(day, "d MMMM y", locale="ar")), en=format_date(day, "d MMMM y", locale="en_GB")
    )


def _written(found: Sheet, key: str, question: Question, value: object) -> Text:
    match question.type:
        case Type.YES_NO:
            return YES_NO[bool(value)]
        case Type.MONEY:
            return sum_of_money(int(str(value)))
        case Type.DATE:
            return written_day(value if isinstance(value, date) else date.fromisoformat(str(value)))
        case Type.GOVERNORATE:
            return pack().governorates[str(value)].name if str(value) in pack().governorates else _plain(value)
        case Type.CHOICE | Type.CHOICES:
            return _chosen(found, key, question, str(value))
        case Type.ROW | Type.RELATIVE:
            offered = {choice.value: choice.label for choice in found.known.choices.get(key, ())}
            return offered.get(str(value)) or _plain(value)
        case Type.FILE:
            file = Upload.objects.filter(key=str(value)).first()
            return _plain(file.name if file else "—")
        case Type.APPOINTMENT:
            from wasl.cases.appointments import written_slot

            return written_slot(str(value))
    return _plain(value)


def _chosen(found: Sheet, key: str, question: Question, value: str) -> Text:
    if isinstance(question.options, str):
        return pack().code_lists[question.options].get(value) or _plain(value)
    return found.definition.texts.get(f"option.{key}.{value}") or _plain(value)


def _plain(value: object) -> Text:
    return Text(ar=str(value), en=str(value))
