"""Words of a name in the one spelling that search compares: أحمد and احمد are one, so is عبد الله, however written."""

from collections.abc import Iterator
from functools import lru_cache

from wasl.linkage.words import DROPPED, PREFIXES, SUFFIXES, Script, script_of, skeleton, standard_form

LONGEST_WORD = 64
MOST_WORDS = 12
"""No name has more; a cell full of text is not indexed to its end."""

_form = lru_cache(maxsize=200_000)(standard_form)
word_skeleton = lru_cache(maxsize=200_000)(skeleton)


def words(name: str) -> list[str]:
    """The comparable words of a name, compound names as one.

    >>> words("عبد  الله إبراهيم يحيى") == words("عبدالله ابراهيم يحيي") == ["عبدالله", "ابراهيم", "يحيي"]
    True
    >>> words("نور الدين محمد"), words("Abd El Rahman Aly")
    (['نورالدين', 'محمد'], ['abdelrahman', 'aly'])
    """
    return list(_joined(_forms(name)))[:MOST_WORDS]


def is_latin(word: str) -> bool:
    """Whether a comparable word is in Latin letters."""
    return script_of(word) is Script.LATIN


def _forms(name: str) -> list[str]:
    pieces = name[:1000].replace("-", " ").replace("_", " ").split()
    return [form for piece in pieces if (form := _form(piece)[:LONGEST_WORD]) and form not in DROPPED]


def _joined(forms: list[str]) -> Iterator[str]:
    """Prefixes go with the word after them, suffixes with the one before."""
    word = ""
    for place, form in enumerate(forms):
        following = forms[place + 1] if place + 1 < len(forms) else ""
        word += form
        if (form in PREFIXES and following) or (following in SUFFIXES and following not in PREFIXES):
            continue
        yield word[:LONGEST_WORD]
        word = ""
