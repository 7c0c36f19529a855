"""A table of person records as columns of small integers. Nothing after this stage touches a string of a row."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from wasl.linkage.settings import Kind, Settings
from wasl.linkage.vocabulary import PREFIX, SUFFIX, Ints, Vocabulary
from wasl.linkage.words import latin_digits

Column = npt.NDArray[Any]
LONGEST = 18  # digits of an identifier that is kept as an integer
_ONE_DIGIT = np.array([int("1" + digit * length) for digit in "0123456789" for length in range(1, 19)], np.uint64)
NAME_PARTS = ("given", "father", "grandfather", "family")
ADDRESS_WORDS = 8
MANY = 1000  # rows from which a share of them means something
SLICE = 250_000  # rows that are read at once
WORKERS = os.cpu_count() or 1
FEW = 64
"""Below this many rows plain Python is quicker than setting a columnar engine to work."""
_SEPARATORS = list("-_.,;:'\"`/\\()[]{}|*+&\u060c\u061b\u200f\u200e\u00a0\t\n\r")


@dataclass(frozen=True)
class Facts:
    """Rows as integers, 0 for "nothing here". Names and words are ids of `words`.

    What fits into 32 bits stands in `block`, row by row, because a pair of rows is fetched from far corners of memory.
    """

    words: Vocabulary
    number: npt.NDArray[np.uint64]
    block: Ints
    place: dict[str, int]  # column of `block`
    wide: dict[str, Column]  # telephones and addresses, where there are any
    silent: frozenset[str]  # fields in which no row says anything
    notes: tuple[str, ...] = ()  # what was left aside, and why

    @property
    def size(self) -> int:
        return len(self.number)

    @property
    def valid(self) -> npt.NDArray[np.bool_]:
        """Whether the number is to be believed."""
        return np.asarray(self.column("valid") > 0)

    @property
    def unsettled(self) -> Ints:
        """2 or 3 where so many name parts were given that the last may be another ancestor."""
        return self.column("unsettled")

    def column(self, name: str) -> Column:
        if name in self.place:
            return self.block[:, self.place[name]]
        return self.wide[name]

    def key_part(self, name: str) -> npt.NDArray[np.int64]:
        """A column as it stands in blocking keys: names by their skeleton, so that scripts meet."""
        if name == "birth_year":
            return self.column("birth_date").astype(np.int64) // 10000
        if name == "third":
            third = self.column("grandfather")
            return self.words.skeleton[np.where(third > 0, third, self.column("family"))].astype(np.int64)
        column = self.column(name)
        if name in NAME_PARTS or name in ("mother", "mother_father"):
            return self.words.skeleton[column].astype(np.int64)
        return column.astype(np.int64)

    def take(self, rows: Column | slice) -> "Facts":
        """Some of the rows."""
        wide = {name: column if name in self.silent else column[rows] for name, column in self.wide.items()}
        return replace(self, number=self.number[rows], block=self.block[rows], wide=wide)

    def without_numbers(self, rows: npt.NDArray[np.bool_]) -> "Facts":
        """The same with the numbers of some rows unsaid."""
        block = self.block.copy()
        block[rows, self.place["valid"]] = 0
        return replace(self, number=np.where(rows, np.uint64(0), self.number), block=block)


def _stacked(parts: list[Ints]) -> Ints:
    """One under the other, copied side by side: it is the widest table there is."""
    out = np.empty((sum(map(len, parts)), parts[0].shape[1]), parts[0].dtype)
    ends = np.cumsum([len(part) for part in parts])

    def copied(place: int) -> None:
        out[ends[place] - len(parts[place]) : ends[place]] = parts[place]

    with ThreadPoolExecutor(len(parts)) as threads:
        list(threads.map(copied, range(len(parts))))
    return out


def joined(tables: list[Facts], words: Vocabulary) -> Facts:
    """The rows of several tables, one after the other, read with one vocabulary."""
    if len(tables) == 1:
        return tables[0]
    silent = frozenset.intersection(*(table.silent for table in tables))
    wide = {
        name: column if name in silent else np.concatenate([_filled(table, name) for table in tables])
        for name, column in tables[0].wide.items()
    }
    number = np.concatenate([table.number for table in tables])
    block = _stacked([table.block for table in tables])
    notes = tuple(note for table in tables for note in table.notes)
    return Facts(words, number, block, tables[0].place, wide, silent, notes)


def _filled(table: Facts, name: str) -> Column:
    column = table.wide[name]
    return np.zeros((table.size, *column.shape[1:]), column.dtype) if name in table.silent else column


def standardise(table: pl.DataFrame | pl.LazyFrame, settings: Settings, words: Vocabulary) -> Facts:
    """Read a table. Missing columns are columns of nothing. A large table is read in slices, so that little of it
    stands in memory as text; a lazy one is never there as a whole."""
    height = heights([table])[0]
    if isinstance(table, pl.DataFrame) and height <= SLICE:
        return _without_defaults(_as_written(table, settings, words), settings)

    def part(at: int) -> Facts:
        rows = table.slice(at, SLICE)
        return _as_written(rows.collect() if isinstance(rows, pl.LazyFrame) else rows, settings, words)

    with ThreadPoolExecutor(WORKERS) as threads:
        parts = list(threads.map(part, range(0, max(1, height), SLICE)))
    return _without_defaults(joined(parts, words), settings)


def heights(tables: Sequence[pl.DataFrame | pl.LazyFrame]) -> list[int]:
    """How many rows each table has."""
    counts = (table.lazy().select(pl.len()).collect().item() for table in tables if isinstance(table, pl.LazyFrame))
    return [table.height if isinstance(table, pl.DataFrame) else int(next(counts)) for table in tables]


def _as_written(table: pl.DataFrame, settings: Settings, words: Vocabulary) -> Facts:
    """The facts with the values that merely fill gaps."""
    number = _numbers(_texts(table, "number", settings)) if settings.number else np.zeros(table.height, np.uint64)
    names, unsettled = _names(table, settings, words)
    columns: dict[str, Column] = {part: names[:, place] for place, part in enumerate(NAME_PARTS)}
    mother, _ = _parts(_texts(table, "mother_name", settings), words)
    columns |= {"mother": mother[:, 0], "mother_father": mother[:, 4], "unsettled": unsettled}
    columns["valid"] = (number > 0) & _validity(table)
    for chosen in settings.fields:
        if chosen.name not in columns:
            columns[chosen.name] = _column(table, chosen.name, chosen.kind, settings, words)
    wide = {f.name: columns.pop(f.name) for f in settings.fields if f.kind in (Kind.DIGITS, Kind.WORDS)}
    block = np.empty((table.height, len(columns)), np.int32)
    for place, column in enumerate(columns.values()):
        block[:, place] = column
    silent = frozenset(name for name, column in (columns | wide).items() if not column.any())
    return Facts(words, number, block, {name: place for place, name in enumerate(columns)}, wide, silent)


def _without_defaults(facts: Facts, settings: Settings) -> Facts:
    """A value that stands in a large share of a table's rows fills a gap and says nothing: it is taken away, and that
    is noted. The facts are changed in place."""
    notes, silent = [], set(facts.silent)
    for name in (f.name for f in settings.fields if f.kind is not Kind.CODE and f.name not in facts.silent):
        column = facts.column(name)
        held = column[column > 0] if column.ndim == 1 else column[:0]
        if len(held) < MANY:
            continue
        values, counts = np.unique(held, return_counts=True)
        if counts.max() < settings.default_share * len(held):
            continue
        column[column == values[counts.argmax()]] = 0
        notes.append(f"{name}: one value stands in {counts.max()} of {len(held)} rows and was left aside")
        silent |= set() if column.any() else {name}
    return replace(facts, notes=(*facts.notes, *notes), silent=frozenset(silent))


def _column(table: pl.DataFrame, name: str, kind: Kind, settings: Settings, words: Vocabulary) -> Column:
    if name not in table.columns or table.get_column(name).null_count() == table.height:
        return np.zeros((1, ADDRESS_WORDS) if kind is Kind.WORDS else 1, np.int64 if kind is Kind.DIGITS else np.int32)
    if kind is Kind.DATE:
        return _dates(table, name)
    texts = _texts(table, name, settings)
    if kind is Kind.CODE:
        return _codes(texts, words)
    if kind is Kind.DIGITS:
        return _digits(texts)
    if kind is Kind.WORDS:
        return _bag(texts, words)
    return _parts(texts, words)[0][:, 0]


Texts = pl.Series | list[str | None]
"""A column of text: a list where the rows are few."""


def _texts(table: pl.DataFrame, name: str, settings: Settings) -> Texts:
    """A column as text, words for "nothing" made null."""
    if table.height < FEW:
        values = table.get_column(name).to_list() if name in table.columns else [None] * table.height
        return [_meant(value, settings) for value in values]
    if name not in table.columns:
        return pl.repeat(None, table.height, dtype=pl.String, eager=True)
    bare = table.get_column(name).cast(pl.String).str.strip_chars()
    nothing = bare.str.to_lowercase().is_in(list(settings.null_words)) | (bare == "")
    return pl.select(pl.when(nothing).then(None).otherwise(bare).alias(name)).to_series()


def _meant(value: object, settings: Settings) -> str | None:
    bare = "" if value is None else str(value).strip()
    return None if bare == "" or bare.lower() in settings.null_words else bare


def _validity(table: pl.DataFrame) -> npt.NDArray[np.bool_]:
    if "number_valid" not in table.columns:
        return np.ones(table.height, np.bool_)
    told = table.get_column("number_valid")
    if table.height < FEW:
        return np.array([value is True for value in told.to_list()], np.bool_)
    return told.fill_null(value=False).to_numpy()


def _numbers(texts: Texts) -> npt.NDArray[np.uint64]:
    """Identifiers as integers: decimal ones as 1 followed by their digits, so that digits can be compared; others
    hashed. One digit all along is nobody's number."""
    if isinstance(texts, list):
        return np.fromiter((_number(text) if text else 0 for text in texts), np.uint64, len(texts))
    codes = pl.select(pl.when(texts.str.len_bytes() <= LONGEST).then("1" + texts)).to_series()
    codes = codes.cast(pl.UInt64, strict=False)
    odd = texts.is_not_null() & codes.is_null()
    out = codes.fill_null(0).to_numpy(writable=True)
    out[odd.to_numpy()] = [_number(text) for text in texts.filter(odd).to_list()]
    out[np.isin(out, _ONE_DIGIT)] = 0
    return out


