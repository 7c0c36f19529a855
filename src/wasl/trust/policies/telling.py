"""Whether what a form tells is a rule: each fault beside the field that it belongs to."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from wasl.core.text import Text
from wasl.country.api import PolicyRule, pack

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Fault:
    """`field` is one of PolicyRule, or "rule" for its id."""

    field: str
    what: Text


def faults_of(slug: str, told: Mapping[str, Any], known_roles: Collection[str] = ()) -> list[Fault]:
    """Empty where the rule may be proposed."""
    found = [] if _SLUG.fullmatch(slug) else [Fault("rule", _BAD_SLUG)]
    try:
        rule = PolicyRule.model_validate(told)
    except ValidationError as error:
        return found + [_fault(str((one["loc"] or ("",))[0]), one["msg"]) for one in error.errors()]
    return found + list(_unknown(rule, known_roles))


def told_of(rule: PolicyRule) -> dict[str, Any]:
    """As policies.yaml tells it: what is left at its default is left out."""
    return rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def yaml_of(slug: str, told: Mapping[str, Any]) -> str:
    return str(yaml.safe_dump({slug: dict(told)}, allow_unicode=True, sort_keys=False, width=100))


def _fault(field: str, message: str) -> Fault:
    for words, (place, what) in _TOGETHER.items():
        if words in message:
            return Fault(place, what)
    if field in ("valid_from", "valid_to"):
        return Fault(field, _BAD_DAY)
    return Fault(field, _MISSING if field in _NEEDED else _BAD_VALUE)


def _unknown(rule: PolicyRule, known_roles: Collection[str]) -> Iterator[Fault]:
    given = pack().purposes.get(rule.purpose)
    for field, known in (
        ("offices", pack().agencies),
        ("sections", pack().sections),
        ("case_kinds", pack().policies.case_kinds),
        ("roles", known_roles or rule.roles),
    ):
        if lost := [name for name in getattr(rule, field) if name not in known]:
            yield Fault(field, _not_known(lost))
    if given is None:
        yield Fault("purpose", _not_known([rule.purpose]))
    elif rule.effect == "permit" and (beyond := [one for one in rule.sections if one not in given.sections]):
        names = [pack().sections[one].name for one in beyond if one in pack().sections]
        yield Fault("sections", _beyond(names, given.name)) if names else Fault("sections", _not_known(beyond))


def _not_known(names: list[str]) -> Text:
    return Text(
        ar=f"غير معروف في حزمة الدولة: {'، '.join(names)}", en=f"unknown to the country pack: {', '.join(names)}"
    )


def _beyond(names: list[Text], purpose: Text) -> Text:
    return Text(
        ar=f"غرض «{purpose.ar}» لا يحتاج {'، '.join(name.ar for name in names)}: أزلها من هنا",
        en=f"the purpose “{purpose.en}” does not need {', '.join(name.en for name in names)}: leave it out",
    )


_BAD_SLUG = Text(
    ar="اكتب اسمًا من حروف لاتينية صغيرة وأرقام وبينها شرطات، مثل tax-residence",
    en="write a name of small Latin letters and digits with hyphens between, such as tax-residence",
)
_MISSING = Text(ar="اختر قيمة واحدة على الأقل", en="choose at least one")
_BAD_VALUE = Text(ar="هذه القيمة غير صالحة هنا: راجعها", en="this value does not fit here: check it")
_BAD_DAY = Text(
    ar="اكتب اليوم هكذا: السنة ثم الشهر ثم اليوم، مثل 2026-12-01",
    en="write the day as year, month and day, such as 2026-12-01",
)
_NEEDED = frozenset({"purpose", "roles", "sections", "basis"})
_TOGETHER = {
    "is before valid_from": (
        "valid_to",
        Text(ar="اليوم الأخير قبل اليوم الأول: صحح أحدهما", en="the last day is before the first: correct one of them"),
    ),
    "case_kinds goes together": (
        "case",
        Text(ar="اخترت نوع ملف، فاجعل رقم الملف مطلوبًا", en="a kind of case is chosen, so a case must be required"),
    ),
    "a rule that refuses": (
        "effect",
        Text(
            ar="القاعدة التي تمنع سندها القانون، ولا موافقة فيها ولا طوارئ ولا إظهار جزئي",
            en="a rule that refuses rests on law, without consent, emergency or showing in part",
        ),
    ),
}
