"""The door of the made-up nation: `write_nation` makes the people, then every register of the pack as its own database.

Everything is deterministic for people, seed and manifests. A run that was killed is taken up where it stopped; other
people, another seed or a changed manifest start what depends on them anew. The address book is written last.
"""

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from polars import CompatLevel

from wasl.core.conf import settings
from wasl.country.api import load_yaml_model, pack
from wasl.registers.api import Manifest, own_addresses, own_writing_addresses
from wasl.synthetic.content import CONTENT
from wasl.synthetic.nation import Nation
from wasl.synthetic.register import ContentError, Plan, plans, slices
from wasl.synthetic.simulation import write_facts
from wasl.synthetic.stores import FILES, Mariadb, Postgresql, Store, make_databases
from wasl.synthetic.workers import workers

Progress = Callable[[str, int, int], None]
"""What is being made, how much of it is done, out of how much."""

PROCESSES = 2


@dataclass(frozen=True)
class NationReport:
    """What there is after a run. `people_alive` is about what was asked for; `people_total` counts the dead too."""

    people_alive: int
    people_total: int
    registers: int
    rows: int
    seconds: float
    by_store: dict[str, int]


class NationError(Exception):
    """Some registers could not be written; the others are, and a further run takes up the rest."""


@dataclass(frozen=True)
class Order:
    """One register to write: a picklable whole, since another process does it."""

    plan: Plan
    facts: Path
    home: Path
    mark: str  # what the register depends on
    server: str | None = None  # PostgreSQL or MariaDB, by its address


@dataclass(frozen=True)
class Done:
    register: str
    rows: int
    store: str
    address: str


def write_nation(
    people: int, seed: int, home: Path, *, progress: Progress | None = None, manifests: list[Manifest] | None = None,
    processes: int = PROCESSES,
) -> NationReport:  # fmt: skip
    """Write the nation under `home` and the address book of its registers.

    `manifests`: the pack's, unless given. Raises ContentError where a register has no content, NationError where some
    could not be written.
    """
    began = time.monotonic()
    tell = progress or (lambda _what, _done, _all: None)
    manifests = manifests or pack_manifests()
    _all_have_content(manifests)
    folder = home.absolute() / "nation"
    with _alone(folder):
        living, total = _facts(folder, people, seed, tell, processes)
        orders = _orders(plans(manifests, pack().spine, seed), folder, people)
        done = _write_all(orders, tell, processes)
        _address_book(done)
    stores = Counter(entry.store for entry in done)
    return NationReport(living, total, len(done), sum(d.rows for d in done), time.monotonic() - began, dict(stores))


def pack_manifests() -> list[Manifest]:
    """The manifests of the pack's registers."""
    return [load_yaml_model(path, Manifest) for path in pack().register_files]


def _all_have_content(manifests: list[Manifest]) -> None:
    if lost := [f"{m.id} ({m.kind})" for m in manifests if m.kind not in CONTENT]:
        raise ContentError(f"no content function for {', '.join(lost)}: add one in wasl/synthetic/content")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two runs at once would write over each other: the second waits. What a killed one left half-written goes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for draft in _drafts(folder):
            draft.unlink()
        yield


def _drafts(folder: Path) -> list[Path]:
    book = settings().address_book
    return [*folder.glob(".facts.json.*"), *folder.glob("*/.*"), *book.parent.glob(f".{book.name}.*")]


def _facts(folder: Path, people: int, seed: int, tell: Progress, processes: int) -> tuple[int, int]:
    """The simulation, unless the same one is there."""
    recipe = {"people": people, "seed": seed, "code": _recipe()}
    counted = _read(folder / "facts.json")
    if counted and counted["recipe"] == recipe and (folder / "facts").is_dir():
        return counted["living"], counted["total"]
    tell("population", 0, 1)
    for old in ("facts", "registers", "truth", "marks"):
        shutil.rmtree(folder / old, ignore_errors=True)
    (folder / "facts.json").unlink(missing_ok=True)
    if processes < 2:
        living, total = write_facts(folder / "facts", people, seed)
    else:  # in a process of its own, so that its memory is given back
        with workers(1) as pool:
            living, total = pool.submit(write_facts, folder / "facts", people, seed).result()
    _write(folder / "facts.json", {"recipe": recipe, "living": living, "total": total})
    tell("population", 1, 1)
    return living, total


@lru_cache(maxsize=1)
def _recipe() -> str:
    """What the nation is made by: this package's code and the pack's words. Another recipe makes another nation."""
    here = Path(__file__).parent
    code = sorted(path for path in here.rglob("*.py") if "misuse" not in path.parts[len(here.parts) :])
    words = sorted(
        path
        for path in pack().folder.rglob("*")
        if path.suffix in (".yaml", ".csv") and path.parent.name != "registers"
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in (*code, *words))).hexdigest()


