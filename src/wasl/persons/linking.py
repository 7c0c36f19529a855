"""Links every register to the spine and puts the new index in the place of the old one, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter

import polars as pl

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.country.api import pack
from wasl.linkage import Settings, Standing, prepare
from wasl.persons import people, publishing
from wasl.persons.enriching import enriched
from wasl.persons.following import roles_via
from wasl.persons.held import Verdicts, held, verdicts
from wasl.persons.lock import alone
from wasl.persons.models import LinkRun
from wasl.persons.order import Task, tasks
from wasl.persons.outcomes import Outcome, State
from wasl.persons.publishing import New
from wasl.persons.staging import LINK, LONGEST_KEY, UNSURE, Staging, usefulness
from wasl.persons.via import Owners
from wasl.registers import api as registers_api
from wasl.registers.api import Manifest, Role, Via

Progress = Callable[[int, int, str], None]
"""Told how many of how many registers' roles are done, and which one is next."""

SPINE_METHOD = "spine"


@dataclass
class _Work:
    """What the steps of one run share."""

    run: LinkRun
    staging: Staging
    standing: Standing
    ids: pl.DataFrame  # spine_record, person_id
    owners: Owners
    verdicts: dict[tuple[str, str], Verdicts]
    kept: dict[tuple[str, str], pl.DataFrame] = field(default_factory=dict)  # see held.Held
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)  # register -> reason


def link_registers(progress: Progress | None = None, registers: Sequence[str] | None = None) -> LinkRun:
    """Link all registers, or those named (the others keep their links). Killed anywhere, it leaves the old index.

    A register that cannot be read keeps its former links and is named in the run. Raises Refusal when another run is
    under way or the spine itself cannot be read.
    """
    with alone():
        LinkRun.objects.filter(state=LinkRun.State.RUNNING).update(state=LinkRun.State.BROKEN_OFF)
        run = LinkRun.objects.create(started=datetime.now(UTC), spine=pack().spine)
        try:
            with Staging(settings().home / "linking", run.id) as staging:
                _link(run, staging, progress or _silently, registers)
        except Exception as error:
            _close(run, LinkRun.State.FAILED, reason=str(error))
            raise
    event("linking.done", run=run.id, persons=run.persons, links=run.links)
    return run


def _silently(done: int, total: int, what: str) -> None:
    """Nobody asked."""


def _link(run: LinkRun, staging: Staging, progress: Progress, registers: Sequence[str] | None) -> None:
    manifests = registers_api.catalogue().manifests
    spine = manifests[run.spine]
    plan = [task for task in tasks(manifests, registers) if task.register != run.spine]
    progress(0, len(plan) + 2, run.spine)
    started = perf_counter()
    known = people.standing()
    facts, standing, rows = _prepared(spine, manifests)
    everybody = people.with_ids(facts, known)
    ids = everybody.select("spine_record", pl.col("id").alias("person_id"))
    work = _Work(run, staging, standing, ids, Owners(staging), verdicts())
    _link_spine(work, spine, rows, perf_counter() - started)
    for done, task in enumerate(plan, 1):
        progress(done, len(plan) + 2, task.register)
        _try(work, task)
    progress(len(plan) + 1, len(plan) + 2, "index")
    kept = _kept(work, manifests, registers)
    run.registers = [outcome.as_row() for outcome in work.outcomes.values()]
    publishing.publish(New(run, staging, everybody, known, kept, work.kept), lambda: _close(run, LinkRun.State.DONE))


def _prepared(spine: Manifest, manifests: Mapping[str, Manifest]) -> tuple[pl.DataFrame, Standing, int]:
    """What the index keeps of the spine, the spine ready to link against, and how many rows it has."""
    rows, found = _spine_rows(spine)
    return people.facts_of(rows), prepare(enriched(rows, spine, manifests, Settings()), Settings()), found


def _spine_rows(spine: Manifest) -> tuple[pl.DataFrame, int]:
    """The spine, each record once; and how many rows it has, more where two people stand under one key."""
    rows = pl.concat(list(registers_api.stream_persons(spine.id, spine.persons[0].role)), how="diagonal_relaxed")
    if rows.is_empty():
        raise Refusal(
            f"the spine {spine.id} holds nobody", where=spine.id, mend="see `wasl registers check`, then link again"
        )
    fitting = pl.col("record").str.len_chars() <= people.LONGEST_RECORD
    once = rows.filter(fitting).unique("record", keep="first", maintain_order=True)
    return people.with_validity(once), rows.height


