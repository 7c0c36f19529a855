"""Whether two pictures show one face: a provider's answer, never ours. In a demo a twin that compares nothing real."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from wasl.core.conf import settings
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.identity.verification.documents.pictures import grey

DEMO = "demo"


@dataclass(frozen=True)
class FaceAnswer:
    """How alike a provider finds two faces, 0-100. `is_demo`: nothing real was compared."""

    score: int
    provider: str
    is_demo: bool


class FaceComparer(ABC):
    """One provider."""

    id: ClassVar[str]

    @abstractmethod
    def compare(self, one: bytes, two: bytes) -> FaceAnswer:
        """Pictures as JPEG or PNG, within the limits of `pictures`. Raises Refusal where no face is found."""

    @abstractmethod
    def check_config(self) -> None:
        """Raises Refusal naming the setting that is missing."""


_KNOWN: dict[str, type[FaceComparer]] = {}


def register(id_: str) -> Callable[[type[FaceComparer]], type[FaceComparer]]:
    """Raises ValueError for an id that is taken: that stops the start."""

    def keep(kind: type[FaceComparer]) -> type[FaceComparer]:
        if id_ in _KNOWN:
            raise ValueError(f"two providers of faces are called {id_}")
        kind.id = id_
        _KNOWN[id_] = kind
        return kind

    return keep


def providers() -> dict[str, type[FaceComparer]]:
    return dict(_KNOWN)


def face_comparer() -> FaceComparer | None:
    """The provider of this deployment; in demo mode the twin; else none. Raises Refusal for one that nobody knows."""
    wanted = settings().faces or (DEMO if settings().demo else None)
    if wanted is None:
        return None
    if wanted not in _KNOWN or (wanted == DEMO and not settings().demo):
        known = ", ".join(sorted(set(_KNOWN) - {DEMO})) or "none"
        raise Refusal(f"WASL_FACES: no provider is called {wanted}", mend=f"leave it out, or choose of: {known}")
    return _KNOWN[wanted]()


def compare_faces(one: bytes, two: bytes) -> FaceAnswer:
    """Raises NotAllowed where there is no provider, Refusal for what is no picture."""
    comparer = face_comparer()
    if comparer is None:
        raise NotAllowed(_NOT_HERE, mend=_LOOK_YOURSELF)
    for picture in (one, two):
        grey(picture)
    return comparer.compare(one, two)


IS_DEMO = Text(
    ar="عرض تجريبي: لم يُقارن أي وجه، والرقم بلا معنى",
    en="A demonstration: no face was compared, and the figure means nothing",
)
_NOT_HERE = Text(ar="مقارنة الوجوه غير متاحة هنا", en="comparing faces is not available here")
_LOOK_YOURSELF = Text(ar="قارن صاحب الطلب بصورته بنفسك", en="compare the person with their picture yourself")
