"""A witness's signature under another's checkpoint (C2SP tlog-cosignature, Ed25519), with the time when it was given.

It says: at that time, this was the largest tree of that log that I had seen, and it extends every earlier one.
"""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.log.notes import Key, NoteKey, checked_name, key_id, signature_line, vkey, vkey_parts

COSIGNATURE = b"\x04"
_LATEST = 253_402_300_799  # the last second of the year 9999: later ones cannot be told as a date


def cosigned_message(text: str, seconds: int) -> bytes:
    """
    >>> cosigned_message("log\\n", 7)
    b'cosignature/v1\\ntime 7\\nlog\\n'
    """
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


@dataclass(frozen=True)
class WitnessKey:
    """A public key that is trusted to cosign under one name."""

    name: str
    id: bytes
    public: bytes

    @classmethod
    def of(cls, line: str) -> "WitnessKey":
        """Read a vkey of a witness. Raises Refusal."""
        try:
            return cls(*vkey_parts(line, COSIGNATURE))
        except ValueError as error:
            raise _bad_key() from error

    @property
    def vkey(self) -> str:
        return vkey(self.name, COSIGNATURE, self.public)

    def verifies(self, text: str, signature: bytes) -> bool:
        seconds, plain = int.from_bytes(signature[:8], "big"), signature[8:]
        if not 0 < seconds <= _LATEST:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(plain, cosigned_message(text, seconds))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Cosigner:
    """The private key of a witness. Never the key of a log: one key signs one sort of thing."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def of(cls, name: str, private: bytes) -> "Cosigner":
        return cls(checked_name(name), Ed25519PrivateKey.from_private_bytes(private))

    @property
    def key(self) -> WitnessKey:
        public = self.private.public_key().public_bytes_raw()
        return WitnessKey(self.name, key_id(self.name, COSIGNATURE, public), public)

    def cosign(self, text: str, at: datetime) -> str:
        """The line to put under the note of which this is the text."""
        seconds = int(at.timestamp())
        signature = self.private.sign(cosigned_message(text, seconds))
        return signature_line(self.name, self.key.id, seconds.to_bytes(8, "big") + signature)


@dataclass(frozen=True)
class Cosignature:
    """Who cosigned, and when."""

    name: str
    at: datetime


def cosignatures(lines: Iterable[str], keys: Iterable[WitnessKey]) -> tuple[Cosignature, ...]:
    """Those of known witnesses among a note's lines; `notes.opened` has verified them, this only reads."""
    known = {(key.name, key.id) for key in keys}
    found = []
    for line in lines:
        _, name, encoded = line.removesuffix("\n").split(" ")
        raw = b64decode(encoded)
        if (name, raw[:4]) in known:
            found.append(Cosignature(name, datetime.fromtimestamp(int.from_bytes(raw[4:12], "big"), UTC)))
    return tuple(found)


def key_of(line: str) -> Key:
    """Whichever of the two a vkey is: a log's key or a witness's. Raises Refusal."""
    try:
        return WitnessKey.of(line)
    except Refusal:
        return NoteKey.of(line)


def _bad_key() -> Refusal:
    return Refusal(
        Text(ar="ليس هذا مفتاح شاهد صحيحًا", en="this is no valid key of a witness"),
        mend=Text(
            ar="انسخ السطر كاملًا: الاسم ثم رقم المفتاح ثم المفتاح، وبينها علامة +",
            en="copy the whole line: name, id and key with plus signs between",
        ),
    )
