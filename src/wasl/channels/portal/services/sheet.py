"""What a start page says of a service, out of its definition: nothing is known of whoever reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wasl.catalogue.api import Definition, FeeLine, Question, Share, Type, Verdict, eligible, once_only, tariff
from wasl.channels.portal.services.brief import Cost, cost
from wasl.channels.portal.services.finding import life_events
from wasl.core.text import Text
from wasl.registers.api import catalogue

CHOSEN = {Type.ROW, Type.RELATIVE}
"""Chosen out of what registers list about the person."""


@dataclass(frozen=True)
class Known:
    """Answers that one register gives, or several do."""

    source: Text | None  # none: whichever register has it
    labels: list[Text]


@dataclass(frozen=True)
class Needed:
    """A question that only the person can answer."""

    label: Text
    optional: bool
    sometimes: bool  # only some people are asked


@dataclass(frozen=True)
class Sheet:
    """A start page."""

    definition: Definition
    cost: Cost
    rules: tuple[Verdict, ...]
    lines: tuple[FeeLine, ...]
    known: list[Known]
    asked: list[Needed]
    files: list[Needed]
    share: Share

    @property
    def stops(self) -> list[Text]:
        """For whom the service is not."""
        texts = self.definition.texts
        return [texts[f"page.{key}.stop"] for key, page in self.definition.pages.items() if page.stop_if]

    @property
    def documents(self) -> list[tuple[Text, int | None]]:
        """What it gives, and for how many months it is good."""
        return [
            (self.definition.texts[f"document.{one.key}"], one.valid_months) for one in self.definition.service.issues
        ]

    @property
    def bring(self) -> Text | None:
        return self.definition.texts.get("bring")

    @property
    def contact(self) -> Text | None:
        return self.definition.texts.get("contact")

    @property
    def events(self) -> list[tuple[str, Text]]:
        return [(slug, life_events()[slug]) for slug in self.definition.service.life_events if slug in life_events()]


def sheet(definition: Definition, on: date) -> Sheet:
    questions = definition.questions()
    own = {key: one for key, one in questions.items() if not _from_register(one)}
    return Sheet(
        definition,
        cost(definition, on),
        eligible(definition, {}, on),
        tariff(definition, on),
        list(_known(definition, questions)),
        [_needed(definition, key, one) for key, one in own.items() if one.type is not Type.FILE],
        [_needed(definition, key, one) for key, one in own.items() if one.type is Type.FILE],
        once_only(definition),
    )


def _from_register(question: Question) -> bool:
    return question.source is not None or question.type in CHOSEN


def _known(definition: Definition, questions: dict[str, Question]) -> Iterator[Known]:
    by_source: dict[str, list[Text]] = {}
    for key, question in questions.items():
        if _from_register(question):
            register, dot, _ = (question.source or "").partition(".")
            by_source.setdefault(register if dot else "", []).append(definition.texts[f"question.{key}"])
    manifests = catalogue().manifests
    for register, labels in by_source.items():
        yield Known(manifests[register].name if register in manifests else None, labels)


def _needed(definition: Definition, key: str, question: Question) -> Needed:
    page = next(page for page in definition.pages.values() if key in page.questions)
    sometimes = bool(question.show_if or page.show_if)
    return Needed(definition.texts[f"question.{key}"], question.optional, sometimes)
