"""Where two values differ, marked for the eye: names word by word, numbers digit by digit, dates by their parts.

A name is marked by whole words: a mark inside an Arabic word would part letters that are written joined. Which letters
differ is said beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from wasl.core.digits import arabic_digits, normalise_digits
from wasl.core.text import Text
from wasl.linkage.words import DROPPED, PREFIXES, SUFFIXES, standard_form
from wasl.persons.agreeing import PHONE_DIGITS
from wasl.persons.names import is_latin, word_skeleton
from wasl.persons.show import plain, show_date

LIKE = 0.6
"""Two words of which less is alike are taken for two names."""


class Agreement(StrEnum):
    """How two values stand to each other."""

    SAME = "same"
    SPELLING = "spelling"  # one word, spelled in two ways or in two scripts
    CLOSE = "close"  # a slip would explain it
    DIFFERENT = "different"
    ABSENT = "absent"  # one of the two says nothing, or nothing that can be read


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a value."""

    text: Text
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values. `glued`: its pieces are written without blanks between them."""

    pieces: tuple[Piece, ...]
    glued: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Two values side by side; a side is None where nothing is said. `caption` says what differs, in words."""

    agreement: Agreement
    row: Side | None
    person: Side | None
    caption: Text | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name as it is written, compound names as one, and as it is compared."""

    written: str
    form: str


@dataclass(frozen=True, slots=True)
class Aligned:
    """A word of the row's name and the person's that stands in its place; one of them may be missing."""

    row: Word | None
    person: Word | None

    @property
    def agreement(self) -> Agreement:
        return _alike(self.row, self.person) if self.row and self.person else Agreement.ABSENT


def one_side(shown: Text, *, differs: bool = False) -> Side:
    return Side((Piece(shown, differs),))


def unlike(row: Text | None, person: Text | None, *, same: bool, caption: Text | None = None) -> Difference:
    """Two values that agree as a whole or not at all; None = nothing is said."""
    if row is None or person is None:
        left, right = (one_side(shown) if shown else None for shown in (row, person))
        return Difference(Agreement.ABSENT, left, right, caption)
    agreement = Agreement.SAME if same else Agreement.DIFFERENT
    return Difference(agreement, one_side(row, differs=not same), one_side(person, differs=not same), caption)


def name_words(name: str) -> list[Word]:
    """
    >>> [word.written for word in name_words("عبد الله محمد نور الدين")]
    ['عبد الله', 'محمد', 'نور الدين']
    """
    pieces = [(piece, standard_form(piece)) for piece in name.replace("-", " ").replace("_", " ").split()]
    return list(_joined([(piece, form) for piece, form in pieces if form and form not in DROPPED]))


def _joined(pieces: list[tuple[str, str]]) -> Iterator[Word]:
    """As `names.words` joins them, keeping what is written."""
    written: list[str] = []
    form = ""
    for place, (piece, own) in enumerate(pieces):
        following = pieces[place + 1][1] if place + 1 < len(pieces) else ""
        written, form = [*written, piece], form + own
        if (own in PREFIXES and following) or (following in SUFFIXES and following not in PREFIXES):
            continue
        yield Word(" ".join(written), form)
        written, form = [], ""


def aligned(row: str, person: str) -> list[Aligned]:
    """The words of two names, each beside the one that it answers to, in the order of the names.

    >>> [(a.row and a.row.written, a.person.written) for a in aligned("احمد علي", "أحمد محمد علي")]
    [('احمد', 'أحمد'), (None, 'محمد'), ('علي', 'علي')]
    """
    ours, theirs = name_words(row)[::-1], name_words(person)[::-1]  # walked back: where it is open, first names meet
    cost = [[float(i + j) if not i or not j else 0.0 for j in range(len(theirs) + 1)] for i in range(len(ours) + 1)]
    for i, one in enumerate(ours, 1):
        for j, two in enumerate(theirs, 1):
            beside = cost[i - 1][j - 1] + _COST[_alike(one, two)]
            cost[i][j] = min(beside, cost[i - 1][j] + 1, cost[i][j - 1] + 1)
    return list(_walked_back(cost, ours, theirs))


_COST = {Agreement.SAME: 0.0, Agreement.SPELLING: 0.1, Agreement.CLOSE: 0.4, Agreement.DIFFERENT: 1.5}


def _walked_back(cost: list[list[float]], ours: list[Word], theirs: list[Word]) -> Iterator[Aligned]:
    i, j = len(ours), len(theirs)
    while i or j:
        if i and j and cost[i][j] == cost[i - 1][j - 1] + _COST[_alike(ours[i - 1], theirs[j - 1])]:
            i, j = i - 1, j - 1
            yield Aligned(ours[i], theirs[j])
        elif i and cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
            yield Aligned(ours[i], None)
        else:
            j -= 1
            yield Aligned(None, theirs[j])


def _alike(one: Word, two: Word) -> Agreement:
    if one.written == two.written:
        return Agreement.SAME
    if one.form == two.form or (is_latin(one.form) != is_latin(two.form) and _sound_alike(one, two)):
        return Agreement.SPELLING
    like = Levenshtein.normalized_similarity(one.form, two.form)
    return Agreement.CLOSE if like >= LIKE else Agreement.DIFFERENT


def _sound_alike(one: Word, two: Word) -> bool:
    return word_skeleton(one.form) == word_skeleton(two.form)


def word_difference(pair: Aligned) -> Difference:
    """One word against another."""
    differs = pair.agreement in (Agreement.CLOSE, Agreement.DIFFERENT)
    row, person = (_word_side([word], differs) if word else None for word in (pair.row, pair.person))
    return Difference(pair.agreement, row, person, _caption(pair))


def _word_side(words: Sequence[Word], differs: bool) -> Side:
    return Side((Piece(_plain(" ".join(word.written for word in words)), differs),))


def name_difference(row: str, person: str) -> Difference:
    """A whole name against another, its words marked; what one of the two leaves out is no difference."""
    pairs = aligned(row, person)
    met = [pair.agreement for pair in pairs if pair.agreement != Agreement.ABSENT]
    worst = max(met, key=list(Agreement).index, default=Agreement.DIFFERENT)
    captions = [caption for pair in pairs if pair.row and pair.person and (caption := _caption(pair))]
    return Difference(
        worst,
        _marked((pair.row.written, _differs(pair)) for pair in pairs if pair.row),
        _marked((pair.person.written, _differs(pair)) for pair in pairs if pair.person),
        captions[0] if len(captions) == 1 else None,
    )


def _differs(pair: Aligned) -> bool:
    return pair.agreement in (Agreement.CLOSE, Agreement.DIFFERENT)


def _marked(words: Iterable[tuple[str, bool]], *, glue: str = " ") -> Side:
    """Neighbours that both differ, or both do not, are one piece."""
    runs = groupby(words, key=lambda word: word[1])
    pieces = [Piece(_plain(glue.join(text for text, _ in run)), differs) for differs, run in runs]
    return Side(tuple(pieces), glued=not glue)


def _plain(text: str) -> Text:
    return plain(text) or Text.model_construct(ar="", en="")


_OTHER_SCRIPT = Text(ar="الاسم نفسه بحروف أخرى", en="the same name in another script")


def _caption(pair: Aligned) -> Text | None:
    if not pair.row or not pair.person:
        return None
    if is_latin(pair.row.form) != is_latin(pair.person.form):
        return _OTHER_SCRIPT if pair.agreement == Agreement.SPELLING else None
    return _letters(pair.row.form, pair.person.form) if pair.agreement == Agreement.CLOSE else None


def _steps(one: str, two: str) -> Iterator[tuple[str, int, int, int, int]]:
    """What makes one text into the other: replace, delete, insert or equal, with both spans."""
    for step in Levenshtein.opcodes(one, two):
        yield step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end


def _letters(row: str, person: str) -> Text:
    """Which letters differ, in words."""
    ar: list[str] = []
    en: list[str] = []
    for tag, i1, i2, j1, j2 in _steps(row, person):
        ours, theirs = row[i1:i2], person[j1:j2]
        if tag == "replace":
            ar, en = [*ar, f"«{ours}» مقابل «{theirs}»"], [*en, f"“{ours}” against “{theirs}”"]
        elif tag == "delete":
            ar, en = [*ar, f"«{ours}» في القيد وحده"], [*en, f"“{ours}” in the row alone"]
        elif tag == "insert":
            ar, en = [*ar, f"«{theirs}» عند الشخص وحده"], [*en, f"“{theirs}” with the person alone"]
    return Text(ar="، ".join(ar), en=", ".join(en))


def digits_difference(row: str, person: str, *, last: int | None = None) -> Difference:
    """Numbers digit by digit; with `last`, only so many digits from the end are compared (telephones)."""
    ours, theirs = normalise_digits(row).lstrip("+"), normalise_digits(person).lstrip("+")
    one, two = (ours[-last:], theirs[-last:]) if last else (ours, theirs)
    left, right = _differing(one, two)
    count = max(sum(left), sum(right))
    if not count:
        return Difference(Agreement.SAME, one_side(_plain(ours)), one_side(_plain(theirs)))
    agreement, caption = Agreement.DIFFERENT, _many(count)
    if _exchanged(one, two, left):
        agreement, caption = Agreement.CLOSE, _EXCHANGED
    elif count == 1:
        agreement, caption = Agreement.CLOSE, _letters(one, two)
    return Difference(agreement, _digit_side(ours, left), _digit_side(theirs, right), caption)


def phone_difference(row: str, person: str) -> Difference:
    return digits_difference(row, person, last=PHONE_DIGITS)


_EXCHANGED = Text(ar="رقمان متجاوران تبادلا مكانيهما", en="two neighbouring digits are exchanged")


def _many(count: int) -> Text:
    return Text(ar=f"عدد الأرقام المختلفة: {arabic_digits(str(count))}", en=f"{count} digits differ")


def _differing(one: str, two: str) -> tuple[list[bool], list[bool]]:
    """Of each text, which characters differ from the other's."""
    if len(one) == len(two):
        marks = [a != b for a, b in zip(one, two, strict=True)]
        return marks, marks
    left, right = [False] * len(one), [False] * len(two)
    for tag, i1, i2, j1, j2 in _steps(one, two):
        if tag != "equal":
            left[i1:i2], right[j1:j2] = [True] * (i2 - i1), [True] * (j2 - j1)
    return left, right


