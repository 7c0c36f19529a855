"""From what was read to what is known: a value by each item, with its words and where it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from wasl.cases.knowing_items import Asking, Item
from wasl.cases.knowing_shapes import Choice, Closed, Known, Line, Origin
from wasl.catalogue.api import Question, Type
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.persons.api import (
    FACT,
    SECTION,
    Entry,
    Needed,
    Relative,
    Shown,
    Wanted,
    WantedFact,
    WantedRows,
    formatter,
    plain,
    show_boolean,
    show_integer,
)
from wasl.registers.api import match_texts

RELATION = Text(ar="صلة القرابة", en="Relation")


Place = tuple[str | None, str, str]
"""Handle of a relative (None: the person), register, attribute."""


@dataclass(frozen=True)
class Value:
    """One that is known."""

    value: object  # JSON
    text: Text | None
    origin: Origin


@dataclass(frozen=True)
class Findings:
    """What was read, seen item by item."""

    asking: Asking
    found: Needed

    def known(self, items: Sequence[Item]) -> Known:
        values = {item.key: value for item in items if (value := self._value(item))}
        return Known(
            facts={key: one.value for key, one in values.items()},
            texts={key: one.text for key, one in values.items() if one.text},
            origins={key: one.origin for key, one in values.items()},
            choices={item.key: self._choices(item) for item in items if item.chooses},
            rows={item.key: self._lines(item) for item in items if item.take == "rows"},
            missing=self.found.missing,
            unanswered=tuple(item.key for item in items if item.key not in values and self._is_missing(item)),
            refused=tuple(one for item in items for one in self._closed(item)),
            read_for={item.key: self.asking.read_for(item) or () for item in items},
            entry=self.found.entry,
        )

    def _value(self, item: Item) -> Value | None:
        if item.chooses or item.take == "rows":
            return None
        if item.register is None:
            return self._concept(item)
        rows = self._rows(item)
        if rows is None:
            return None
        return self._one(item, rows) if item.take == "one" else self._over(item, rows)

    def _concept(self, item: Item) -> Value | None:
        wanted = [one for one in self.asking.own(item) if isinstance(one, WantedFact)]
        values = {str(told.value): told for one in wanted if (told := self.found.facts.get(one))}
        if item.take != "one" or len(values) != 1:
            return None
        [one] = values.values()
        return Value(
            canonical(one.value, item.question), one.shown, self._origin(one.register, one.attribute, one.read_at)
        )

    def _rows(self, item: Item) -> list[Entry] | None:
        """Rows that an item goes over; None where they cannot be told, or nobody or nothing was rightly chosen."""
        if self._is_missing(item) or self._is_closed(item) or not self._is_own(item):
            return None
        chosen = self.asking.chosen_rows(item)
        picked = self._rows(chosen) if chosen else None
        if chosen and not picked:
            return None
        entries = [entry for one in self.asking.own(item) for entry in self._entries(one)]
        rows = [entry for entry in entries if _fits(entry, item)]
        return self._of(item, rows, chosen, picked) if chosen and picked else rows

    def _entries(self, wanted: Wanted) -> tuple[Entry, ...]:
        return self.found.rows.get(wanted, ()) if isinstance(wanted, WantedRows) else ()

    def _of(self, item: Item, rows: list[Entry], chosen: Item, picked: list[Entry]) -> list[Entry]:
        """Those that belong to the chosen rows."""
        if chosen.register == item.register:
            keys = {entry.key for entry in picked}
            return [entry for entry in rows if entry.key in keys]
        join = self.asking.joined_by(item)
        if join is None:
            return rows
        wanted = {text for text in _match(picked, chosen.attribute) if text}
        return [entry for entry, text in zip(rows, _match(rows, join), strict=True) if text in wanted]

    def _one(self, item: Item, rows: list[Entry]) -> Value | None:
        """Of one row; of a log the newest; of several rows what they all say."""
        newest = self.asking.registers[item.register or ""].newest and item.of is None
        said = [(entry, one) for entry in rows[: 1 if newest else None] if (one := shown(entry, item.attribute))]
        values = {str(one.value): (entry, one) for entry, one in reversed(said) if one.value is not None}
        if len(values) != 1:
            return None
        [(entry, one)] = values.values()
        origin = self._origin(entry.register, item.attribute, entry.read_at)
        return Value(canonical(one.value, item.question), one.shown, origin)

    def _origin(self, register: str, attribute: str, read_at: datetime) -> Origin:
        manifest = self.asking.registers[register]
        owner = pack().agencies[manifest.owner]
        return Origin(register, manifest.name, owner, attribute, read_at, manifest.freshness)

    def _over(self, item: Item, rows: list[Entry]) -> Value | None:
        """A sum, a number of rows, or whether there is one; a sum of what cannot be read is no sum."""
        register = item.register or ""
        if register in self.found.truncated and not (item.take == "any" and rows):
            return None
        column = self.asking.registers[register].column(item.attribute)
        origin = self._origin(register, item.attribute, rows[0].read_at if rows else datetime.now(UTC))
        if item.take == "any":
            return Value(bool(rows), show_boolean(bool(rows)), origin)
        if item.take == "count":
            return Value(len(rows), show_integer(len(rows)), origin)
        amounts = [shown(entry, item.attribute) for entry in rows]
        if any(one is None or one.problem for one in amounts):
            return None
        total = sum(one.value for one in amounts if one and isinstance(one.value, int))
        return Value(total, formatter(column)(total), origin)

    def _choices(self, item: Item) -> tuple[Choice, ...]:
        if item.chooses is Type.RELATIVE:
            relations = item.question.relations if item.question else ()
            return tuple(_relative(one) for one in self.found.relatives if one.relation in relations)
        rows = {entry.key: _choice(entry, item) for entry in self._rows(item) or ()}
        return tuple(rows.values())

    def _lines(self, item: Item) -> tuple[Line, ...]:
        texts = self.asking.definition.texts
        return tuple(
            Line(
                place,
                texts.get(f"answer.{entry.register}.{name}") or one.label,
                one.shown,
                self._origin(entry.register, name, entry.read_at),
            )
            for place, entry in enumerate(self._rows(item) or (), 1)
            for name in item.attributes
            if (one := shown(entry, name)) and one.shown
        )

    def _is_missing(self, item: Item) -> bool:
        gone = {gap.register for gap in self.found.missing}
        wanted = self.asking.wants(item)
        return any(one.register in gone if isinstance(one, WantedRows) else bool(gone) for one in wanted)

    def _is_own(self, item: Item) -> bool:
        return all(kin is None or kin in self.found.kin for kin in self.asking.kin(item))

    def _is_closed(self, item: Item) -> bool:
        """Of an inquiry's rows each value is open or closed for itself."""
        own = f"{item.register}." if item.take == "rows" else ""
        return any(not own or not one.key.startswith(own) for one in self._closed(item))

    def _closed(self, item: Item) -> list[Closed]:
        """Details of a choice may be closed without a word: nobody asked for them."""
        beside = {(item.register, name) for name in item.attributes[1:]} if item.chooses else set()
        return [
            Closed(_key(item, place), self._name(place), self.found.closed[place])
            for place in self._asked(item)
            if place in self.found.closed and place[1:] not in beside
        ]

    def _asked(self, item: Item) -> list[Place]:
        if item.chooses is Type.RELATIVE:
            return [place for place in self.found.closed if place[1] == SECTION]
        return list(dict.fromkeys(place for one in self.asking.wants(item) for place in _places(one)))

    def _name(self, place: Place) -> Text:
        _, register, attribute = place
        if register == SECTION:
            return pack().sections[attribute].name
        if register == FACT:
            return pack().concepts[attribute].name
        return self.asking.registers[register].column(attribute).name


