"""The questions of a page as fields: what stands in them, where it came from, what can be chosen, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language

from wasl.cases.api import NOT_GIVEN, Choice, Origin, Sheet, Upload, free_slots, written_answer, written_slot
from wasl.catalogue.api import Asked, Question, Shown, Type
from wasl.channels.portal.filling import words
from wasl.channels.portal.filling.reading import PARTS, field_name, part_name, raw, written_back
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.registers.api import Manifest, catalogue

FEW = 8
"""So many choices stand as radio buttons; more are a list that opens."""
_LINES = {Type.TEXT, Type.NUMBER, Type.MONEY, Type.NATIONAL_NUMBER, Type.TELEPHONE, Type.EMAIL}
_CHOSEN = ("boxes", "radios", "select")
_OWN = {"phone": "tel", "email": "email", "address": "street-address", "full_name": "name"}
"""What a browser may fill in by itself: values that the register holds about whoever types."""
_KEYBOARD = {
    Type.NUMBER: "numeric",
    Type.MONEY: "decimal",
    Type.NATIONAL_NUMBER: "numeric",
    Type.TELEPHONE: "tel",
    Type.EMAIL: "email",
}


@dataclass(frozen=True)
class Option:
    """One of several, with what tells it from the others."""

    value: str
    label: Text
    id: str
    chosen: bool
    details: tuple[tuple[Text, Text], ...] = ()


@dataclass(frozen=True)
class Box:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: Text
    value: str
    letters: int


@dataclass(frozen=True)
class Field:
    """One question as it is shown."""

    sheet: Sheet
    asked: Asked
    written: list[str]  # as typed, else as it stands
    error: Text | None

    @property
    def key(self) -> str:
        return self.asked.key

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def name(self) -> str:
        return field_name(self.key)

    @property
    def label(self) -> Text:
        return self.sheet.definition.texts[f"question.{self.key}"]

    @property
    def hint(self) -> Text | None:
        return self.sheet.definition.texts.get(f"question.{self.key}.hint") or words.HINTS.get(self.question.type)

    @property
    def value(self) -> str:
        return self.written[0] if self.written else ""

    @property
    def told(self) -> bool:
        """Shown from the register, not asked."""
        return self.asked.from_register and self.question.locked

    @property
    def text(self) -> Text:
        known = self.sheet.known.texts.get(self.key) if self.asked.from_register else None
        return known or written_answer(self.sheet, self.asked)

    @property
    def origin(self) -> Origin | None:
        return origin_of(self.sheet, self.asked)

    @property
    def widget(self) -> str:
        """Which template draws it."""
        kind = self.question.type
        if self.told:
            return "told"
        if kind in _LINES:
            return "line"
        if kind in (Type.LONG_TEXT, Type.ADDRESS):
            return "area"
        if kind in (Type.DATE, Type.FILE, Type.APPOINTMENT):
            return str(kind)
        if kind is Type.CHOICES or self.question.many:
            return "boxes"
        return "select" if len(self.options) > FEW and kind not in (Type.ROW, Type.RELATIVE) else "radios"

    @property
    def is_group(self) -> bool:
        """Several inputs under one question: a fieldset with a legend."""
        return self.widget in ("boxes", "radios", "date", "appointment")

    @property
    def first(self) -> str:
        """The id to which the summary of errors leads."""
        if self.widget == "date":
            return part_name(self.key, PARTS[0])
        if self.widget in ("boxes", "radios") and self.options:
            return self.options[0].id
        return self.name

    @property
    def described(self) -> str:
        """Ids that a screen reader reads with it."""
        told = {"hint": self.hint, "source": self.origin, "error": self.error}
        return " ".join(f"{self.name}-{part}" for part, there in told.items() if there)

    @property
    def keyboard(self) -> str:
        return _KEYBOARD.get(self.question.type, "")

    @property
    def latin(self) -> bool:
        """Written from left to right in every language."""
        return self.question.type in _KEYBOARD

    @property
    def autocomplete(self) -> str:
        return _OWN.get((self.question.source or "").rpartition(".")[2], "off")

    @property
    def boxes(self) -> list[Box]:
        written = [*self.written, "", "", ""]
        letters = (2, 2, 4)
        return [
            Box(part_name(self.key, part), part_name(self.key, part), words.PARTS[part], written[place], letters[place])
            for place, part in enumerate(PARTS)
        ]

    @property
    def options(self) -> list[Option]:
        return [
            Option(choice.value, choice.label, f"{self.name}-{place}", choice.value in self.written, choice.details)
            for place, choice in enumerate(_choices(self.sheet, self.asked), 1)
        ]

    @property
    def unit(self) -> Text:
        return pack().currency.name

    @property
    def limits(self) -> Text:
        return words.largest(self.question.largest_mb, self.question.accept, several=self.question.many)

    @property
    def typed_text(self) -> Text:
        """What was typed, in words as far as it can be."""
        named = {option.value: option.label for option in self.options} if self.widget in _CHOSEN else {}
        texts = [named.get(one, Text(ar=one, en=one)) for one in self.written if one.strip()]
        if not texts:
            return written_answer(self.sheet, self.asked) if self.question.type is Type.FILE else NOT_GIVEN
        gap = " " if self.question.type is Type.DATE else ""
        return Text(ar=(gap or "، ").join(one.ar for one in texts), en=(gap or ", ").join(one.en for one in texts))

    @property
    def days(self) -> list[tuple[Text, list[Option], bool]]:
        """Free times by day; the day of the one that is chosen, else the first, stands open."""
        slots = free_slots(self.sheet)
        here = self.value if self.value in slots else next(iter(slots), "")
        found = []
        for day, times in groupby(slots, key=lambda slot: slot[:10]):
            options = [Option(one, _hour(one), f"{self.name}-{one}", one == self.value) for one in times]
            found.append((_date(options[0].value), options, day == here[:10]))
        return found

    @property
    def files(self) -> list[Upload]:
        return list(self.sheet.case.uploads.filter(question=self.key).order_by("pk"))

    @property
    def accept(self) -> str:
        kinds = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
        return ",".join(kinds[one] for one in self.question.accept)

    @property
    def register(self) -> Manifest | None:
        """That was to answer."""
        return catalogue().manifests.get((self.question.source or "").rpartition(".")[0])

    @property
    def owner(self) -> Text | None:
        return pack().agencies.get(self.register.owner) if self.register else None

    @property
    def silent(self) -> bool:
        """The register did not answer."""
        return self.key in self.sheet.known.unanswered

    @property
    def closed(self) -> Text | None:
        """Why the register may not be asked."""
        return next((one.why for one in self.sheet.known.refused if one.key == self.key), None)


def fields_of(
    sheet: Sheet,
    page: Shown,
    typed: Mapping[str, Sequence[str]] | None = None,
    problems: Mapping[str, Text] | None = None,
) -> list[Field]:
    """With what was typed, where something was. What hangs on a choice of the page is shown when that is made."""
    open_ones = [one for one in page.questions if not _is_early(page, one)]
    return [Field(sheet, one, _written(one, typed), (problems or {}).get(one.key)) for one in open_ones]


def _is_early(page: Shown, one: Asked) -> bool:
    chooser = next((other for other in page.questions if other.key == one.question.of), None)
    return chooser is not None and chooser.value is None and chooser.required


def origin_of(sheet: Sheet, asked: Asked) -> Origin | None:
    """Where a value that stands was read; None for the person's own answers."""
    return sheet.known.origins.get(asked.key) if asked.from_register else None


