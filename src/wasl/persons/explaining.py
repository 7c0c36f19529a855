"""The engine's reasons in words: which facts spoke for a pair and which against, and how strongly."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import Any

from wasl.core.text import Text
from wasl.country.api import pack

_TOKEN = re.compile(r"(?P<field>[a-z_]+)(?P<sign>[=~-][a-z]*)")

NAME_WORDS = {
    "given": Text(ar="الاسم الأول", en="Given name"),
    "father": Text(ar="اسم الأب", en="Father's name"),
    "grandfather": Text(ar="اسم الجد", en="Grandfather's name"),
    "family": Text(ar="اسم العائلة", en="Family name"),
}
_FIELDS = NAME_WORDS | {
    "mother": Text(ar="اسم الأم", en="Mother's name"),
    "mother_father": Text(ar="اسم والد الأم", en="Mother's father's name"),
}

_SIGNS = {
    "=": Text(ar="متطابق", en="agrees"),
    "=default": Text(ar="متطابق، لكنه تاريخ يُكتب حين يُجهل اليوم", en="agrees, yet it stands for an unknown day"),
    "~": Text(ar="متقارب", en="nearly agrees"),
    "~digit": Text(ar="يختلف رقم واحد", en="one digit differs"),
    "~doubtful": Text(ar="متطابق، لكن الرقم غير صحيح التركيب", en="agrees, yet the number is not a valid one"),
    "~swapped": Text(ar="اليوم والشهر تبادلا مكانيهما", en="day and month are exchanged"),
    "~part": Text(ar="يتفق جزآن من ثلاثة", en="two parts of three agree"),
    "~year": Text(ar="تتفق السنة", en="the year agrees"),
    "-": Text(ar="مختلف", en="differs"),
    "-near": Text(ar="مختلف، والسنوات متقاربة", en="differs, the years are near"),
    "-some": Text(ar="كلمات مشتركة قليلة", en="few words in common"),
}

STRENGTH = {"=": 3, "~": 1, "-": -3, "=default": 1, "~doubtful": 2, "-near": -2, "-some": -1}
"""How long a bar is drawn where only the sign is known: a drawing, not a measure."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one fact said. `bits` is what it adds to the weight; None where the standing model is not at hand."""

    field: str
    name: Text
    words: Text
    strength: float  # below zero: it spoke against
    bits: float | None = None

    @property
    def against(self) -> bool:
        return self.strength < 0


def spoken(reason: str | None, bits: Mapping[str, float] | None = None) -> list[Spoken]:
    """A reason line taken apart, the strongest first. `bits`: what each token of it is worth; used where it tells all.

    >>> [(one.name.en, one.words.en, one.against) for one in spoken("birth_date~swapped; mother-")]
    [("Mother's name", 'differs', True), ('Date of birth', 'day and month are exchanged', False)]
    """
    tokens = list(_TOKEN.finditer(reason or ""))
    known = bits if bits and all(match[0] in bits for match in tokens) else {}
    found = [_spoken(match["field"], match["sign"], known) for match in tokens]
    return sorted(found, key=lambda one: (-abs(one.strength), one.against))


def _spoken(field: str, sign: str, bits: Mapping[str, float]) -> Spoken:
    worth = bits.get(f"{field}{sign}")
    guess = STRENGTH.get(sign, STRENGTH[sign[0]])
    words = _SIGNS.get(sign, _SIGNS[sign[0]])
    return Spoken(field, _field_name(field), words, guess if worth is None else worth, worth)


def _field_name(field: str) -> Text:
    concept = pack().concepts.get(field)
    return _FIELDS.get(field) or (concept.name if concept else _as_it_is(field))


@lru_cache(64)
def _as_it_is(field: str) -> Text:
    return Text(ar=field, en=field)


_LEVELS = {
    "=": ("same",),
    "=default": ("same-default",),
    "~": ("close", "many"),
    "~digit": ("close",),
    "~doubtful": ("same-doubtful",),
    "~swapped": ("swapped",),
    "~part": ("one-part",),
    "~year": ("default-year",),
    "-": ("different", "few"),
    "-near": ("near",),
    "-some": ("some",),
}
"""Which levels of a kept model (`linkage.weights`) a sign stands for; a name agrees in bands, `same-1` to `same-9`."""

LEAST = 1e-9


def bits_of(reason: str | None, weight: float | None, quality: Mapping[str, Any]) -> dict[str, float]:
    """What each token of a reason line is worth by what a run has kept of its model; empty where it kept nothing.

    A kind of pairs that the run met often carries its own account; for another, each fact is taken by itself.
    """
    met = [kind for kind in quality.get("patterns", ()) if kind["reason"] == reason and kind.get("example")]
    if met:
        nearest = min(met, key=lambda kind: abs(kind["weight"] - (weight or 0.0)))
        return {step["fact"]: step["bits"] for step in nearest["example"]}
    levels = quality.get("weights", ())
    found = {match[0]: _worth(match["field"], match["sign"], levels) for match in _TOKEN.finditer(reason or "")}
    return {token: bits for token, bits in found.items() if bits is not None}


def _worth(field: str, sign: str, levels: Iterable[Mapping[str, Any]]) -> float | None:
    wanted = _LEVELS.get(sign, ())
    met = [one for one in levels if one["field"] == field and (one["level"] in wanted or _band(one["level"], sign))]
    match, other = (sum(one[side] for one in met) for side in ("match", "other"))
    return log2(max(match, LEAST) / max(other, LEAST)) if met else None


def _band(level: str, sign: str) -> bool:
    return sign == "=" and level.startswith("same-") and level[5:].isdecimal()


_LEANINGS = (
    (0.95, Text(ar="يكاد المحرك يجزم أنه الشخص نفسه", en="The engine is nearly sure: the same person")),
    (0.8, Text(ar="الأرجح بقوة أنه الشخص نفسه", en="Very likely the same person")),
    (0.6, Text(ar="الأرجح أنه الشخص نفسه", en="More likely the same person than not")),
    (0.4, Text(ar="الاحتمالان متساويان تقريبًا", en="It could be either way")),
    (0.2, Text(ar="الأرجح أنه شخص آخر", en="More likely somebody else")),
    (0.0, Text(ar="الأرجح بقوة أنه شخص آخر", en="Very likely somebody else")),
)
_NEVER_THOUGHT = Text(ar="لم يقترح المحرك هذه الحالة", en="The engine did not propose this pair")


def leaning(probability: float | None) -> Text:
    """What the engine thinks, in words.

    >>> leaning(0.5).en
    'It could be either way'
    """
    if probability is None:
        return _NEVER_THOUGHT
    return next(words for least, words in _LEANINGS if probability >= least)
