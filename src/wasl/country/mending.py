"""Says in words what pydantic found wrong, and how to mend it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from wasl.country.faults import unknown

Explanation = tuple[str, str]


def explain(error: ErrorDetails, model: Any) -> Explanation:
    """What is wrong, and how to mend it."""
    say = _SAID_BY_KIND.get(error["type"], _by_its_message)
    return say(error, model)


def _unknown_key(error: ErrorDetails, model: Any) -> Explanation:
    *parents, name = error["loc"]
    return unknown(str(name), _keys_at(model, parents), "key")


def _missing_key(error: ErrorDetails, model: Any) -> Explanation:
    name = error["loc"][-1]
    if name in ("ar", "en"):
        return f"the translation '{name}' is missing", f"add '{name}': every text stands in Arabic and in English"
    return f"'{name}' is missing", f"add '{name}'"


def _not_text(error: ErrorDetails, model: Any) -> Explanation:
    value = error["input"]
    if error["loc"][-1] == "[key]" or isinstance(value, bool | int | float):
        return f"{value!r} is read as a {type(value).__name__}, not as text", "write it in quotes"
    return f"text is expected, not {_kind(value)}", "write a text here"


def _not_a_pair(error: ErrorDetails, model: Any) -> Explanation:
    keys = _keys_at(model, list(error["loc"]))
    return f"{_kind(error['input'])} where keys are expected", f"write the keys: {', '.join(keys)}"


def _does_not_match(error: ErrorDetails, model: Any) -> Explanation:
    return f"'{error['input']}' is not written as it must be", f"match the pattern {error['ctx']['pattern']}"


def _not_a_choice(error: ErrorDetails, model: Any) -> Explanation:
    return f"'{error['input']}' is none of the choices", f"write one of {error['ctx']['expected']}"


def _empty(error: ErrorDetails, model: Any) -> Explanation:
    return "nothing is written here", "write it, or leave the key out where it may be absent"


def _own_rule(error: ErrorDetails, model: Any) -> Explanation:
    return error["msg"].removeprefix("Value error, "), "change this entry so that the rule holds"


def _by_its_message(error: ErrorDetails, model: Any) -> Explanation:
    return f"{error['msg'][:1].lower()}{error['msg'][1:]} (it is {_kind(error['input'])})", "correct this value"


_SAID_BY_KIND: Mapping[str, Callable[[ErrorDetails, Any], Explanation]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "string_type": _not_text,
    "model_type": _not_a_pair,
    "model_attributes_type": _not_a_pair,
    "string_pattern_mismatch": _does_not_match,
    "literal_error": _not_a_choice,
    "enum": _not_a_choice,
    "string_too_short": _empty,
    "value_error": _own_rule,
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
    arguments = [a for a in get_args(model) if a is not Ellipsis]
    return arguments[-1] if arguments else None


def _bare(model: Any) -> Any:
    """Without Annotated and "or None"."""
    if get_origin(model) is Annotated:
        return _bare(get_args(model)[0])
    choices = [a for a in get_args(model) if a is not type(None)]
    return _bare(choices[0]) if type(None) in get_args(model) and len(choices) == 1 else model
