"""Reads services' folders: shapes, then everything that shapes cannot tell. All faults of all folders at once."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel

from wasl.catalogue import wording
from wasl.catalogue.checking import disagreements
from wasl.catalogue.merging import LANGUAGES, Folder, Layers
from wasl.catalogue.model import SLUG, Definition, Example, Pages, Rules, Service, Texts, Workflow
from wasl.catalogue.parts import Parts
from wasl.catalogue.scope import fact_kinds, in_order
from wasl.catalogue.surroundings import Surroundings
from wasl.country.api import Document, Fault, PackError, unknown

T = TypeVar("T", bound=BaseModel)
_NO_PLACE = yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))
"""Of a merged file: where a key stands is looked up in the files that were merged."""


@dataclass(frozen=True)
class Loaded:
    """A definition and the examples that it must live up to."""

    definition: Definition
    examples: tuple[Example, ...]
    document: Document  # of the examples

    def fault(self, place: int, what: str, mend: str) -> Fault:
        return self.document.fault((place,), what, mend)


def load_service(folder: Path, world: Surroundings) -> Loaded:
    """The definition in a folder, its archetype merged in. Raises PackError with every fault found."""
    return _Loading(folder, world).result()


def load_services(folders: Iterable[Path], world: Surroundings) -> list[Loaded]:
    """Definitions in several folders. Raises PackError with the faults of all."""
    loaded: list[Loaded] = []
    faults: list[Fault] = []
    for folder in folders:
        try:
            loaded.append(load_service(folder, world))
        except PackError as error:
            faults += error.faults
    faults += _ids_given_twice(loaded)
    if faults:
        raise PackError(faults)
    return loaded


def _ids_given_twice(loaded: list[Loaded]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for one in loaded:
        definition = one.definition
        other = first.setdefault(definition.service.id, definition.slug)
        if other != definition.slug:
            path = one.document.path.parent / "service.yaml"
            what = f"'{definition.service.id}' is also the id of the service {other}"
            yield Fault(path, 1, "id", what, "give each service its own id")


class _Loading:
    def __init__(self, path: Path, world: Surroundings) -> None:
        self.world = world
        self.faults: list[Fault] = []
        if not path.is_dir():
            services = path.parent.glob("*/service.yaml")
            what, mend = unknown(path.name, [one.parent.name for one in services], "service")
            raise PackError([Fault(path, 1, "", what, f"name a folder elsewhere by its path, or: {mend}")])
        own = Folder.read(path)
        if not re.fullmatch(SLUG, path.name):
            mend = "rename it: small letters, digits and hyphens"
            self.faults.append(Fault(path, 1, "", f"'{path.name}' cannot be the name of a service", mend))
        self.layers = Layers(own)
        self.layers = Layers(own, tuple(self._archetypes(own)))
        for folder in self.layers.folders():
            self.faults += folder.faults

    def result(self) -> Loaded:
        own = self.layers.own
        mend = "write it; `wasl services new` makes one to start from"
        for name in ("service.yaml", "texts.ar.yaml", "texts.en.yaml", "examples.yaml"):
            if not (own.path / name).is_file():
                self.faults.append(Fault(own.path / name, 1, "", "the file is missing", mend))
        service, pages = self._part("service", Service), self._part("pages", Pages)
        workflow, rules = self._part("workflow", Workflow), self._part("rules", Rules)
        texts, words = self._texts()
        examples = self._examples()
        if service is None or pages is None or workflow is None or rules is None:
            raise PackError(self.faults)
        ordered = in_order(pages.pages, self._keys_of_pages())
        parts = Parts(self.layers, self.world, service, ordered, workflow, rules)
        self.faults += disagreements(parts)
        texts = self._complete(parts, texts)
        if self.faults or examples is None:
            raise PackError(self.faults)
        definition = Definition(
            slug=own.path.name,
            service=service,
            pages=ordered,
            workflow=workflow,
            rules=rules,
            texts=texts,
            words=words,
            kinds={key: str(kind) for key, kind in fact_kinds(service.facts, self.world).items()},
        )
        return Loaded(definition, examples, own.documents["examples.yaml"])

    def _archetypes(self, folder: Folder) -> Iterator[Folder]:
        """What a folder extends, and what that extends."""
        known = dict(self.world.archetypes)
        while (name := folder.data("service").get("extends")) is not None:
            if not isinstance(name, str) or name not in known:
                what, mend = unknown(str(name), known, "archetype")
                self.faults.append(folder.documents["service.yaml"].fault(("extends",), what, mend))
                return
            folder = Folder.read(known.pop(name))  # taken out: nothing extends itself
            yield folder

    def _keys_of_pages(self) -> Iterator[list[str]]:
        for folder in self.layers.from_below():
            pages = folder.data("pages").get("pages")
            yield list(pages) if isinstance(pages, dict) else []

    def _part(self, part: str, shape: type[T]) -> T | None:
        name = f"{part}.yaml"
        if any(fault.file.name == name for fault in self.faults):
            return None  # has not been read
        document = Document(self.layers.own.path / name, self.layers.merged(part), _NO_PLACE)
        try:
            return document.read_as(shape)
        except PackError as error:
            self.faults += [self._placed(name, fault) for fault in error.faults]
            return None

    def _placed(self, name: str, fault: Fault) -> Fault:
        loc = [int(part) if part.isdecimal() else part for part in fault.key.split(".")] if fault.key else []
        return self.layers.fault(name, tuple(loc), fault.what, fault.mend)

    def _examples(self) -> tuple[Example, ...] | None:
        document = self.layers.own.documents.get("examples.yaml")
        if document is None:
            return None
        try:
            examples = document.read_as(tuple[Example, ...])
        except PackError as error:
            self.faults += error.faults
            return None
        if not examples:
            self.faults.append(document.fault((), "there is no example", "write at least one, as in the guide"))
        return examples

    def _texts(self) -> tuple[Texts, tuple[str, ...]]:
        words: list[str] = []
        texts: dict[str, dict[str, str]] = {}
        for language in LANGUAGES:
            name = f"texts.{language}.yaml"
            merged: dict[str, str] = {}
            for folder in self.layers.from_below():
                if document := folder.documents.get(name):
                    found, called = _read_texts(document, self.faults)
                    merged |= found
                    words += called
            texts[language] = merged
        return Texts(ar=texts["ar"], en=texts["en"]), tuple(words)

    def _complete(self, parts: Parts, texts: Texts) -> Texts:
        """The texts that are needed, questions without one named after their source; faults for what is missing."""
        needed = wording.needed(parts.service, parts.pages, parts.workflow, parts.rules)
        may = {*needed, *wording.allowed(parts.pages, parts.workflow)}
        complete: dict[str, dict[str, str]] = {}
        for language in LANGUAGES:
            written = {**self._names_of_sources(parts, language), **getattr(texts, language)}
            complete[language] = {key: text for key, text in written.items() if key in may}
            self.faults += self._missing(language, [key for key in needed if key not in written])
            self.faults += self._unused(language, may)
        for one, other in (LANGUAGES, LANGUAGES[::-1]):
            alone = [key for key in complete[one] if key not in complete[other] and key not in needed]
            self.faults += self._missing(other, alone)
        return Texts(ar=complete["ar"], en=complete["en"])

    def _names_of_sources(self, parts: Parts, language: str) -> dict[str, str]:
        """What registers call the values that are asked for or shown."""
        named = {f"question.{key}": one.source for key, one in parts.questions.items() if one.source}
        named |= {f"answer.{name}": name for name in parts.service.shows if name not in parts.service.facts}
        sources = {key: self.world.source(name) for key, name in named.items()}
        return {key: source.name.in_language(language) for key, source in sources.items() if source}

    def _missing(self, language: str, keys: list[str]) -> Iterator[Fault]:
        document = self.layers.own.documents.get(f"texts.{language}.yaml")
        if document is None or not keys:
            return  # a file that is missing or cannot be read has its own fault
        what = f"the text '{keys[0]}' is missing" if len(keys) == 1 else f"{len(keys)} texts are missing"
        lines = "".join(f"\n      {key}: ..." for key in keys)
        yield Fault(document.path, 1, "", what, f"add to this file{lines}")

    def _unused(self, language: str, may: set[str]) -> Iterator[Fault]:
        document = self.layers.own.documents.get(f"texts.{language}.yaml")
        if document is None:
            return
        for key in document.data:
            if key != "words" and key not in may:
                what, mend = unknown(str(key), sorted(may), "text")
                yield document.fault((key,), what, f"remove it, or: {mend}")


def _read_texts(document: Document, faults: list[Fault]) -> tuple[dict[str, str], list[str]]:
    texts: dict[str, str] = {}
    words: list[str] = []
    for key, text in document.data.items():
        if key == "words" and isinstance(text, list) and all(isinstance(one, str) for one in text):
            words = text
        elif key == "words":
            faults.append(document.fault((key,), "a list of words is expected", "write words: [one, another]"))
        elif isinstance(text, str) and text.strip():
            texts[str(key)] = text.strip()
        else:
            what = "nothing is written here" if text in (None, "") else f"{text!r} is not a text"
            faults.append(document.fault((key,), what, "write the text, in quotes where it looks like something else"))
    return texts, words
