"""A look, as the person who was looked at reads it: no slug, no code, own looks folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.utils import timezone

from wasl.cases.api import is_theirs
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Role
from wasl.identity.openid.api import RelyingParty, party_named
from wasl.persons.api import NO_GUARDIAN
from wasl.registers.api import catalogue
from wasl.trust.log.api import Entry

CHANNELS = {
    "backoffice": Text(ar="شاشة الموظفين", en="the officers' pages"),
    "api": Text(ar="برنامج متصل بالمنصة", en="a program of the agency"),
    "terminal": Text(ar="أمر على خادم المنصة", en="a command on the platform's machine"),
    "portal": Text(ar="صفحات المواطن", en="the citizen's pages"),
    "openid": Text(ar="برنامج دخلتَ إليه بحسابك", en="a program that you signed in to with your account"),
    "wallet": Text(ar="محفظتك الرقمية", en="your wallet"),
    "platform": Text(ar="المنصة آليًا", en="the platform, by itself"),
    "counter": Text(ar="شباك زرته", en="a counter that you visited"),
    "verification": Text(ar="صفحة التحقق من الهوية", en="the page for verifying identity"),
    "verification-api": Text(ar="برنامج يتحقق من الهوية", en="a program that verifies identity"),
}
KINDS = {
    "search": Text(ar="ظهر اسمك في نتيجة بحث", en="Your name came up in a search"),
    "picture": Text(ar="قُرئت بياناتك", en="Your data were read"),
    "log": Text(ar="قُرئ سجل الاطلاع عليك", en="The list of looks at you was read"),
    "export": Text(ar="نُزّلت نسخة من بياناتك", en="A copy of your data was downloaded"),
    "consent": Text(ar="فُتحت موافقاتك أو تغيّرت", en="Your consents were opened or changed"),
    "request": Text(ar="قُرئ طلب قدمته", en="A request of yours was read"),
    "case": Text(
        ar="فُتح طلب لك عند جهة، أو قُرئت بياناتك من أجله",
        en="A request of yours for a service was opened, or your data were read for it",
    ),
    "verify": Text(
        ar="سُئل: هل أنت من تقول؟ ولم تُعرض بياناتك",
        en="It was asked whether you are who you say; none of your data were shown",
    ),
}
PARTY = "party:"
"""What the log puts before the name of a program that people sign in to."""
UNKNOWN_OFFICE = Text(ar="جهة غير معروفة", en="an unknown office")
PLATFORM = Text(ar="المنصة نفسها", en="the platform itself")
SOMEBODY_CLOSE = Text(ar="أبوك أو أمك، من صفحتهما", en="your father or mother, from their own page")
SOMEBODY_ELSE = Text(ar="مواطن آخر، ولم يُعرض عليه شيء", en="another citizen, to whom nothing was shown")
SIGN_IN = Text(ar="كُتب رقمك القومي لدخول صفحتك", en="Your national number was written to sign in to your page")


@dataclass(frozen=True)
class LookSight:
    """One entry in words."""

    entry: Entry
    person: str

    @property
    def own(self) -> bool:
        return self.entry.actor == f"citizen:{self.person}"

    @property
    def of_platform(self) -> bool:
        return self.entry.actor.startswith("platform:")

    @property
    def of_citizen(self) -> bool:
        """Only a parent gets to see anything of somebody else."""
        return self.entry.actor.startswith("citizen:")

    @property
    def of_program(self) -> bool:
        """Of a program that people sign in to."""
        return self.entry.actor.startswith(PARTY)

    @property
    def program(self) -> Text | None:
        """What that program is called; once it is gone, what it was called when it looked."""
        if not self.of_program:
            return None
        return self._party.name if self._party else Text(ar=self.entry.actor_name, en=self.entry.actor_name)

    @property
    def is_licensed(self) -> bool:
        """It is a company's: the office only licensed it."""
        return bool(self._party and self._party.company)

    @cached_property
    def _party(self) -> RelyingParty | None:
        try:
            return party_named(self.entry.actor.removeprefix(PARTY))
        except Unknown:
            return None

    @property
    def office(self) -> Text:
        if not self.entry.office:
            return self._nobodys_office
        return pack().agencies.get(self.entry.office, UNKNOWN_OFFICE)

    @property
    def _nobodys_office(self) -> Text:
        if self.of_citizen:
            return SOMEBODY_ELSE if self.entry.outcome == NO_GUARDIAN else SOMEBODY_CLOSE
        return PLATFORM if self.of_platform else UNKNOWN_OFFICE

    @property
    def role(self) -> str:
        return str(Role(self.entry.role).label) if self.entry.role in Role.values else ""

    @property
    def purpose(self) -> Text | None:
        found = pack().purposes.get(self.entry.purpose)
        return found.name if found else None

    @property
    def kind(self) -> Text:
        if self.entry.actor == "platform:sign-in":
            return SIGN_IN
        return KINDS.get(str(self.entry.kind), KINDS["picture"])

    @cached_property
    def request(self) -> str:
        """The number of the request that the look was for, where its page opens for this person."""
        case = self.entry.case or ""
        return case if str(self.entry.kind) == "case" and is_theirs(case, self.person) else ""

    @property
    def channel(self) -> Text | None:
        return CHANNELS.get(self.entry.channel)

    @property
    def sections(self) -> list[Text]:
        names = pack().sections
        return [names[slug].name for slug in self.entry.sections if slug in names]

    @property
    def guarded(self) -> bool:
        return any(pack().sections[slug].guarded for slug in self.entry.sections if slug in pack().sections)

    @property
    def registers(self) -> list[Text]:
        return _names(self.entry.registers)

    @property
    def missing(self) -> list[Text]:
        return _names(self.entry.missing)

    @property
    def refused(self) -> bool:
        return self.entry.outcome.startswith("refused")

    @property
    def others(self) -> int:
        """How many other people were shown with this one."""
        return max(0, len(self.entry.persons) - 1)

    @property
    def after_hours(self) -> bool:
        staff = not (self.own or self.of_platform or self.of_citizen or self.entry.channel == "openid")
        return staff and not pack().in_office_hours(self.entry.at)


