"""Claims held against statements, by the comparison of the linking engine; how the fields make a fact is said here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wasl.core.digits import normalise_digits
from wasl.identity.verification.terms import Fact, Terms
from wasl.linkage import Alike, alike
from wasl.persons.api import Statement, Vouched

Fields = Mapping[str, Alike]
LINKED = frozenset(set(Fact) - {Fact.CARD_SERIAL, Fact.CARD_EXPIRY})
"""Facts that the engine compares; of a card only the very same counts."""
MANY_AT_ONCE = frozenset({Fact.PHONE})
"""Of these a person may rightly have several, and each counts."""
INNER = ("father", "grandfather")


@dataclass(frozen=True)
class Held:
    """How the claims stand to what is said of one person. `disputed`: facts on which the registers contradict one
    another, and the claim agrees with the one that has not the last word."""

    facts: Mapping[Fact, Alike]
    disputed: frozenset[Fact]


def held_against(claims: Mapping[Fact, str], person: Vouched | None, terms: Terms) -> Held:
    """None for nobody: the same is done, to no avail."""
    statements = person.statements if person else (Statement("", {}),)
    fields = alike({fact: said for fact, said in claims.items() if fact in LINKED}, [one.says for one in statements])
    told = {fact: _by_register(fact, claims, statements, fields, terms) for fact in claims}
    facts = {fact: _settled(fact, levels) for fact, levels in told.items()}
    return Held(facts, frozenset(fact for fact, levels in told.items() if _disputed(fact, levels)))


def _by_register(
    fact: Fact, claims: Mapping[Fact, str], statements: Sequence[Statement], fields: Sequence[Fields], terms: Terms
) -> list[Alike]:
    """What each row says that says anything, the register with the last word first."""
    order = terms.witnesses[fact]
    rows = sorted(
        (pair for pair in zip(statements, fields, strict=True) if pair[0].register in order),
        key=lambda pair: order.index(pair[0].register),
    )
    levels = [_level(fact, claims[fact], one, found) for one, found in rows]
    return [level for level in levels if level != Alike.SILENT]


def _settled(fact: Fact, levels: Sequence[Alike]) -> Alike:
    if not levels:
        return Alike.SILENT
    if fact in MANY_AT_ONCE:
        return Alike.SAME if Alike.SAME in levels else Alike.DIFFERENT
    return Alike.CLOSE if _disputed(fact, levels) else levels[0]


def _disputed(fact: Fact, levels: Sequence[Alike]) -> bool:
    return fact not in MANY_AT_ONCE and levels[:1] == [Alike.DIFFERENT] and Alike.SAME in levels


def _level(fact: Fact, claim: str, one: Statement, found: Fields) -> Alike:
    if fact not in LINKED:
        return _exactly(claim, one.says.get(fact, ""))
    if fact == Fact.FULL_NAME:
        return _name(found)
    return _mother(found) if fact == Fact.MOTHER_NAME else found[fact]


def _exactly(claim: str, said: str) -> Alike:
    if not said:
        return Alike.SILENT
    return Alike.SAME if normalise_digits(claim).upper() == normalise_digits(said).upper() else Alike.DIFFERENT


def _name(found: Fields) -> Alike:
    """The given name and another one at least. A family name may be left out or exchanged where three names agree."""
    given, family = found["given"], found["family"]
    inner = [found[part] for part in INNER if found[part] != Alike.SILENT]
    said = [one for one in (given, *inner, family) if one != Alike.SILENT]
    if given == Alike.SILENT or len(said) < 2:
        return Alike.SILENT
    if given == Alike.DIFFERENT or Alike.DIFFERENT in inner or said.count(Alike.CLOSE) > 1:
        return Alike.DIFFERENT
    if family == Alike.DIFFERENT:
        return Alike.CLOSE if [given, *inner] == [Alike.SAME] * 3 else Alike.DIFFERENT
    return Alike.CLOSE if Alike.CLOSE in said else Alike.SAME


def _mother(found: Fields) -> Alike:
    """Her given name alone is borne by too many to count in full."""
    given, father = found["mother"], found["mother_father"]
    if given in (Alike.SILENT, Alike.DIFFERENT):
        return given
    if father == Alike.DIFFERENT:
        return Alike.DIFFERENT
    return Alike.SAME if (given, father) == (Alike.SAME, Alike.SAME) else Alike.CLOSE


def beside(claims: Mapping[Fact, str], said: Mapping[Fact, str]) -> dict[Fact, Alike]:
    """Claims held against one document, for the facts that both name."""
    shared = {fact: claim for fact, claim in claims.items() if fact in said}
    if not shared:
        return {}
    one = Statement("document", {str(fact): text for fact, text in said.items()})
    [fields] = alike({fact: claim for fact, claim in shared.items() if fact in LINKED}, [one.says])
    return {fact: _level(fact, claim, one, fields) for fact, claim in shared.items()}