def _link_spine(work: _Work, spine: Manifest, rows: int, seconds: float) -> None:
    role = spine.persons[0].role
    own = work.ids.select(
        "person_id",
        pl.col("spine_record").alias("key"),
        pl.lit(1.0).alias("probability"),
        pl.lit(None, pl.Float64).alias("weight"),
        pl.lit(SPINE_METHOD).alias("method"),
        pl.lit(None, pl.String).alias("reason"),
    )
    work.staging.put_links(spine.id, role, own)
    reason = f"{rows - own.height} rows share their key with another row" if rows > own.height else None
    work.outcomes[spine.id, role] = Outcome(
        spine.id, role, State.LINKED, records=rows, linked=own.height, seconds=round(seconds, 3), reason=reason
    )


def _try(work: _Work, task: Task) -> None:
    """One register in one role; what goes wrong in it stays with it."""
    started = perf_counter()
    try:
        if task.register not in work.failed:
            outcome = _via(work, task, via) if (via := task.role.via) else _direct(work, task)
            work.outcomes[task.register, task.role.role] = replace(outcome, seconds=round(perf_counter() - started, 3))
    except Exception as error:  # noqa: BLE001  whatever is wrong with one register must not stop the others
        event("linking.register_failed", level="error", register=task.register, error=repr(error))
        work.failed[task.register] = str(error)
        work.staging.drop(task.register)


def _direct(work: _Work, task: Task) -> Outcome:
    links, unsure, records = [pl.DataFrame(schema=LINK)], [pl.DataFrame(schema=UNSURE).drop("use")], 0
    said, there = work.verdicts.get((task.register, task.role.role), {}), set[str]()
    for batch in registers_api.stream_persons(task.register, task.role.role):
        records += batch.height
        usable = pl.col("record").str.len_chars().is_between(1, LONGEST_KEY) & ~pl.col("record").str.contains("\x00")
        found = work.standing.link(people.with_validity(batch.filter(usable)), once=task.role.once)
        links.append(_of_persons(found.frame, work.ids).rename({"record": "key"}).select(LINK.names()))
        unsure.append(_of_persons(found.unsure, work.ids).select(unsure[0].columns))
        there.update(batch.filter(pl.col("record").is_in(list(said)))["record"] if said else ())
    linked, doubtful = _one_claim_each(pl.concat(links), task.role), _by_use(pl.concat(unsure), task)
    settled = {record: given for record, given in said.items() if record in there}
    result = held(linked, doubtful, settled, once=task.role.once, run=work.run.id)
    work.kept[task.register, task.role.role] = result.kept
    work.staging.put_links(task.register, task.role.role, result.links)
    work.staging.put_unsure(task.register, task.role.role, result.unsure)
    return Outcome(
        task.register,
        task.role.role,
        State.LINKED,
        records=records,
        linked=result.links.height,
        unsure=result.unsure["record"].n_unique(),
    )


def _by_use(unsure: pl.DataFrame, task: Task) -> pl.DataFrame:
    leading = any(True for _ in roles_via(task.register, task.role.role))
    return unsure.with_columns(usefulness(leading=leading).alias("use"))


def _of_persons(frame: pl.DataFrame, ids: pl.DataFrame) -> pl.DataFrame:
    return frame.join(ids, on="spine_record")


def _one_claim_each(links: pl.DataFrame, role: Role) -> pl.DataFrame:
    """The engine keeps a person to one row within a batch; a register comes in several."""
    if not role.once:
        return links
    return links.sort("probability", "weight", descending=True).unique("person_id", keep="first", maintain_order=True)


def _via(work: _Work, task: Task, via: Via) -> Outcome:
    if reason := work.failed.get(via.register_id):
        raise Refusal(f"it is linked via {via.register_id}, which failed: {reason}", mend="mend that register first")
    links, records, linked = work.owners.links(task, via)
    work.staging.put_links(task.register, task.role.role, links)
    return Outcome(task.register, task.role.role, State.LINKED, records=records, linked=linked)


def _kept(work: _Work, manifests: Mapping[str, Manifest], registers: Sequence[str] | None) -> list[str]:
    """Registers whose standing links are taken over: those that failed, and those that nobody asked for."""
    former = former_outcomes()
    for register, reason in work.failed.items():
        for role in manifests[register].persons:
            name = (register, role.role)
            standing = former.get(name, Outcome(register, role.role, State.KEPT))
            work.outcomes[name] = replace(standing, state=State.KEPT, reason=reason)
    asked = set(manifests if registers is None else registers) | {work.run.spine}
    others = [register for register in manifests if register not in asked]
    work.outcomes |= {name: outcome for name, outcome in former.items() if name[0] in others}
    return [*work.failed, *others]


def former_outcomes() -> dict[tuple[str, str], Outcome]:
    """What the standing index knows of each register and role."""
    last = LinkRun.objects.filter(state=LinkRun.State.DONE).order_by("-id").first()
    outcomes = map(Outcome.from_row, last.registers if last else [])
    return {(outcome.register, outcome.role): outcome for outcome in outcomes}


def _close(run: LinkRun, state: LinkRun.State, reason: str | None = None) -> None:
    run.state, run.finished, run.reason = state, datetime.now(UTC), reason
    run.save()