def _number(text: str) -> int:
    bare = "".join(letter for letter in latin_digits(text).upper() if letter.isalnum())
    if len(set(bare)) < 2:
        return 0
    if bare.isascii() and bare.isdigit() and len(bare) <= LONGEST:
        return int("1" + bare)
    return _hash(bare) | 1 << 63


def _hash(text: str) -> int:
    value = 14695981039346656037
    for letter in text.encode():
        value = (value ^ letter) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return value


def _distinct(texts: Texts) -> tuple[list[str], npt.NDArray[np.intp]]:
    """Distinct values ("" for null) and each row's place among them."""
    if isinstance(texts, list):
        values = [text or "" for text in texts]
        places = {value: place for place, value in enumerate(dict.fromkeys(values))}
        return list(places), np.fromiter((places[value] for value in values), np.intp, len(values))
    filled = texts.fill_null("")
    distinct = filled.unique(maintain_order=True)
    return distinct.to_list(), filled.cast(pl.Enum(distinct)).to_physical().to_numpy().astype(np.intp)


def _dates(table: pl.DataFrame, name: str) -> Ints:
    """Dates as yyyymmdd."""
    days = table.get_column(name)
    days = days if days.dtype == pl.Date else days.cast(pl.String).str.to_date(strict=False)
    if table.height < FEW:
        return np.array(
            [day.year * 10000 + day.month * 100 + day.day if day else 0 for day in days.to_list()], np.int32
        )
    return (days.dt.year() * 10000 + days.dt.month().cast(pl.Int32) * 100 + days.dt.day()).fill_null(0).to_numpy()


