"""Words as small integers: each distinct token is read, standardised and compared once, however many rows hold it."""

from collections.abc import Iterable
from threading import Lock

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from wasl.linkage.words import (
    DROPPED,
    PREFIXES,
    SUFFIXES,
    Script,
    same_sound,
    script_of,
    skeleton,
    standard_form,
    vowels,
)

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

SLOTS = 8
PLAIN, PREFIX, SUFFIX = 0, 1, 2
CLOSE_FORM, CLOSE_SKELETON = 0.92, 0.88
REMEMBERED = 21
"""Bits of the number of pairs of words whose likeness is kept."""
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Vocabulary:
    """Grows as tables are read; an id, once given, keeps its meaning. Id 0 is "nothing here".

    Ids differ between vocabularies, so two `Facts` can be compared only when they were read with the same one.
    """

    def __init__(self) -> None:
        self.forms: list[str] = [""]
        self._ids: dict[str, int] = {"": 0}
        self._raw: dict[str, int] = {"": 0}
        self._skeleton_ids: dict[str, int] = {"": 0}
        self.skeletons: list[str] = [""]
        self._joined: dict[int, int] = {}
        self._lock = Lock()
        self._told = nothing_told()
        self.skeleton = np.zeros(1024, np.int32)
        self.script = np.zeros(1024, np.int8)
        self.joins = np.zeros(1024, np.int8)
        self.length = np.zeros(1024, np.int16)
        self.slots = np.full((1024, SLOTS), -1, np.int8)  # vowel classes between the consonants

    def tokens(self, raw: Iterable[str]) -> Ints:
        """Ids of tokens as they are written."""
        return np.fromiter((self._raw.get(token, -1) if token else 0 for token in raw), np.int32)

    def learn(self, raw: list[str]) -> Ints:
        """Ids of tokens as they are written, unseen ones taken in."""
        ids = self.tokens(raw)
        if (ids < 0).any():
            with self._lock:
                for place in np.flatnonzero(ids < 0):
                    ids[place] = self._take(raw[place])
        return ids

    def of_forms(self, forms: list[str]) -> Ints:
        """Ids of words given in their standard form, unseen ones taken in."""
        with self._lock:
            return np.fromiter((self._add(form) for form in forms), np.int32, len(forms))

    def _take(self, token: str) -> int:
        if token not in self._raw:
            form = standard_form(token)
            self._raw[token] = self._add("" if form in DROPPED else form)
        return self._raw[token]

    def _add(self, form: str) -> int:
        if form in self._ids:
            return self._ids[form]
        number = len(self.forms)
        if number == len(self.skeleton):
            self._grow()
        self.skeleton[number] = self._skeleton(form)
        self.script[number] = script_of(form)
        self.length[number] = len(form)
        classes = vowels(form)[:SLOTS]
        self.slots[number, : len(classes)] = classes
        self.joins[number] = PREFIX if form in PREFIXES else SUFFIX if form in SUFFIXES else PLAIN
        self.forms.append(form)
        self._ids[form] = number
        return number

    def _skeleton(self, form: str) -> int:
        text = skeleton(form)
        if text not in self._skeleton_ids:
            self._skeleton_ids[text] = len(self.skeletons)
            self.skeletons.append(text)
        return self._skeleton_ids[text]

    def _grow(self) -> None:
        for name in ("skeleton", "script", "joins", "length", "slots"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.full_like(old, -1 if name == "slots" else 0)]))

    def join(self, first: Ints, second: Ints) -> Ints:
        """Ids of the names that two words make together."""
        pairs = first.astype(np.int64) << 32 | second
        distinct, inverse = np.unique(pairs, return_inverse=True)
        with self._lock:
            ids = np.fromiter((self._join(int(pair)) for pair in distinct), np.int32, len(distinct))
        return ids[inverse]

    def _join(self, pair: int) -> int:
        if pair not in self._joined:
            self._joined[pair] = self._add(self.forms[pair >> 32] + self.forms[pair & 0xFFFFFFFF])
        return self._joined[pair]

    def likeness(self, first: Ints, second: Ints) -> tuple[Flags, Flags]:
        """For pairs of differing words: whether they are one name in two spellings, and whether they are close."""
        pairs = first.astype(np.int64) << 32 | second.astype(np.int64) << 2
        place = (pairs.astype(np.uint64) * _MIX >> np.uint64(64 - REMEMBERED)).astype(np.intp)
        told = self._told[place]
        fresh = np.flatnonzero(told & ~3 != pairs)
        if len(fresh):
            told[fresh] = self._compared(pairs[fresh])
            self._told[place[fresh]] = told[fresh]  # a place is written as a whole, so threads may share the table
        return (told & 2) > 0, (told & 1) > 0

    def _compared(self, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        distinct, inverse = np.unique(pairs, return_inverse=True)
        one, two = (distinct >> 32).astype(np.int32), (distinct >> 2 & 0x3FFFFFFF).astype(np.int32)
        same = self._same_sound(one, two)
        close = self._close(one, two) & ~same
        return (distinct | same << 1 | close)[inverse]

    def _same_sound(self, one: Ints, two: Ints) -> Flags:
        latin = (self.script[one] == Script.LATIN) | (self.script[two] == Script.LATIN)
        same = latin & (self.skeleton[one] == self.skeleton[two])
        chosen = np.flatnonzero(same)
        if len(chosen):
            same[chosen] = same_sound(self.slots[one[chosen]], self.slots[two[chosen]])
        return np.asarray(same)

    def _close(self, one: Ints, two: Ints) -> Flags:
        close = self.skeleton[one] == self.skeleton[two]
        within = self.script[one] == self.script[two]
        for chosen, texts, least in (
            (np.flatnonzero(within & ~close), self._forms_of, CLOSE_FORM),
            (np.flatnonzero(~within & ~close), self._skeletons_of, CLOSE_SKELETON),
        ):
            long = np.minimum(self.length[one[chosen]], self.length[two[chosen]]) > 2
            if len(chosen):
                close[chosen] = _alike(texts(one[chosen]), texts(two[chosen]), least, long)
        return np.asarray(close)

    def _forms_of(self, ids: Ints) -> list[str]:
        return [self.forms[i] for i in ids.tolist()]

    def _skeletons_of(self, ids: Ints) -> list[str]:
        return [self.skeletons[i] for i in self.skeleton[ids].tolist()]


def _alike(one: list[str], two: list[str], least: float, long: Flags) -> Flags:
    """One slip of the pen in a word that is long enough, or nearly the same letters."""
    near = process.cpdist(one, two, scorer=JaroWinkler.similarity, score_cutoff=least, dtype=np.float32) > 0
    slip = process.cpdist(one, two, scorer=OSA.distance, score_cutoff=1, dtype=np.uint8) <= 1
    return np.asarray(near | (slip & long))


def nothing_told() -> npt.NDArray[np.int64]:
    """Room for what has been found of pairs of words: the two, whether they are one name, whether they are close."""
    return np.zeros(1 << REMEMBERED, np.int64)
