"""Notices of an incident, filled in from what is registered: to the authority, and to the people concerned.

A notice is a title, lines of name and value, and paragraphs, each in both languages. What the officer wrote stands in
both as it was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from wasl.core.digits import arabic_digits
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.protection.incidents import authority_clock, concerned, held
from wasl.protection.models import Concerned, Incident, Notice
from wasl.protection.terms import terms

Both = dict[str, str]


class Line(TypedDict):
    """One fact of a notice."""

    name: Both
    value: Both


class Body(TypedDict):
    """A notice as it is kept, shown and sent."""

    title: Both
    lines: list[Line]
    paragraphs: list[Both]


@dataclass(frozen=True)
class Received:
    """A notice as the person concerned receives it."""

    reference: str
    version: int
    sent: datetime
    body: Body


@transaction.atomic
def make(reference: str, to: str, *, by: str) -> Notice:
    """A further version out of what is known now. Those before stay as they were."""
    incident, now = held(reference), timezone.now()
    last = incident.notices.filter(to=to).aggregate(last=Max("version"))["last"] or 0
    write = _to_authority if to == Notice.To.AUTHORITY else _to_people
    body: Body = write(incident, last + 1, now)
    return Notice.objects.create(incident=incident, to=to, version=last + 1, body=body, made=now, by=by)


def notices_for(person: str) -> list[Received]:
    """The sent notices of incidents that concern a person, newest first. Call it within a passage for that person."""
    incidents = list(Concerned.objects.filter(person=person).values_list("incident_id", flat=True))
    sent = Notice.objects.filter(incident__in=incidents, to=Notice.To.PEOPLE).exclude(sent=None)
    return [
        Received(one.incident.reference, one.version, one.sent, one.body)
        for one in sent.select_related("incident").order_by("-sent", "-pk")
        if one.sent
    ]


def _to_authority(incident: Incident, version: int, now: datetime) -> Body:
    term, clock = terms().incident, authority_clock(incident)
    authority = pack().agencies[term.authority]
    closing = bool(incident.closed)
    later = Text(ar="إخطار لاحق", en="Later notice") if version > 1 else Text(ar="إخطار أول", en="First notice")
    which = Text(ar="تقرير ختامي", en="Closing report") if closing else later
    rows: list[tuple[Text, Text | None]] = [
        (Text(ar="إلى", en="To"), authority),
        (Text(ar="نوع الإخطار", en="Kind of notice"), which),
        (Text(ar="السند", en="Legal basis"), term.legal_basis),
        *_facts(incident),
        (Text(ar="آخر موعد للإخطار", en="Notice is due by"), _moment(clock.due)),
        (Text(ar="تأخر عن الموعد", en="Past the term"), _yes() if version == 1 and now > clock.due else None),
        (Text(ar="أشخاص معروفون بملفاتهم", en="People known by their records"), _number(concerned(incident))),
        (Text(ar="الإجراءات", en="Measures"), _said(incident.measures)),
        (Text(ar="للتواصل", en="Contact"), _said(incident.contact)),
        (Text(ar="تقرير الإغلاق", en="Closing report"), _said(incident.closing or "")),
    ]
    title = Text(
        ar=f"إخطار بواقعة مساس ببيانات شخصية {arabic_digits(incident.reference)}",
        en=f"Notice of a personal-data incident {incident.reference}",
    )
    return {"title": title.model_dump(), "lines": list(_lines(rows)), "paragraphs": []}


def _facts(incident: Incident) -> list[tuple[Text, Text | None]]:
    return [
        (Text(ar="رقم الواقعة", en="Reference"), Text(ar=incident.reference, en=incident.reference)),
        (Text(ar="طبيعة الواقعة", en="Nature"), NATURE[incident.sort]),
        (Text(ar="العنوان", en="Title"), _said(incident.title)),
        (Text(ar="ما حدث", en="What happened"), _said(incident.happened)),
        (Text(ar="بدأت", en="Began"), _moment(incident.began)),
        (Text(ar="انتهت", en="Ended"), _moment(incident.ended)),
        (Text(ar="وقت العلم", en="Known since"), _moment(incident.known)),
        (Text(ar="البيانات", en="Data"), sections_of(incident)),
        (Text(ar="منها بيانات محمية", en="Guarded data among them"), _guarded(incident)),
        (Text(ar="عدد الأشخاص التقريبي", en="People, about"), _number(incident.people)),
        (Text(ar="الأثر المتوقع", en="Likely effects"), _said(incident.effects)),
    ]


NATURE: dict[str, Text] = {
    "seen": Text(ar="اطلاع أو نسخ ممن لا يحق له", en="Seen or copied by somebody who may not"),
    "changed": Text(ar="تغيير أو تزوير", en="Changed or falsified"),
    "lost": Text(ar="فقد أو تعذر الوصول", en="Lost or out of reach"),
}


def _to_people(incident: Incident, version: int, now: datetime) -> Body:
    title = Text(ar="حدث خطأ يخص بياناتك", en="Something went wrong with your data")
    rows: list[tuple[Text, Text | None]] = [
        (Text(ar="ما حدث", en="What happened"), _said(incident.happened)),
        (Text(ar="بياناتك التي يخصها الأمر", en="Your data that it concerns"), sections_of(incident)),
        (Text(ar="ما قد يترتب عليه", en="What may follow"), _said(incident.effects)),
        (Text(ar="ما فعلناه", en="What we did"), _said(incident.measures)),
        (Text(ar="للسؤال", en="Whom to ask"), _said(incident.contact)),
        (Text(ar="رقم الواقعة", en="Reference"), Text(ar=incident.reference, en=incident.reference)),
    ]
    what_to_do = Text(
        ar="ما يمكنك فعله: افتح «بياناتي» وانظر من اطّلع على بياناتك، واعترض على أي اطلاع لا تعرف سببه."
        " لا تعطِ أحدًا رقمك القومي أو كود الدخول إذا اتصل بك بسبب هذا الإخطار.",
        en="What you can do: open My data, see who looked at your data, and object to any look that you cannot explain."
        " Give nobody your national number or a sign-in code if they call you about this notice.",
    )
    return {"title": title.model_dump(), "lines": list(_lines(rows)), "paragraphs": [what_to_do.model_dump()]}


def sections_of(incident: Incident) -> Text | None:
    """Names of the sections concerned."""
    known = [pack().sections[slug].name for slug in incident.sections if slug in pack().sections]
    if not known:
        return None
    return Text(ar="، ".join(name.ar for name in known), en=", ".join(name.en for name in known))


def _guarded(incident: Incident) -> Text | None:
    sections = pack().sections
    return _yes() if any(sections[slug].guarded for slug in incident.sections if slug in sections) else None


def _lines(rows: list[tuple[Text, Text | None]]) -> Iterator[Line]:
    for name, value in rows:
        if value:
            yield {"name": name.model_dump(), "value": value.model_dump()}


def _said(words: str) -> Text | None:
    return Text(ar=words, en=words) if words.strip() else None


def _yes() -> Text:
    return Text(ar="نعم", en="yes")


def _number(number: int | None) -> Text | None:
    return None if number is None else Text(ar=arabic_digits(str(number)), en=str(number))


def _moment(at: datetime | None) -> Text | None:
    if not at:
        return None
    zone: Any = ZoneInfo(pack().timezone)
    written = {
        lang: format_datetime(at, "d MMMM y, HH:mm zzzz", zone, locale)
        for lang, locale in (("ar", "ar"), ("en", "en_GB"))
    }
    return Text(ar=arabic_digits(written["ar"]).replace(",", "،"), en=written["en"])
