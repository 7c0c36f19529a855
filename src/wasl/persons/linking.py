"""A linking run: every register against the spine, in full or only what changed, made visible in one transaction.

In full, the run learns anew and builds an index beside the standing one. For changes it keeps to what the last full run
learned, links rows that changed and rows that a change of the spine may concern, and amends the standing index; what
comes out is what a run in full with the same learning would give.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter

import polars as pl

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.country.api import pack
from wasl.linkage import Defaults, Reach, SavedModel, Settings, Standing, prepare
from wasl.persons import amending, people, publishing
from wasl.persons.answering import Answer, Asker, Former
from wasl.persons.checkpoints import Checkpoints, Finished
from wasl.persons.enriching import enriched
from wasl.persons.following import roles_via
from wasl.persons.former import Difference, former_of, links_among, links_of
from wasl.persons.held import Verdicts, held, verdicts
from wasl.persons.kept import Kept
from wasl.persons.lock import alone
from wasl.persons.models import LinkRun
from wasl.persons.order import Task, tasks
from wasl.persons.outcomes import Outcome, State
from wasl.persons.provisional import Provisionals, grouped
from wasl.persons.quality import Tally
from wasl.persons.staging import Staging, likeliest, usefulness
from wasl.persons.teaching import taught
from wasl.persons.via import Owners
from wasl.registers import api as registers_api
from wasl.registers.api import Manifest, Via
from wasl.trust.api import upkeep

Progress = Callable[[int, int, str], None]
"""Told how many of how many registers' roles are done, and which one is next."""

SPINE_METHOD = "spine"


@dataclass
class _Work:
    """What the steps of one run share."""

    run: LinkRun
    staging: Staging
    asker: Asker
    kept: Kept
    former: Kept | None  # of the last run; None: there was none, or this run is in full
    checkpoints: Checkpoints | None  # of a run in full
    defaults: dict[str, Defaults]  # by register and role
    owners: Owners
    verdicts: dict[tuple[str, str], Verdicts]
    before: dict[tuple[str, str], Outcome]
    answers: dict[tuple[str, str], pl.DataFrame] = field(default_factory=dict)  # see held.Held
    nobody: dict[tuple[str, str], pl.DataFrame] = field(default_factory=dict)
    tallies: list[Tally] = field(default_factory=list)
    links: dict[tuple[str, str], Difference] = field(default_factory=dict)  # of a run for changes
    unsure: dict[tuple[str, str], Difference] = field(default_factory=dict)
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)  # register -> reason

    def learned(self) -> SavedModel:
        """What this run links by, for the next one."""
        model = self.asker.standing.saved()
        for place, defaults in self.defaults.items():
            model = model.with_table(place, defaults)
        return model

    @property
    def only_changes(self) -> bool:
        return self.run.kind == LinkRun.Kind.CHANGES


@upkeep("linking")
def link_registers(
    progress: Progress | None = None, registers: Sequence[str] | None = None, *, changes: bool = False
) -> LinkRun:
    """Link all registers, or those named (the others keep their links); `changes`: only what changed since the last
    run. Killed anywhere, it leaves the old index.

    A register that cannot be read keeps its former links and is named in the run. Raises Refusal when another run is
    under way, the spine itself cannot be read, or only changes are wanted and no run has left what that needs.
    """
    with alone():
        former = _former(changes=changes)
        LinkRun.objects.filter(state=LinkRun.State.RUNNING).update(state=LinkRun.State.BROKEN_OFF)
        kind = LinkRun.Kind.CHANGES if changes else LinkRun.Kind.FULL
        run = LinkRun.objects.create(started=datetime.now(UTC), spine=pack().spine, kind=kind)
        try:
            with Staging(settings().home / "linking", run.id) as staging:
                _link(run, staging, progress or _silently, registers, former)
        except Exception as error:
            _close(run, LinkRun.State.FAILED, reason=str(error))
            raise
    event("linking.done", run=run.id, kind=str(kind), persons=run.persons, links=run.links)
    return run


def _former(*, changes: bool) -> Kept | None:
    former = Kept.latest()
    if changes and former is None:
        raise Refusal("no finished run has left what linking changes needs", where="linking", mend="run `wasl link`")
    return former


def _silently(done: int, total: int, what: str) -> None:
    """Nobody asked."""


