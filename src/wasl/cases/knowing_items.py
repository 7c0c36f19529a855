"""What a definition wants to know, item by item, and what is to be read for it by the choices made so far."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from wasl.cases.knowing_shapes import Known, fit_choice
from wasl.catalogue.api import Definition, Fact, Question, Type, fit_answer
from wasl.persons.api import Kin, Wanted, WantedFact, WantedRows
from wasl.registers.api import Catalogue, Column, Manifest, Role, Sensitivity, catalogue

CHOOSERS = (Type.ROW, Type.RELATIVE)
MOST_DETAILS = 3
Take = Literal["one", "sum", "count", "any", "rows"]
Where = tuple[tuple[str, tuple[str, ...]], ...]
Chosen = Mapping[str, tuple[str, ...]]
"""Rows and relatives by the question that they were chosen in."""


@dataclass(frozen=True)
class Item:
    """One thing to know. `attributes` are those of the source's register that it needs; a concept has none."""

    key: str
    source: str
    attributes: tuple[str, ...] = ()
    role: str | None = None
    of: str | None = None
    where: Where = ()
    take: Take = "one"
    question: Question | None = None
    keys: tuple[str, ...] = ()  # of rows: only these

    @property
    def register(self) -> str | None:
        """None for a concept, and for relatives."""
        register, dot, _ = self.source.partition(".")
        return register if dot else None

    @property
    def attribute(self) -> str:
        return self.source.rpartition(".")[2]

    @property
    def chooses(self) -> Type | None:
        return self.question.type if self.question and self.question.type in CHOOSERS else None


@dataclass(frozen=True)
class Asking:
    """A definition's items, with the choices that stand."""

    definition: Definition
    registers: Catalogue
    items: Mapping[str, Item]
    chosen: Chosen

    def read_for(self, item: Item) -> tuple[str, ...] | None:
        """The choices that it hangs on; None where one is still to be made."""
        if item.of is None:
            return ()
        chooser, chosen = self.items.get(item.of), self.chosen.get(item.of)
        before = self.read_for(chooser) if chooser and chosen else None
        return None if before is None or chosen is None else (*chosen, *before)

    def chosen_rows(self, item: Item) -> Item | None:
        """The rows that an item is `of`; None where it is of none."""
        chooser = self.items.get(item.of or "")
        if chooser is None or chooser.chooses is not Type.ROW:
            return None
        return replace(chooser, attributes=(chooser.attribute,), keys=self.chosen.get(chooser.key, ()))

    def kin(self, item: Item) -> list[Kin | None]:
        """Whose rows they are: None is the person."""
        chooser = self.items.get(item.of or "")
        if chooser is None or chooser.question is None:
            return [None]
        if chooser.chooses is Type.ROW:
            return self.kin(chooser)
        return [Kin(handle, chooser.question.relations) for handle in self.chosen.get(chooser.key, ())]

    def own(self, item: Item) -> list[Wanted]:
        """What is read for an item itself."""
        rows = self.chosen_rows(item)
        if item.register is None:
            known = item.source and rows is None
            return [WantedFact(item.source, kin) for kin in self.kin(item)] if known else []
        keys, role = item.keys, item.role
        if rows and rows.register == item.register:
            keys, role = rows.keys, rows.role
        names = [*item.attributes, *(name for name, _ in item.where), self.joined_by(item)]
        attributes = tuple(dict.fromkeys(name for name in names if name))
        return [WantedRows(item.register, attributes, role, keys, kin) for kin in self.kin(item)]

    def joined_by(self, item: Item) -> str | None:
        """By what rows of another register belong to a chosen row; None where the register knows no such thing."""
        rows = self.chosen_rows(item)
        if rows is None or rows.register == item.register or item.register is None:
            return None
        held = {column.attribute for column in self.registers[item.register].columns}
        return rows.attribute if rows.attribute in held else None

    def wants(self, item: Item) -> list[Wanted]:
        """With the chosen rows that it is found by."""
        rows = self.chosen_rows(item)
        return [*self.own(item), *(self.wants(rows) if rows else ())]


