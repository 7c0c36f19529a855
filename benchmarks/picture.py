"""How long a picture takes, beside bare concurrent reads of the same rows.

    python benchmarks/picture.py                      # 20,000 people
    python benchmarks/picture.py 20000 1000000        # how it grows

For each size a nation is made and linked under var/bench (kept for the next run). For a sample of people, in turn: the
whole picture (decision, every register, facts, family, the ledger's entry on disk), and bare reads of the same rows:
SQL on open connections, lines at known places of CSV files, known row groups of Parquet files, with the pool size that
is best for them; once decoding the row group at each read, once keeping it in memory as Wasl does. All warm. Figures
are medians over the sample; the ratio is theirs.
"""

import argparse
import csv
import json
import multiprocessing
import os
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = 300
POOLS = (1, 2, 4, 8)
SECONDS = 10
Read = Callable[[], object]


def prepare(people: int) -> None:
    """Make and link the nation of this size, unless an earlier run has."""
    from django.core.management import call_command

    from wasl.cli.nation import make_nation
    from wasl.cli.persons import link_now
    from wasl.core.conf import settings
    from wasl.persons.api import status

    call_command("migrate", verbosity=0)
    make_nation(people, seed=1)
    run = status().last_run
    written = max(path.stat().st_mtime for path in (settings().home / "nation/registers").iterdir())
    if run is None or run.state != "done" or run.started.timestamp() < written:
        link_now()


def look() -> Any:
    from wasl.trust.api import Kind, Look

    return Look("bench", "bench", None, "officer", "citizen-request", "terminal", Kind.PICTURE)