def _link(
    run: LinkRun, staging: Staging, progress: Progress, registers: Sequence[str] | None, former: Kept | None
) -> None:
    manifests = registers_api.catalogue().manifests
    spine = manifests[run.spine]
    plan = [task for task in tasks(manifests, registers) if task.register != run.spine]
    progress(0, len(plan) + 2, run.spine)
    started = perf_counter()
    rows, height = _spine_rows(spine)
    lent = enriched(rows, spine, manifests, Settings())
    known = people.standing()
    everybody = people.with_ids(people.facts_of(rows), known)
    work = _begun(run, staging, lent, everybody, former, in_full=registers is None)
    _link_spine(work, spine, everybody, height, perf_counter() - started)
    direct, via = ([task for task in plan if (task.role.via is not None) is led] for led in (False, True))
    for done, task in enumerate(direct, 1):
        progress(done, len(plan) + 2, task.register)
        _try(work, task)
    found = _provisional(work, direct, max(_greatest(known), _greatest(everybody)))
    for done, task in enumerate(via, 1 + len(direct)):
        progress(done, len(plan) + 2, task.register)
        _try(work, task)
    progress(len(plan) + 1, len(plan) + 2, "index")
    _publish(work, everybody, known, _taken_over(work, manifests, registers), found)


def _greatest(persons: pl.DataFrame) -> int:
    return int(str(persons["id"].max() or 0))


def _provisional(work: _Work, direct: Sequence[Task], last_id: int) -> Provisionals:
    """Those whom the spine does not know, and their links beside the others."""
    once = {(task.register, task.role.role) for task in direct if task.role.once}
    linked = {place: _links_of(work, place) for place in work.nobody}
    nobody = {place: frame for place, frame in work.nobody.items() if place[0] not in work.failed}
    found = grouped(nobody, once, linked, work.learned(), work.run, last_id)
    work.owners.more = dict(found.links)
    for place, links in found.links.items():
        if place in nobody:
            work.staging.put_provisional(*place, links)
    return found


def _begun(
    run: LinkRun, staging: Staging, spine: pl.DataFrame, everybody: pl.DataFrame, former: Kept | None, *, in_full: bool
) -> _Work:
    """The engine made ready: learning anew for a run in full, else as the last one learned."""
    changes = run.kind == LinkRun.Kind.CHANGES
    checkpoints = Checkpoints(staging.finished) if in_full and not changes else None
    taken_up = checkpoints.model_for(spine) if checkpoints else None
    learned = taken_up or (former.model() if former and (changes or not in_full) else None)
    kept = Kept.begin(run)
    kept.put_spine(spine)
    standing, reach = _standing(spine, former, learned, changes=changes)
    ids, said = everybody.select("spine_record", pl.col("id").alias("person_id")), verdicts()
    if learned is None:
        standing, run.lessons = taught(standing, said, ids)
    if checkpoints and not taken_up:
        checkpoints.begin(spine, standing.saved())
    asker = Asker(standing, ids, people.said_of(everybody), reach)
    defaults = dict(learned.tables) if learned else {}
    return _Work(run, staging, asker, kept, former, checkpoints, defaults, Owners(staging), said, former_outcomes())


def _standing(
    spine: pl.DataFrame, former: Kept | None, learned: SavedModel | None, *, changes: bool
) -> tuple[Standing, Reach | None]:
    if not changes or former is None:
        return prepare(spine, Settings(), learned), None
    old, now = former.spine(), prepare(spine, Settings(), learned)
    came, went = (
        one.join(other, on=spine.columns, how="anti", nulls_equal=True) for one, other in ((spine, old), (old, spine))
    )
    changed = [*came["record"], *went["record"]]
    return now, Reach.since(now, went, changed) if changed else None


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