def _orders(all_plans: list[Plan], folder: Path, people: int) -> list[Order]:
    chosen = settings()
    servers = [s.get_secret_value() if s else None for s in (chosen.nation_postgresql, chosen.nation_mariadb)]
    make_databases(*servers)
    taken: set[str] = set()
    orders = []
    for plan in all_plans:
        server = _server(plan.manifest, servers, taken)
        facts = [people, plan.seed, _recipe(), plan.manifest.model_dump_json(), server, sorted(plan.fixed)]
        mark = hashlib.sha256(json.dumps(facts).encode()).hexdigest()
        orders.append(Order(plan, folder / "facts", folder, mark, server))
    return orders


def _server(manifest: Manifest, servers: list[str | None], taken: set[str]) -> str | None:
    """A third of the SQL registers to each server, by their number; one table name stands once on a server."""
    if manifest.source.connector != "sql":
        return None
    number = int("".join(filter(str.isdigit, manifest.id)) or "0")
    server = {1: servers[0], 2: servers[1]}.get(number % 3)
    place = f"{server} {(manifest.source.table or manifest.id).lower()}"
    if server is None or place in taken:
        return None
    taken.add(place)
    return server


def _write_all(orders: list[Order], tell: Progress, processes: int) -> list[Done]:
    done = [found for order in orders if (found := _standing(order))]
    ready = {entry.register for entry in done}
    todo = [order for order in orders if order.plan.manifest.id not in ready]
    tell("registers", len(done), len(orders))
    failed: list[str] = []
    for register, outcome in _outcomes(todo, processes):
        if isinstance(outcome, Done):
            done.append(outcome)
        else:
            failed.append(f"{register}: {type(outcome).__name__}: {outcome}")
        tell("registers", len(done) + len(failed), len(orders))
    if failed:
        raise NationError(
            "some registers could not be written; a further run takes them up:\n  " + "\n  ".join(sorted(failed))
        )
    return sorted(done, key=lambda entry: entry.register)


def _outcomes(orders: list[Order], processes: int) -> Iterable[tuple[str, Done | Exception]]:
    if processes < 2 or len(orders) < 2:
        yield from ((order.plan.manifest.id, _attempt(order)) for order in orders)
        return
    before = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"  # the processes share the processors; they read it when they start
    try:
        with workers(processes) as pool:
            waiting = {pool.submit(_attempt, order): order.plan.manifest.id for order in orders}
            for future in as_completed(waiting):
                yield waiting[future], future.result()
    finally:
        if before is None:
            del os.environ["POLARS_MAX_THREADS"]
        else:
            os.environ["POLARS_MAX_THREADS"] = before


def _attempt(order: Order) -> Done | Exception:
    """One register's failure is told at the end and does not stop the others."""
    try:
        return write_register(order)
    except Exception as error:  # noqa: BLE001  reported by register in NationError
        return error


def _standing(order: Order) -> Done | None:
    """The register as an earlier run has finished it."""
    kept = _read(_mark(order))
    return Done(**kept["done"]) if kept and kept["mark"] == order.mark else None


def _mark(order: Order) -> Path:
    return order.home / "marks" / f"{order.plan.manifest.id}.json"


def write_register(order: Order) -> Done:
    """Write one register, its truth, and last the mark that says so."""
    manifest = order.plan.manifest
    nation = Nation.load(order.facts)  # anew for each, so that what the last one looked at is let go
    rows = 0
    with _store(order) as store, _truth_file(order) as truth:
        for part in slices(order.plan, nation):
            store.write(part.native)
            truth.append(part.truth.to_arrow(compat_level=CompatLevel.oldest()))
            rows += part.native.height
    done = Done(manifest.id, rows, store.kind, store.address)
    _write(_mark(order), {"mark": order.mark, "done": vars(done)})
    return done


def _store(order: Order) -> Store:
    manifest = order.plan.manifest
    if order.server:
        server = Postgresql if order.server.startswith("postgresql") else Mariadb
        return server(manifest, order.server)
    folder = order.home / "registers"
    folder.mkdir(parents=True, exist_ok=True)
    return FILES[manifest.source.connector](manifest, folder)


class _Truth:
    def __init__(self, draft: Path) -> None:
        self.draft = draft
        self.writer: pq.ParquetWriter | None = None

    def append(self, table: pa.Table) -> None:
        self.writer = self.writer or pq.ParquetWriter(self.draft, table.schema, compression="zstd")
        self.writer.write_table(table)


@contextmanager
def _truth_file(order: Order) -> Iterator[_Truth]:
    path = order.home / "truth" / f"{order.plan.manifest.id}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    truth = _Truth(path.with_name(f".{path.name}.{os.getpid()}"))
    try:
        yield truth
    finally:
        if truth.writer:
            truth.writer.close()
    truth.draft.replace(path)


def _address_book(done: list[Done]) -> None:
    path = settings().address_book
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)  # addresses may hold passwords
    addresses = {entry.register: entry.address for entry in done} | own_addresses()
    writing = own_writing_addresses()
    book = {**({"writing": writing} if writing else {}), "registers": dict(sorted(addresses.items()))}
    draft.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    draft.replace(path)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return dict(found)


def _write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(path)
