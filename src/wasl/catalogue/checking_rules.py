"""Whether dated rules can be worked out, and only one version of each holds on a day."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from wasl.catalogue.conditions import Kind
from wasl.catalogue.merging import Loc
from wasl.catalogue.model import Eligibility, Fee
from wasl.catalogue.parts import Parts
from wasl.country.api import Fault


def in_rules(parts: Parts) -> Iterator[Fault]:
    names = parts.after(in_a_case=False)
    for key, rules in parts.rules.eligibility.items():
        yield from _overlaps(parts, ("eligibility", key), rules)
        for place, rule in enumerate(rules):
            yield from parts.condition("rules", ("eligibility", key, place, "if"), rule.condition, names)
    for key, fees in parts.rules.fees.items():
        yield from _overlaps(parts, ("fees", key), fees)
        for place, fee in enumerate(fees):
            yield from parts.condition("rules", ("fees", key, place, "when"), fee.when, names)
            if isinstance(fee.amount, str):
                yield from parts.condition("rules", ("fees", key, place, "amount"), fee.amount, names, Kind.INT)


def _overlaps(parts: Parts, loc: Loc, versions: Sequence[Eligibility] | Sequence[Fee]) -> Iterator[Fault]:
    if not versions:
        yield parts.fault("rules", loc, "no version is written", "write one with from:, or remove the key")
    for place, (one, following) in enumerate(pairwise(versions)):
        if one.to is None or one.to >= following.from_:
            mend = "order versions by date and give each but the last its to:"
            yield parts.fault("rules", (*loc, place), "two versions hold on one day", mend)
