"""Claims of OpenID and the facts behind them: which a scope stands for, where each is read, how it is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import phonenumbers

from wasl.core.text import Text
from wasl.country.api import ClaimEntry, pack, relying
from wasl.identity.openid.powers import POWERS
from wasl.persons.api import Picture, Section
from wasl.registers.api import catalogue

OPENID, OFFLINE = "openid", "offline_access"


@dataclass(frozen=True)
class Claim:
    """One claim, as a person reads of it."""

    name: str
    label: Text
    section: str
    required: bool = False


def scopes() -> tuple[str, ...]:
    """All that can be asked for here."""
    return (OPENID, *relying().scopes, *POWERS, OFFLINE)


def of_scopes(asked: Iterable[str]) -> list[str]:
    """The claims that scopes stand for, in the order of the pack."""
    meant = {name for scope in asked for name in relying().scopes.get(scope, ())}
    return [name for name in relying().claims if name in meant]


def known(names: Iterable[str]) -> list[str]:
    wanted = set(names)
    return [name for name in relying().claims if name in wanted]


def claim(name: str, *, required: bool = False) -> Claim:
    entry = relying().claims[name]
    return Claim(name, _label(entry), _section(entry), required)


def sections_of(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(_section(relying().claims[name]) for name in names))


def written(names: Iterable[str], picture: Picture) -> dict[str, object]:
    """What the picture shows of these claims; a fact that no register tells is left out."""
    found = {name: _value(relying().claims[name], picture.sections) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _value(entry: ClaimEntry, sections: list[Section]) -> object:
    value = _fact(entry.concept, sections) if entry.concept else _attribute(entry.attribute or "", sections)
    if value is None:
        return None
    return _SHAPES[entry.shape](value)


def _telephone(value: str) -> str:
    """E.164, as OpenID Core 5.1 wishes; as it stands where it is no number of this country."""
    try:
        number = phonenumbers.parse(value, pack().code.upper())
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_SHAPES: dict[str, Callable[[str], object]] = {
    "plain": str,
    "phone": _telephone,
    "address": lambda value: {"formatted": value},
}


def _fact(concept: str | None, sections: list[Section]) -> str | None:
    """The authority's word, or that of most."""
    facts = (fact for section in sections for fact in section.facts if fact.concept == concept)
    return next((_plain(fact.values[0].value) for fact in facts if fact.values), None)


def _attribute(attribute: str, sections: list[Section]) -> str | None:
    entries = (entry for section in sections for entry in section.entries if entry.register == pack().spine)
    values = (one.value for entry in entries for one in entry.values if one.attribute == attribute)
    return next((_plain(value) for value in values if value is not None), None)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _label(entry: ClaimEntry) -> Text:
    if entry.concept:
        return pack().concepts[entry.concept].name
    return catalogue().manifests[pack().spine].column(entry.attribute or "").name


def _section(entry: ClaimEntry) -> str:
    return pack().concepts[entry.concept].section if entry.concept else catalogue().manifests[pack().spine].section
