"""Made-up people in three registers, for the linking benchmark: A tidy and Arabic, B careless and Arabic with
duplicates, C Latin.

    python benchmarks/linkage_data.py --people 100000 --seed 7 --out var/bench/eg100k            (birth dates over 80
    years) python benchmarks/linkage_data.py --people 100000 --seed 7 --dense --out var/bench/dense100k (as many a
    day as in a nation of 107 million)

Writes a.parquet, b.parquet, c.parquet in the shape that `wasl.linkage` reads; the columns `person` and `borrowed`
(whether the number is that of somebody else of the family) are the truth and are for scoring only. Names:
src/wasl/country/eg/names.csv, and words and Latin spellings with their counts in name_spellings.csv, which is derived
from the Arabic-Latin pairs of https://github.com/steveash/NETransliteration-COLING2018 (data mined from Wikidata,
CC0 1.0).
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

HERE = Path(__file__).parent
NAMES = HERE.parent / "src/wasl/country/eg/names.csv"
SPELLINGS = HERE / "name_spellings.csv"
PIECE = 1_000_000  # rows of a register that are made and written at once
PER_DAY = 4167  # births a day in a nation of 107 million over some 70 years
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Faults:
    """How a register goes wrong."""

    held: float  # share of people in it
    twice: float
    no_number: float
    wrong_digit: float
    relatives_number: float
    no_grandfather: float
    spelling: float  # orthographic variants
    typo: float  # a wrong letter in one part of the name
    swapped_date: float
    wrong_date: float
    default_date: float
    no_mother: float
    moved: float
    latin: bool = False


REGISTERS = {
    "a": Faults(0.95, 0.0, 0.10, 0.02, 0.0, 0.01, 0.05, 0.005, 0.015, 0.003, 0.002, 0.02, 0.03),
    "b": Faults(0.85, 0.015, 0.10, 0.02, 0.003, 0.12, 0.30, 0.03, 0.015, 0.015, 0.020, 0.20, 0.10),
    "c": Faults(0.70, 0.0, 0.10, 0.02, 0.003, 0.25, 0.0, 0.03, 0.015, 0.010, 0.010, 0.40, 0.10, latin=True),
}


class Names:
    """A list of names with frequencies, and for each its spellings with theirs."""

    def __init__(self, forms: list[str], latin: dict[str, list[tuple[str, float]]], head: dict[str, float]) -> None:
        self.forms = forms
        tail = 1 / (np.arange(len(forms)) + 8.0)
        weight = tail / tail.sum() * (1 - sum(head.values()))
        for name, share in head.items():
            weight[forms.index(name)] = share
        self.share = weight / weight.sum()
        self.careless = _Table([_arabic_variants(form) for form in forms])
        self.latin = _Table([latin[form] for form in forms])

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        return rng.choice(len(self.forms), size, p=self.share)


class _Table:
    """For each name a few spellings with weights; draws for many names at once."""

    def __init__(self, options: list[list[tuple[str, float]]]) -> None:
        self.texts = np.array([text for row in options for text, _ in row], object)
        sizes = np.array([len(row) for row in options])
        self.first = np.cumsum(sizes) - sizes
        weights = [np.array([weight for _, weight in row]) for row in options]
        self.steps = np.concatenate([name + np.cumsum(w) / w.sum() for name, w in enumerate(weights)])

    def best(self, names: Ints) -> npt.NDArray[np.object_]:
        return self.texts[self.first[names]]

    def draw(self, rng: np.random.Generator, names: Ints) -> npt.NDArray[np.object_]:
        places = np.searchsorted(self.steps, names + rng.random(len(names)), "right")
        return self.texts[np.minimum(places, len(self.texts) - 1)]


def _arabic_variants(form: str) -> list[tuple[str, float]]:
    """The ways in which one name is written in Arabic, the proper one first."""
    out = {form: 3.0}
    for old, new in (
        ("أ", "ا"),
        ("إ", "ا"),
        ("آ", "ا"),
        ("ة", "ه"),
        ("ى", "ي"),
        ("ي", "ى"),
        ("ؤ", "و"),
        ("ئ", "ي"),
        ("ء", ""),
    ):
        ends = old in ("ة", "ى", "ي", "ء")
        if form.endswith(old) if ends else old in form:
            out[form[:-1] + new if ends else form.replace(old, new)] = 1.0
    if " " in form:
        out[form.replace(" ", "")] = 2.0
    if form.startswith("عبدال"):
        out["عبد " + form[3:]] = 2.0
    return list(out.items())


def _latin_variants(form: str, known: str | None, seen: dict[str, list[tuple[str, float]]]) -> list[tuple[str, float]]:
    """Seen spellings with their counts; compound names from their words; else the known spelling and rule-made ones."""
    words = form.split(" ")
    if len(words) == 2 and words[0] == "عبد" and words[1].startswith("ال"):
        rest = (
            seen.get(words[1][2:]) or seen.get(words[1]) or [((known or "").lower().removeprefix("abdel") or "x", 1.0)]
        )
        return [(head + text, share * weight) for text, weight in rest[:4] for head, share in _SERVANT]
    if form in seen:
        return seen[form]
    if form.startswith("ال") and form[2:] in seen:
        return [(head + text, share * weight) for text, weight in seen[form[2:]][:4] for head, share in _ARTICLE]
    base = (known or "").lower()
    swaps = (
        ("ou", "u"),
        ("ee", "i"),
        ("y", "i"),
        ("aa", "a"),
        ("ei", "e"),
        ("q", "k"),
        ("g", "j"),
        ("ss", "s"),
        ("e", "a"),
    )
    made = {base.replace(old, new, 1) for old, new in swaps if old in base} - {base}
    return [(base, 4.0), *((text, 0.5) for text in sorted(made))]


_SERVANT = (("Abdel", 4.0), ("Abdel ", 2.0), ("Abd El ", 1.5), ("Abdul", 1.5), ("Abd El-", 0.5), ("Abdal", 0.5))
_ARTICLE = (("El ", 4.0), ("El", 2.0), ("Al ", 1.0), ("El-", 2.0), ("Al-", 1.0), ("", 0.7))


def load_names() -> tuple[Names, Names, Names]:
    """Men's, women's and family names."""
    seen: dict[str, list[tuple[str, float]]] = defaultdict(list)
    with SPELLINGS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            seen[row["name_ar"]].append((row["name_latin"], float(row["count"])))
    with NAMES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    known = {row["name_ar"]: row["name_latin"] for row in rows}
    extra = [form for form in seen if form not in known and len(form) > 3]
    men = [row["name_ar"] for row in rows if row["gender"] == "male"]
    women = [row["name_ar"] for row in rows if row["gender"] == "female"]
    family = [row["name_ar"] for row in rows if row["kind"] == "family"]
    feminine = [form for form in extra if form[-1] in "ةىاء"]
    masculine = [form for form in extra if form[-1] not in "ةىاءي" and not form.startswith("ال")]
    lineage = [form for form in extra if form not in feminine] + [f"ال{form}" for form in masculine]
    heads: list[dict[str, float]] = [{"محمد": 0.09, "أحمد": 0.07, "محمود": 0.04, "مصطفى": 0.03}, {}, {}]
    lists = [men + masculine[:250], women + feminine[:150], family + [form for form in lineage if form not in family]]
    latin = {form: _latin_variants(form, known.get(form), seen) for forms in lists for form in forms}
    made = [Names(list(dict.fromkeys(forms)), latin, head) for forms, head in zip(lists, heads, strict=True)]
    return made[0], made[1], made[2]


@dataclass(frozen=True)
class People:
    """Arrays over people; names are places in the name lists."""

    male: npt.NDArray[np.bool_]
    given: Ints
    father: Ints
    grandfather: Ints
    family: Ints
    mother: Ints
    mother_father: Ints
    sibship: Ints
    day: Ints  # days since 1940-01-01
    birthplace: Ints
    home: Ints
    number: Ints
    relative: Ints  # a brother or sister, or oneself


def people(count: int, *, seed: int, dense: bool, names: tuple[Names, Names, Names]) -> People:
    """A population in sibships, the fathers of later ones taken from the men of earlier ones."""
    rng = np.random.default_rng(seed)
    men, women, families = names
    sizes = rng.choice([1, 2, 3, 4, 5, 6], count, p=[0.30, 0.27, 0.22, 0.12, 0.06, 0.03])
    sibship = np.repeat(np.arange(count), sizes)[:count]
    houses = int(sibship[-1]) + 1
    male = rng.random(count) < 0.51
    given = np.where(male, men.draw(rng, count), women.draw(rng, count))
    father, grandfather, family = men.draw(rng, houses), men.draw(rng, houses), families.draw(rng, houses)
    sons = np.flatnonzero(male & (sibship < houses // 2))
    young = np.arange(houses // 2, houses)
    fathers = rng.choice(sons, len(young)) if len(sons) else np.zeros(0, np.int64)
    if len(fathers):
        father[young], grandfather[young] = given[fathers], father[sibship[fathers]]
        family[young] = family[sibship[fathers]]
    named_after = male & (rng.random(count) < 0.10)  # a son who bears his grandfather's name
    given = np.where(named_after, grandfather[sibship], given)
    given = _distinct_in_sibship(given, sibship, male, rng, (men, women))
    place = rng.choice(27, houses, p=_zipf(27))
    day = _birth_days(count, sibship, rng, dense=dense)
    twin = (rng.random(count) < 0.012) & np.concatenate(([False], sibship[1:] == sibship[:-1]))
    day[twin] = day[np.flatnonzero(twin) - 1]
    mother, mother_father = women.draw(rng, houses), men.draw(rng, houses)
    birthplace = np.where(rng.random(count) < 0.95, place[sibship], rng.choice(27, count))
    home = np.where(rng.random(count) < 0.85, place[sibship], rng.choice(27, count, p=_zipf(27)))
    return People(
        male, given, father[sibship], grandfather[sibship], family[sibship], mother[sibship], mother_father[sibship],
        sibship, day, birthplace, home, _numbers(day, birthplace, male, rng), _relatives(sibship, rng),
    )  # fmt: skip


def _zipf(size: int) -> npt.NDArray[np.float64]:
    weight = 1 / (np.arange(size) + 3.0)
    return weight / weight.sum()


def _distinct_in_sibship(
    given: Ints, sibship: Ints, male: npt.NDArray[np.bool_], rng: np.random.Generator, lists: tuple[Names, Names]
) -> Ints:
    """Brothers and sisters do not bear one name, save a few who died young."""
    for _ in range(6):
        key = sibship * 200_000 + male * 100_000 + given
        order = np.argsort(key, kind="stable")
        again = np.zeros(len(key), np.bool_)
        again[order[1:]] = key[order[1:]] == key[order[:-1]]
        again &= rng.random(len(key)) > 0.002
        given = np.where(again, np.where(male, lists[0].draw(rng, len(key)), lists[1].draw(rng, len(key))), given)
    return given


def _birth_days(count: int, sibship: Ints, rng: np.random.Generator, *, dense: bool) -> Ints:
    if dense:
        return 20_000 + rng.integers(0, max(2, count // PER_DAY), count)
    first = rng.integers(0, 80 * 365, int(sibship[-1]) + 1)
    gap = rng.integers(300, 1500, count)
    gap[np.concatenate(([True], sibship[1:] != sibship[:-1]))] = 0
    total = np.cumsum(gap)
    start = total[np.searchsorted(sibship, sibship)]
    return first[sibship] + total - start


_WEIGHTS = np.array([2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])


def _numbers(day: Ints, place: Ints, male: npt.NDArray[np.bool_], rng: np.random.Generator) -> Ints:
    """Fourteen digits: century (8 and 9, never issued), date, place, serial that shows the sex, check digit."""
    date = np.datetime64("1940-01-01") + day
    year = date.astype("datetime64[Y]").astype(int) + 1970
    month = date.astype("datetime64[M]").astype(int) % 12 + 1
    dom = (date - date.astype("datetime64[M]")).astype(int) + 1
    head = np.where(year < 2000, 8, 9) * 10**6 + year % 100 * 10**4 + month * 100 + dom
    body = head * 10**2 + place + 1
    serial = _serials(body, male, rng)
    whole = body * 10**4 + serial
    return whole * 10 + _check_digits(whole)


def _check_digits(whole: Ints) -> Ints:
    """The last digit by the usual (unofficial) rule, out of the first thirteen."""
    total = np.zeros(len(whole), np.int64)
    for place, weight in enumerate(_WEIGHTS[::-1]):
        total += whole // 10**place % 10 * weight
    return (11 - total % 11) % 11 % 10


def _serials(body: Ints, male: npt.NDArray[np.bool_], rng: np.random.Generator) -> Ints:
    """Distinct among people of one date and place; odd for men."""
    key = body * 2 + male
    order = np.lexsort((rng.random(len(key)), key))
    ordered = key[order]
    first = np.searchsorted(ordered, ordered)
    out = np.zeros(len(key), np.int64)
    start = rng.integers(0, 2000, len(key))[first]
    out[order] = ((start + (np.arange(len(key)) - first)) % 4999) * 2 + 1
    return np.where(male, out, out + 1)


def check_digit_right(numbers: pl.Series) -> pl.Series:
    """Whether the last digit is the one that the usual (unofficial) rule gives."""
    whole = numbers.str.slice(0, 14).cast(pl.Int64, strict=False).fill_null(0).to_numpy()
    right = _check_digits(whole // 10) == whole % 10
    return pl.Series(right & (whole >= 10**13))


def _relatives(sibship: Ints, rng: np.random.Generator) -> Ints:
    start, end = np.searchsorted(sibship, sibship), np.searchsorted(sibship, sibship, "right")
    return start + (rng.random(len(sibship)) * (end - start)).astype(np.int64)


def register(
    name: str, crowd: People, names: tuple[Names, Names, Names], rng: np.random.Generator
) -> Iterator[pl.DataFrame]:
    """One register of the crowd, with its faults, in pieces."""
    faults = REGISTERS[name]
    who = np.flatnonzero(rng.random(len(crowd.given)) < faults.held)
    who = rng.permutation(np.concatenate([who, who[rng.random(len(who)) < faults.twice]]))
    for at in range(0, len(who), PIECE):
        yield _rows(name, at, crowd, who[at : at + PIECE], names, rng)


def _rows(
    name: str, at: int, crowd: People, who: Ints, names: tuple[Names, Names, Names], rng: np.random.Generator
) -> pl.DataFrame:
    """Some rows of a register, the first of them the one at the given place."""
    faults, size = REGISTERS[name], len(who)
    men, women, families = names

    def chance(share: float) -> npt.NDArray[np.bool_]:
        return rng.random(size) < share

    def spell(table: Names, places: Ints) -> npt.NDArray[np.object_]:
        if faults.latin:
            return table.latin.draw(rng, places)
        return np.where(chance(faults.spelling), table.careless.draw(rng, places), table.careless.best(places))

    def either(places: Ints) -> npt.NDArray[np.object_]:
        out = np.empty(size, object)
        for male, table in ((True, men), (False, women)):
            rows = crowd.male[who] == male
            part = np.zeros(size, np.int64)
            part[rows] = places[rows]
            out[rows] = spell(table, part)[rows]
        return out

    given = either(crowd.given[who])
    parts = [
        given,
        spell(men, crowd.father[who]),
        spell(men, crowd.grandfather[who]),
        spell(families, crowd.family[who]),
    ]
    for row in np.flatnonzero(chance(faults.typo)):
        part = parts[rng.integers(0, 4)]
        part[row] = _typo(part[row], rng)
    short = chance(faults.no_grandfather)
    full = parts[0] + " " + parts[1] + np.where(short, "", " " + parts[2]) + " " + parts[3]
    mother = spell(women, crowd.mother[who])
    mother = mother + np.where(chance(0.5), " " + spell(men, crowd.mother_father[who]), "")
    if faults.latin:
        full, mother = _titled(full), _titled(mother)
    home = np.where(chance(faults.moved), rng.choice(27, size, p=_zipf(27)), crowd.home[who])
    numbers, borrowed = _written_numbers(crowd, who, faults, rng)
    return pl.DataFrame(
        {
            "record": [f"{name}{row}" for row in range(at, at + size)],
            "person": who,
            "borrowed": borrowed,
            "number": pl.Series(numbers.tolist(), dtype=pl.String),
            "full_name": full.tolist(),
            "birth_date": _written_dates(crowd.day[who], faults, rng),
            "sex": [None] * size if faults.latin else np.where(crowd.male[who], "male", "female").tolist(),
            "birth_governorate": (crowd.birthplace[who] + 1).astype(str).tolist() if name == "a" else [None] * size,
            "governorate": (home + 1).astype(str).tolist(),
            "mother_name": np.where(chance(faults.no_mother), None, mother).tolist(),
        },
        schema_overrides={"sex": pl.String, "birth_governorate": pl.String},
    )


def _titled(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return np.array([text.title() for text in texts], object)


def _typo(text: str, rng: np.random.Generator) -> str:
    """A letter left out, doubled or exchanged with the next."""
    place = int(rng.integers(0, max(1, len(text) - 1)))
    kind = rng.integers(0, 3)
    if kind == 0 and len(text) > 2:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


def _written_numbers(
    crowd: People, who: Ints, faults: Faults, rng: np.random.Generator
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
    """The numbers as they are written, and which rows carry that of somebody else of the family."""
    numbers = crowd.number[who].astype(str).astype(object)
    relatives = rng.random(len(who)) < faults.relatives_number
    numbers[relatives] = crowd.number[crowd.relative[who[relatives]]].astype(str).astype(object)
    borrowed = relatives & (crowd.relative[who] != who)
    for row in np.flatnonzero(rng.random(len(who)) < faults.wrong_digit):
        place, step = int(rng.integers(1, 14)), int(rng.integers(1, 10))
        text = numbers[row]
        numbers[row] = text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]
        borrowed[row] = False
    missing = rng.random(len(who)) < faults.no_number
    numbers[missing] = None
    return numbers, borrowed & ~missing


def _written_dates(day: Ints, faults: Faults, rng: np.random.Generator) -> pl.Series:
    """Dates, some with day and month exchanged where that is a date, some wrong in one part, some the first of
    January."""
    date = pl.Series((np.datetime64("1940-01-01") + day).astype("datetime64[D]"))
    year, month, dom = (
        part.cast(pl.Int64).to_numpy().copy() for part in (date.dt.year(), date.dt.month(), date.dt.day())
    )
    swap = (rng.random(len(day)) < faults.swapped_date) & (dom <= 12)
    month[swap], dom[swap] = dom[swap], month[swap]
    wrong = rng.random(len(day)) < faults.wrong_date
    kind = rng.integers(0, 3, len(day))
    year = np.where(wrong & (kind == 0), year + rng.choice([-10, -1, 1, 10], len(day)), year)
    month = np.where(wrong & (kind == 1), rng.integers(1, 13, len(day)), month)
    dom = np.where(
        wrong & (kind == 2), rng.integers(1, 29, len(day)), np.where(wrong & (kind == 1), np.minimum(dom, 28), dom)
    )
    default = rng.random(len(day)) < faults.default_date
    month, dom = np.where(default, 1, month), np.where(default, 1, np.where((month == 2) & (dom > 28), 28, dom))
    return pl.select(pl.date(pl.Series(year), pl.Series(month), pl.Series(dom))).to_series()


def write(folder: Path, count: int, *, seed: int, dense: bool, broken: float = 0.0) -> None:
    """Write the registers of one made-up population, and the truth about it: people.parquet. `broken`: share of the
    numbers whose last digit the usual rule calls wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    names = load_names()
    crowd = people(count, seed=seed, dense=dense, names=names)
    _break(crowd.number, broken, np.random.default_rng([seed, 99]))
    for place, name in enumerate(REGISTERS):
        _written(folder / f"{name}.parquet", register(name, crowd, names, np.random.default_rng([seed, place])))
    known = pl.DataFrame({"person": np.arange(count), "sibship": crowd.sibship, "day": crowd.day})
    known.write_parquet(folder / "people.parquet")


def _break(numbers: Ints, share: float, rng: np.random.Generator) -> None:
    chosen = np.flatnonzero(rng.random(len(numbers)) < share)
    last = numbers[chosen] % 10
    numbers[chosen] += (last + rng.integers(1, 10, len(chosen))) % 10 - last


def _written(path: Path, pieces: Iterator[pl.DataFrame]) -> None:
    writer: pq.ParquetWriter | None = None
    for piece in pieces:
        rows = piece.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(path.with_suffix(".part"), rows.schema, compression="zstd")
        writer.write_table(rows, row_group_size=250_000)
    if writer:
        writer.close()
        path.with_suffix(".part").rename(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dense", action="store_true")
    parser.add_argument("--broken-check-digit", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--out", type=Path, required=True)
    wanted = parser.parse_args()
    write(wanted.out, wanted.people, seed=wanted.seed, dense=wanted.dense, broken=wanted.broken_check_digit)
