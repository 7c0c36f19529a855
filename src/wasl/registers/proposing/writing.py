"""From guesses to a manifest, and from the manifest to YAML with a comment for every guess."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from wasl.registers.manifest import Manifest
from wasl.registers.proposing.guessing import Guess
from wasl.registers.proposing.hints import Hints
from wasl.registers.proposing.looking import Sampled

PARTS = {"given_name": "given", "father_name": "father", "grandfather_name": "grandfather", "family_name": "family"}
_NO_LETTER = re.compile(r"[^a-z0-9]+")


def described(guesses: Sequence[Guess], sampled: Sampled, hints: Hints, head: dict[str, Any]) -> dict[str, Any]:
    """The manifest as plain data, in the order in which it is written."""
    _settle_roles(guesses)
    names = _attribute_names(guesses)
    key = sampled.key or _unique_looking(guesses)
    roles = [_role(role, mine, names, hints) for role, mine in _by_role(guesses).items()]
    return {
        **head,
        "source": sampled.source,
        "key": [names[column] for column in key],
        "persons": [role for role in roles if role],
        "columns": [_column(guess, names[guess.column], hints, is_key=guess.column in key) for guess in guesses],
    }


def _settle_roles(guesses: Sequence[Guess]) -> None:
    """A row with one person has one role; facts without a word of their own belong to the first person then."""
    named = list(dict.fromkeys(g.role for g in guesses if g.field in {"number", "full_name", "given_name"} and g.role))
    for guess in guesses:
        if guess.field and (guess.role not in named or guess.role is None):
            guess.role = named[0] if len(named) == 1 else "person"


def _by_role(guesses: Iterable[Guess]) -> dict[str, list[Guess]]:
    found: dict[str, list[Guess]] = {}
    for guess in guesses:
        if guess.field:
            found.setdefault(guess.role or "person", []).append(guess)
    return found


def _role(role: str, guesses: list[Guess], names: dict[str, str], hints: Hints) -> dict[str, Any] | None:
    fields: dict[str, str] = {}
    for guess in guesses:
        fields.setdefault(guess.field or "", names[guess.column])
    parts = {part: fields.pop(field) for field, part in PARTS.items() if field in fields}
    if "full_name" in fields and "given" not in parts and parts:  # the first part stands in a column called just "name"
        parts = {"given": fields.pop("full_name"), **parts}
    if not ({"number", "full_name"} & set(fields) or "given" in parts):
        return None
    text = hints.file.roles.get(role, hints.file.person).name
    named = {"role": role.replace("_", "-"), "name": {"ar": text.ar, "en": text.en}}
    return {**named, **fields, **({"name_parts": parts} if "given" in parts else {})}


def _attribute_names(guesses: Sequence[Guess]) -> dict[str, str]:
    several = len({guess.role for guess in guesses if guess.field}) > 1
    names: dict[str, str] = {}
    for place, guess in enumerate(guesses, 1):
        name = _wanted_name(guess, place, several=several)
        taken = set(names.values())
        names[guess.column] = next(n for n in (name, *(f"{name}_{i}" for i in range(2, 10_000))) if n not in taken)
    return names


def _wanted_name(guess: Guess, place: int, *, several: bool) -> str:
    if guess.field:
        return f"{guess.role}_{guess.field}" if several and guess.role and guess.role != "person" else guess.field
    if guess.attribute:
        return guess.attribute
    plain = _NO_LETTER.sub("_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", guess.column).lower()).strip("_")
    return plain if plain and plain[0].isalpha() and guess.column.isascii() else f"column_{place}"


def _unique_looking(guesses: Sequence[Guess]) -> list[str]:
    """The column that tells rows apart; a person's number or a date only where nothing else does."""
    unique = [guess for guess in guesses if guess.unique]
    last = [guess for guess in unique if guess.field or guess.type in {"date", "datetime", "money"}]
    best = next((guess for guess in unique if guess not in last), None) or next(iter(last), guesses[0])
    best.why.append(
        "different in every row of the sample" if best.unique else "NO COLUMN TELLS ROWS APART: name the key"
    )
    return [best.column]


def _column(guess: Guess, attribute: str, hints: Hints, *, is_key: bool) -> dict[str, Any]:
    known = hints.file.fields.get(guess.field or "") or hints.file.attributes.get(guess.attribute or "")
    readable = " ".join(part for part in re.split(r"[_\s]+", guess.column) if part)
    english = attribute.replace("_", " ").capitalize()
    name = {"ar": readable or english, "en": known.name.en if known and not guess.role else english}
    kind = "text" if is_key and guess.type == "integer" else guess.type
    shown = {} if kind == "text" else {"type": kind}
    return {"column": guess.column, "attribute": attribute, "name": name, **shown, **guess.more}


def as_yaml(
    manifest: dict[str, Any], guesses: Sequence[Guess], comments: dict[str, str], preface: Sequence[str]
) -> str:
    """YAML that a person goes on with: one line for each column, above it why it was guessed so."""
    lines = [f"# {line}" for line in preface]
    for name, value in manifest.items():
        if name not in {"persons", "columns"}:
            remark = f"  # {comments[name]}" if name in comments else ""
            lines.append(f"{name}: {_flow(value)}{remark}")
    lines += ["persons:" if manifest["persons"] else "persons: []", *(f"  - {_flow(r)}" for r in manifest["persons"])]
    lines.append("columns:")
    for column, guess in zip(manifest["columns"], guesses, strict=True):
        lines += [f"  # {'; '.join(guess.why)}"] if guess.why else []
        lines.append(f"  - {_flow(column)}")
    text = "\n".join(lines) + "\n"
    Manifest.model_validate(yaml.safe_load(text))  # what is proposed must stand
    return text


def _flow(value: Any) -> str:
    written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    return written.removesuffix("\n").removesuffix("...").removesuffix("\n")
