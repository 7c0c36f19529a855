"""What a change of rules means for people, rule by rule and in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wasl.core.text import Text
from wasl.country.api import PolicyRule
from wasl.trust.policies import words
from wasl.trust.policies.words import listed


@dataclass(frozen=True)
class Difference:
    """One rule that comes, goes or changes."""

    rule: str
    kind: str  # added, removed, changed
    said: tuple[Text, ...]


def differences(before: Mapping[str, PolicyRule], after: Mapping[str, PolicyRule]) -> list[Difference]:
    """In the order of the rules that stand, new ones last."""
    found = []
    for slug in [*before, *(one for one in after if one not in before)]:
        old, new = before.get(slug), after.get(slug)
        if old != new:
            kind = "removed" if new is None else "added" if old is None else "changed"
            found.append(Difference(slug, kind, tuple(_said(old, new))))
    return found


def _said(old: PolicyRule | None, new: PolicyRule | None) -> Iterator[Text]:
    if old and new:
        yield from _changed(old, new)
    elif new:
        yield _whole(new, _WOULD_NEVER if new.effect == "refuse" else _WOULD)
    elif old:
        yield _whole(old, _WOULD_NOT_BE_CLOSED if old.effect == "refuse" else _WOULD_NOT)


def _whole(rule: PolicyRule, said: tuple[str, str]) -> Text:
    return _sentence(rule, said, listed([words.section_name(one) for one in rule.sections]))


def _sentence(rule: PolicyRule, said: tuple[str, str], what: Text) -> Text:
    who, purpose = words.who(rule), words.purpose_name(rule.purpose)
    return Text(
        ar=f"{who.ar}: {said[0]} {what.ar}، لغرض «{purpose.ar}»", en=f"{who.en} {said[1]} {what.en} for “{purpose.en}”"
    )


_WOULD = ("سيرى", "would see")
_ALSO = ("سيرى أيضًا", "would also see")
_WOULD_NOT = ("لن يرى بعد ذلك", "would no longer see")
_WOULD_NEVER = ("لن يرى أبدًا", "would never see")
_WOULD_NOT_BE_CLOSED = ("لن يُحجب عنه بعد ذلك", "would no longer be barred from")


def _changed(old: PolicyRule, new: PolicyRule) -> Iterator[Text]:
    if old.effect == new.effect:
        gone, come = (_WOULD_NOT, _ALSO) if new.effect == "permit" else (_WOULD_NOT_BE_CLOSED, _WOULD_NEVER)
        if less := [words.section_name(one) for one in old.sections if one not in new.sections]:
            yield _sentence(old, gone, listed(less))
        if more := [words.section_name(one) for one in new.sections if one not in old.sections]:
            yield _sentence(new, come, listed(more))
    for name, label, told in _FIELDS:
        if getattr(old, name) != getattr(new, name):
            was, will = told(old), told(new)
            yield Text(
                ar=f"{label.ar}: كان «{was.ar}» وسيصبح «{will.ar}»",
                en=f"{label.en}: was “{was.en}”, would be “{will.en}”",
            )


def _names(field: str, name: Callable[[str], Text]) -> Callable[[PolicyRule], Text]:
    def told(rule: PolicyRule) -> Text:
        value: Any = getattr(rule, field)
        if value == "all":
            return Text(ar="الكل", en="all")
        return listed([name(one) for one in value])

    return told


def _choice(field: str, names: Mapping[Any, Text]) -> Callable[[PolicyRule], Text]:
    return lambda rule: names.get(getattr(rule, field), words.slug_text(str(getattr(rule, field))))


_YES_NO = {True: Text(ar="نعم", en="yes"), False: Text(ar="لا", en="no")}
_FIELDS: tuple[tuple[str, Text, Callable[[PolicyRule], Text]], ...] = (
    ("purpose", Text(ar="الغرض", en="purpose"), lambda rule: words.purpose_name(rule.purpose)),
    (
        "effect",
        Text(ar="الأثر", en="effect"),
        _choice("effect", {"permit": Text(ar="يسمح", en="permits"), "refuse": Text(ar="يمنع", en="refuses")}),
    ),
    ("roles", Text(ar="الأدوار", en="roles"), _names("roles", words.role_name)),
    ("offices", Text(ar="الجهات", en="bodies"), _names("offices", words.office_name)),
    (
        "channels",
        Text(ar="القنوات", en="channels"),
        _names("channels", lambda one: words.CHANNELS.get(one, words.slug_text(one))),
    ),
    ("assurance", Text(ar="درجة التحقق من الداخل", en="assurance"), _choice("assurance", words.ASSURANCES)),
    (
        "case",
        Text(ar="رقم الملف", en="case"),
        _choice("case", {"any": Text(ar="غير مطلوب", en="not needed"), "required": Text(ar="مطلوب", en="required")}),
    ),
    ("case_kinds", Text(ar="أنواع الملفات", en="kinds of case"), _names("case_kinds", words.slug_text)),
    ("only", Text(ar="بيانات بعينها فقط", en="only these data"), _names("only", words.attribute_name)),
    ("sensitive", Text(ar="البيانات الحساسة", en="sensitive data"), _names("sensitive", words.attribute_name)),
    ("masked", Text(ar="يظهر جزء منها", en="shown in part"), _names("masked", words.attribute_name)),
    (
        "withheld",
        Text(ar="قيود محجوبة", en="rows that stay closed"),
        lambda rule: listed([words.slug_text(f"{one.register_}.{one.attribute}") for one in rule.withheld]),
    ),
    (
        "basis",
        Text(ar="السند", en="ground"),
        _choice("basis", {"law": Text(ar="القانون", en="law"), "consent": Text(ar="الموافقة", en="consent")}),
    ),
    ("emergency", Text(ar="يفتح في الطوارئ", en="opens in an emergency"), _choice("emergency", _YES_NO)),
    ("legal_basis", Text(ar="النص القانوني", en="legal basis"), words.ground),
    (
        "source",
        Text(ar="أين يُقرأ النص", en="where the basis can be read"),
        lambda rule: words.slug_text(rule.source or "-"),
    ),
    ("assumed", Text(ar="افتراض لم يؤكده أحد", en="assumed, not confirmed"), _choice("assumed", _YES_NO)),
    ("valid_from", Text(ar="يسري من", en="holds from"), lambda rule: words.slug_text(str(rule.valid_from))),
    ("valid_to", Text(ar="يسري حتى", en="holds to"), lambda rule: words.slug_text(str(rule.valid_to or "-"))),
)
