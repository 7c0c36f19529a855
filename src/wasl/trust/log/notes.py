"""Signed notes, as C2SP's signed-note has them: text, a blank line, and one line for each Ed25519 signature."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wasl.core.errors import Refusal
from wasl.core.text import Text

ED25519 = b"\x01"
MOST_BYTES, MOST_SIGNATURES = 1 << 20, 64
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_GET_ANOTHER = Text(ar="اطلب الملف من مصدره مرة أخرى", en="ask for it again where it came from")


class Key(Protocol):
    """Whoever can tell whether a signature of this name and id is good: a log's key, or a witness's."""

    @property
    def name(self) -> str: ...
    @property
    def id(self) -> bytes: ...
    def verifies(self, text: str, signature: bytes) -> bool: ...


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def vkey(name: str, kind: bytes, public: bytes) -> str:
    """The line by which a public key is handed on: name, id and key."""
    return f"{name}+{key_id(name, kind, public).hex()}+{b64encode(kind + public).decode()}"


def vkey_parts(line: str, kind: bytes) -> tuple[str, bytes, bytes]:
    """Name, id and key. Raises ValueError for a line that is malformed, of another kind, or whose id is not its own;
    Refusal for a name that cannot be one.
    """
    name, identity, encoded = line.strip().split("+", 2)
    raw = b64decode(encoded, validate=True)
    Ed25519PublicKey.from_public_bytes(raw[1:])
    own = key_id(checked_name(name), kind, raw[1:])
    if raw[:1] != kind or own.hex() != identity:
        raise ValueError("the key is of another kind, or its id is not its own")
    return name, own, raw[1:]


def signature_line(name: str, identity: bytes, signature: bytes) -> str:
    return f"— {name} {b64encode(identity + signature).decode()}\n"


@dataclass(frozen=True)
class NoteKey:
    """A public Ed25519 key that is trusted for one name."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def of(cls, line: str) -> "NoteKey":
        """Read a vkey. Raises Refusal."""
        try:
            return cls(*vkey_parts(line, ED25519))
        except ValueError as error:
            raise _bad_key() from error

    def verifies(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """A private Ed25519 key that signs under one name."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def made(cls, name: str) -> "Signer":
        return cls(checked_name(name), Ed25519PrivateKey.generate())

    @classmethod
    def of(cls, name: str, private: bytes) -> "Signer":
        """From the 32 bytes of RFC 8032."""
        return cls(checked_name(name), Ed25519PrivateKey.from_private_bytes(private))

    @property
    def private_bytes(self) -> bytes:
        return self.private.private_bytes_raw()

    @cached_property
    def vkey(self) -> str:
        return vkey(self.name, ED25519, self.private.public_key().public_bytes_raw())

    @cached_property
    def key(self) -> NoteKey:
        return NoteKey.of(self.vkey)

    def sign(self, text: str) -> str:
        """The whole note. Raises ValueError for text that no note may hold."""
        if not text.endswith("\n") or _CONTROL.search(text):
            raise ValueError("a note's text ends with a newline and holds no other control character")
        return f"{text}\n{signature_line(self.name, self.key.id, self.private.sign(text.encode()))}"


@dataclass(frozen=True)
class Opened:
    """A note of which at least one signature is good."""

    text: str
    signed_by: tuple[str, ...]
    lines: tuple[str, ...]
    """All its signature lines, each with its newline, those of unknown keys too."""


def opened(note: str, keys: Iterable[Key]) -> Opened:
    """Raises Refusal for a malformed note, a bad signature of a known key, or none of a known key."""
    text, lines = parted(note)
    known = {(key.name, key.id): key for key in keys}
    signed_by = []
    for line in lines:
        name, identity, signature = _signature(line)
        key = known.get((name, identity))
        if key and not key.verifies(text, signature):
            raise _unsigned(f"التوقيع باسم {name} غير صحيح", f"the signature of {name} is false")
        signed_by += [name] if key else []
    if not signed_by:
        raise _unsigned("لم يوقعه أحد ممن نثق بهم", "nobody whom we trust has signed it")
    return Opened(text, tuple(dict.fromkeys(signed_by)), lines)


def parted(note: str) -> tuple[str, tuple[str, ...]]:
    """The text and the signature lines, unverified. Raises Refusal for a malformed note."""
    text, blank, signatures = note.rpartition("\n\n")
    lines = tuple(signatures.splitlines(keepends=True)) if "\r" not in signatures else ()
    if not blank or not text or len(note) > MOST_BYTES or not 0 < len(lines) <= MOST_SIGNATURES:
        raise _malformed()
    if _CONTROL.search(note) or not note.endswith("\n") or not _is_unicode(note):
        raise _malformed()
    for line in lines:
        _signature(line)
    return text + "\n", lines


def _is_unicode(note: str) -> bool:
    try:
        return bool(note.encode())
    except UnicodeEncodeError:
        return False


def checked_name(name: str) -> str:
    """Raises Refusal for a name that no signature line may hold."""
    if not re.fullmatch(r"[^\s+\x00-\x1f]+", name):
        raise Refusal(
            Text(ar=f"«{name}» لا يصلح اسمًا لمفتاح", en=f"“{name}” cannot be a key's name"),
            mend=Text(
                ar="اختر اسمًا بلا مسافات ولا علامة +، مثل log.example.eg/1",
                en="choose one without spaces and plus signs, such as log.example/1",
            ),
        )
    return name


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _LINE.fullmatch(line.removesuffix("\n"))
    try:
        raw = b64decode(found[2], validate=True) if found else b""
    except ValueError as error:
        raise _malformed() from error
    if not found or len(raw) <= 4 or b64encode(raw).decode() != found[2]:
        raise _malformed()
    return found[1], raw[:4], raw[4:]


def _malformed() -> Refusal:
    return _unsigned("ليس له شكل الوثيقة الموقعة", "it has not the form of a signed note")


def _unsigned(ar: str, en: str) -> Refusal:
    return Refusal(Text(ar=ar, en=en), where="note", mend=_GET_ANOTHER)


def _bad_key() -> Refusal:
    return Refusal(
        Text(ar="ليس هذا مفتاح تحقق صحيحًا", en="this is no valid key to verify with"),
        mend=Text(
            ar="انسخ السطر كاملًا: الاسم ثم رقم المفتاح ثم المفتاح، وبينها علامة +",
            en="copy the whole line: name, id and key with plus signs between",
        ),
    )
