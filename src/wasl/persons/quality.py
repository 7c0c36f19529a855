"""How well a run has linked: counted while a register is linked, kept with the run, without a single person in it.

tally = Tally(register, role, today, declared)   # for each register and role
tally.add(rows, found, persons)                  # for each batch
keep(run, tallies, standing)                     # once, in the transaction that makes the run visible
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

import polars as pl
from django.db.models import QuerySet
from pydantic import BaseModel, ConfigDict, ValidationError

from wasl import linkage
from wasl.linkage import Links, Standing
from wasl.persons.counting import SUMS, Counts
from wasl.persons.models import LinkRun, QualityFigure
from wasl.persons.oddities import Kind, Oddities

EXPLAINED = 10
"""Kinds of links, and as many of unsure pairs, that are kept with the weight of each of their facts."""

DIMENSIONS: dict[str, tuple[str, ...]] = {
    "all": (),
    "governorate": ("governorate",),
    "sex": ("sex",),
    "age": ("age",),
    "sex+governorate": ("sex", "governorate"),
}
"""A group's code joins its parts by a plus; a part is empty where neither row nor person says it."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Weight(_Part):
    """A level of a field among rows of one person and of two."""

    field: str
    level: str
    match: float
    other: float
    bits: float


class Bin(_Part):
    """Links and unsure rows whose weight is in [bits, bits + counting.BIN)."""

    bits: int
    linked: int
    unsure: int
    right: float
    missed: float


class Step(_Part):
    """One fact of an explanation and what it adds, in bits."""

    fact: str
    bits: float


class Pattern(_Part):
    """A kind of pairs: which facts agree. Weight and probability are means."""

    reason: str
    method: str
    linked: bool
    rows: int
    weight: float
    probability: float
    example: tuple[Step, ...] = ()


class Block(_Part):
    """A key under which too many rows of the spine stand; `left` of them have no tighter key."""

    key: str
    blocks: int
    rows: int
    largest: int
    left: int


class Strange(_Part):
    column: str
    kind: Kind
    rows: int
    of: int


class RegisterQuality(_Part):
    """A register in a role. `own`: the share of rows that say governorate, sex, birth date themselves."""

    register_id: str
    role: str
    weights: tuple[Bin, ...]
    causes: dict[str, int]
    methods: dict[str, int]
    strange: tuple[Strange, ...] = ()
    own: dict[str, float] = {}


class RunQuality(_Part):
    """What `LinkRun.quality` holds. `accept` and `unsure` are weights in bits, of a pair without rivals."""

    version: Literal[1] = 1
    accept: float
    unsure: float
    weights: tuple[Weight, ...]
    patterns: tuple[Pattern, ...]
    blocks: tuple[Block, ...]
    spine: tuple[str, ...] = ()  # what was left aside when the spine was read
    registers: tuple[RegisterQuality, ...]

    @property
    def bins(self) -> list[Bin]:
        """Of all registers together, by weight."""
        sums: dict[int, Counter[str]] = {}
        for one in (one for register in self.registers for one in register.weights):
            sums.setdefault(one.bits, Counter()).update(one.model_dump(exclude={"bits"}))
        return [Bin.model_validate({"bits": bits, **sums[bits]}) for bits in sorted(sums)]


class Tally:
    """What linking makes of one register in one role."""

    def __init__(self, register: str, role: str, today: date, declared: Iterable[str] = ()) -> None:
        """`declared`: the fields that the register's manifest names, whose emptiness is worth telling."""
        self.register, self.role = register, role
        self.counts = Counts(today)
        self.oddities = Oddities(today, frozenset(declared))

    def add(self, rows: pl.DataFrame, found: Links, persons: pl.DataFrame | None = None) -> None:
        """A batch in the standard shape and what the engine answered. `persons` (spine_record, sex, birth_date,
        governorate, birth_governorate) speak for rows that do not say so themselves."""
        self.counts.add(rows, found, persons)
        self.oddities.add(rows)

    def figures(self) -> list[QualityFigure]:
        """Of every group; not saved, and without a run."""
        return [figure for dimension in DIMENSIONS for figure in self._figures(dimension)]

    def _figures(self, dimension: str) -> Iterator[QualityFigure]:
        for row in self.counts.by(*DIMENSIONS[dimension]).iter_rows(named=True):
            yield QualityFigure(
                register=self.register,
                role=self.role,
                dimension=dimension,
                group="+".join(row[part] for part in DIMENSIONS[dimension])[:32],
                records=int(row["records"]),
                linked=int(row["linked"]),
                unsure=int(row["unsure"]),
                right=row["right"],
                missed=row["missed"],
            )

    def summary(self) -> RegisterQuality:
        sums = self.counts.by().row(0, named=True) if self.counts.groups else dict.fromkeys(SUMS, 0)
        return RegisterQuality(
            register_id=self.register,
            role=self.role,
            weights=tuple(Bin.model_validate(row) for row in _added(self.counts.weights, "bits")),
            causes={row["cause"]: row["rows"] for row in _added(self.counts.causes, "cause")},
            methods=self.counts.methods(),
            strange=tuple(Strange.model_validate(vars(one)) for one in self.oddities.found()),
            own={name: sums[f"own_{name}"] / max(1, sums["records"]) for name in ("governorate", "sex", "age")},
        )


