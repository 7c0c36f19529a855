"""The lawful reasons to look at a person: the country pack says which, and from when to when."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import Purpose, pack


def purposes(today: date | None = None) -> dict[str, Purpose]:
    """Those that may be named on a day, by slug."""
    day = today or _today()
    return {slug: purpose for slug, purpose in pack().purposes.items() if purpose.holds_on(day)}


def purpose(slug: str, today: date | None = None) -> Purpose:
    """The purpose of that slug. Raises Refusal when it is unknown, not yet in force or no longer."""
    day = today or _today()
    found = pack().purposes.get(slug)
    if found and found.holds_on(day):
        return found
    raise Refusal(_why_not(slug, found, day), where=f"purpose {slug}", mend=_what_instead(day))


def _why_not(slug: str, found: Purpose | None, day: date) -> Text:
    if not found:
        return Text(ar=f"الغرض «{slug}» غير معروف", en=f"the purpose “{slug}” is unknown")
    if day < found.valid_from:
        return Text(
            ar=f"غرض «{found.name.ar}» يسري من {found.valid_from}",
            en=f"the purpose “{found.name.en}” holds only from {found.valid_from}",
        )
    return Text(
        ar=f"انتهى العمل بغرض «{found.name.ar}» في {found.valid_to}",
        en=f"the purpose “{found.name.en}” ended on {found.valid_to}",
    )


def _what_instead(day: date) -> Text:
    known = purposes(day)
    if not known:
        return Text(ar="لا يوجد غرض سارٍ في حزمة الدولة", en="no purpose of the country pack holds today: renew one")
    return Text(
        ar="اختر غرضًا ساريًا: " + "، ".join(f"{p.name.ar} ({slug})" for slug, p in known.items()),
        en="choose one that holds: " + ", ".join(f"{p.name.en} ({slug})" for slug, p in known.items()),
    )


def _today() -> date:
    return datetime.now(ZoneInfo(pack().timezone)).date()