def _exchanged(one: str, two: str, marks: list[bool]) -> bool:
    places = [place for place, differs in enumerate(marks) if differs]
    return len(one) == len(two) and len(places) == 2 and [one[p] for p in places] == [two[p] for p in places[::-1]]


def _digit_side(text: str, marks: list[bool]) -> Side:
    before = [False] * (len(text) - len(marks))
    return _marked(zip(text, before + marks, strict=True), glue="")


def date_difference(row: date, person: date) -> Difference:
    """Dates by day, month and year.

    >>> date_difference(date(1990, 3, 2), date(1990, 2, 3)).caption.en
    'day and month are exchanged'
    """
    marks = (row.day != person.day, row.month != person.month, row.year != person.year)
    swapped = (row.day, row.month, row.year) == (person.month, person.day, person.year)
    agreement = Agreement.CLOSE if swapped or sum(marks) == 1 else Agreement.DIFFERENT
    return Difference(
        agreement if any(marks) else Agreement.SAME,
        _date_side(row, marks),
        _date_side(person, marks),
        _date_caption(row, person, swapped=swapped and any(marks)),
    )


def _date_side(day: date, marks: tuple[bool, bool, bool]) -> Side:
    shown = show_date(day) or _plain("")
    ar, en = shown.ar.split(), shown.en.split()
    texts = [(words[0], " ".join(words[1:-1]), words[-1]) for words in (ar, en)]
    pieces = zip(*texts, marks, strict=True)
    return Side(tuple(Piece(Text.model_construct(ar=one, en=two), differs) for one, two, differs in pieces))


