"""One look held against the rules: which attribute is permitted, and in words why another is not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from wasl.core.text import Text
from wasl.country.api import PolicyRule, Purpose, WithheldRows, pack
from wasl.trust.consents import Coverage
from wasl.trust.look import Assurance, Look

SECTION = "section"
"""Stands in a register's place where a whole section is asked for."""

SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Asked:
    """An attribute of a register, how guarded it is, and which concept of the pack it holds."""

    register: str
    attribute: str
    section: str
    sensitivity: str
    concept: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """By which a rule may name it."""
        return frozenset(name for name in (self.attribute, self.concept) if name)


@dataclass(frozen=True)
class Terms:
    """All that a rule may depend on: looks on the same terms, at people of the same consents, see the same."""

    purpose: str
    role: str
    office: str | None
    channel: str
    assurance: Assurance
    case: str | None  # kind of case; "" = of no known kind; None = no case
    emergency: bool


def terms_of(look: Look) -> Terms:
    return Terms(
        purpose=look.purpose,
        role=look.role,
        office=look.office,
        channel=look.channel,
        assurance=look.assurance,
        case=case_kind(look.case),
        emergency=look.emergency and bool(look.reason),
    )


def case_kind(number: str | None) -> str | None:
    """The kind of case by the form of its number; "" where no kind has this form, None without a number.

    Until cases are Wasl's own, the number is all that there is to go by.
    """
    if not number:
        return None
    kinds = pack().policies.case_kinds
    return next((slug for slug, kind in kinds.items() if re.fullmatch(kind.number, number)), "")


class Answer(NamedTuple):
    """`why` is None where the attribute may be seen."""

    why: Text | None
    basis: Text | None = None  # the right by which it may
    masked: bool = False
    by_consent: bool = False


class _Objection(NamedTuple):
    """How far a rule was from permitting: of several, the nearest one tells the asker most."""

    stage: int
    why: Text


@dataclass(frozen=True)
class _Standing:
    """A rule and what stands between it and this look, whatever the attribute."""

    rule: PolicyRule
    objection: _Objection | None


@dataclass(frozen=True)
class Ruling:
    """The rules of a purpose, held against one look."""

    given: Purpose
    permits: tuple[_Standing, ...]
    refuses: tuple[PolicyRule, ...]
    terms: Terms
    coverage: Coverage

    @classmethod
    def of(cls, given: Purpose, rules: Iterable[tuple[str, PolicyRule]], terms: Terms, coverage: Coverage) -> "Ruling":
        told = [(rule, _objection(rule, given, terms)) for _, rule in rules]
        return cls(
            given,
            tuple(_Standing(rule, why) for rule, why in told if rule.effect == "permit"),
            tuple(rule for rule, why in told if rule.effect == "refuse" and why is None),
            terms,
            coverage,
        )

    @property
    def withheld(self) -> tuple[WithheldRows, ...]:
        return tuple(rows for one in self.permits if one.objection is None for rows in one.rule.withheld)

    def on(self, asked: Asked) -> Answer:
        if asked.section not in self.given.sections:
            section = pack().sections[asked.section]
            return Answer(_not_named(section.name, self.given.name, guarded=section.guarded))
        for rule in self.refuses:
            if asked.section in rule.sections and _named(rule.only, asked) and not _is_whole(asked, rule):
                return Answer(_forbidden(self._basis(rule), _section(asked)))
        answers = [self._by(one, asked) for one in self.permits]
        opened = [answer for answer in answers if isinstance(answer, Answer)]
        if opened:  # by the rule that shows most
            return min(opened, key=lambda answer: (answer.masked, answer.by_consent))
        objections = [answer for answer in answers if isinstance(answer, _Objection)]
        return Answer(max(objections).why if objections else _no_rule(_section(asked), self.given.name))

    def _by(self, standing: _Standing, asked: Asked) -> Answer | _Objection | None:
        rule = standing.rule
        if asked.section not in rule.sections:
            return None
        if standing.objection:
            return standing.objection
        if not _names_it(rule, asked):
            return _Objection(6, _needs_a_name(_section(asked), self.given.name))
        if rule.basis == "law" or (rule.emergency and self.terms.emergency):
            return Answer(None, self._basis(rule), _masks(rule, asked))
        if not self._consented(asked):
            return _Objection(7, _no_consent(_section(asked), self._basis(rule)))
        return Answer(None, self._basis(rule), _masks(rule, asked), by_consent=True)

    def _consented(self, asked: Asked) -> bool:
        if asked.section not in self.coverage.sections:
            return False
        return asked.sensitivity != SENSITIVE or bool({asked.section, *asked.names} & self.coverage.sensitive)

    def _basis(self, rule: PolicyRule) -> Text:
        return rule.legal_basis or self.given.legal_basis


