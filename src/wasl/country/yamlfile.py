"""Reads YAML into typed values; what does not fit is reported with the line that it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from wasl.country.faults import Fault, PackError, unreadable
from wasl.country.mending import explain

T = TypeVar("T")
Loc = tuple[str | int, ...]

DEEPEST = 50
"""Levels of nesting. libyaml composes by recursion and would take the process down with it."""

_Fastest: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML has it: ten times faster


class _Loader(_Fastest):  # type: ignore[misc]
    """Says in which line a value stands that looks like a date or a number and is none, such as 2020-13-01."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:
            raise _fault_at(node.start_mark, str(error)) from None


def _fault_at(mark: Any, what: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=what, problem_mark=mark)


@dataclass(frozen=True)
class Document:
    """A YAML file: its data, and where in the file each piece stands."""

    path: Path
    data: Any
    node: yaml.Node

    def line(self, loc: Loc) -> int:
        """The line of a key path; of its nearest ancestor where the path leads nowhere."""
        node, line = self.node, self.node.start_mark.line
        for part in loc:
            if found := _child(node, part):  # else: a name that a validator put into the path
                line, node = found
        return int(line) + 1

    def fault(self, loc: Loc, what: str, mend: str) -> Fault:
        """A fault at a key path; for checks that go beyond one file."""
        return Fault(self.path, self.line(loc), ".".join(map(str, loc)), what, mend)

    def read_as(self, model: type[T]) -> T:
        """The data as a model. Raises PackError."""
        try:
            return TypeAdapter(model).validate_python(self.data)
        except ValidationError as error:
            found = [(part["loc"], *explain(part, model)) for part in error.errors(include_url=False)]
            raise PackError(self.fault(loc, what, mend) for loc, what, mend in found) from None


def read_yaml(path: Path) -> Document:
    """One YAML document whose keys are unique. Raises PackError."""
    try:
        text = path.read_text(encoding="utf-8")
        _refuse_abyss(text)
        return _document(path, _Loader(text))
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from None
    except yaml.YAMLError as error:
        raise PackError([_malformed(path, error)]) from None


def load_yaml_model(path: Path, model: type[T]) -> T:
    """A YAML file as a pydantic model, or any type that pydantic can check. Raises PackError."""
    return read_yaml(path).read_as(model)


def _refuse_abyss(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Fastest):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _fault_at(event.start_mark, f"more than {DEEPEST} levels in each other")


def _document(path: Path, loader: Any) -> Document:
    node = loader.get_single_node()
    if node is None:
        raise PackError([Fault(path, 1, "", "the file is empty", "write its content, or remove the file")])
    if twice := list(_repeated(node, path, (), set())):
        raise PackError(twice)
    return Document(path, loader.construct_document(node), node)


def _malformed(path: Path, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    mend = "check indentation, colons and quotes in this line and the one before it"
    return Fault(path, mark.line + 1 if mark else 1, "", f"not YAML: {what}", mend)


def _child(node: yaml.Node, part: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line, node.value[part]
    if isinstance(node, yaml.MappingNode):
        found = (pair for pair in node.value if _same_key(pair[0].value, part))
        return next(((key.start_mark.line, value) for key, value in found), None)
    return None


def _same_key(written: Any, part: str | int) -> bool:
    if isinstance(part, int) and isinstance(written, str) and written.isdecimal():
        return int(written) == part or written == str(part)  # 01 without quotes is the number 1
    return bool(written == str(part))


def _repeated(node: yaml.Node, path: Path, loc: Loc, seen: set[int]) -> Iterator[Fault]:
    if id(node) in seen:  # an alias: already looked at
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value):
            yield from _repeated(item, path, (*loc, place), seen)
    if isinstance(node, yaml.MappingNode):
        yield from _twice(node, path, loc)
        for key, value in node.value:
            yield from _repeated(value, path, (*loc, str(key.value)), seen)


def _twice(node: yaml.MappingNode, path: Path, loc: Loc) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for key, _ in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in first:
            mend = f"keep one of the two (the first is in line {first[name]})"
            yield Fault(path, line, ".".join(map(str, (*loc, name))), f"the key '{name}' is given twice", mend)
        first.setdefault(name, line)
