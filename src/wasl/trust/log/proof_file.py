"""A proof that one look is in the log, as a text file (C2SP tlog-proof) that anybody can check without asking us.

What it tells (`extra`): the facts and their salt; of each person the handle and its salt, or the commitment alone.
Nobody who gets a proof about one person learns who else was in the same list.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wasl.core.errors import Refusal, words
from wasl.core.text import Text
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.cosigning import Cosignature, WitnessKey, cosignatures, key_of
from wasl.trust.log.leaves import HASH, SALT, commitment, hash_of
from wasl.trust.log.notes import NoteKey, Opened, opened
from wasl.trust.log.tree import includes

FIRST_LINE = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
MOST_CHARACTERS = 1 << 20
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class PersonTold:
    """One person of an entry: opened by handle and salt, or kept closed."""

    commitment: bytes
    handle: str | None = None
    salt: bytes | None = None

    def written(self) -> dict[str, str]:
        if self.handle is None or self.salt is None:
            return {"commitment": _text(self.commitment)}
        return {"handle": self.handle, "salt": _text(self.salt)}


@dataclass(frozen=True)
class Told:
    """All that is needed to rebuild a leaf. `facts` is the text exactly as it was hashed."""

    facts: str
    salt: bytes
    persons: tuple[PersonTold, ...]

    def leaf(self, seq: int) -> bytes:
        persons = b"".join(person.commitment for person in self.persons)
        return hash_of(seq, commitment(self.salt, self.facts), persons)

    def written(self) -> str:
        persons = [person.written() for person in self.persons]
        told = {"facts": self.facts, "salt": _text(self.salt), "persons": persons}
        return _text(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())


@dataclass(frozen=True)
class ProofFile:
    """The parts of the file. `index` counts from 0: the entry's number is one more."""

    told: Told
    index: int
    path: tuple[bytes, ...]
    note: str

    def written(self) -> str:
        steps = "".join(f"{_text(step)}\n" for step in self.path)
        return f"{FIRST_LINE}\nextra {self.told.written()}\nindex {self.index}\n{steps}\n{self.note}"


@dataclass(frozen=True)
class Policy:
    """What a reader asks of a proof beside the log's own signature: how many witnesses whom they know."""

    witnesses: int = 0


@dataclass(frozen=True)
class Checked:
    """What a proof says, if it holds; if not, `findings` says why, and nothing else in it may be believed."""

    ok: bool
    findings: tuple[Text, ...] = ()
    seq: int = 0
    size: int = 0
    origin: str = ""
    at: datetime | None = None
    facts: dict[str, Any] | None = None
    persons: tuple[str, ...] = ()
    cosigned: tuple[Cosignature, ...] = ()


class _WrongError(Exception):
    def __init__(self, ar: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(ar=ar, en=en)


def read_proof(text: str, keys: Iterable[str], policy: Policy | None = None) -> Checked:
    """Check a proof against vkeys of the log and of witnesses. Never raises for what the file says.

    Raises Refusal for a key that is none: keys are the reader's own, not the file's.
    """
    known = [key_of(line) for line in keys]
    try:
        return _checked(_parsed(text), known, policy or Policy())
    except _WrongError as wrong:
        return Checked(ok=False, findings=(wrong.text,))
    except Refusal as refusal:
        return Checked(ok=False, findings=(words(refusal.what),))


def _checked(proof: ProofFile, keys: Sequence[Any], policy: Policy) -> Checked:
    note = opened(proof.note, keys)
    checkpoint = Checkpoint.read(note.text)
    _require_the_logs_own(note, checkpoint, keys)
    if not includes(proof.told.leaf(proof.index + 1), proof.index, checkpoint.size, proof.path, checkpoint.root):
        raise _WrongError(
            "هذا القيد ليس في السجل بهذه الكلمات: تغيّر القيد أو الإثبات",
            "the record is not in the log in these words: it or the proof was changed",
        )
    seen = cosignatures(note.lines, [key for key in keys if isinstance(key, WitnessKey)])
    if len({one.name for one in seen}) < policy.witnesses:
        raise _WrongError(
            f"شهد عليه {len(seen)} ممن تعرفهم، والمطلوب {policy.witnesses}",
            f"{len(seen)} witnesses whom you know have signed it, and you ask for {policy.witnesses}",
        )
    return _answer(proof, checkpoint, seen)


def _require_the_logs_own(note: Opened, checkpoint: Checkpoint, keys: Sequence[Any]) -> None:
    own = {key.name for key in keys if isinstance(key, NoteKey)}
    if checkpoint.origin not in own & set(note.signed_by):
        raise _WrongError(
            "لم يوقّعه السجل بالمفتاح الذي كتبته: ليس من هذا السجل، أو المفتاح غير صحيح",
            "the log did not sign it with the key you gave: it is of another log, or the key is wrong",
        )


def _answer(proof: ProofFile, checkpoint: Checkpoint, seen: tuple[Cosignature, ...]) -> Checked:
    facts = json.loads(proof.told.facts)
    return Checked(
        ok=True,
        seq=proof.index + 1,
        size=checkpoint.size,
        origin=checkpoint.origin,
        at=_instant(facts.get("at")),
        facts=facts,
        persons=tuple(person.handle for person in proof.told.persons if person.handle is not None),
        cosigned=seen,
    )


def _parsed(text: str) -> ProofFile:
    head, blank, note = text.replace("\r\n", "\n").partition("\n\n")
    first, *rest = head.split("\n")
    if first != FIRST_LINE or not blank or len(text) > MOST_CHARACTERS:
        raise _WrongError("هذا ليس إثباتًا، أو ينقصه جزء", "this is no proof, or part of it is missing")
    if len(rest) < 2 or not rest[0].startswith("extra ") or not rest[1].startswith("index "):
        raise _untold()
    index = rest[1].removeprefix("index ")
    if not _NUMBER.fullmatch(index):
        raise _WrongError("رقم القيد غير مفهوم", "the record's number cannot be read")
    steps = tuple(_bytes(step, HASH) for step in rest[2:])
    return ProofFile(_told(rest[0].removeprefix("extra ")), int(index), steps, note)


def _told(written: str) -> Told:
    try:
        told = json.loads(_bytes(written))
        if not isinstance(json.loads(told["facts"]), dict):
            raise _untold()
        persons = tuple(_person(person) for person in told["persons"])
        told["facts"].encode()
        return Told(told["facts"], _bytes(told["salt"], SALT), persons)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _untold() from error


def _person(told: dict[str, str]) -> PersonTold:
    if "handle" not in told:
        return PersonTold(_bytes(told["commitment"], HASH))
    salt = _bytes(told["salt"], SALT)
    return PersonTold(commitment(salt, told["handle"]), told["handle"], salt)


def _bytes(written: str, length: int | None = None) -> bytes:
    try:
        raw = b64decode(written, validate=True)
    except ValueError as error:
        raise _damaged() from error
    if _text(raw) != written or (length and len(raw) != length):
        raise _damaged()
    return raw


def _instant(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _damaged() -> _WrongError:
    return _WrongError("في الملف حروف تالفة", "some of its letters are damaged")


def _untold() -> _WrongError:
    return _WrongError("لا يقول الإثبات ماذا سُجّل", "the proof does not tell what was recorded")


__all__ = ["Checked", "PersonTold", "Policy", "ProofFile", "Told", "read_proof"]
