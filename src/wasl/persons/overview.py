"""How the platform stands: what is linked, how well, since when."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from wasl.core.text import Text
from wasl.persons.linking import former_outcomes
from wasl.persons.models import LinkRun, Person
from wasl.persons.outcomes import Outcome, State
from wasl.registers import api as registers
from wasl.registers.api import Manifest
from wasl.trust.api import figures


@dataclass(frozen=True)
class RegisterStatus:
    """One register of the pack, all its roles together."""

    register: str
    name: Text
    owner: str  # agency
    section: str
    state: str | None  # linked, kept; None = never linked, or it names nobody
    records: int
    linked: int
    unsure: int
    reason: str | None  # why it was kept

    @property
    def match_rate(self) -> float | None:
        return self.linked / self.records if self.records else None


@dataclass(frozen=True)
class RunStatus:
    """One linking run."""

    started: datetime
    finished: datetime | None
    state: str
    seconds: float | None
    reason: str | None


@dataclass(frozen=True)
class PlatformStatus:
    """What the home page shows."""

    registers: int  # in the pack
    linked: int  # registers with links
    persons: int
    links: int
    match_rate: float | None  # linked records of all records, the spine left out
    methods: dict[str, float]  # share of the links by method
    stores: dict[str, int]  # registers by kind of store
    last_run: RunStatus | None
    per_register: list[RegisterStatus]

    @property
    def problems(self) -> list[RegisterStatus]:
        """Registers that the last run could not read."""
        return [register for register in self.per_register if register.state == State.KEPT]


@figures("how the platform stands")
def status() -> PlatformStatus:
    """Out of what the last runs have noted; no register is touched."""
    outcomes = former_outcomes()
    per_register = [_register(manifest, outcomes) for manifest in registers.catalogue()]
    runs = LinkRun.objects.order_by("-id")
    done = runs.filter(state=LinkRun.State.DONE).first()
    last = runs.first()
    return PlatformStatus(
        registers=len(per_register),
        linked=sum(register.linked > 0 for register in per_register),
        persons=Person.objects.filter(in_spine=True).count(),
        links=done.links if done else 0,
        match_rate=_rate([o for o in outcomes.values() if done and o.register != done.spine]),
        methods={method: count / done.links for method, count in done.methods.items()} if done and done.links else {},
        stores=_stores(),
        last_run=_run(last) if last else None,
        per_register=per_register,
    )


def _register(manifest: Manifest, outcomes: dict[tuple[str, str], Outcome]) -> RegisterStatus:
    own = [found for role in manifest.persons if (found := outcomes.get((manifest.id, role.role)))]
    states = {outcome.state for outcome in own}
    return RegisterStatus(
        register=manifest.id,
        name=manifest.name,
        owner=manifest.owner,
        section=manifest.section,
        state=State.KEPT if State.KEPT in states else State.LINKED if states else None,
        records=sum(outcome.records for outcome in own),
        linked=sum(outcome.linked for outcome in own),
        unsure=sum(outcome.unsure for outcome in own),
        reason=next((outcome.reason for outcome in own if outcome.reason), None),
    )


def _rate(outcomes: list[Outcome]) -> float | None:
    records = sum(outcome.records for outcome in outcomes)
    return sum(outcome.linked for outcome in outcomes) / records if records else None


def _run(run: LinkRun) -> RunStatus:
    seconds = (run.finished - run.started).total_seconds() if run.finished else None
    return RunStatus(run.started, run.finished, run.state, seconds, run.reason)


def _stores() -> dict[str, int]:
    book = registers.registers().book
    kinds = Counter(_store(manifest, book.get(manifest.id)) for manifest in registers.catalogue())
    return dict(kinds.most_common())


def _store(manifest: Manifest, address: str | None) -> str:
    """The dialect of a database, the format of a file."""
    if address is None:
        return "no-address"
    if manifest.source.connector != "sql":
        return manifest.source.connector
    return address.split(":", 1)[0].split("+", 1)[0]
