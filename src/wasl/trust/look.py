"""Who looks, for what, by which door."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of look it is."""

    SEARCH = "search"  # who is it? shows who a person is, not what registers hold
    PICTURE = "picture"  # what do the registers hold about one person?
    LOG = "log"  # who has looked at me?
    EXPORT = "export"  # everything about me, as a file
    CONSENT = "consent"  # what have I consented to? and giving and withdrawing it
    REQUEST = "request"  # what somebody asked for about their own data
    CASE = "case"  # what somebody filled in for a service, and what came of it
    VERIFY = "verify"  # is this person who they say? compared, and answered by a word


class Assurance(StrEnum):
    """How surely it is known who looks: the levels of eIDAS, article 8."""

    LOW = "low"  # a password, or a key of a program
    SUBSTANTIAL = "substantial"  # a second factor
    HIGH = "high"  # a key that cannot be copied, bound to the person face to face

    @property
    def rank(self) -> int:
        return list(Assurance).index(self)


@dataclass(frozen=True)
class Look:
    """One person of the staff (or one program) about to look at somebody's data."""

    actor: str  # account id
    actor_name: str
    office: str | None  # agency
    role: str
    purpose: str
    channel: str  # terminal, api, backoffice...
    kind: Kind
    case: str | None = None
    reason: str | None = None
    assurance: Assurance = Assurance.LOW
    emergency: bool = False  # no consent asked for; to be justified afterwards
