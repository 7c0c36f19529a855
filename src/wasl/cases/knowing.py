"""What the state knows already of somebody who asks for a service: read once, through the door, with its origin.

Only what the definition names is read, and what hangs on a row or a relative only when one was chosen. A chosen row
that is not the person's, or a relative whom no register says to be one, brings nothing.
"""

from collections.abc import Mapping
from dataclasses import replace

from wasl.cases.knowing_items import Asking, Item, asking
from wasl.cases.knowing_shapes import Choice, Closed, Known, Line, Origin, fit_choice, from_json, to_json
from wasl.cases.knowing_values import Findings
from wasl.catalogue.api import Definition, Type
from wasl.persons.api import needed
from wasl.trust.api import Look

__all__ = [
    "Choice",
    "Closed",
    "Known",
    "Line",
    "Origin",
    "fit_choice",
    "from_json",
    "known",
    "shown",
    "still_holds",
    "to_json",
]


def known(
    definition: Definition, person: str, answers: Mapping[str, object], look: Look, *, former: Known | None = None
) -> Known:
    """What registers know of a person (by handle; "" for a visitor, of whom nothing is known) for a service.

    `former`: what was known before; then only what the answers ask for in addition is read, together with what had no
    answer then. The purpose is the service's own, whatever the look says.
    Raises Unknown, and NotAllowed where a consent was withdrawn while reading.
    """
    if definition.service.purpose is None or not person:
        return Known()
    before = former or Known()
    asks = asking(definition, answers, before)
    stands = {key for key, item in asks.items.items() if _stands(item, asks, before)}
    items = [item for key, item in asks.items.items() if key not in stands and asks.read_for(item) is not None]
    kept = before.without(set(before.read_for) - stands)
    if not items:
        return kept
    again = [asks.items[key] for key in kept.unanswered]
    return _read([*items, *again], asks, kept.without(kept.unanswered), person, look)


def still_holds(definition: Definition, answers: Mapping[str, object], kept: Known) -> Known:
    """Without what was read for a row or a relative that is no longer the one chosen."""
    if not kept.read_for:
        return kept
    asks = asking(definition, answers, kept)
    gone = {key for key in kept.read_for if key in asks.items and not _stands(asks.items[key], asks, kept)}
    return kept.without(gone) if gone else kept


def _stands(item: Item, asks: Asking, before: Known) -> bool:
    return item.key in before.read_for and before.read_for[item.key] == asks.read_for(item)


def _read(items: list[Item], asks: Asking, kept: Known, person: str, look: Look) -> Known:
    wanted = [one for item in items for one in asks.wants(item)]
    relations = {
        relation
        for item in items
        if item.chooses is Type.RELATIVE and item.question
        for relation in item.question.relations
    }
    given = replace(look, purpose=asks.definition.service.purpose or look.purpose)
    found = needed(person, given, wanted, family=relations)
    return kept.with_(Findings(asks, found).known(items))


def shown(definition: Definition, known: Known, answers: Mapping[str, object]) -> tuple[Line, ...]:
    """What an inquiry answers: facts first, then row by row. Nothing of rows that are not those now chosen."""
    asks = asking(definition, answers, known)
    facts = [key for key in definition.service.shows if key in known.texts]
    lines = [Line(0, definition.texts[f"answer.{key}"], known.texts[key], known.origins[key]) for key in facts]
    last = 0
    for key, rows in known.rows.items():
        if _stands(asks.items[key], asks, known):
            lines += [replace(line, row=line.row + last) for line in rows]
            last += max((line.row for line in rows), default=0)
    return tuple(lines)
