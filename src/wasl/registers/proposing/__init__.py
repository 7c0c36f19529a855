"""Looks at a database that nobody has described yet and proposes its manifest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from wasl.core.errors import Refusal
from wasl.country.api import Pack, unknown
from wasl.registers.connectors.base import Deadline
from wasl.registers.connectors.files import file_path
from wasl.registers.proposing.guessing import Guess, guess
from wasl.registers.proposing.hints import Hints, hints
from wasl.registers.proposing.looking import Sampled, is_file, sampled, tables
from wasl.registers.proposing.writing import as_yaml, described

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Wanted:
    """What a look at the data cannot tell. What is None is guessed, and the guess is marked in the YAML."""

    register_id: str | None = None
    owner: str | None = None
    section: str | None = None


@dataclass(frozen=True)
class ProposedManifest:
    """YAML that passes the manifest's model, with comments on what was guessed; `others`: tables not taken."""

    register_id: str
    table: str | None
    yaml: str
    others: tuple[str, ...] = ()


def propose(address: str, table: str | None, wanted: Wanted, *, country: Pack, seconds: float) -> ProposedManifest:
    """Without a table, the one that tells most about people is taken. Raises RegisterUnavailable, Refusal."""
    _stand_for_something(wanted, country)
    _is_there(address)
    known = hints(country)
    deadline = Deadline.after(seconds)
    choices = tables(address) if table is None else [table]
    if not choices:
        raise Refusal("there are no tables here", mend="look at the address, or give the user the right to read tables")
    looked = [(name, *_look(address, name, known, deadline)) for name in choices]
    best, sample, guesses = max(looked, key=lambda one: (_personal(one[2]), len(one[1].rows)))
    others = tuple(name for name in choices if name and name != best)
    fallback = file_path(address).stem if is_file(address) else ""
    return _proposed(best, sample, guesses, wanted=wanted, known=known, fallback=fallback, others=others)


def _stand_for_something(wanted: Wanted, country: Pack) -> None:
    """A manifest that names what does not exist would be refused later, and would have to be mended by hand."""
    if wanted.register_id is not None and not _SLUG.fullmatch(wanted.register_id):
        mend = "write it in small Latin letters and digits, with hyphens between: water-luxor"
        raise Refusal(f"'{wanted.register_id}' cannot be the id of a register", mend=mend)
    named = ((wanted.owner, country.agencies, "agency"), (wanted.section, country.sections, "section"))
    for name, known, thing in named:
        if name is not None and name not in known:
            what, mend = unknown(name, known, thing)
            raise Refusal(what, mend=mend)


def _is_there(address: str) -> None:
    if is_file(address) and not (path := file_path(address)).is_file():
        what = "is a folder, not a file" if path.is_dir() else "is not there"
        raise Refusal(f"{path} {what}", mend="name a file, or a database as postgresql://user@host/database")


def _look(address: str, table: str | None, known: Hints, deadline: Deadline) -> tuple[Sampled, list[Guess]]:
    sample = sampled(address, table, known.file.encodings, deadline)
    rows = len(sample.rows)
    return sample, [guess(column, sample.values(column), rows, known) for column in sample.columns]


def _personal(guesses: Sequence[Guess]) -> int:
    return sum(2 if one.field in {"number", "full_name"} else 1 for one in guesses if one.field)


def _proposed(
    table: str | None,
    sample: Sampled,
    guesses: list[Guess],
    *,
    wanted: Wanted,
    known: Hints,
    fallback: str,
    others: tuple[str, ...],
) -> ProposedManifest:
    country = known.pack
    called = table or fallback
    slug = _NO_SLUG.sub("-", called.lower()).strip("-") or "new-register"
    name = called.rpartition(".")[2].replace("_", " ").strip() or "New register"
    head = {
        "id": wanted.register_id or slug,
        "kind": slug,
        "name": {"ar": name, "en": name},
        "owner": wanted.owner or next(iter(country.agencies)),
        "documented": True,
        "evidence": f"looked at the database on {datetime.now(UTC).date()}",
        "section": wanted.section or next(iter(country.sections)),
        "freshness": "P1D",
    }
    asked = {
        "id": None if wanted.register_id else "A GUESS: name the register",
        "kind": "A GUESS: what sort of register, in words that other countries share",
        "name": "A GUESS: what people call it, in both languages",
        "owner": None if wanted.owner else "NOT KNOWN, first of the list: who answers for it?",
        "section": None if wanted.section else "NOT KNOWN, first of the list: where in the picture is it shown?",
        "freshness": "A GUESS: how old its data may be",
        "key": "as the database declares it" if sample.key else "A GUESS from the sample",
    }
    preface = [f"Proposed from {len(sample.rows)} rows. Read every guess before you use it."]
    preface += [f"Other tables here: {', '.join(others)}"] if others else []
    manifest = described(guesses, sample, known, head)
    text = as_yaml(manifest, guesses, {name: why for name, why in asked.items() if why}, preface)
    return ProposedManifest(str(head["id"]), table, text, others)
