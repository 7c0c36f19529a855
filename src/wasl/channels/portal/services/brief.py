"""A service in a line of a list: what it is, whose, what it costs and how long it takes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from wasl.catalogue.api import Definition, Span, tariff
from wasl.core.text import Text
from wasl.country.api import pack


@dataclass(frozen=True)
class Cost:
    """What is known of the fee before anybody has answered anything."""

    at_least: int  # minor units; what everybody pays
    depends: bool  # something more may come, by the answers
    demo: bool  # figures for demonstration are in it

    @property
    def free(self) -> bool:
        return self.at_least == 0 and not self.depends


@dataclass(frozen=True)
class Brief:
    """A service in a list."""

    slug: str
    title: Text
    summary: Text
    agency: str
    cost: Cost
    term: Span | None


def today() -> date:
    """In the country."""
    return pack().calendar.today(datetime.now(UTC))


def brief(definition: Definition, on: date) -> Brief:
    return Brief(
        definition.slug,
        definition.title,
        definition.texts["summary"],
        definition.service.agency,
        cost(definition, on),
        definition.service.term,
    )


def cost(definition: Definition, on: date) -> Cost:
    lines = tariff(definition, on)
    known = [line.amount for line in lines if line.amount is not None]
    return Cost(sum(known), len(known) < len(lines), any(line.fee.demo for line in lines))
