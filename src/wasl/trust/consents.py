"""Which consents of a person bear on a look, in the shape in which policies ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from wasl.trust.consent.standing import in_force, standing


@dataclass(frozen=True)
class Coverage:
    """What consents open: sections, and of these what is sensitive only where it (or its section) is named again."""

    sections: frozenset[str]
    sensitive: frozenset[str]

    def __and__(self, other: "Coverage") -> "Coverage":
        return Coverage(self.sections & other.sections, self.sensitive & other.sensitive)


NO_CONSENT = Coverage(frozenset(), frozenset())


@dataclass(frozen=True)
class Granted:
    """The consents themselves, and what they cover together."""

    records: frozenset[str]
    coverage: Coverage


NOTHING_GRANTED = Granted(frozenset(), NO_CONSENT)


def of(persons: Sequence[str], purpose: str) -> Granted:
    """What all of these persons have consented to for a purpose; nothing where nobody is named."""
    each = [_of_one(person, purpose) for person in persons]
    if not each or not all(one.records for one in each):
        return NOTHING_GRANTED
    records = frozenset[str]().union(*(one.records for one in each))
    return Granted(records, reduce(Coverage.__and__, (one.coverage for one in each)))


def still_stand(records: Iterable[str]) -> bool:
    """Whether all of these are in force at this moment."""
    return standing(records)


def _of_one(person: str, purpose: str) -> Granted:
    grants = in_force(person, purpose)
    if not grants:
        return NOTHING_GRANTED
    sections = frozenset[str]().union(*(grant.sections for grant in grants))
    sensitive = frozenset[str]().union(*(grant.sensitive for grant in grants))
    return Granted(frozenset(grant.record for grant in grants), Coverage(sections, sensitive))