def _date_caption(row: date, person: date, *, swapped: bool) -> Text | None:
    years = abs(row.year - person.year)
    if swapped:
        return Text(ar="اليوم والشهر تبادلا مكانيهما", en="day and month are exchanged")
    if years:
        return Text(ar=f"فرق السنوات: {arabic_digits(str(years))}", en=f"years apart: {years}")
    return None


def words_difference(row: str, person: str) -> Difference:
    """Addresses: which words the other has not, wherever they stand."""
    ours, theirs = _bag(row), _bag(person)
    one, two = {form for _, form in ours}, {form for _, form in theirs}
    share = len(one & two) / max(1, min(len(one), len(two)))
    agreement = Agreement.SAME if one == two else Agreement.CLOSE if share >= LIKE else Agreement.DIFFERENT
    row_side = _marked((word, bool(form) and form not in two) for word, form in ours)
    return Difference(agreement, row_side, _marked((word, bool(form) and form not in one) for word, form in theirs))


def _bag(text: str) -> list[tuple[str, str]]:
    return [(piece, standard_form(piece)) for piece in text.split()]


MARKED: dict[str, Callable[[str, str], Difference]] = {
    "number": digits_difference,
    "phone": phone_difference,
    "mother_name": name_difference,
    "address": words_difference,
}
"""Linking fields whose values are compared as texts, and how."""
