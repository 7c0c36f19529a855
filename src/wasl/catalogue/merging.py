"""A service's files laid over its archetypes': whole keys replace, and what is listed by key is merged by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wasl.country.api import Document, Fault, PackError, read_yaml

Loc = tuple[str | int, ...]

PARTS = ("service", "pages", "workflow", "rules")
LANGUAGES = ("ar", "en")
BY_KEY: dict[str, tuple[str, ...]] = {
    "service": ("facts",),
    "pages": ("pages",),
    "workflow": ("states", "steps", "actions"),
    "rules": ("eligibility", "fees"),
}
"""Groups of each file that are merged key by key."""
KNOWN = {*(f"{part}.yaml" for part in PARTS), *(f"texts.{one}.yaml" for one in LANGUAGES), "examples.yaml"}


@dataclass
class Folder:
    """The files of one folder; what cannot be read leaves a fault."""

    path: Path
    documents: dict[str, Document] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Folder":
        folder = cls(path)
        for file in sorted(path.iterdir()):
            if file.name in KNOWN:
                folder._read(file)
            elif not file.name.startswith("."):
                mend = f"remove it; a service's folder holds {', '.join(sorted(KNOWN))}"
                folder.faults.append(Fault(file, 1, "", "a file that nothing reads", mend))
        return folder

    def _read(self, file: Path) -> None:
        try:
            document = read_yaml(file)
        except PackError as error:
            self.faults += error.faults
            return
        wanted = list if file.name == "examples.yaml" else dict
        if isinstance(document.data, wanted):
            self.documents[file.name] = document
        else:
            thing = "a list is" if wanted is list else "keys are"
            self.faults.append(document.fault((), f"{thing} expected", "write it as in the guide"))

    def data(self, part: str) -> dict[str, Any]:
        document = self.documents.get(f"{part}.yaml")
        return dict(document.data) if document else {}


@dataclass(frozen=True)
class Layers:
    """A service's folder and, under it, its archetype's, and that archetype's own."""

    own: Folder
    below: tuple[Folder, ...] = ()

    def folders(self) -> tuple[Folder, ...]:
        """The service's own first."""
        return (self.own, *self.below)

    def from_below(self) -> tuple[Folder, ...]:
        """In the order in which they are laid over each other."""
        return self.folders()[::-1]

    def merged(self, part: str) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for folder in self.from_below():
            merged = _over(merged, folder.data(part), BY_KEY[part])
        return merged

    def fault(self, name: str, loc: Loc, what: str, mend: str) -> Fault:
        """At a key path of the merged file, in the file that wrote it."""
        documents = [folder.documents[name] for folder in self.folders() if name in folder.documents]
        if not documents:
            return Fault(self.own.path / name, 1, ".".join(map(str, loc)), what, mend)
        found = max(documents, key=lambda document: _depth(document.data, loc))  # the service's own, where both reach
        return found.fault(loc, what, mend)

    def drops(self) -> Iterator[tuple[str, int, Any]]:
        """Everything that the service drops: file, place in the list, what is written."""
        for part in PARTS:
            dropped = self.own.data(part).get("drop")
            for place, name in enumerate(dropped if isinstance(dropped, list) else []):
                yield f"{part}.yaml", place, name


def _over(below: dict[str, Any], above: dict[str, Any], groups: tuple[str, ...]) -> dict[str, Any]:
    merged = {**below, **above}
    for group in groups:
        if _is_group(below.get(group)) and _is_group(above.get(group)):
            merged[group] = _laid_over(below[group], above[group])
    return _without(merged, merged.pop("drop", None), groups)


def _is_group(value: Any) -> bool:
    return isinstance(value, Mapping)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        former = merged.get(key)
        if isinstance(value, Mapping) and isinstance(former, Mapping):
            below_it, above_it = former.get("questions"), value.get("questions")
            merged[key] = {**former, **value}
            if isinstance(below_it, Mapping) and isinstance(above_it, Mapping):
                merged[key]["questions"] = _laid_over(below_it, above_it)
        else:
            merged[key] = value
    return merged


def _without(data: dict[str, Any], dropped: Any, groups: tuple[str, ...]) -> dict[str, Any]:
    """Without the keys that are dropped, pages and questions alike."""
    names = set(dropped) if isinstance(dropped, list) and all(isinstance(one, str) for one in dropped) else set()
    for group in groups:
        if names and _is_group(data.get(group)):
            data[group] = {key: _pruned(value, names) for key, value in data[group].items() if key not in names}
    return data


def _pruned(value: Any, names: set[str]) -> Any:
    if not _is_group(value) or not _is_group(value.get("questions")):
        return value
    return {**value, "questions": {key: one for key, one in value["questions"].items() if key not in names}}


def _depth(data: Any, loc: Loc) -> int:
    """How far a key path leads into some data."""
    for depth, part in enumerate(loc):
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return depth
    return len(loc)
