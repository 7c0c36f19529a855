"""Misuse planted in a made-up nation: staff, public figures, weeks of honest looks, and twelve kinds of others.

They stand in the real ledger; which are which is told by `nation/truth/misuse.parquet` alone, for tests and benchmarks.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Newcomer, ensure_staff
from wasl.persons.api import made_up_handles
from wasl.protection.api import mark_public
from wasl.synthetic.api import pack_manifests
from wasl.synthetic.misuse.kinds import Misuse
from wasl.synthetic.misuse.looks import SECOND, Scene, Seen, registers_by_section
from wasl.synthetic.misuse.offices import offices
from wasl.synthetic.misuse.people import COLUMNS, People
from wasl.synthetic.misuse.planting import LOOKS, all_looks, scene
from wasl.synthetic.misuse.staff import Officer
from wasl.trust.api import Kind, Look
from wasl.trust.log.api import Checkpoint, Written, latest_checkpoint, write_many

__all__ = ["LOOKS", "Misuse", "MisuseReport", "plant_misuse"]

Progress = Callable[[str, int, int], None]
MAKER = "wasl nation"
WHY_PUBLIC = Text(ar="شخصية عامة (بيانات مصطنعة)", en="a public figure (made up)")
TOLD_EVERY = 2000


@dataclass(frozen=True)
class MisuseReport:
    accounts: int
    public: int
    honest: int
    planted: dict[Misuse, int]  # accounts, of kinds that fit anybody
    seconds: float


def plant_misuse(
    home: Path, *, seed: int, last: date, looks: int = LOOKS, progress: Progress | None = None
) -> MisuseReport:
    """Fill the ledger with so many honest looks of the sixty days before `last`, and with what is hidden among them.

    The nation must be made and linked. Raises Refusal outside a demo, and where it was done before.
    """
    began, tell = time.monotonic(), progress or (lambda _what, _done, _all: None)
    truth = home / "nation/truth/misuse.parquet"
    _refuse_a_second_time(truth)
    stage = _scene(home, seed, last, looks)
    made = all_looks(stage, looks, lambda done: tell("looks", done, looks))
    _take_on(stage)
    first = _write(stage, made, truth, tell)
    _tell_truth(truth, made, first)
    return _report(stage, made, time.monotonic() - began)


def _refuse_a_second_time(truth: Path) -> None:
    begun = _begun(truth)
    if truth.exists() or (begun.exists() and int(json.loads(begun.read_text())["before"]) != _entries_so_far()):
        raise Refusal(
            Text(
                ar="السوء مزروع هنا بالفعل، أو انقطعت محاولة سابقة", en="misuse is planted here already, or was in part"
            ),
            mend=Text(ar="ابدأ من جديد: wasl reset", en="to plant it anew, begin from nothing with `wasl reset`"),
        )


def _begun(truth: Path) -> Path:
    return truth.with_name("misuse.begun.json")


def _scene(home: Path, seed: int, last: date, looks: int) -> Scene:
    persons = pl.read_ipc(home / "nation/facts/persons.arrow", columns=[*COLUMNS, "alive"])
    marriages = pl.read_ipc(home / "nation/facts/marriages.arrow", columns=["husband", "wife"])
    rows = pl.read_parquet(home / f"nation/truth/{pack().spine}.parquet", columns=["key", "pid"]).unique("pid")
    by_record = made_up_handles()
    handles = {pid: by_record[key] for key, pid in rows.iter_rows() if key in by_record}
    registers = registers_by_section(pack_manifests())
    return scene(People(persons, marriages, handles), offices(), registers, seed=seed, last=last, looks=looks)


def _take_on(stage: Scene) -> None:
    ensure_staff(_newcomer(stage, officer) for officer in stage.staff)
    for one in stage.famous:
        mark_public(stage.people.handles[one], WHY_PUBLIC.ar, MAKER)


def _newcomer(stage: Scene, officer: Officer) -> Newcomer:
    if officer.person is None:
        name = pack().agencies[officer.office]
        return Newcomer(officer.username, f"برنامج {name.ar}", f"Program of {name.en}"[:120], officer.office)
    arabic, latin = stage.people.names[officer.person]
    handle = stage.people.handles[officer.person]
    return Newcomer(
        officer.username, arabic[:120], latin[:120], officer.office, person=handle, governorate=officer.governorate
    )


def _write(stage: Scene, made: Sequence[Seen], truth: Path, tell: Progress) -> int:
    """The number of the first entry; the others follow it without a gap."""
    before = _entries_so_far()
    _begun(truth).write_text(json.dumps({"before": before}))
    write_many(_told(_written(stage, made), len(made), tell))
    if _entries_so_far() != before + len(made):
        raise Refusal(
            Text(ar="كتب أحد غيرنا في السجل في أثناء ذلك", en="somebody else wrote to the ledger meanwhile"),
            mend=Text(
                ar="أوقف وصل ثم ابدأ من جديد: wasl reset", en="stop Wasl, then begin from nothing with `wasl reset`"
            ),
        )
    return before + 1


def _entries_so_far() -> int:
    try:
        body, _, _ = latest_checkpoint().partition("\n\n")
    except Unknown:
        return 0
    return Checkpoint.read(f"{body}\n").size


def _told(written: Iterator[Written], whole: int, tell: Progress) -> Iterator[Written]:
    for done, one in enumerate(written):
        if done % TOLD_EVERY == 0:
            tell("ledger", done, whole)
        yield one


def _written(stage: Scene, made: Sequence[Seen]) -> Iterator[Written]:
    handles = stage.people.handles
    for seen in made:
        yield Written(
            look=_look(stage, seen),
            at=datetime.fromtimestamp(seen.at // SECOND, UTC).replace(microsecond=seen.at % SECOND),
            outcome=seen.outcome,
            persons=tuple(handles[one] for one in seen.persons),
            sections=seen.view.sections,
            registers=seen.view.registers,
            missing=seen.view.missing,
        )


def _look(stage: Scene, seen: Seen) -> Look:
    officer = seen.officer
    name = "" if officer.person is None else stage.people.names[officer.person][0]
    return Look(
        actor=f"staff:{officer.username}",
        actor_name=name,
        office=officer.office,
        role="officer",
        purpose=seen.purpose,
        channel=seen.channel,
        kind=Kind(seen.kind),
        case=seen.case,
        reason=seen.reason,
    )


def _tell_truth(path: Path, made: Sequence[Seen], first: int) -> None:
    """account, kind, seqs: one row for each account with something planted."""
    rows = [
        (f"staff:{seen.officer.username}", seen.planted, seq)
        for seq, seen in enumerate(made, start=first)
        if seen.planted
    ]
    schema = {"account": pl.String, "kind": pl.String, "seqs": pl.Int64}
    found = (
        pl.DataFrame(rows, schema=schema, orient="row").group_by("account", "kind").agg("seqs").sort("kind", "account")
    )
    draft = path.with_name(f".{path.name}")
    found.write_parquet(draft)
    draft.replace(path)
    _begun(path).unlink()


def _report(stage: Scene, made: Sequence[Seen], seconds: float) -> MisuseReport:
    planted = {(seen.planted, seen.officer.username) for seen in made if seen.planted}
    counts = {kind: many for kind in Misuse if (many := sum(one == kind for one, _ in planted))}
    honest = sum(seen.planted is None for seen in made)
    return MisuseReport(len(stage.staff), len(stage.famous), honest, counts, seconds)
