"""The lines at the foot of a passport or an identity card, typed or scanned."""

from datetime import UTC, date, datetime

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import InvalidIdentifier, pack
from wasl.identity.verification.documents.checkers import Checker, Told, register
from wasl.identity.verification.documents.zone import Zone, day_of_birth, last_day, zone
from wasl.identity.verification.terms import Fact

SEXES = {"M": "male", "F": "female"}
PARTS = {
    "document": Text(ar="رقم المستند", en="the document's number"),
    "birth": Text(ar="تاريخ الميلاد", en="the date of birth"),
    "expiry": Text(ar="تاريخ الانتهاء", en="the date of expiry"),
    "optional": Text(ar="البيانات الإضافية", en="the optional data"),
    "composite": Text(ar="السطر كله", en="the line as a whole"),
}
EXPIRED = Text(ar="انتهت صلاحية المستند", en="the document has expired")


@register("mrz")
class MachineReadableZone(Checker):
    name = Text(ar="السطور المقروءة آليًا في جواز أو بطاقة", en="Machine-readable lines of a passport or card")

    def check(self, content: str) -> Told:
        found = zone(content)
        if found is None:
            raise Refusal(
                Text(ar="ليست سطورًا مقروءة آليًا", en="these are no machine-readable lines"),
                mend=Text(
                    ar="اكتب السطرين (44 أو 36 علامة) أو السطور الثلاثة (30 علامة) كما هي",
                    en="write the two lines (44 or 36 signs) or the three lines (30 signs) as they stand",
                ),
                where="content",
            )
        return _told(found, pack().calendar.today(datetime.now(UTC)))


def _told(found: Zone, today: date) -> Told:
    expiry = last_day(found.expiry, today)
    return Told(
        intact=not found.wrong,
        proves=False,
        troubles=(*map(_trouble, found.wrong), *((EXPIRED,) if expiry and expiry < today else ())),
        number=number_in(found.optional, today),
        facts=_facts(found, today),
        document=found.document or None,
    )


def _facts(found: Zone, today: date) -> dict[Fact, str]:
    said = {Fact.FULL_NAME: found.name, Fact.SEX: SEXES.get(found.sex, "")}
    if day := day_of_birth(found.birth, today):
        said[Fact.BIRTH_DATE] = day.isoformat()
    return {fact: text for fact, text in said.items() if text}


def _trouble(part: str) -> Text:
    return Text(ar=f"رقم التحقق لا يطابق {PARTS[part].ar}", en=f"the check digit does not fit {PARTS[part].en}")


def number_in(text: str, today: date) -> str | None:
    """The first run of digits that is a national number."""
    for word in text.split():
        try:
            return pack().identifier.parse(word, demo=settings().demo, today=today).number
        except InvalidIdentifier:
            continue
    return None