def asking(definition: Definition, answers: Mapping[str, object], former: Known) -> Asking:
    """What was not offered does not count as chosen. What was not even asked for yet is seen to when it is read."""
    found: dict[str, tuple[str, ...]] = {}
    for key, question in definition.questions().items():
        answer = fit_answer(answers.get(key), question) if question.type in CHOOSERS else None
        chosen = (answer,) if isinstance(answer, str) else tuple(answer) if isinstance(answer, list) else ()
        if chosen:
            found[key] = chosen
    registers = catalogue()
    made = Asking(definition, registers, {item.key: item for item in _items(definition, registers)}, found)
    standing = {key for key in found if former.read_for.get(key) == made.read_for(made.items[key])}
    refused = {key for key in standing if key not in former.unanswered and not fit_choice(former, key, found[key])}
    return replace(made, chosen={key: chosen for key, chosen in found.items() if key not in refused})


def _items(definition: Definition, registers: Catalogue) -> Iterator[Item]:
    yield from (_of_fact(key, fact) for key, fact in definition.service.facts.items())
    questions = definition.questions()
    for key, question in questions.items():
        if question.type is Type.RELATIVE or question.source:
            yield _of_question(key, question, questions, registers)
    yield from _of_answer(definition, registers)


def _of_fact(key: str, fact: Fact) -> Item:
    where = tuple(fact.where.items())
    item = Item(key, fact.source, role=fact.role, of=fact.of, where=where, take=fact.take)
    return replace(item, attributes=(item.attribute,)) if item.register else item


def _of_question(key: str, question: Question, questions: Mapping[str, Question], registers: Catalogue) -> Item:
    source = question.source or ""
    item = Item(key, source, role=question.role, of=question.of, where=tuple(question.where.items()), question=question)
    if item.register is None:
        return item
    details = _details(item, questions, registers) if item.chooses is Type.ROW else ()
    return replace(item, attributes=(item.attribute, *details))


def _of_answer(definition: Definition, registers: Catalogue) -> Iterator[Item]:
    """Of an inquiry, one item for each register."""
    shown: dict[str, list[str]] = {}
    for name in definition.service.shows:
        register, dot, attribute = name.partition(".")
        if dot:
            shown.setdefault(register, []).append(attribute)
    for register, attributes in shown.items():
        found = _rows_of(definition, registers[register])
        yield replace(found, key=register, attributes=tuple(attributes), take="rows")


def _rows_of(definition: Definition, manifest: Manifest) -> Item:
    """The rows that were chosen in the register; or those that a fact of the answer goes over, so that a sum and its
    rows agree; or all, in the role in which the definition reads it otherwise."""
    register, questions, source = manifest.id, definition.questions(), f"{manifest.id}."
    facts = {key: one for key, one in definition.service.facts.items() if one.source.startswith(source)}
    inside = {key: one for key, one in questions.items() if (one.source or "").startswith(source)}
    for key, question in inside.items():
        if question.type is Type.ROW:
            return Item(register, source, role=question.role, of=key)
    for key, fact in facts.items():
        if key in definition.service.shows:
            return Item(register, source, role=fact.role, of=fact.of, where=tuple(fact.where.items()))
    roles = [*(one.role for one in inside.values()), *(one.role for one in facts.values()), None]
    return Item(register, source, role=roles[0], of=_joined(manifest, questions))


def _joined(manifest: Manifest, questions: Mapping[str, Question]) -> str | None:
    """The question whose chosen row is known in this register too."""
    held = {column.attribute for column in manifest.columns}
    choosers = [key for key, one in questions.items() if one.type is Type.ROW and one.source]
    return next((key for key in choosers if (questions[key].source or "").rpartition(".")[2] in held), None)


def _details(item: Item, questions: Mapping[str, Question], registers: Catalogue) -> tuple[str, ...]:
    """By what people tell one of their rows from another: what the service shows of it anyway, then what the register
    says of the thing (or of the other person) rather than of themselves."""
    manifest = registers[item.register or ""]
    read = (one.source or "" for one in questions.values() if one.of == item.key)
    shown = [name.rpartition(".")[2] for name in read if name.startswith(f"{manifest.id}.")]
    names = [*shown, *(column.attribute for column in manifest.columns if _tells(manifest, item.role, column))]
    return tuple(name for name in dict.fromkeys(names) if name != item.attribute)[:MOST_DETAILS]


def _tells(manifest: Manifest, role: str | None, column: Column) -> bool:
    if column.type in ("number", "phone", "boolean") or (column.sensitivity or manifest.sensitivity) == (
        Sensitivity.SENSITIVE
    ):
        return False
    own = [one for one in manifest.persons if role in (None, one.role)]
    return column.attribute not in {*manifest.key, *(name for one in own for name in _about(one))}


def _about(role: Role) -> list[str]:
    """Attributes that say who stands in the role."""
    return [*role.attributes().values(), *([role.via.attribute] if role.via else [])]
