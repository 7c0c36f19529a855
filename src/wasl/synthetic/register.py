"""One register's rows: canonical content, completed from the persons, damaged as its agency does, in native form."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import polars as pl

from wasl.registers.api import KEY_SEPARATOR, Manifest, Role
from wasl.synthetic import faults
from wasl.synthetic.content import CONTENT
from wasl.synthetic.faults import Carelessness
from wasl.synthetic.nation import Nation
from wasl.synthetic.native import encodable, native_column, native_text

SLICE = 100_000
"""Rows made at a time: bounds memory, and part of the recipe (each slice has its own draws)."""

PERSON_COLUMNS = {
    "number": "number", "full_name": "full_name", "given_name": "given", "father_name": "father",
    "grandfather_name": "grandfather", "family_name": "family", "birth_date": "birth_date", "sex": "sex",
    "birth_governorate": "birth_gov", "governorate": "governorate", "mother_name": "mother_name", "phone": "phone",
    "address": "address",
}  # fmt: skip
NAMES = ("full_name", "given_name", "father_name", "grandfather_name", "family_name")
FLAGS = (
    "number_missing", "number_wrong", "name_misspelt", "name_latin", "no_grandfather", "date_swapped", "address_stale",
    "duplicate",
)  # fmt: skip


class ContentError(Exception):
    """A content function and its manifest do not fit: what is wrong, and in which register."""


@dataclass(frozen=True)
class Plan:
    """How one register is to be written."""

    manifest: Manifest
    rates: Carelessness
    fixed: frozenset[str]  # attributes that lead from register to register: never damaged
    seed: int

    @property
    def latin(self) -> bool:
        return self.manifest.source.options.get("script") == "latin"

    def rng(self, part: str) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32(f"{self.manifest.id} {part}".encode())])


def plans(manifests: list[Manifest], spine: str, seed: int) -> list[Plan]:
    """A plan for each manifest; what another register's `via` leads to is kept whole."""
    vias = [(m.id, role.via) for m in manifests for role in m.persons if role.via]
    fixed: dict[str, set[str]] = {m.id: set(m.key) for m in manifests}
    for register, via in vias:
        fixed[register].add(via.attribute)
        fixed.setdefault(via.register_id, set()).add(via.matches)
    return [Plan(m, faults.carelessness(m.id, spine), frozenset(fixed[m.id]), seed) for m in manifests]


@dataclass
class Rows:
    """A slice of a register: native columns, and for each role the truth."""

    native: pl.DataFrame
    truth: pl.DataFrame


def slices(plan: Plan, nation: Nation) -> Iterator[Rows]:
    """The register in the order of its store. Raises ContentError."""
    content = _ordered(plan, _with_duplicates(plan, _content(plan, nation)))
    for number, start in enumerate(range(0, max(content.height, 1), SLICE)):
        yield _Slice(plan, nation, content.slice(start, SLICE), plan.rng(f"slice {number}")).rows()


def _content(plan: Plan, nation: Nation) -> pl.DataFrame:
    manifest = plan.manifest
    frame = CONTENT[manifest.kind](nation, plan.rng("content"))
    own = {column.attribute for column in manifest.columns}
    wanted = {f"_pid_{role.role}" for role in manifest.persons}
    if missing := sorted(wanted - set(frame.columns)):
        raise ContentError(f"{manifest.id}: content of kind '{manifest.kind}' does not give {', '.join(missing)}")
    frame = frame.select(c for c in frame.columns if c in own | wanted)
    given = [attribute for attribute in manifest.key if attribute in frame.columns]
    if len(given) == len(manifest.key) and frame.select(given).is_duplicated().any():
        raise ContentError(f"{manifest.id}: content of kind '{manifest.kind}' repeats the key {', '.join(given)}")
    return frame


