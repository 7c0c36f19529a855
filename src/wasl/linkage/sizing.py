"""What linking a nation needs: hours, cores, memory, disk and money, reckoned out of measured growth.

    from wasl.linkage.sizing import Cluster, sized

    sized(107_000_000, 130, Cluster(machines=1, cores=16)).bound.name

What was measured stands in sizing.yaml beside this module, each figure with the command that gives it again; measure
on your own machine and give the file to `Measured.load`. What lies beyond the largest measured size is reckoned: a
stage's CPU seconds grow by the exponent between its measured sizes (never less than in proportion), its serial share
runs on one core, the rest on all.
"""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import yaml

PEOPLE, REGISTERS = 107_000_000, 130
GIB, HOUR = 2**30, 3600.0
MEASURED = Path(__file__).with_suffix(".yaml")


class Unit(StrEnum):
    """What a stage grows with."""

    PEOPLE = "people"  # rows of the spine
    ROWS = "rows"  # rows of all registers


class Way(StrEnum):
    """How the linking is done."""

    ONE_MACHINE = "one machine"  # `wasl link`: every register against the standing spine
    CLUSTER = "cluster"  # `resolve_on_spark`: all rows with all


@dataclass(frozen=True)
class Cluster:
    """`machines` alike, each with so many cores. One machine is linked on without Spark."""

    machines: int = 1
    cores: int = 16

    def __post_init__(self) -> None:
        if self.machines < 1 or self.cores < 1:
            raise ValueError("sizing: give at least one machine with at least one core")

    @property
    def way(self) -> Way:
        return Way.ONE_MACHINE if self.machines == 1 else Way.CLUSTER


@dataclass(frozen=True)
class Prices:
    """Assumptions, not quotations: about what a public cloud asks for rented machines. Put your own in."""

    core_hour: float = 0.04
    gib_hour: float = 0.005
    currency: str = "USD"


@dataclass(frozen=True)
class Cost:
    """What was measured of one stage: `points` are (units, CPU seconds). `exponent` is used where only one size was
    measured; `serial` is the share of the CPU seconds that more cores do not speed up."""

    name: str
    grows_with: Unit
    points: tuple[tuple[float, float], ...]
    again: str
    exponent: float = 1.0
    serial: float = 0.0

    @property
    def growth(self) -> float:
        """The measured exponent of the CPU seconds, at least 1."""
        (few, quick), (many, slow) = self.points[0], self.points[-1]
        measured = math.log(slow / quick) / math.log(many / few) if many > few else self.exponent
        return max(1.0, measured)

    def cpu_seconds(self, units: float) -> float:
        many, slow = self.points[-1]
        return float(slow * (units / many) ** self.growth)


@dataclass(frozen=True)
class WayCosts:
    """What was measured of one way of linking."""

    stages: tuple[Cost, ...]
    fixed_seconds: float  # before and between stages, whatever the size
    memory_fixed_gib: float  # of each machine
    memory_per_core_gib: float
    memory_per_person_bytes: float  # what stands in memory for each row of the spine, on one machine
    disk_per_row_bytes: float


@dataclass(frozen=True)
class Measured:
    """The content of sizing.yaml."""

    machine: str
    rows_per_person_and_register: float
    ways: dict[Way, WayCosts]

    @classmethod
    def load(cls, path: Path = MEASURED) -> Self:
        """Raises ValueError that names the file and what is wrong with it."""
        try:
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
            ways = {way: _way(told["ways"][way.value]) for way in Way}
            return cls(told["machine"], float(told["rows_per_person_and_register"]), ways)
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"{path}: not measurements of a linkage, {error!r}; compare {MEASURED}") from error


def _way(told: dict[str, Any]) -> WayCosts:
    stages = [
        Cost(**{**stage, "grows_with": Unit(stage["grows_with"]), "points": tuple(map(tuple, stage["points"]))})
        for stage in told["stages"]
    ]
    return WayCosts(**{**told, "stages": tuple(stages)})


@dataclass(frozen=True)
class Stage:
    """One stage at the wanted size. `measured_to`: the largest size that was measured; beyond it all is reckoned."""

    name: str
    units: float
    grows_with: Unit
    cpu_hours: float
    hours: float
    growth: float
    measured_to: float
    again: str