def _codes(texts: Texts, words: Vocabulary) -> Ints:
    distinct, inverse = _distinct(texts)
    return words.learn([text.replace(" ", "") for text in distinct])[inverse]


def _digits(texts: Texts) -> npt.NDArray[np.int64]:
    """The last nine digits: without country and trunk codes, which are written or left out."""
    distinct, inverse = _distinct(texts)
    return np.fromiter((_phone(text) for text in distinct), np.int64, len(distinct))[inverse]


def _phone(text: str) -> int:
    digits = "".join(letter for letter in latin_digits(text) if letter.isdigit())[-9:]
    return int(digits) if len(digits) > 5 and len(set(digits)) > 1 else 0


def _tokens(texts: Texts, words: Vocabulary) -> tuple[Ints, npt.NDArray[np.intp]]:
    """All words of all rows, and the row of each; nothing-words left out."""
    if isinstance(texts, list):
        lists = [_split(text or "") for text in texts]
        rows = np.repeat(np.arange(len(lists)), [len(row) for row in lists])
        ids = words.learn([token for row in lists for token in row])
    else:
        split = texts.fill_null("").str.replace_many(_SEPARATORS, [" "] * len(_SEPARATORS)).str.split(" ")
        rows = np.repeat(np.arange(len(texts)), split.list.len().to_numpy())
        distinct, inverse = _distinct(split.explode(empty_as_null=True))
        ids = words.learn(distinct)[inverse]
    kept = ids > 0
    return ids[kept], rows[kept]


