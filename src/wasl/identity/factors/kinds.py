"""The kinds of factors, and what having shown one proves."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wasl.core.text import Text
from wasl.trust.api import Assurance


class Kind(StrEnum):
    """What a person proves themselves with; also the first half of a factor's id."""

    PASSKEY = "passkey"  # WebAuthn
    TIME_CODE = "totp"  # RFC 6238
    PASSWORD = "password"  # noqa: S105  a kind, not a password
    RECOVERY = "recovery"  # a code from a list on paper


SECOND = frozenset({Kind.PASSKEY, Kind.TIME_CODE})
"""Those that count as somebody's second factor: a list on paper is only for the day when these are lost."""
NAMES = {
    Kind.PASSKEY: Text(ar="مفتاح مرور", en="Passkey"),
    Kind.TIME_CODE: Text(ar="رمز زمني", en="Time code"),
    Kind.PASSWORD: Text(ar="كلمة المرور", en="Password"),
    Kind.RECOVERY: Text(ar="رموز الاسترداد", en="Recovery codes"),
}


@dataclass(frozen=True)
class Proof:
    """An account has just shown a factor."""

    account: str
    amr: tuple[str, ...]  # RFC 8176
    carries: Assurance  # at most; the account itself may be known less surely
    factor: str  # id


@dataclass(frozen=True)
class Factor:
    """One line of a person's list."""

    id: str
    kind: Kind
    label: str
    created: datetime
    used: datetime | None
    synced: bool = False  # a passkey that its owner's devices share
    bound: datetime | None = None  # seen at a counter, so that it may carry the highest level
    copied: datetime | None = None  # a second copy of it seems to exist; it opens nothing any more
    left: int | None = None  # recovery codes not used yet

    @property
    def name(self) -> Text:
        return NAMES[self.kind]


def kind_of(factor: str) -> Kind | None:
    """
    >>> kind_of("totp:3")
    <Kind.TIME_CODE: 'totp'>
    >>> kind_of("")
    """
    kind = factor.partition(":")[0]
    return Kind(kind) if kind in list(Kind) else None
