"""The register of processing activities: what is done with personal data, for what, by whom, on what ground.

Made out of the country pack, the policies and the ledger whenever it is read: nothing of it is typed by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from wasl.core.text import Text
from wasl.country.api import PolicyRule, Purpose, pack
from wasl.protection.terms import terms
from wasl.protection.watching.kept import KeptLooks
from wasl.registers.api import Sensitivity, catalogue
from wasl.trust.policies.api import current


@dataclass(frozen=True)
class Held:
    """A register that an activity reads."""

    id: str
    name: Text
    owner: Text
    section: str
    sensitive: bool


@dataclass(frozen=True)
class Activity:
    """One purpose with everything that is said of it."""

    purpose: Purpose
    owner: Text
    in_force: bool
    sections: tuple[tuple[Text, bool], ...]  # name, guarded
    registers: tuple[Held, ...]
    roles: tuple[str, ...]
    bodies: tuple[Text, ...]  # none: every body of the roles
    recipients: tuple[Text, ...]
    safeguards: tuple[Text, ...]
    rules: tuple[str, ...]
    looks: int | None  # of staff in the last days; None: fewer than may be told
    keep_days: int

    @property
    def sensitive(self) -> bool:
        return any(guarded for _, guarded in self.sections) or any(one.sensitive for one in self.registers)


def activities(today: date, now: datetime) -> list[Activity]:
    """In the order of the pack."""
    counts = _counts(now)
    return [_activity(purpose, today, counts) for purpose in pack().purposes.values()]


def _activity(purpose: Purpose, today: date, counts: dict[str, int]) -> Activity:
    rules = dict(current().of(purpose.id, today))
    permits = [rule for rule in rules.values() if rule.effect == "permit"]
    agencies, sections = pack().agencies, pack().sections
    offices = [] if any(not rule.offices for rule in permits) else sorted({o for rule in permits for o in rule.offices})
    looks = counts.get(purpose.id, 0)
    registers = tuple(_registers(purpose))
    return Activity(
        purpose=purpose,
        owner=agencies[purpose.owner],
        in_force=purpose.holds_on(today),
        sections=tuple((sections[slug].name, sections[slug].guarded) for slug in purpose.sections),
        registers=registers,
        roles=tuple(sorted({role for rule in permits for role in rule.roles})),
        bodies=tuple(agencies[slug] for slug in offices),
        recipients=_recipients(offices, permits),
        safeguards=tuple(_safeguards(rules.values())),
        rules=tuple(rules),
        looks=looks if looks >= terms().activities.small_cell or not looks else None,
        keep_days=purpose.keep_days,
    )


def _registers(purpose: Purpose) -> Iterable[Held]:
    for manifest in catalogue().manifests.values():
        if manifest.section in purpose.sections and manifest.persons:
            sensitive = manifest.sensitivity == Sensitivity.SENSITIVE
            owner = pack().agencies[manifest.owner]
            yield Held(manifest.id, manifest.name, owner, manifest.section, sensitive)


def _recipients(offices: list[str], permits: list[PolicyRule]) -> tuple[Text, ...]:
    """Who receives: the bodies that look, and the person where they may see it themselves."""
    found = [pack().agencies[slug] for slug in offices]
    if any("citizen" in rule.roles for rule in permits):
        found.append(Text(ar="صاحب البيانات نفسه", en="The person themselves"))
    return tuple(found)


def _safeguards(rules: Iterable[PolicyRule]) -> Iterable[Text]:
    every = list(rules)
    yield Text(ar="كل اطلاع يُقيَّد قبل أن تظهر البيانات", en="Every look is on record before the data appear")
    yield Text(ar="ما لم تسمح به قاعدة يبقى مغلقًا", en="What no rule permits stays closed")
    if any(rule.basis == "consent" for rule in every):
        yield Text(ar="موافقة صاحب البيانات، وله سحبها في أي وقت", en="Consent of the person, withdrawn at any time")
    if any(rule.case == "required" for rule in every):
        yield Text(ar="رقم طلب أو قضية", en="A case number")
    if any(rule.assurance != "low" for rule in every):
        yield Text(ar="دخول بأكثر من كلمة مرور", en="Sign-in by more than a password")
    if any(rule.masked for rule in every):
        yield Text(ar="بعض الخانات تظهر ناقصة", en="Some fields are shown in part")
    if any(rule.withheld for rule in every):
        yield Text(ar="بعض القيود لا تظهر", en="Some rows are withheld")
    if any(rule.emergency for rule in every):
        yield Text(ar="الدخول الطارئ يُبرَّر بعده", en="Emergency access is justified afterwards")


def _counts(now: datetime) -> dict[str, int]:
    """Looks of staff by purpose, as far as the last pass of the watch has read."""
    path = KeptLooks().path
    if not path.exists():
        return {}
    since = now - timedelta(days=terms().activities.days)
    looks = pl.scan_parquet(path).filter(pl.col("at") >= since).group_by("purpose").agg(pl.len())
    return dict(looks.collect().iter_rows())
