"""Finds services by what people call them: Arabic however it is spelled, whole words or their beginnings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from wasl.catalogue.model import Definition
from wasl.linkage.words import standard_form, without_article

CLOSE = 80  # of 100; letters of a word that may be wrong
BEGUN = 90  # what the beginning of a word is worth
LEAST = 40  # of 100; below it a service is not told
WHOLE = 10  # more for a service that is called just that
IN_SUMMARY = 0.6  # what a word of the summary counts beside one of the title
MOST_WORDS = 12
_SMALL = frozenset({"من", "في", "علي", "عن", "الي", "او", "the", "of", "a", "an", "to", "for", "in", "my", "or", "and"})
_JOINED = ("وال", "بال", "لل", "ال")

Near = dict[str, float]
"""Known words that a written one may mean, and how surely, of 100."""


@dataclass(frozen=True)
class Found:
    """A service and how well it fits; 100 is every word, more is the whole name."""

    slug: str
    score: float


@dataclass(frozen=True)
class _Entry:
    weights: dict[str, float]
    names: tuple[frozenset[str], ...]  # titles and call names, each with its words

    @classmethod
    def of(cls, definition: Definition) -> "_Entry":
        texts = definition.texts
        summary = words_of(f"{texts.ar['summary']} {texts.en['summary']}")
        named = [words_of(one) for one in (texts.ar["title"], texts.en["title"], *definition.words)]
        weights = dict.fromkeys(summary, IN_SUMMARY) | {word: 1.0 for name in named for word in name}
        return cls(weights, tuple(frozenset(name) for name in named if name))

    def words_met(self, asked: Sequence[Near]) -> float:
        """How well the words fit, of 100."""
        each = [max((near[one] * self.weights[one] for one in near.keys() & self.weights), default=0) for near in asked]
        return sum(each) / len(each)

    def whole_name(self, asked: Sequence[Near]) -> float:
        """How nearly the words are one of the names, of 1."""
        met = [(name, sum(not name.isdisjoint(near) for near in asked)) for name in self.names]
        return max((count / (len(name) + len(asked) - count) for name, count in met), default=0)


class Index:
    """The words of some services."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._entries = {one.slug: _Entry.of(one) for one in definitions}
        self._known = sorted({word for entry in self._entries.values() for word in entry.weights})

    def find(self, text: str, limit: int = 10) -> list[Found]:
        """The best first; every word counts."""
        asked = [self._near(word) for word in words_of(text)[:MOST_WORDS]]
        if not asked:
            return []
        met = {slug: entry.words_met(asked) for slug, entry in self._entries.items()}
        found = [
            Found(slug, score + WHOLE * self._entries[slug].whole_name(asked))
            for slug, score in met.items()
            if score >= LEAST
        ]
        return sorted(found, key=lambda one: (-one.score, one.slug))[:limit]

    def _near(self, word: str) -> Near:
        close = process.extract(word, self._known, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=20)
        begun = {one: float(BEGUN) for one in self._known if len(word) >= 3 and one.startswith(word)}
        return {**begun, **{one: score for one, score, _ in close}}


def words_of(text: str) -> list[str]:
    """Words as they are compared, without articles and small words.

    >>> words_of("شهادة الميلاد") == words_of("شهاده ميلاد")
    True
    """
    forms = [standard_form(piece) for piece in text[:500].replace("/", " ").replace("-", " ").split()]
    return [_bare(form) for form in forms if form and form not in _SMALL]


def _bare(form: str) -> str:
    for start in _JOINED:
        if form.startswith(start) and len(form) - len(start) >= 3:
            return form[len(start) :]
    return without_article(form)


def by_life_event(definitions: Iterable[Definition], event: str) -> list[Definition]:
    return [one for one in definitions if event in one.service.life_events]


def by_agency(definitions: Iterable[Definition], agency: str) -> list[Definition]:
    return [one for one in definitions if one.service.agency == agency]