def _with_duplicates(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """The same record entered again under a new number, where a person may stand in the register more than once."""
    frame = frame.with_columns(_again=pl.lit(value=False))
    renewed = _renewable(plan, frame)
    if renewed is None or not frame.height:
        return frame
    chosen = np.flatnonzero(plan.rng("duplicates").random(frame.height) < plan.rates.duplicate)
    again = frame[chosen]
    return pl.concat([frame, again.with_columns(_anew(plan, frame, again, renewed), _again=pl.lit(value=True))])


def _anew(plan: Plan, frame: pl.DataFrame, again: pl.DataFrame, attribute: str) -> pl.Series:
    """New numbers: counted on within the rest of the key (members of a card), else after the highest one."""
    rest = [part for part in plan.manifest.key if part != attribute]
    if frame[attribute].dtype == pl.String or not rest:
        return _later(frame[attribute], again[attribute])
    most = frame.group_by(rest).agg(_most=pl.col(attribute).max())
    joined = again.select(rest).join(most, on=rest, how="left", maintain_order="left")
    count = pl.int_range(1, pl.len() + 1).over(rest)
    return joined.select((pl.col("_most") + count).cast(frame[attribute].dtype).alias(attribute)).to_series()


def _renewable(plan: Plan, frame: pl.DataFrame) -> str | None:
    """The key attribute that a clerk would number anew: one that names no person and leads nowhere else."""
    manifest = plan.manifest
    if any(role.once for role in manifest.persons):
        return None
    taken = {attribute for role in manifest.persons for attribute in role.attributes().values()}
    taken |= {role.via.attribute for role in manifest.persons if role.via}
    for attribute in reversed(manifest.key):
        free = attribute in frame.columns and attribute not in taken
        if free and frame[attribute].dtype in (pl.String, pl.Int64, pl.UInt32, pl.Int32):
            text = frame[attribute].cast(pl.String)
            return attribute if text.str.contains(r"\d{1,15}$").all() else None
    return None


def _later(standing: pl.Series, again: pl.Series) -> pl.Series:
    """Numbers after the highest one, in the same shape."""
    tail = r"(\d{1,15})$"
    last = standing.cast(pl.String).str.extract(tail).cast(pl.Int64).max()
    number = pl.select(pl.int_range(1, len(again) + 1) + last).to_series().cast(pl.String)
    if again.dtype != pl.String:
        return number.cast(again.dtype).alias(again.name)
    parts = pl.DataFrame({"head": again.str.replace(tail, ""), "old": again.str.extract(tail), "new": number})
    width = pl.max_horizontal(pl.col("old").str.len_chars(), pl.col("new").str.len_chars()).cast(pl.Int64)
    tails = pl.col("new").str.zfill(15).str.slice(-width)
    return parts.select(pl.concat_str("head", tails).alias(again.name)).to_series()


def _ordered(plan: Plan, frame: pl.DataFrame) -> pl.DataFrame:
    """Agencies' rows are in no person's order; columnar files are sorted by what rows are looked up by."""
    manifest = plan.manifest
    if manifest.source.connector == "parquet":
        by = manifest.lookup(manifest.persons[0].role) if manifest.persons else manifest.key
        return frame.sort([b for b in by if b in frame.columns] or "_again", maintain_order=True)
    return frame[plan.rng("order").permutation(frame.height)]


@dataclass
class _Slice:
    plan: Plan
    nation: Nation
    frame: pl.DataFrame
    rng: np.random.Generator
    flags: dict[str, dict[str, pl.Series]] = field(default_factory=dict)

    def rows(self) -> Rows:
        manifest = self.plan.manifest
        given = set(self.frame.columns)
        for role in manifest.persons:
            self.flags[role.role] = {"duplicate": self.frame["_again"]}
            if not role.via:
                self._fill(role, given)
        self._fill_concepts()
        self._whole()
        for role in manifest.persons:
            if not role.via:
                self._damage(role, given)
        native = self._native()
        return Rows(native, self._truth(native))

    def _put(self, attribute: str, values: pl.Series) -> None:
        self.frame = self.frame.with_columns(values.alias(attribute))

    def _pid(self, role: Role) -> pl.Series:
        return self.frame[f"_pid_{role.role}"].cast(pl.UInt32)

    def _of(self, role: Role, column: str) -> pl.Series:
        return self.nation.persons[column].gather(self._pid(role))

    def _fill(self, role: Role, given: set[str]) -> None:
        for name, attribute in role.attributes().items():
            if attribute not in given:
                self._put(attribute, self._of(role, PERSON_COLUMNS[name]))

    def _fill_concepts(self) -> None:
        """Facts of the first role's person that the content left out; the dead are often still alive on paper."""
        manifest = self.plan.manifest
        if not manifest.persons:
            return
        role = manifest.persons[0]
        column_of = {**PERSON_COLUMNS, **{name: name for name in self.nation.persons.columns}}
        missing = [c for c in manifest.columns if c.attribute not in self.frame.columns and c.concept in column_of]
        unaware = pl.Series(self.rng.random(self.frame.height) < self.plan.rates.dead_alive)
        for column in missing:
            values = self._of(role, column_of[str(column.concept)])
            if column.concept in ("alive", "death_date") and not column.authority:
                late = pl.lit(value=True) if column.concept == "alive" else pl.lit(None)
                values = pl.select(pl.when(unaware).then(late).otherwise(values)).to_series()
            self._put(column.attribute, values)

    def _whole(self) -> None:
        manifest = self.plan.manifest
        if missing := [c.attribute for c in manifest.columns if c.attribute not in self.frame.columns]:
            raise ContentError(f"{manifest.id}: content of kind '{manifest.kind}' does not give {', '.join(missing)}")

    # ---- damage

    def _damage(self, role: Role, given: set[str]) -> None:
        named = {name: attribute for name, attribute in role.attributes().items() if attribute not in self.plan.fixed}
        filled = {name: attribute for name, attribute in named.items() if attribute not in given}
        flags = self.flags[role.role]
        self._stale(role, filled, flags)
        self._shorten(role, filled, flags)
        self._misspell(named, flags)
        if "birth_date" in named:
            self._swap(named["birth_date"], flags)
        if "number" in named:
            self._number(role, named["number"], flags)

    def _hit(self, share: float) -> pl.Series:
        return pl.Series(self.rng.random(self.frame.height) < share)

    def _stale(self, role: Role, filled: dict[str, str], flags: dict[str, pl.Series]) -> None:
        moved = self._of(role, "moved_on").is_not_null() & self._hit(self.plan.rates.stale_address)
        for name in {"address", "governorate"} & set(filled):
            self._put(filled[name], _where(moved, self._of(role, f"previous_{name}"), self.frame[filled[name]]))
            flags["address_stale"] = moved

    def _shorten(self, role: Role, filled: dict[str, str], flags: dict[str, pl.Series]) -> None:
        """Names without the grandfather's."""
        short = self._hit(self.plan.rates.no_grandfather)
        if "full_name" in filled:
            parts = [self._of(role, name) for name in ("given", "father", "family")]
            joined = pl.select(pl.concat_str(parts, separator=" ")).to_series()
            self._put(filled["full_name"], _where(short, joined, self.frame[filled["full_name"]]))
            flags["no_grandfather"] = short
        elif "grandfather_name" in filled:
            gone = pl.Series([None], dtype=pl.String).new_from_index(0, len(short))
            self._put(filled["grandfather_name"], _where(short, gone, self.frame[filled["grandfather_name"]]))
            flags["no_grandfather"] = short

    def _misspell(self, named: dict[str, str], flags: dict[str, pl.Series]) -> None:
        changed = pl.Series(np.zeros(self.frame.height, dtype=bool))
        for name in (*NAMES, "mother_name"):
            if name not in named:
                continue
            right = self.frame[named[name]]
            wrong = self._latin(right) if self.plan.latin else faults.misspelt(self.rng, right, self.plan.rates)
            self._put(named[name], wrong)
            changed |= (right != wrong).fill_null(value=False) if name in NAMES else False
        flags["name_latin" if self.plan.latin else "name_misspelt"] = changed

    def _latin(self, names: pl.Series) -> pl.Series:
        spelled = latin_spellings(self.nation)
        latin = names.str.replace_many(list(spelled), list(spelled.values()), leftmost=True)
        variants = self.nation.words.people.latin_variants
        return faults.spelt_otherwise(self.rng, latin, variants, self.plan.rates.latin)

    def _swap(self, attribute: str, flags: dict[str, pl.Series]) -> None:
        right = self.frame[attribute]
        found = faults.swapped_day_and_month(self.rng, right, self.plan.rates.date_swapped)
        flags["date_swapped"] = (right != found).fill_null(value=False)
        self._put(attribute, found)

    def _number(self, role: Role, attribute: str, flags: dict[str, pl.Series]) -> None:
        """No number, a wrong one or a relative's, but only where something else still tells who is meant."""
        rates, right = self.plan.rates, self.frame[attribute]
        has_name = self._has_name(role)
        others = {"birth_date", "mother_name", "phone", "address", "governorate", "birth_governorate"} & set(
            role.attributes()
        )
        parent = pl.select(pl.coalesce(self._of(role, "mother_pid"), self._of(role, "father_pid"))).to_series()
        relative = self.nation.persons["number"].gather(parent)
        borrowed = has_name & self._hit(rates.number_of_relative) & relative.is_not_null() & right.is_not_null()
        found = _where(borrowed, relative, right)
        slip = has_name & self._hit(rates.number_mistyped) & right.is_not_null()
        rows = slip.arg_true()
        found = found.scatter(rows, faults.mistyped(self.rng, right.gather(rows))) if len(rows) else found
        lost = has_name & self._hit(rates.number_missing) & bool(others)
        self._put(attribute, pl.select(pl.when(~lost).then(found)).to_series())
        flags["number_missing"] = lost
        flags["number_wrong"] = ((found != right) & ~lost).fill_null(value=False)

    def _has_name(self, role: Role) -> pl.Series:
        named = role.attributes()
        for name in ("full_name", "given_name"):
            if name in named:
                return self.frame[named[name]].is_not_null()
        return pl.Series(np.zeros(self.frame.height, dtype=bool))

    # ---- native form and truth

    def _native(self) -> pl.DataFrame:
        source = self.plan.manifest.source
        columns = [
            native_column(
                column, self.frame[column.attribute], self.rng, connector=source.connector,
                fixed=column.attribute in self.plan.fixed, other_digits=self.plan.rates.other_digits,
            )
            for column in self.plan.manifest.columns
        ]  # fmt: skip
        encoding = source.encoding if source.connector == "csv" else "utf-8"
        return pl.DataFrame([encodable(column, encoding) for column in columns])

    def _truth(self, native: pl.DataFrame) -> pl.DataFrame:
        manifest = self.plan.manifest
        parts = [self._truth_of(role, native) for role in manifest.persons]
        return pl.concat(parts) if parts else pl.DataFrame(schema=TRUTH)

    def _truth_of(self, role: Role, native: pl.DataFrame) -> pl.DataFrame:
        manifest = self.plan.manifest
        keys = [native_text(native[manifest.column(a).column]) for a in manifest.lookup(role.role)]
        flags = self.flags[role.role]
        found = pl.select(
            pl.lit(manifest.id).alias("register"),
            pl.lit(role.role).alias("role"),
            pl.concat_str(keys, separator=KEY_SEPARATOR).alias("key"),
            self._pid(role).alias("pid"),
            self._of(role, "number"),
            *[flags[name].alias(name) if name in flags else pl.lit(value=False).alias(name) for name in FLAGS],
        )
        return found.filter(pl.col("pid").is_not_null() & pl.col("key").is_not_null())


TRUTH: dict[str, type[pl.DataType]] = {
    "register": pl.String, "role": pl.String, "key": pl.String, "pid": pl.UInt32, "number": pl.String,
    **dict.fromkeys(FLAGS, pl.Boolean),
}  # fmt: skip


def _where(flags: pl.Series, then: pl.Series, otherwise: pl.Series) -> pl.Series:
    return pl.select(pl.when(flags).then(then).otherwise(otherwise)).to_series()


def latin_spellings(nation: Nation) -> dict[str, str]:
    """Latin by Arabic name part, longest first, so that a compound is taken whole."""
    people = nation.words.people
    spelled = {
        part.arabic: part.latin for kind in ("family", "female", "male") for part in getattr(nation.pack.names, kind)
    }
    for names in people.extra_names.values():
        spelled |= names
    return dict(sorted(spelled.items(), key=lambda item: -len(item[0])))