@dataclass(frozen=True)
class Sizing:
    """What linking so many people in so many registers needs."""

    people: int
    registers: int
    rows: int
    cluster: Cluster
    stages: tuple[Stage, ...]
    fixed_hours: float
    memory_gib: float  # of all machines together
    disk_gib: float
    prices: Prices = field(default_factory=Prices)

    @property
    def bound(self) -> Stage:
        """The stage that takes longest: more of anything else does not help."""
        return max(self.stages, key=lambda stage: stage.hours)

    @property
    def hours(self) -> float:
        return self.fixed_hours + sum(stage.hours for stage in self.stages)

    @property
    def cores(self) -> int:
        return self.cluster.machines * self.cluster.cores

    @property
    def cost(self) -> float:
        """Cores and memory are paid for as long as the run lasts."""
        return self.hours * (self.cores * self.prices.core_hour + self.memory_gib * self.prices.gib_hour)

    def as_rows(self) -> list[tuple[str, str]]:
        """The whole as plain rows of a label and a text."""
        machines = self.cluster.machines
        return [
            ("people", f"{self.people:,}"),
            ("registers", f"{self.registers:,}"),
            ("rows", f"{self.rows:,}"),
            ("way", f"{self.cluster.way}, {machines} x {self.cluster.cores} cores"),
            *((stage.name, _told(stage)) for stage in self.stages),
            ("start and planning", _duration(self.fixed_hours)),
            ("whole run", _duration(self.hours)),
            ("bounded by", self.bound.name),
            ("memory", f"{self.memory_gib / machines:,.1f} GiB a machine, {self.memory_gib:,.1f} GiB in all"),
            ("disk", f"{self.disk_gib:,.0f} GiB"),
            ("cost", f"{self.cost:,.2f} {self.prices.currency} (prices are assumptions)"),
        ]


def sized(
    people: int = PEOPLE,
    registers: int = REGISTERS,
    cluster: Cluster | None = None,
    *,
    measured: Measured | None = None,
    prices: Prices | None = None,
) -> Sizing:
    """What linking so many people in so many registers needs on these machines."""
    if people < 1 or registers < 1:
        raise ValueError("sizing: give at least one person and one register")
    measured, cluster = measured or Measured.load(), cluster or Cluster()
    rows = math.ceil(people * registers * measured.rows_per_person_and_register)
    costs = measured.ways[cluster.way]
    units = {Unit.PEOPLE: float(people), Unit.ROWS: float(rows)}
    cores = cluster.machines * cluster.cores
    stages = tuple(_stage(cost, units[cost.grows_with], cores) for cost in costs.stages)
    each = costs.memory_fixed_gib + costs.memory_per_core_gib * cluster.cores
    memory = each * cluster.machines + costs.memory_per_person_bytes * people / GIB
    disk = costs.disk_per_row_bytes * rows / GIB
    fixed = costs.fixed_seconds / HOUR
    return Sizing(people, registers, rows, cluster, stages, fixed, memory, disk, prices or Prices())


def cores_needed(people: int, registers: int, hours: float, *, cores_each: int = 16, most: int = 1000) -> Sizing | None:
    """The fewest machines of so many cores that link a nation within the hours; None if `most` do not suffice."""
    measured = Measured.load()
    for machines in range(1, most + 1):
        found = sized(people, registers, Cluster(machines, cores_each), measured=measured)
        if found.hours <= hours:
            return found
    return None


def _stage(cost: Cost, units: float, cores: int) -> Stage:
    cpu = cost.cpu_seconds(units) / HOUR
    hours = cpu * (cost.serial + (1 - cost.serial) / cores)
    return Stage(cost.name, units, cost.grows_with, cpu, hours, cost.growth, cost.points[-1][0], cost.again)


def _told(stage: Stage) -> str:
    beyond = stage.units / stage.measured_to
    far = f"; {beyond:,.0f} times the largest measured" if beyond >= 2 else ""
    return f"{_duration(stage.hours)} ({stage.cpu_hours:,.1f} core hours{far})"


def _duration(hours: float) -> str:
    """
    >>> _duration(0.01), _duration(0.5), _duration(30)
    ('36 s', '30 min', '30.0 h')
    """
    if hours < 1 / 30:
        return f"{hours * HOUR:.0f} s"
    return f"{hours * 60:.0f} min" if hours < 2 else f"{hours:,.1f} h"
