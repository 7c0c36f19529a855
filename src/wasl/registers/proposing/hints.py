"""What the country pack knows about how its agencies name columns and write values."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import BaseModel, ConfigDict

from wasl.core.text import Text
from wasl.country.api import Pack, load_yaml_model
from wasl.registers.decode.texts import clean, latin

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\W_]+")


class Hint(BaseModel):
    """A meaning, and the words by which columns with this meaning are named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    type: str | None = None
    words: tuple[str, ...]


class HintsFile(BaseModel):
    """hints.yaml of a pack."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encodings: tuple[str, ...]
    same_letters: dict[str, str]
    articles: tuple[str, ...]
    phone: str
    fields: dict[str, Hint]
    attributes: dict[str, Hint]
    roles: dict[str, Hint]
    person: Hint
    codes: dict[str, dict[str, tuple[str, ...]]]
    answers: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Match:
    """A hint found in a column's name; `words` tells how much of the name it explains."""

    id: str
    hint: Hint
    words: int


class Hints:
    """Looks up names of columns and values of codes."""

    def __init__(self, file: HintsFile, country: Pack) -> None:
        self.file = file
        self.pack = country
        self.phone = re.compile(file.phone)
        self._known_codes: dict[str, dict[str, str]] = {}

    def words(self, text: str) -> tuple[str, ...]:
        """Words of a name, folded: case, marks, the article and letters written for each other do not count."""
        plain = unicodedata.normalize("NFKD", latin(clean(_CAMEL.sub(" ", text)))).casefold()
        letters = (self.file.same_letters.get(c, c) for c in plain if not unicodedata.combining(c) and c != "ـ")
        return tuple(self._without_article(word) for word in _APART.split("".join(letters)) if word)

    def _without_article(self, word: str) -> str:
        for article in self.file.articles:
            if word.startswith(article) and len(word) > len(article) + 1:
                return word[len(article) :]
        return word

    def field(self, column: str) -> Match | None:
        """Which fact of a person a column's name speaks of."""
        return self._best(column, self._fields)

    def attribute(self, column: str) -> Match | None:
        """Which other attribute it speaks of."""
        return self._best(column, self._attributes)

    def role(self, column: str) -> Match | None:
        """Whose column it is."""
        return self._best(column, self._roles)

    def _best(self, column: str, known: Mapping[tuple[str, ...], tuple[str, Hint]]) -> Match | None:
        words = self.words(column)
        found = [
            (stop - start, known[words[start:stop]])
            for start in range(len(words))
            for stop in range(start + 1, len(words) + 1)
            if words[start:stop] in known
        ]
        if not found:
            return None
        size, (id_, hint) = max(found, key=lambda match: match[0])
        return Match(id_, hint, size)

    @cached_property
    def _fields(self) -> dict[tuple[str, ...], tuple[str, Hint]]:
        return self._by_words(self.file.fields)

    @cached_property
    def _attributes(self) -> dict[tuple[str, ...], tuple[str, Hint]]:
        return self._by_words(self.file.attributes)

    @cached_property
    def _roles(self) -> dict[tuple[str, ...], tuple[str, Hint]]:
        return self._by_words(self.file.roles)

    def _by_words(self, hints: Mapping[str, Hint]) -> dict[tuple[str, ...], tuple[str, Hint]]:
        return {self.words(written): (id_, hint) for id_, hint in hints.items() for written in hint.words}

    @cached_property
    def name_words(self) -> frozenset[str]:
        """Parts of people's names."""
        names = self.pack.names
        parts = (*names.male, *names.female, *names.family)
        return frozenset(word for part in parts for text in (part.arabic, part.latin) for word in self.words(text))

    def code_map(self, code_list: str, values: Iterable[str]) -> dict[str, str]:
        """Native value -> code, for the values that the list explains."""
        known = self._codes(code_list)
        return {value: known[key] for value in values if (key := " ".join(self.words(value))) in known}

    def _codes(self, code_list: str) -> dict[str, str]:
        if code_list not in self._known_codes:
            self._known_codes[code_list] = self._words_of_codes(code_list)
        return self._known_codes[code_list]

    def _words_of_codes(self, code_list: str) -> dict[str, str]:
        codes = self.pack.code_lists.get(code_list, {})
        known = {" ".join(self.words(text)): code for code, name in codes.items() for text in (name.ar, name.en)}
        if code_list == "governorates":
            known |= {" ".join(self.words(place.iso)): code for code, place in self.pack.governorates.items()}
        known |= {code.lstrip("0"): code for code in codes if code.isdigit()}  # figures lose their zeros
        known |= {" ".join(self.words(code)): code for code in codes}
        more = self.file.codes.get(code_list, {})
        return known | {" ".join(self.words(text)): code for code, texts in more.items() for text in texts}

    def answers(self, values: Iterable[str]) -> dict[str, str]:
        """Native value -> true or false, for the values that mean one of them."""
        known = {" ".join(self.words(text)): answer for answer, texts in self.file.answers.items() for text in texts}
        return {value: known[key] for value in values if (key := " ".join(self.words(value))) in known}


def hints(country: Pack) -> Hints:
    """The pack's hints. Raises PackError."""
    return Hints(load_yaml_model(country.folder / "hints.yaml", HintsFile), country)