def _objection(rule: PolicyRule, given: Purpose, terms: Terms) -> _Objection | None:
    """What keeps this look from this rule, whatever it asks for."""
    if terms.role not in rule.roles:
        return _Objection(1, _not_for(_ROLE, given.name))
    if rule.offices and terms.office not in rule.offices:
        return _Objection(2, _not_for(_BODY, given.name))
    if rule.channels and terms.channel not in rule.channels:
        return _Objection(3, _not_for(_CHANNEL, given.name))
    if terms.assurance.rank < Assurance(rule.assurance).rank:
        return _Objection(4, _SURER)
    if rule.case == "required" and (terms.case is None or (rule.case_kinds and terms.case not in rule.case_kinds)):
        return _Objection(5, _needs_a_case(rule.case_kinds))
    return None


def _named(only: tuple[str, ...], asked: Asked) -> bool:
    return not only or bool(asked.names & set(only))


def _is_whole(asked: Asked, rule: PolicyRule) -> bool:
    """A rule on single attributes says nothing of the section as such."""
    return asked.register == SECTION and bool(rule.only)


def _names_it(rule: PolicyRule, asked: Asked) -> bool:
    if asked.register == SECTION:
        return True
    if not _named(rule.only, asked):
        return False
    return asked.sensitivity != SENSITIVE or rule.sensitive == "all" or bool(asked.names & set(rule.sensitive))


def _masks(rule: PolicyRule, asked: Asked) -> bool:
    return bool(asked.names & set(rule.masked))


def _section(asked: Asked) -> Text:
    return pack().sections[asked.section].name


_ROLE = Text(ar="هذا الدور الوظيفي", en="this role")
_BODY = Text(ar="هذه الجهة", en="this body")
_CHANNEL = Text(ar="هذه القناة", en="this channel")
_SURER = Text(
    ar="مرفوض: هذه البيانات تحتاج دخولًا أوثق إلى الحساب", en="refused: these data need a surer way of signing in"
)


@lru_cache(1024)
def _not_named(section: Text, given: Text, *, guarded: bool) -> Text:
    return Text(
        ar=f"مرفوض: قسم «{section.ar}» {'محمي و' if guarded else ''}لا يشمله غرض «{given.ar}»",
        en=f"refused: the section {section.en} is {'guarded and ' if guarded else ''}"
        f"not covered by the purpose “{given.en}”",
    )


@lru_cache(1024)
def _no_rule(section: Text, given: Text) -> Text:
    return Text(
        ar=f"مرفوض: لا توجد قاعدة تفتح قسم «{section.ar}» لغرض «{given.ar}»",
        en=f"refused: no rule opens the section {section.en} for the purpose “{given.en}”",
    )


@lru_cache(1024)
def _not_for(who: Text, given: Text) -> Text:
    return Text(
        ar=f"مرفوض: غرض «{given.ar}» غير متاح من خلال {who.ar}",
        en=f"refused: the purpose “{given.en}” is not open to {who.en}",
    )


@lru_cache(1024)
def _needs_a_case(kinds: tuple[str, ...]) -> Text:
    named = [pack().policies.case_kinds[kind].name for kind in kinds]
    if not named:
        return Text(ar="مرفوض: اذكر رقم الملف الذي تعمل عليه", en="refused: name the case that you work on")
    return Text(
        ar=f"مرفوض: اذكر رقم الملف الذي تعمل عليه: {' أو '.join(name.ar for name in named)}",
        en=f"refused: name the case that you work on: {' or '.join(name.en for name in named)}",
    )


@lru_cache(1024)
def _needs_a_name(section: Text, given: Text) -> Text:
    return Text(
        ar=f"مرفوض: في قسم «{section.ar}» بيانات حساسة لا تُفتح لغرض «{given.ar}» إلا إذا نُص عليها بالاسم",
        en=f"refused: sensitive data of the section {section.en} are open to the purpose “{given.en}” only by name",
    )


@lru_cache(1024)
def _no_consent(section: Text, basis: Text) -> Text:
    return Text(
        ar=f"مرفوض: قسم «{section.ar}» يحتاج موافقة صريحة من صاحب البيانات ({basis.ar})، ولا توجد موافقة مسجلة",
        en=f"refused: the section {section.en} needs the person's explicit consent; none is recorded ({basis.en})",
    )


@lru_cache(1024)
def _forbidden(basis: Text, section: Text) -> Text:
    return Text(
        ar=f"مرفوض: بيانات من قسم «{section.ar}» محجوبة عن هذا الغرض ({basis.ar})",
        en=f"refused: data of the section {section.en} are closed to this purpose ({basis.en})",
    )
