"""One written name part made comparable: Arabic orthography, Latin spelling, and consonants that both scripts share.

Every function takes one token and is called once per distinct token, never per row.
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

_FOLD = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ء": "", "ـ": "",
    "ی": "ي", "ک": "ك", "گ": "ك", "پ": "ب", "ڤ": "ف", "چ": "ج", "ھ": "ه", "ہ": "ه", "ۀ": "ه",
})  # fmt: skip
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

_ARABIC_SOUND = str.maketrans({
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "g", "ح": "h", "خ": "x", "د": "d", "ذ": "z", "ر": "r", "ز": "z",
    "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
})  # fmt: skip
_LATIN_SOUND = (
    ("tch", "S"), ("sch", "S"), ("sh", "S"), ("ch", "S"), ("kh", "x"), ("gh", "g"), ("ph", "f"),
    ("ck", "k"), ("q", "k"), ("c", "k"), ("j", "g"), ("v", "f"), ("p", "b"),
)  # fmt: skip

_PREFIXES = "عبد ابو ابي ام ال abd abdel abdul abdal abdou abu abo abou um om umm el al"
PREFIXES = frozenset(_PREFIXES.split())
"""Words that make one name with the next: عبد الله, Abu Zeid."""
_SUFFIXES = "الدين الله الاسلام الحق eldin aldin eddin uddin eldeen aldeen allah ullah ellah elislam"
SUFFIXES = frozenset(_SUFFIXES.split())
"""Words that make one name with the one before: نور الدين."""
_DROPPED = "بن ابن بنت المرحوم المرحومه ibn bin ben bint mr mrs ms dr"
DROPPED = frozenset(_DROPPED.split())
"""Words that join or honour names and are no name."""


class Script(IntEnum):
    OTHER = 0
    ARABIC = 1
    LATIN = 2


def script_of(form: str) -> Script:
    """The script of the first letter.

    >>> script_of("احمد").name, script_of("ahmed").name, script_of("12").name
    ('ARABIC', 'LATIN', 'OTHER')
    """
    first = form[:1]
    if "\u0600" <= first <= "\u06ff":
        return Script.ARABIC
    return Script.LATIN if "a" <= first <= "z" else Script.OTHER


def latin_digits(text: str) -> str:
    """Arabic-Indic and Persian digits made Latin; the rest untouched.

    >>> latin_digits("٢٩٠")
    '290'
    """
    return text.translate(_DIGITS)


def standard_form(token: str) -> str:
    """One token in its comparable spelling. Idempotent; empty when nothing of a name is in it.

    >>> standard_form("إِيمَـان"), standard_form("فاطمة"), standard_form("Zoë"), standard_form("..")
    ('ايمان', 'فاطمه', 'zoe', '')
    """
    form = _folded(token)
    while (again := _folded(form)) != form:  # a few signs of other scripts fold into what folds again
        form = again
    return form


def _folded(token: str) -> str:
    split = unicodedata.normalize("NFKD", token.casefold())  # أ becomes a letter and a mark; the mark is dropped
    bare = "".join(letter for letter in split if letter.isalnum())
    return bare.translate(_FOLD).translate(_DIGITS)


def without_article(form: str) -> str:
    """A joined article taken off, where enough of a name is left.

    >>> without_article("النجار"), without_article("elnaggar"), without_article("الله"), without_article("alaa")
    ('نجار', 'naggar', 'الله', 'alaa')
    """
    if form.startswith("ال") and len(form) > 4 and form not in SUFFIXES:
        return form[2:]
    if form[:2] in ("el", "al") and len(form) > (4 if form[0] == "e" else 5) and form not in SUFFIXES | PREFIXES:
        return form[2:]
    return form


_SERVANT = re.compile(r"^abd(?:[aeiou]{0,2})(?:[lrnszdt]-?)?(?=[a-z]{3,})")
_VOWEL = re.compile(r"[aeiouy]+|w")


def _latin_sounds(form: str) -> str:
    for spelling, sound in _LATIN_SOUND:
        form = form.replace(spelling, sound)
    return form


def _servant(form: str) -> str:
    """Abd-el-X in all its Latin and Arabic spellings begins the same."""
    if form.startswith("عبدال"):
        return "عبد" + form[5:]
    match = _SERVANT.match(form)
    return "abd" + form[match.end() :] if match and script_of(form) is Script.LATIN else form


@lru_cache(maxsize=64)  # asked for twice in a row
def sounds(form: str) -> str:
    """Consonant classes with the vowels that are written, in one alphabet for both scripts."""
    form = _servant(without_article(form))
    if script_of(form) is Script.ARABIC:
        return form.translate(_ARABIC_SOUND)
    return _latin_sounds(form)


def skeleton(form: str) -> str:
    """Consonants that survive a change of script; equal for most spellings of one name in Arabic and Latin.

    >>> {skeleton(standard_form(name)) for name in ("محمد", "Mohamed", "Muhammad", "Mohammed")}
    {'mhmd'}
    >>> skeleton("عبدالرحمن") == skeleton("abdelrahman") == skeleton("abdurrahman")
    True
    """
    text = sounds(form)
    text = text[:-1] if len(text) > 2 and text.endswith("h") else text  # taa marbuta, and a final h that Latin omits
    head = text[:1] if text[:1] in ("w", "y") else ""
    return _DOUBLED.sub(r"\1", head + _VOWEL.sub("", text[len(head) :])) or text[:2]


_DOUBLED = re.compile(r"(.)\1+")
_DOUBLED_CONSONANT = re.compile(r"([^aeiouyw])\1+")
_SLOT = re.compile(r"[^aeiouyw]")
_LONG_I = re.compile(r"ee|ei|ey|ie|ii|iy|ay|ai|y")
_LONG_U = re.compile(r"oo|ou|uo|ow|aw|w")


class Vowel(IntEnum):
    """What is written between two consonants."""

    NONE = 0
    A = 1
    I = 2  # e and i  # noqa: E741
    U = 3  # o and u
    LONG_I = 4
    LONG_U = 5


def _slot(written: str) -> Vowel:
    if not written:
        return Vowel.NONE
    if _LONG_U.search(written):
        return Vowel.LONG_U
    if _LONG_I.search(written):
        return Vowel.LONG_I
    return {"a": Vowel.A, "e": Vowel.I, "i": Vowel.I, "o": Vowel.U, "u": Vowel.U}[written[0]]


_PAIRS = ("NONE A", "NONE I", "NONE U", "A I", "A U", "I LONG_I", "U LONG_U", "I U")
_AGREE = np.eye(len(Vowel), dtype=np.bool_)
for _pair in _PAIRS:
    _one, _two = (Vowel[_name] for _name in _pair.split())
    _AGREE[_one, _two] = _AGREE[_two, _one] = True


def vowels(form: str) -> tuple[Vowel, ...]:
    """The vowel places between consonants, the last one left out (endings are written too freely)."""
    text = _DOUBLED_CONSONANT.sub(r"\1", sounds(form))
    text = text[1:] if text[:1] in ("w", "y") else text
    return tuple(_slot(part) for part in _SLOT.split(text)[1:-1])


def same_sound(one: npt.NDArray[np.int8], two: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    """Whether spellings with one skeleton can be the same name, by their vowels (words x places, -1 past the end):
    حسن and Hussein can not, حسين and Hussein can.

    >>> hussein, hasan, husayn = (np.array([vowels(name)], np.int8) for name in ("hussein", "حسن", "حسين"))
    >>> same_sound(hussein, hasan).item(), same_sound(hussein, husayn).item()
    (False, True)
    """
    both = (one >= 0) & (two >= 0)
    agree = _AGREE[np.where(both, one, 0), np.where(both, two, 0)] | ~both
    alike = agree.all(axis=1) | ((one >= 0).sum(axis=1) != (two >= 0).sum(axis=1))
    return np.asarray(alike)