def _written(asked: Asked, typed: Mapping[str, Sequence[str]] | None) -> list[str]:
    if typed:
        return raw(asked.key, asked.question, typed)
    return written_back(asked.question, asked.value)


def _choices(sheet: Sheet, asked: Asked) -> Iterator[Choice]:
    question, texts = asked.question, sheet.definition.texts
    match question.type:
        case Type.ROW | Type.RELATIVE:
            yield from sheet.known.choices.get(asked.key, ())
        case Type.YES_NO:
            yield from (Choice(value, label) for value, label in (("yes", words.YES), ("no", words.NO)))
        case Type.GOVERNORATE:
            named = ((code, one.name) for code, one in pack().governorates.items())
            yield from (Choice(code, name) for code, name in sorted(named, key=lambda one: _sorted_by(one[1])))
        case Type.CHOICE | Type.CHOICES if isinstance(question.options, str):
            yield from (Choice(code, label) for code, label in pack().code_lists[question.options].items())
        case Type.CHOICE | Type.CHOICES:
            for option in question.options or ():
                yield Choice(option, texts[f"option.{asked.key}.{option}"])


def _sorted_by(name: Text) -> str:
    return name.in_language(get_language() or "ar")


def _hour(slot: str) -> Text:
    written = written_slot(slot)
    return Text(ar=written.ar.rpartition("، ")[2], en=written.en.rpartition(", ")[2])


def _date(slot: str) -> Text:
    written = written_slot(slot)
    return Text(ar=written.ar.rpartition("، ")[0], en=written.en.rpartition(", ")[0])
