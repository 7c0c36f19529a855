"""The door for whatever can check a document: a plugin says whether its content hangs together and what it tells."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.verification.terms import Fact


@dataclass(frozen=True)
class Told:
    """What a document says. `intact`: its check digits or its signature hold. `proves`: nobody but its issuer could
    have made it; check digits alone prove nothing. `troubles`: what is wrong, in words."""

    intact: bool
    proves: bool
    troubles: tuple[Text, ...] = ()
    number: str | None = None  # the national number in it
    facts: Mapping[Fact, str] = field(default_factory=dict)
    document: str | None = None  # its own number


class Checker(ABC):
    """One kind of document."""

    id: ClassVar[str]
    name: ClassVar[Text]
    longest: ClassVar[int] = 4000
    """Signs; more is refused before it is read."""

    @abstractmethod
    def check(self, content: str) -> Told:
        """Raises Refusal for what is no document of this kind."""


_KNOWN: dict[str, Checker] = {}


def register(id_: str) -> Callable[[type[Checker]], type[Checker]]:
    """Raises ValueError for an id that is taken: that stops the start."""

    def keep(kind: type[Checker]) -> type[Checker]:
        if id_ in _KNOWN:
            raise ValueError(f"two checkers are called {id_}")
        kind.id = id_
        _KNOWN[id_] = kind()
        return kind

    return keep


def checkers() -> dict[str, Checker]:
    return dict(_KNOWN)


def checker(id_: str) -> Checker:
    """Raises Unknown."""
    if found := _KNOWN.get(id_):
        return found
    known = ", ".join(sorted(_KNOWN))
    raise Unknown(
        Text(ar="لا يوجد فحص بهذا الاسم", en="there is no check of this name"),
        mend=Text(ar=f"اختر من: {known}", en=f"choose one of {known}"),
        where="checker",
    )


def is_credential(content: str) -> bool:
    """A signed token and its disclosures: base64url, dots, tildes."""
    return content.lstrip().startswith("eyJ") and "~" in content
