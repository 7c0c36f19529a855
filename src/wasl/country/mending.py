"""Says in words what pydantic found wrong, and how to mend it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from wasl.country.faults import unknown

Explanation = tuple[str, str]


def explain(error: ErrorDetails, model: Any) -> Explanation:
    """What is wrong with a value read as a model, and how to mend it.

    >>> from pydantic import TypeAdapter, ValidationError
    >>> from wasl.core.text import Text
    >>> try:
    ...     TypeAdapter(Text).validate_python({"ar": "وصل"})
    ... except ValidationError as found:
    ...     explain(found.errors()[0], Text)
    ("the translation 'en' is missing", "add 'en': every text stands in Arabic and in English")
    """
    return _SAID_BY_KIND.get(error["type"], _Finding.in_its_words)(_Finding(error, model))


@dataclass(frozen=True)
class _Finding:
    error: ErrorDetails
    model: Any

    @property
    def value(self) -> Any:
        return self.error["input"]

    def unknown_key(self) -> Explanation:
        *parents, name = self.error["loc"]
        return unknown(str(name), _keys_at(self.model, parents), "key")

    def missing_key(self) -> Explanation:
        name = self.error["loc"][-1]
        if name in ("ar", "en"):
            return f"the translation '{name}' is missing", f"add '{name}': every text stands in Arabic and in English"
        return f"'{name}' is missing", f"add '{name}'"

    def not_text(self) -> Explanation:
        if isinstance(self.value, bool | int | float):
            return f"{self.value!r} is read as a {type(self.value).__name__}, not as text", "write it in quotes"
        return f"{_kind(self.value)} where a text is expected", "write the text"

    def not_keys(self) -> Explanation:
        keys = _keys_at(self.model, list(self.error["loc"]))
        return f"{_kind(self.value)} where keys are expected", f"write the keys: {', '.join(keys)}"

    def does_not_match(self) -> Explanation:
        return f"'{self.value}' is not written as it must be", f"match the pattern {self.error['ctx']['pattern']}"

    def not_a_choice(self) -> Explanation:
        return f"'{self.value}' is none of the choices", f"write one of {self.error['ctx']['expected']}"

    def empty(self) -> Explanation:
        return "nothing is written here", "write it, or leave the key out where it may be absent"

    def own_rule(self) -> Explanation:
        return self.error["msg"].removeprefix("Value error, "), "change this entry so that the rule holds"

    def in_its_words(self) -> Explanation:
        message = self.error["msg"]
        return f"{message[:1].lower()}{message[1:]} (it is {_kind(self.value)})", "correct this value"


_SAID_BY_KIND: Mapping[str, Callable[[_Finding], Explanation]] = {
    "extra_forbidden": _Finding.unknown_key,
    "missing": _Finding.missing_key,
    "string_type": _Finding.not_text,
    "model_type": _Finding.not_keys,
    "model_attributes_type": _Finding.not_keys,
    "string_pattern_mismatch": _Finding.does_not_match,
    "literal_error": _Finding.not_a_choice,
    "enum": _Finding.not_a_choice,
    "string_too_short": _Finding.empty,
    "too_short": _Finding.empty,
    "value_error": _Finding.own_rule,
}


def _kind(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a group of keys"
    return "a list" if isinstance(value, list | tuple) else f"'{value}'"


def _keys_at(model: Any, loc: list[str | int]) -> list[str]:
    """The keys that may stand at a key path of a model, as they are written in a file."""
    for part in loc:
        model = _below(_bare(model), part)
    fields = getattr(_bare(model), "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _below(model: Any, part: str | int) -> Any:
    if isinstance(model, type) and issubclass(model, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        return fields.get(str(part))
    arguments = [argument for argument in get_args(model) if argument is not Ellipsis]
    return arguments[-1] if arguments else None


def _bare(model: Any) -> Any:
    """Without Annotated and "or None"."""
    if get_origin(model) is Annotated:
        return _bare(get_args(model)[0])
    choices = [argument for argument in get_args(model) if argument is not type(None)]
    return _bare(choices[0]) if type(None) in get_args(model) and len(choices) == 1 else model