def _places(wanted: Wanted) -> list[Place]:
    handle = wanted.of.handle if wanted.of else None
    if isinstance(wanted, WantedFact):
        return [(handle, FACT, wanted.concept)]
    return [(handle, wanted.register, name) for name in wanted.attributes]


def _key(item: Item, place: Place) -> str:
    of_answer = item.take == "rows" and place[1] == item.register and place[2] in item.attributes
    return f"{item.register}.{place[2]}" if of_answer else item.key


def shown(entry: Entry, attribute: str) -> Shown | None:
    return next((one for one in entry.values if one.attribute == attribute), None)


def canonical(value: object, question: Question | None) -> object:
    """JSON: dates as ISO days of the country, decimals as numbers; as text where a text is asked for."""
    if isinstance(value, datetime):
        return pack().calendar.today(value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value) if question else float(value)
    return value


def _fits(entry: Entry, item: Item) -> bool:
    return all(_plain(entry, name) in values for name, values in item.where)


def _plain(entry: Entry, name: str) -> str:
    one = shown(entry, name)
    value = one.value if one else None
    return str(value).lower() if isinstance(value, bool) else str(canonical(value, None))


def _match(entries: Sequence[Entry], attribute: str) -> list[str | None]:
    """As texts that are equal in two registers that write the same thing differently."""
    raw = [one.raw if (one := shown(entry, attribute)) else None for entry in entries]
    return match_texts(entries[0].register, attribute, raw) if entries else []


def _choice(entry: Entry, item: Item) -> Choice:
    label = shown(entry, item.attribute)
    details = (shown(entry, name) for name in item.attributes[1:])
    return Choice(
        entry.key,
        (label.shown if label else None) or plain(entry.key.replace("\x1f", " ")) or _NAMELESS,
        tuple((one.label, one.shown) for one in details if one and one.shown and not one.masked),
    )


def _relative(one: Relative) -> Choice:
    return Choice(one.handle, plain(one.full_name) or one.name, ((RELATION, one.name),))


_NAMELESS = Text(ar="بلا رقم", en="without a number")
