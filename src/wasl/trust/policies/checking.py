"""Rules held against each other and against the pack: what contradicts, what can never apply, what nobody opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wasl.core.text import Text
from wasl.country.api import PolicyExample, PolicyRule, pack
from wasl.trust.consents import Coverage
from wasl.trust.deciding import SECTION, Asked, Question, decide_on, today
from wasl.trust.look import Assurance
from wasl.trust.policies import words
from wasl.trust.policies.editions import Edition
from wasl.trust.ruling import Terms, case_kind


class Trouble(StrEnum):
    CONTRADICTION = "contradiction"  # a refusal takes everything that a permission gives; to be acknowledged
    OVERLAP = "overlap"  # a refusal takes some of it, or one permission gives nothing that another does not
    DEAD = "dead"  # can never apply
    GAP = "gap"  # a section that a purpose needs and no rule opens


@dataclass(frozen=True)
class Found:
    """`key` stays the same while the trouble does."""

    trouble: Trouble
    rules: tuple[str, ...]
    what: Text
    detail: str = ""

    @property
    def key(self) -> str:
        return ":".join([self.trouble, *self.rules, *([self.detail] if self.detail else [])])


def check_rules(edition: Edition, day: date | None = None) -> list[Found]:
    """Contradictions first."""
    on = day or today()
    live = {slug: rule for slug, rule in edition.rules.items() if rule.valid_to is None or rule.valid_to >= on}
    found = [*_dead(edition.rules, on), *_refusals(live), *_twice(live), *_gaps(live, on)]
    return sorted(found, key=lambda one: list(Trouble).index(one.trouble))


def _dead(rules: dict[str, PolicyRule], on: date) -> Iterator[Found]:
    for slug, rule in rules.items():
        for why in _never(rule, on):
            yield Found(Trouble.DEAD, (slug,), why)


def _never(rule: PolicyRule, on: date) -> Iterator[Text]:
    given = pack().purposes.get(rule.purpose)
    name = words.purpose_name(rule.purpose)
    if given is None:
        yield Text(ar=f"الغرض {name.ar} غير معروف", en=f"the purpose {name.en} is unknown")
    elif given.valid_to and given.valid_to < on:
        yield Text(ar=f"انتهى غرض «{name.ar}»", en=f"the purpose “{name.en}” is over")
    if rule.valid_to and rule.valid_to < on:
        yield Text(ar=f"انتهت في {rule.valid_to}", en=f"it ended on {rule.valid_to}")
    if rule.offices and not set(rule.offices) & set(pack().agencies):
        lost = ", ".join(rule.offices)
        yield Text(ar=f"جهة غير معروفة: {lost}", en=f"no such body: {lost}")
    if given and not set(rule.sections) & set(given.sections):
        yield Text(ar="لا يحتاج الغرض أيًا من أقسامها", en="the purpose needs none of its sections")


def _refusals(rules: dict[str, PolicyRule]) -> Iterator[Found]:
    refusing = {slug: rule for slug, rule in rules.items() if rule.effect == "refuse"}
    for slug, rule in rules.items():
        if rule.effect == "refuse":
            continue
        against = {other: _taken(rule, by) for other, by in refusing.items() if _covers(by, rule)}
        against = {other: some for other, some in against.items() if some}
        if taken := frozenset[str]().union(*against.values()):
            yield _taking(slug, rule, tuple(against), taken)


def _taking(slug: str, rule: PolicyRule, against: tuple[str, ...], taken: frozenset[str]) -> Found:
    whole = taken >= set(rule.sections)
    names = words.listed([words.section_name(one) for one in rule.sections if one in taken])
    if whole:
        what = Text(
            ar="ما تسمح به القاعدة ممنوع كله بقاعدة أخرى، فلن تفتح شيئًا",
            en="all that the rule permits is refused by another, so it opens nothing",
        )
    else:
        what = Text(ar=f"قاعدة أخرى تمنع منها: {names.ar}", en=f"another rule refuses of it: {names.en}")
    return Found(Trouble.CONTRADICTION if whole else Trouble.OVERLAP, (slug, *against), what, ",".join(sorted(taken)))


def _taken(rule: PolicyRule, by: PolicyRule) -> frozenset[str]:
    """Sections of a permission that a refusal closes whole."""
    if by.only and not (rule.only and set(rule.only) <= set(by.only)):
        return frozenset()
    return frozenset(rule.sections) & frozenset(by.sections)


def _covers(wide: PolicyRule, narrow: PolicyRule) -> bool:
    """Whether every look that the narrow rule fits is one that the wide rule fits, on every day of the narrow one."""
    ranks = Assurance(wide.assurance).rank, Assurance(narrow.assurance).rank
    return (
        wide.purpose == narrow.purpose
        and set(narrow.roles) <= set(wide.roles)
        and _within(narrow.offices, wide.offices)
        and _within(narrow.channels, wide.channels)
        and ranks[0] <= ranks[1]
        and (wide.case == "any" or (narrow.case == "required" and _within(narrow.case_kinds, wide.case_kinds)))
        and wide.valid_from <= narrow.valid_from
        and (wide.valid_to is None or (narrow.valid_to is not None and narrow.valid_to <= wide.valid_to))
    )


def _within(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    """An empty list sets no condition."""
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _twice(rules: dict[str, PolicyRule]) -> Iterator[Found]:
    permits = [(slug, rule) for slug, rule in rules.items() if rule.effect == "permit"]
    for place, (slug, rule) in enumerate(permits):
        for at, (other, wide) in enumerate(permits):
            same = _gives_all(rule, wide)
            if slug != other and same and (at < place or not _gives_all(wide, rule)):
                what = Text(
                    ar="لا تفتح شيئًا لا تفتحه قاعدة أخرى", en="it opens nothing that another rule does not open"
                )
                yield Found(Trouble.OVERLAP, (slug, other), what, "twice")


def _gives_all(narrow: PolicyRule, wide: PolicyRule) -> bool:
    sensitive = wide.sensitive == "all" or (narrow.sensitive != "all" and set(narrow.sensitive) <= set(wide.sensitive))
    return (
        _covers(wide, narrow)
        and set(narrow.sections) <= set(wide.sections)
        and (not wide.only or (bool(narrow.only) and set(narrow.only) <= set(wide.only)))
        and sensitive
        and set(wide.masked) <= set(narrow.masked)
        and (wide.basis == "law" or (narrow.basis == "consent" and (wide.emergency or not narrow.emergency)))
        and not wide.withheld
        and not narrow.withheld
    )


def _gaps(rules: dict[str, PolicyRule], on: date) -> Iterator[Found]:
    for slug, given in pack().purposes.items():
        if not given.holds_on(on):
            continue
        opened = {section for rule in rules.values() if rule.purpose == slug and rule.effect == "permit"
                  for section in rule.sections}  # fmt: skip
        if closed := [section for section in given.sections if section not in opened]:
            names = words.listed([words.section_name(one) for one in closed])
            yield Found(
                Trouble.GAP,
                (),
                Text(
                    ar=f"غرض «{given.name.ar}» يحتاج {names.ar} ولا قاعدة تفتحها",
                    en=f"the purpose “{given.name.en}” needs {names.en}, and no rule opens it",
                ),
                f"{slug}:{','.join(closed)}",
            )


@dataclass(frozen=True)
class FailedExample:
    """An example of the pack that the rules decide otherwise than it says."""

    example: PolicyExample
    what: Text

    @property
    def key(self) -> str:
        return f"example:{self.example.name.en}"


def check_examples(edition: Edition) -> list[FailedExample]:
    found = ((example, _otherwise(edition, example)) for example in pack().policies.examples)
    return [FailedExample(example, words.listed(what)) for example, what in found if what]


def _otherwise(edition: Edition, example: PolicyExample) -> list[Text]:
    given = pack().purposes.get(example.purpose)
    if given is None:
        return [Text(ar="غرضه غير معروف", en="its purpose is unknown")]
    terms = Terms(
        purpose=example.purpose, role=example.role, office=example.office, channel=example.channel,
        assurance=Assurance(example.assurance), case=case_kind(example.case), emergency=example.emergency,
    )  # fmt: skip
    coverage = Coverage(frozenset(example.consented), frozenset())
    decision = decide_on(edition, today(), terms, given, _question(), coverage)
    why = {one.section: one.why for one in (*decision.partly, *decision.refused)}
    seen = {attribute for _, attribute in decision.permitted}
    missing = [words.section_name(one) for one in example.sees if one not in decision.sections]
    missing += [words.attribute_name(one) for one in example.sees_attributes if one not in seen]
    told = [Text(ar=f"يبقى مغلقًا: {one.ar}", en=f"stays closed: {one.en}") for one in missing]
    for section, reason in example.closed.items():
        name = words.section_name(section)
        if section in decision.sections:
            told.append(Text(ar=f"يُفتح: {name.ar}", en=f"is open: {name.en}"))
        elif section in why and reason not in why[section].en:
            told.append(Text(ar=f"السبب تغير: {why[section].ar}", en=f"the reason has changed: {why[section].en}"))
    return told


def _question() -> Question:
    """Every section, and every concept of the pack: enough for examples, which name nothing else."""
    return Question(
        (
            *(Asked(SECTION, slug, slug, "personal") for slug in pack().sections),
            *(Asked("fact", name, one.section, one.sensitivity or "personal", name)
              for name, one in pack().concepts.items()),
        )
    )  # fmt: skip
