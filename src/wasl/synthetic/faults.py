"""Faults as agencies really make them: each a pure function from drawn chance and right values to found values.

`Carelessness` says how often each happens. Nothing here looks at a whole register: the writer calls it slice by slice.
The letters are those of Arabic script, which several countries share; names are not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Chance = np.random.Generator


@dataclass(frozen=True)
class Carelessness:
    """How often each fault happens, as a share of the rows where it can."""

    name: str
    alef: float
    ta_marbuta: float
    final_ya: float
    joined: float
    ornament: float
    double_space: float
    no_grandfather: float
    latin: float
    number_missing: float
    number_mistyped: float
    number_of_relative: float
    date_swapped: float
    stale_address: float
    dead_alive: float
    duplicate: float
    other_digits: float


NONE = Carelessness("none", *[0.0] * 16)
TIDY = Carelessness(
    "tidy",
    alef=0.08,
    ta_marbuta=0.03,
    final_ya=0.03,
    joined=0.08,
    ornament=0.0005,
    double_space=0.002,
    no_grandfather=0.005,
    latin=0.15,
    number_missing=0.0,
    number_mistyped=0.0,
    number_of_relative=0.001,
    date_swapped=0.0,
    stale_address=0.05,
    dead_alive=0.05,
    duplicate=0.001,
    other_digits=0.0,
)
ORDINARY = Carelessness(
    "ordinary",
    alef=0.25,
    ta_marbuta=0.10,
    final_ya=0.12,
    joined=0.25,
    ornament=0.002,
    double_space=0.01,
    no_grandfather=0.03,
    latin=0.35,
    number_missing=0.02,
    number_mistyped=0.005,
    number_of_relative=0.002,
    date_swapped=0.01,
    stale_address=0.15,
    dead_alive=0.25,
    duplicate=0.005,
    other_digits=0.002,
)
CARELESS = Carelessness(
    "careless",
    alef=0.40,
    ta_marbuta=0.18,
    final_ya=0.20,
    joined=0.35,
    ornament=0.005,
    double_space=0.02,
    no_grandfather=0.06,
    latin=0.55,
    number_missing=0.06,
    number_mistyped=0.02,
    number_of_relative=0.003,
    date_swapped=0.01,
    stale_address=0.30,
    dead_alive=0.50,
    duplicate=0.015,
    other_digits=0.01,
)


def carelessness(register: str, spine: str) -> Carelessness:
    """A register keeps its manners whatever the seed; the spine makes no faults at all.

    >>> carelessness("reg-001", "reg-001").name
    'none'
    """
    if register == spine:
        return NONE
    return (TIDY, ORDINARY, ORDINARY, CARELESS)[crc32(register.encode()) % 4]


def _struck(chance: Chance, values: pl.Series, share: float, changed: pl.Expr) -> pl.Series:
    """The values with some, drawn by share, changed; the expression sees the values as `v`."""
    if share <= 0:
        return values
    hit = pl.Series(np.flatnonzero(chance.random(len(values)) < share))
    if not len(hit):
        return values
    found = values.gather(hit).alias("v").to_frame().select(changed).to_series()
    return values.clone().scatter(hit, found)  # it writes into the series that it is called on


# ---- names in Arabic script


def bare_alef(chance: Chance, names: pl.Series, share: float) -> pl.Series:
    """أحمد, إبراهيم and آية written with a bare alef."""
    return _struck(chance, names, share, pl.col("v").str.replace_all("[أإآ]", "ا"))


def ha_for_ta(chance: Chance, names: pl.Series, share: float) -> pl.Series:
    """فاطمة written فاطمه."""
    return _struck(chance, names, share, pl.col("v").str.replace_all(r"ة( |$)", "ه$1"))


def swapped_final_ya(chance: Chance, names: pl.Series, share: float) -> pl.Series:
    """مصطفى written مصطفي, and علي written على."""
    maqsura = pl.col("v").str.replace_all(r"ى( |$)", "ي$1")
    ya = pl.col("v").str.replace_all(r"ي( |$)", "ى$1")
    return _struck(chance, names, share, pl.when(pl.col("v").str.contains(r"ى( |$)")).then(maqsura).otherwise(ya))


def joined_compound(chance: Chance, names: pl.Series, share: float) -> pl.Series:
    """عبد الله written عبدالله."""
    return _struck(chance, names, share, pl.col("v").str.replace_all(r"(^| )(عبد|أبو|ابو) ", "$1$2"))


def ornamented(chance: Chance, names: pl.Series, share: float) -> pl.Series:
    """A stretched letter, or a doubling mark: محـمد, محمّد."""
    stretched = _struck(chance, names, share, pl.col("v").str.replace("(ح|س|ع|ف|ي)([^ ])", "$1ـ$2"))
    return _struck(chance, stretched, share, pl.col("v").str.replace("م([^ ])", "مّ$1"))


def double_spaced(chance: Chance, names: pl.Series, share: float) -> pl.Series:
    """Two spaces where one belongs."""
    return _struck(chance, names, share, pl.col("v").str.replace(" ", "  "))


def misspelt(chance: Chance, names: pl.Series, rates: Carelessness) -> pl.Series:
    """All of the above, each as often as the register makes it."""
    names = joined_compound(chance, names, rates.joined)
    names = bare_alef(chance, names, rates.alef)
    names = ha_for_ta(chance, names, rates.ta_marbuta)
    names = swapped_final_ya(chance, names, rates.final_ya)
    names = ornamented(chance, names, rates.ornament)
    return double_spaced(chance, names, rates.double_space)


# ---- names in Latin script


def spelt_otherwise(chance: Chance, names: pl.Series, variants: Sequence[tuple[str, str]], share: float) -> pl.Series:
    """Latin names with other usual spellings: each variant strikes its own share, so that one name may get several."""
    for pattern, other in variants:
        names = _struck(chance, names, share / 4, pl.col("v").str.replace_all(pattern, other))
    return _struck(chance, names, share / 3, pl.col("v").str.to_uppercase())


# ---- numbers, dates, digits


def mistyped(chance: Chance, numbers: pl.Series) -> pl.Series:
    """Each number with one digit wrong, or two neighbouring digits exchanged (one wrong where they are the same)."""
    if not len(numbers):
        return numbers
    found = numbers.str.len_chars().fill_null(0).to_numpy()
    place = (chance.random(len(numbers)) * np.maximum(found - 1, 1)).astype(np.int64)
    step = chance.integers(1, 10, len(numbers))
    exchanged = chance.random(len(numbers)) < 0.5
    frame = pl.DataFrame({"v": numbers, "place": place, "step": step, "exchange": exchanged})
    v, at = pl.col("v"), pl.col("place")
    one, two = v.str.slice(at, 1), v.str.slice(at + 1, 1)
    wrong = ((one.cast(pl.Int64, strict=False) + pl.col("step")) % 10).cast(pl.String)
    changed = pl.when(pl.col("exchange") & (one != two)).then(two + one).otherwise(wrong + two)
    whole = pl.concat_str(v.str.slice(0, at), changed, v.str.slice(at + 2))
    return frame.select(whole.alias(numbers.name)).to_series()


def swapped_day_and_month(chance: Chance, dates: pl.Series, share: float) -> pl.Series:
    """Day and month exchanged where that still gives a date; other days stay."""
    day = pl.col("v").dt.day()
    swapped = pl.concat_str(
        pl.col("v").dt.strftime("%Y"), day.cast(pl.String).str.zfill(2), pl.col("v").dt.strftime("%m"), separator="-"
    ).str.to_date("%Y-%m-%d", strict=False)
    return _struck(chance, dates, share, pl.when(day <= 12).then(swapped).otherwise("v"))


ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"


def in_arabic_digits(texts: pl.Expr) -> pl.Expr:
    """
    >>> pl.select(in_arabic_digits(pl.lit("12/03"))).item()
    '١٢/٠٣'
    """
    return texts.str.replace_many(list("0123456789"), list(ARABIC_DIGITS))


def in_latin_digits(texts: pl.Expr) -> pl.Expr:
    """The other way round."""
    return texts.str.replace_many(list(ARABIC_DIGITS), list("0123456789"))


def in_other_digits(chance: Chance, texts: pl.Series, share: float) -> pl.Series:
    """Some values in the digits that the column otherwise has not."""
    has_arabic = pl.col("v").str.contains(f"[{ARABIC_DIGITS}]")
    other = pl.when(has_arabic).then(in_latin_digits(pl.col("v"))).otherwise(in_arabic_digits(pl.col("v")))
    return _struck(chance, texts, share, other)