def _link_spine(work: _Work, spine: Manifest, everybody: pl.DataFrame, rows: int, seconds: float) -> None:
    role = spine.persons[0].role
    own = everybody.select(
        pl.col("id").alias("person_id"),
        pl.col("spine_record").alias("key"),
        pl.lit(1.0).alias("probability"),
        pl.lit(None, pl.Float64).alias("weight"),
        pl.lit(SPINE_METHOD).alias("method"),
        pl.lit(None, pl.String).alias("reason"),
    )
    _put_links(work, (spine.id, role), own)
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
    place = (task.register, task.role.role)
    said = work.verdicts.get(place, {})
    former = former_of(work.former, *place) if work.only_changes and work.former else Former()
    answer, work.defaults[".".join(place)], tally = _answered(work, task, former, said)
    work.nobody[place] = answer.nobody
    work.kept.put_prints(*place, answer.prints)
    if work.only_changes and answer.unchanged:
        before = work.before.get(place, Outcome(*place, State.LINKED))
        return replace(before, records=answer.records, state=State.LINKED, reason=None)
    leading = any(True for _ in roles_via(*place))
    unsure = likeliest(answer.unsure).with_columns(usefulness(leading=leading).alias("use"))
    settled = {record: given for record, given in said.items() if record in answer.there}
    result = held(likeliest(answer.links), unsure, settled, once=task.role.once, run=work.run.id)
    work.answers[place] = result.kept
    work.staging.put_links(*place, result.links)
    work.staging.put_unsure(*place, result.unsure)
    if work.only_changes:
        work.links[place] = Difference.between(former.links, result.links)
        work.unsure[place] = Difference.between(former.unsure, result.unsure)
    work.tallies += [tally] if tally else []
    return Outcome(
        *place,
        State.LINKED,
        records=answer.records,
        linked=result.links.height,
        unsure=result.unsure["record"].n_unique(),
    )


def _answered(work: _Work, task: Task, former: Former, said: Verdicts) -> tuple[Answer, Defaults, Tally | None]:
    """Of a whole role: what stands and what is linked anew; nothing twice that a killed run had finished."""
    place = (task.register, task.role.role)
    defaults = work.defaults.get(".".join(place))
    if work.only_changes:
        return *work.asker.ask(task, former, defaults, said, None), None
    if work.checkpoints and (finished := work.checkpoints.get(*place)):
        answer, defaults = work.asker.ask(task, finished.former(), finished.defaults, said, None)
        if answer.unchanged:
            return finished.answer, defaults, finished.tally
        defaults = None
    tally = Tally(*place, work.run.started.date(), task.role.attributes())
    answer, found = work.asker.ask(task, Former(), defaults, said, tally)
    if work.checkpoints:
        work.checkpoints.put(*place, Finished(answer, found, tally))
    return answer, found, tally


def _via(work: _Work, task: Task, via: Via) -> Outcome:
    if reason := work.failed.get(via.register_id):
        raise Refusal(f"it is linked via {via.register_id}, which failed: {reason}", mend="mend that register first")
    links, records, linked = work.owners.links(task, via)
    _put_links(work, (task.register, task.role.role), links)
    return Outcome(task.register, task.role.role, State.LINKED, records=records, linked=linked)


def _put_links(work: _Work, place: tuple[str, str], links: pl.DataFrame) -> None:
    """Links that are found anew as a whole."""
    links = likeliest(links)
    work.staging.put_links(*place, links)
    if work.only_changes:
        work.links[place] = Difference.between(links_of(*place), links)


def _links_of(work: _Work, place: tuple[str, str]) -> pl.DataFrame:
    """Found in this run; or of a role in which nothing changed, those of the rows that matter to provisional people."""
    staged = work.staging.links_of(*place)
    return links_among(*place, work.nobody[place]["record"].to_list()) if staged is None else staged


def _taken_over(work: _Work, manifests: Mapping[str, Manifest], registers: Sequence[str] | None) -> list[str]:
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


def _publish(
    work: _Work, everybody: pl.DataFrame, known: pl.DataFrame, taken_over: list[str], found: Provisionals
) -> None:
    work.run.registers = [outcome.as_row() for outcome in work.outcomes.values()]
    work.kept.put_model(work.learned())
    if former := Kept.latest():
        for register in taken_over:
            work.kept.adopt(former, register)
    new = publishing.New(
        work.run,
        work.staging,
        everybody,
        known,
        taken_over,
        work.answers,
        work.tallies,
        work.asker.standing,
        work.links,
        work.unsure,
        found,
    )
    (amending.amend if work.only_changes else publishing.publish)(new, lambda: _close(work.run, LinkRun.State.DONE))
    work.kept.settle()


def _close(run: LinkRun, state: LinkRun.State, reason: str | None = None) -> None:
    run.state, run.finished, run.reason = state, datetime.now(UTC), reason
    run.save()