def sample(size: int) -> list[tuple[int, str]]:
    """People spread evenly over the index."""
    from wasl.persons.models import Person

    ids = Person.objects.order_by("id").values_list("id", "handle")
    step = max(1, ids.count() // size)
    return list(ids[::step])[:size]


def requests_of(person: int) -> list[Any]:
    """What a picture reads: each register and role that holds the person."""
    from wasl.persons.models import Link
    from wasl.registers.api import ReadRequest

    found: dict[tuple[str, str], list[str]] = {}
    for register, role, key in Link.objects.filter(person_id=person).values_list("register", "role", "key"):
        found.setdefault((register, role), []).append(key)
    return [ReadRequest(register, role, tuple(keys)) for (register, role), keys in found.items()]


class Bare:
    """Reads rows with nothing around: what the stores and Python can do at best.

    `keeping`: row groups of Parquet files are decoded once and stay in memory, as ours do.
    """

    def __init__(self, *, keeping: bool) -> None:
        from wasl.registers.api import registers

        self.source = registers()
        self.kept: dict[tuple[str, int], Any] | None = {} if keeping else None
        self.local = threading.local()
        self.places: dict[tuple[str, tuple[str, ...]], dict[tuple[str, ...], list[Any]]] = {}

    def reads(self, request: Any) -> Read:
        manifest = self.source.catalogue[request.register_id]
        names = [manifest.column(attribute).column for attribute in manifest.lookup(request.role)]
        keys = [tuple(key.split("\x1f")) for key in request.keys]
        address = self.source.book.get(manifest.id) or ""
        kind = manifest.source.connector
        if kind == "sql":
            return self._sql(manifest, names, keys, address)
        return {"csv": self._csv, "parquet": self._parquet, "excel": self._excel}[kind](manifest, names, keys, address)

    def _sql(self, manifest: Any, names: list[str], keys: list[tuple[str, ...]], address: str) -> Read:
        path = address.removeprefix("sqlite:///")
        one = " AND ".join(f'"{name}" = ?' for name in names)
        columns = ", ".join(f'"{column.column}"' for column in manifest.columns)
        statement = f'SELECT {columns} FROM "{manifest.source.table}" WHERE ' + " OR ".join([f"({one})"] * len(keys))
        values = [part for key in keys for part in key]

        def read() -> object:
            connections = self.local.__dict__.setdefault("connections", {})
            if path not in connections:
                connections[path] = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
            return connections[path].execute(statement, values).fetchall()

        return read

    def _csv(self, manifest: Any, names: list[str], keys: list[tuple[str, ...]], address: str) -> Read:
        lines = self._places(manifest, names, keys, address, _csv_places)
        source = manifest.source

        def read() -> object:
            files = self.local.__dict__.setdefault("files", {})
            if address not in files:
                files[address] = Path(address).open("rb")  # noqa: SIM115  kept open on purpose
            rows = []
            for start, length in lines:
                files[address].seek(start)
                rows += csv.reader([files[address].read(length).decode(source.encoding)], delimiter=source.delimiter)
            return rows

        return read

    def _parquet(self, manifest: Any, names: list[str], keys: list[tuple[str, ...]], address: str) -> Read:
        import pyarrow.parquet as pq

        places = self._places(manifest, names, keys, address, _parquet_places)
        columns = [column.column for column in manifest.columns]

        def read() -> object:
            files = self.local.__dict__.setdefault("parquet", {})
            if address not in files:
                files[address] = pq.ParquetFile(address)
            groups: dict[int, list[int]] = {}
            for group, row in places:
                groups.setdefault(group, []).append(row)
            return [row_group(files[address], number).take(rows).to_pylist() for number, rows in groups.items()]

        def row_group(file: Any, number: int) -> Any:
            if self.kept is None:
                return file.read_row_group(number, columns, use_threads=False)
            if (address, number) not in self.kept:
                self.kept[address, number] = file.read_row_group(number, columns, use_threads=False)
            return self.kept[address, number]

        return read

    def _excel(self, manifest: Any, names: list[str], keys: list[tuple[str, ...]], address: str) -> Read:
        rows = self._places(manifest, names, keys, address, _excel_places)
        return lambda: list(rows)

    def _places(
        self, manifest: Any, names: list[str], keys: list[tuple[str, ...]], address: str, find: Callable[..., Any]
    ) -> list[Any]:
        """Where the rows are, found before anything is timed."""
        by = (address, tuple(names))
        if by not in self.places:
            self.places[by] = find(manifest, names, address)
        return [place for key in keys for place in self.places[by].get(key, ())]


def _csv_places(manifest: Any, names: list[str], address: str) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Byte offset and length of each line by key. The nation's files have no line break within a cell."""
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    with Path(address).open("rb") as file:
        head = file.readline().decode(manifest.source.encoding).lstrip("\ufeff")
        header = next(csv.reader([head], delimiter=manifest.source.delimiter))
        wanted = [header.index(name) for name in names]
        start = file.tell()
        for line in file:
            cells = next(csv.reader([line.decode(manifest.source.encoding)], delimiter=manifest.source.delimiter))
            found.setdefault(tuple(cells[at] for at in wanted), []).append((start, len(line)))
            start += len(line)
    return found


def _parquet_places(manifest: Any, names: list[str], address: str) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    import pyarrow.parquet as pq

    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    file = pq.ParquetFile(address)
    for group in range(file.num_row_groups):
        columns = file.read_row_group(group, names).to_pydict()
        for row, key in enumerate(zip(*(columns[name] for name in names), strict=True)):
            found.setdefault(tuple(map(str, key)), []).append((group, row))
    return found


def _excel_places(manifest: Any, names: list[str], address: str) -> dict[tuple[str, ...], list[Any]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(address)
    header, *rows = book.get_sheet_by_index(0).to_python()
    wanted = [header.index(name) for name in names]
    found: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        found.setdefault(tuple(str(row[at]) for at in wanted), []).append(row)
    return found


def together(reads: list[Read], pool: ThreadPoolExecutor) -> None:
    for future in [pool.submit(read) for read in reads]:
        future.result()


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def measure(people: int, *, as_is: bool) -> dict[str, Any]:
    from wasl.persons.api import picture, status

    if not as_is:
        prepare(people)
    persons = sample(SAMPLE)
    asked = [(handle, requests_of(person)) for person, handle in persons]
    bares = {name: Bare(keeping=name == "kept") for name in ("bare", "kept")}
    ways = {(name, size): ThreadPoolExecutor(size) for name in bares for size in POOLS}
    pictures: list[float] = []
    times: dict[tuple[str, int], list[float]] = {way: [] for way in ways}
    for warm in (True, False):
        for handle, wanted in asked:
            took = timed(lambda handle=handle: picture(handle, look()))
            reads = {name: [bare.reads(one) for one in wanted] for name, bare in bares.items()}
            spent = {way: timed(lambda way=way, reads=reads: together(reads[way[0]], ways[way])) for way in ways}
            if not warm:
                pictures.append(took)
                for way, milliseconds in spent.items():
                    times[way].append(milliseconds)
    best = {name: min(statistics.median(times[name, size]) for size in POOLS) for name in bares}
    now = status()
    return {
        "people": people,
        "registers": now.linked,
        "persons": now.persons,
        "links": now.links,
        "reads_median": statistics.median(len(wanted) for _, wanted in asked),
        "picture_ms": round(statistics.median(pictures), 2),
        "picture_p95_ms": round(statistics.quantiles(pictures, n=20)[-1], 2),
        "bare_ms": round(best["bare"], 2),
        "ratio": round(statistics.median(pictures) / best["bare"], 2),
        "bare_kept_ms": round(best["kept"], 2),
        "ratio_kept": round(statistics.median(pictures) / best["kept"], 2),
        "per_second": round(throughput([handle for handle, _ in asked]), 1),
    }


def throughput(handles: list[str]) -> float:
    """Pictures a second with one process a core."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as processes:
        return sum(processes.map(_keep_reading, [handles[place::cores] for place in range(cores)]))


def _keep_reading(handles: list[str]) -> float:
    import django

    django.setup()
    from wasl.persons.api import picture

    for handle in handles:
        picture(handle, look())
    done, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < SECONDS:
        picture(handles[done % len(handles)], look())
        done += 1
    return done / spent


def one_size(people: int, *, as_is: bool) -> dict[str, Any]:
    """Each size in a process of its own, with a home of its own."""
    home = ROOT / "var/bench" / f"nation-{people}"
    environment = {
        **os.environ,
        "WASL_HOME": str(home),
        "WASL_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "wasl.core.django_settings",
    }
    command = [sys.executable, __file__, "--here", str(people), *["--as-is"] * as_is]
    answer = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(answer.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("people", nargs="*", type=int, default=[20_000])
    parser.add_argument("--as-is", action="store_true", help="measure nation and links as an earlier run left them")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        import django

        django.setup()
        print(json.dumps(measure(asked.people[0], as_is=asked.as_is)))
        return
    rows = [one_size(people, as_is=asked.as_is) for people in asked.people]
    for name in rows[0]:
        print(f"{name:>16}  " + "  ".join(f"{row[name]:>12,}" for row in rows))


if __name__ == "__main__":
    main()