def keep(run: LinkRun, tallies: Sequence[Tally], standing: Standing, kept: Iterable[str] = ()) -> None:
    """Put a run's quality into it and its figures beside it; the run itself is saved by whoever called. `kept`:
    registers whose former links stand, so their former figures do too."""
    former = before(run)
    stays = set(kept)
    found = summary(tallies, standing)
    if former is not None:
        old = tuple(one for one in _quality(former).registers if one.register_id in stays)
        found = found.model_copy(update={"registers": (*found.registers, *old)})
    run.quality = found.model_dump(mode="json")
    figures = [figure for tally in tallies for figure in tally.figures()]
    figures += list(QualityFigure.objects.filter(run=former, register__in=stays)) if former else []
    for figure in figures:
        figure.pk, figure.run, figure._state.adding = None, run, True
    QualityFigure.objects.bulk_create(figures, batch_size=2_000)


def summary(tallies: Sequence[Tally], standing: Standing) -> RunQuality:
    """All that a run keeps beside its figures."""
    return RunQuality(
        accept=linkage.threshold(standing, standing.settings.accept),
        unsure=linkage.threshold(standing, standing.settings.unsure),
        weights=tuple(Weight.model_validate({**vars(one), "bits": one.bits}) for one in linkage.weights(standing)),
        patterns=tuple(_patterns(tallies, standing)),
        blocks=tuple(Block.model_validate(vars(one)) for one in linkage.crowded(standing)),
        spine=tuple(standing.facts.notes),
        registers=tuple(tally.summary() for tally in tallies),
    )


def quality_of(run: LinkRun) -> RunQuality | None:
    """What a run kept; None where it kept nothing, or in a shape of another version."""
    try:
        return _quality(run) if run.quality else None
    except ValidationError:
        return None


def with_quality() -> QuerySet[LinkRun]:
    """Finished runs that kept it, the latest first; read lazily."""
    return LinkRun.objects.filter(state=LinkRun.State.DONE).exclude(quality={}).order_by("-id")


def before(run: LinkRun) -> LinkRun | None:
    """The last run of before that kept its quality."""
    return next((one for one in with_quality().filter(pk__lt=run.pk)[:1] if quality_of(one)), None)


def _quality(run: LinkRun) -> RunQuality:
    return RunQuality.model_validate(run.quality)


def _added(frames: list[pl.DataFrame], key: str) -> list[Mapping[str, int]]:
    if not frames:
        return []
    return list(pl.concat(frames).group_by(key).agg(pl.all().sum()).sort(key).iter_rows(named=True))


def _patterns(tallies: Sequence[Tally], standing: Standing) -> Iterator[Pattern]:
    """The most frequent ones of all registers, with means in place of sums."""
    frames = [kinds for tally in tallies if (kinds := tally.counts.kinds_of_pairs()).height]
    if not frames:
        return
    sums = pl.concat(frames).group_by("reason", "method", "linked").agg(pl.all().sum())
    order = sums.sort("rows", "reason", descending=[True, False]).group_by("linked").head(EXPLAINED)
    order = order.sort("linked", "rows", "reason", descending=[True, True, False])
    for row in order.iter_rows(named=True):
        weight, probability = row["weight"] / row["rows"], row["probability"] / row["rows"]
        example = linkage.typical(standing, row["reason"], weight)
        steps = tuple(Step(fact=fact, bits=round(bits, 3)) for fact, bits in example)
        yield Pattern.model_validate({**row, "weight": weight, "probability": probability, "example": steps})
