"""Conditions in CEL, checked against typed names before anything relies on them.

A value that is not there is absent. What depends on it is neither true nor false: `a == 1 || b == 2` holds where b is 2
although a is absent; `!(a == 1)` does not hold. `given.a` says whether a is there.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

from cel_expr_python import cel

from wasl.core.log import event

Value = bool | int | float | str | date | list[str]
Names = tuple[tuple[str, "Kind"], ...]

MAX_INT = 2**63 - 1


class Kind(StrEnum):
    """The type of a name in a condition."""

    BOOL = "bool"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    TIMESTAMP = "timestamp"
    LIST = "list(string)"


_TYPES = {
    Kind.BOOL: cel.Type.BOOL,
    Kind.INT: cel.Type.INT,
    Kind.DOUBLE: cel.Type.DOUBLE,
    Kind.STRING: cel.Type.STRING,
    Kind.TIMESTAMP: cel.Type.TIMESTAMP,
    Kind.LIST: cel.Type.List(cel.Type.STRING),
}
_ABSENT = "No value with name"


class WrongCondition(Exception):  # noqa: N818  told to whoever writes the definition
    """The condition cannot be right; the message says why."""


def check(expression: str, names: Mapping[str, Kind], wanted: Kind) -> None:
    """Raises WrongCondition."""
    compiled = _compiled(expression, tuple(sorted(names.items())))
    found = compiled.return_type()
    if found != _TYPES[wanted]:
        raise WrongCondition(f"it gives {found.name().lower()}, not {wanted}")


def value_of(expression: str, names: Mapping[str, Kind], values: Mapping[str, Value]) -> Value | None:
    """What an expression gives; None where that depends on what is absent."""
    known = {name: _native(values[name]) for name in names if name in values}
    known |= {name: name.removeprefix("given.") in values for name in names if name.startswith("given.")}
    result = _compiled(expression, tuple(sorted(names.items()))).eval(data=known)
    if result.type() == cel.Type.ERROR:
        if _ABSENT not in (why := str(result.value())):
            event("catalogue.condition_failed", level="warning", expression=expression, why=why)
        return None
    found: Value = result.value()
    return found


def fixed_value(expression: str, names: Mapping[str, Kind]) -> bool | None:
    """What a condition gives whatever the values are; None where that depends on them."""
    result = _compiled(expression, tuple(sorted(names.items()))).eval(data={})
    return None if result.type() == cel.Type.ERROR else bool(result.value())


def holds(expression: str | None, names: Mapping[str, Kind], values: Mapping[str, Value]) -> bool:
    """Whether a condition is surely true; no condition holds always."""
    return expression is None or value_of(expression, names, values) is True


def mentioned(expression: str) -> set[str]:
    """Words of an expression outside its texts in quotes: a superset of the names that it depends on."""
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", expression)
    return set(re.findall(r"[a-z_][a-z0-9_.]*", bare))


def with_given(names: Mapping[str, Kind]) -> dict[str, Kind]:
    """The names, and for each whether it is there."""
    return {**names, **{f"given.{name}": Kind.BOOL for name in names}}


@lru_cache(maxsize=20_000)
def _compiled(expression: str, names: Names) -> cel.Expression:
    try:
        return _environment(names).compile(expression)
    except (RuntimeError, UnicodeError) as error:
        raise WrongCondition(_plain(str(error))) from None


@lru_cache(maxsize=2_000)
def _environment(names: Names) -> cel.Env:
    return cel.NewEnv(variables={name: _TYPES[kind] for name, kind in names}, functions=_functions())


def _functions() -> list[cel.FunctionDecl]:
    instants = [cel.Type.TIMESTAMP, cel.Type.TIMESTAMP]

    def between(name: str, count: object) -> cel.FunctionDecl:
        return cel.FunctionDecl(name, [cel.Overload(f"{name}_between", cel.Type.INT, instants, False, count)])

    return [between("years", whole_years), between("days", lambda first, last: (last - first).days)]


def whole_years(first: datetime, last: datetime) -> int:
    """Birthdays between two instants.

    >>> whole_years(datetime(2000, 2, 29, tzinfo=UTC), datetime(2018, 2, 28, tzinfo=UTC))
    17
    """
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _native(value: Value) -> Value:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


def _plain(message: str) -> str:
    """The first complaint of the compiler, without where in its own input it stands."""
    first = next((line for line in message.splitlines() if "ERROR" in line), message)
    return re.sub(r"^.*?ERROR: <input>:\d+:\d+: ", "", first).removesuffix(" (in container '')")