def _bag(texts: Texts, words: Vocabulary) -> Ints:
    """The distinct words of each row, the first ADDRESS_WORDS of them: ids hang on what was read before."""
    ids, rows = _tokens(texts, words)
    _, first = np.unique(rows.astype(np.int64) << 32 | ids, return_index=True)
    first.sort()
    rows, ids = rows[first], ids[first]
    counts = np.bincount(rows, minlength=len(texts))
    place = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    bag = np.zeros((len(texts), ADDRESS_WORDS), np.int32)
    held = place < ADDRESS_WORDS
    bag[rows[held], place[held]] = ids[held]
    return bag


_SPACES = str.maketrans(dict.fromkeys(_SEPARATORS, " "))


def _split(text: str) -> list[str]:
    return text.translate(_SPACES).split(" ")


def _compounds(ids: Ints, rows: npt.NDArray[np.intp], words: Vocabulary) -> tuple[Ints, npt.NDArray[np.intp]]:
    """Join the words that make one name, the last first: abd + el + rahman, nour + el + din."""
    while len(ids) > 1:
        joins = words.joins[ids]
        ready = (rows[:-1] == rows[1:]) & (
            ((joins[:-1] == PREFIX) & (joins[1:] != PREFIX)) | ((joins[:-1] == 0) & (joins[1:] == SUFFIX))
        )
        ready[1:] &= ~ready[:-1]
        places = np.flatnonzero(ready)
        if not len(places):
            break
        ids[places] = words.join(ids[places], ids[places + 1])
        ids, rows = np.delete(ids, places + 1), np.delete(rows, places + 1)
    return ids, rows


def _parts(texts: Texts, words: Vocabulary) -> tuple[Ints, npt.NDArray[np.int64]]:
    """Given, father, grandfather, family, and the second word, of full names; and how many words there were."""
    ids, rows = _compounds(*_tokens(texts, words), words)
    size = len(texts)
    counts = np.bincount(rows, minlength=size)
    starts = np.cumsum(counts) - counts
    parts = np.zeros((size, 5), np.int32)
    for column, least, place in ((0, 1, starts), (1, 3, starts + 1), (2, 4, starts + 2), (4, 2, starts + 1)):
        held = counts >= least
        parts[held, column] = ids[place[held]]
    held = counts >= 2
    parts[held, 3] = ids[(starts + counts - 1)[held]]
    return parts, counts


def _names(table: pl.DataFrame, settings: Settings, words: Vocabulary) -> tuple[Ints, npt.NDArray[np.int8]]:
    """The four name parts, out of the full name or out of columns; and which rows left open who the last part is."""
    parts, counts = _parts(_texts(table, "full_name", settings), words)
    unsettled = np.where((counts == 2) | (counts == 3), counts, 0).astype(np.int8)
    for place, part in enumerate(NAME_PARTS):
        if f"{part}_name" in table.columns:
            alone, _ = _parts(_texts(table, f"{part}_name", settings), words)
            own = (counts == 0) & (alone[:, 0] > 0)
            parts[own, place] = alone[own, 0]
    return parts[:, :4], unsettled