def _names(registers: Iterable[str]) -> list[Text]:
    manifests = catalogue().manifests
    return [manifests[slug].name for slug in registers if slug in manifests]


@dataclass(frozen=True)
class Line:
    """A look of somebody else, or one's own looks in a row as one line."""

    looks: list[LookSight]

    @property
    def first(self) -> LookSight:
        return self.looks[0]

    @property
    def own(self) -> bool:
        return self.first.own


def folded(entries: Iterable[Entry], person: str) -> list[Line]:
    """Newest first; neighbouring looks of the person's own are one line."""
    return list(_lines(LookSight(entry, person) for entry in entries))


def _lines(looks: Iterable[LookSight]) -> Iterator[Line]:
    for own, run in groupby(looks, key=lambda look: look.own):
        together = list(run)
        yield from [Line(together)] if own else (Line([look]) for look in together)


@dataclass(frozen=True)
class Choice:
    """One thing to filter by."""

    value: str
    name: str


def offices(entries: Iterable[Entry], language: str) -> list[Choice]:
    found = {entry.office for entry in entries if entry.office}
    names = [Choice(slug, pack().agencies.get(slug, UNKNOWN_OFFICE).in_language(language)) for slug in found]
    return sorted(names, key=lambda one: one.name)


def months(entries: Iterable[Entry]) -> list[datetime]:
    """The first instant of each month with a look, newest first, in the country's time."""
    zone = timezone.get_current_timezone()
    found = {entry.at.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0) for entry in entries}
    return sorted(found, reverse=True)


def month_of(moment: datetime) -> str:
    return moment.astimezone(timezone.get_current_timezone()).strftime("%Y-%m")
