"""Who may have the service and what it costs, by the rules that hold on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wasl.catalogue.conditions import Kind, Value, holds, value_of
from wasl.catalogue.model import Definition, Eligibility, Fee
from wasl.catalogue.scope import of_definition
from wasl.core.text import Text


@dataclass(frozen=True)
class Verdict:
    """What a rule says of somebody; None = not yet known, because what it asks for is absent."""

    key: str
    holds: bool | None
    text: Text
    rule: Eligibility


@dataclass(frozen=True)
class FeeLine:
    """A line of the fee; amount None = not yet known."""

    key: str
    amount: int | None  # minor units
    text: Text
    fee: Fee


def eligible(definition: Definition, values: Mapping[str, Value], on: date) -> tuple[Verdict, ...]:
    """Each rule of that day. `values` are those of a path."""
    names = of_definition(definition)
    rules = definition.rules.eligibility
    standing = [(key, rule) for key, versions in rules.items() for rule in versions if rule.holds_on(on)]
    return tuple(
        Verdict(key, _truth(rule, names, values), definition.texts[f"rule.{key}"], rule) for key, rule in standing
    )


def fees(definition: Definition, values: Mapping[str, Value], on: date) -> tuple[FeeLine, ...]:
    """The lines of the fee that apply on that day. `values` are those of a path."""
    names = of_definition(definition)
    standing = [(key, fee) for key, versions in definition.rules.fees.items() for fee in versions if fee.holds_on(on)]
    return tuple(
        FeeLine(key, _amount(fee, names, values), definition.texts[f"fee.{key}"], fee)
        for key, fee in standing
        if holds(fee.when, names, values)
    )


def tariff(definition: Definition, on: date) -> tuple[FeeLine, ...]:
    """Every line of the fee that may apply on that day, to whomever; amount None where it depends on the answers."""
    standing = [(key, fee) for key, versions in definition.rules.fees.items() for fee in versions if fee.holds_on(on)]
    return tuple(FeeLine(key, _fixed(fee), definition.texts[f"fee.{key}"], fee) for key, fee in standing)


def total(lines: tuple[FeeLine, ...]) -> int | None:
    """The sum in minor units; None while a line is not yet known."""
    amounts = [line.amount for line in lines]
    return None if None in amounts else sum(amount or 0 for amount in amounts)


def _truth(rule: Eligibility, names: Mapping[str, Kind], values: Mapping[str, Value]) -> bool | None:
    value = value_of(rule.condition, names, values)
    return None if value is None else value is True


def _fixed(fee: Fee) -> int | None:
    return fee.amount if isinstance(fee.amount, int) and fee.when is None else None


def _amount(fee: Fee, names: Mapping[str, Kind], values: Mapping[str, Value]) -> int | None:
    if isinstance(fee.amount, int):
        return fee.amount
    value = value_of(fee.amount, names, values)
    return value if isinstance(value, int) and value >= 0 else None
