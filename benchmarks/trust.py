"""What trust costs: policies, consents and the ledger in a picture; durable entries a second; proofs of a long log.

    python benchmarks/trust.py picture [--people 20000]       what the three add to a picture, beside the same without
    python benchmarks/trust.py entries                        entries a second, beside bare inserts as durable
    python benchmarks/trust.py log [--size 10000000]          writing, proving and verifying a log of this size

The main store is SQLite under var/bench; WASL_DATABASE_URL names another (a PostgreSQL of your own). Each figure is a
median over the sample that is printed with it; with and without are measured in turn: a busy machine strikes both.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = 300
SECONDS = 5.0
THREADS = (1, 8, 32)
BATCH = 20_000
MILLION = 1_000_000


def start(home: Path) -> None:
    os.environ["WASL_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasl.core.django_settings")
    os.environ.setdefault("WASL_LOG_LEVEL", "ERROR")
    home.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def look(purpose: str = "citizen-request", office: str | None = None) -> Any:
    from wasl.trust.api import Kind, Look

    return Look("bench", "bench", office, "officer", purpose, "terminal", Kind.PICTURE)


# --- picture ---------------------------------------------------------------------------------------------------------


class OpenDoor:
    """A passage that permits everything at once and writes nothing: the picture as it would be without trust."""

    def __init__(self, decisions: dict[Any, Any]) -> None:
        self._decisions = decisions

    def about(self, *persons: str) -> None:
        """Whom it is about is asked by nobody here: the decision is taken, and nothing is written."""

    def decide(self, question: Any) -> Any:
        return self._decisions[id(question)]

    def close(self, **_: Any) -> Any:
        return SimpleNamespace(seq=0)


@contextmanager
def without_trust(purpose: str, handle: str) -> Iterator[None]:
    """The decision that trust gave before is taken as given, so that the same registers are read and the same shown."""
    from wasl.persons import picture as module

    real, decisions = module.passing, {}

    @contextmanager
    def noted(asked: Any, persons: Any = ()) -> Iterator[Any]:
        with real(asked, persons) as passage:
            plain = passage.decide

            def decide(question: Any) -> Any:
                decisions[id(question)] = plain(question)
                return decisions[id(question)]

            passage.decide = decide
            yield passage

    @contextmanager
    def bare(asked: Any, persons: Any = ()) -> Iterator[Any]:
        yield OpenDoor(decisions)

    module.passing = noted  # type: ignore[assignment]
    module.picture(handle, look(purpose))
    module.passing = bare  # type: ignore[assignment]
    try:
        yield
    finally:
        module.passing = real


def picture(people: int) -> None:
    start(ROOT / f"var/bench/{people}")
    from benchmarks.picture import prepare, sample

    prepare(people)
    from wasl.trust.consent.api import ensure_agreements

    ensure_agreements()
    handles = [handle for _, handle in sample(SAMPLE)]
    for purpose in ("citizen-request", "service-delivery"):
        if purpose == "service-delivery":
            consent_of_everybody(handles)
        compared(purpose, handles)


def compared(purpose: str, handles: list[str]) -> None:
    from wasl.persons.api import picture as picture_of

    with_trust, bare = [], []
    for handle in handles:
        read = partial(picture_of, handle, look(purpose))
        with without_trust(purpose, handle):
            bare.append(timed(read))
        with_trust.append(timed(read))
    whole, rest = statistics.median(with_trust) * 1000, statistics.median(bare) * 1000
    print(
        f"{purpose}: picture {whole:.2f} ms, without policy, consent and ledger {rest:.2f} ms:"
        f" they add {whole - rest:.2f} ms, {(whole - rest) / rest:.1%} (p50 of {len(handles)} people)"
    )


def consent_of_everybody(handles: list[str]) -> None:
    """Everybody in the sample agrees to what services ask for, once."""
    from wasl.trust.consent.api import agreements_for, give, in_force

    for handle in handles:
        if not in_force(handle, "service-delivery"):
            offered = [one.agreement for one in agreements_for(handle) if one.agreement.purpose == "service-delivery"]
            for agreement in offered:
                give(handle, agreement.id, by=handle, channel="terminal", language="ar")


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


# --- entries ---------------------------------------------------------------------------------------------------------


def entries() -> None:
    start(ROOT / ("var/bench/entries-postgresql" if os.environ.get("WASL_DATABASE_URL") else "var/bench/entries"))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_bare")
        cursor.execute(
            "CREATE TABLE bench_bare (id bigint PRIMARY KEY, at varchar(27), facts text, person varchar(32))"
            if connection.vendor == "postgresql"
            else "CREATE TABLE bench_bare (id integer PRIMARY KEY, at text, facts text, person text)"
        )
    print(f"main store: {connection.vendor}; {SECONDS:.0f} s each, in turn; every one durable before it is answered")
    for threads in THREADS:
        bare = rate(bare_insert, threads)
        ours = rate(entry, threads)
        print(f"{threads:3} threads: ledger {ours:7,.0f}/s, bare single-row inserts {bare:7,.0f}/s: {ours / bare:.2f}")


_NUMBERS = iter(range(1, 10**12))
_NUMBER_LOCK = threading.Lock()
FACTS = "x" * 700
"""About as much as an entry's facts."""


def bare_insert() -> None:
    from django.db import connection, transaction

    with _NUMBER_LOCK:
        number = next(_NUMBERS)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute("INSERT INTO bench_bare VALUES (%s, %s, %s, %s)", [number, "now", FACTS, "somebody"])


def entry() -> None:
    from wasl.trust.log.api import record

    record(look(), outcome="shown", persons=["benchbenchbench"], sections=["identity"], registers=["reg-001"])


def rate(call: Callable[[], object], threads: int) -> float:
    """Calls a second by so many threads at once."""
    from django.db import connection

    counts, until = [0] * threads, time.perf_counter() + SECONDS

    def work(place: int) -> None:
        while time.perf_counter() < until:
            call()
            counts[place] += 1
        connection.close()

    started = time.perf_counter()
    workers = [threading.Thread(target=work, args=(place,)) for place in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(counts) / (time.perf_counter() - started)


# --- a long log ------------------------------------------------------------------------------------------------------


def log(size: int) -> None:
    """Half of it, at most a million, is written as looks are and verified; the rest is leaves alone, since a proof
    reads nothing else and the facts of ten million made-up looks would prove no more."""
    start(ROOT / f"var/bench/log-{size}")
    from wasl.trust.log.api import prove, verify, write_many
    from wasl.trust.models import LogEntry

    whole, there = min(size, MILLION), LogEntry.objects.count()
    if there < whole:
        seconds = timed(lambda: write_many(made_up(whole - there, there)))
        print(f"written: {whole - there:,} entries, {(whole - there) / seconds:,.0f}/s")
    if there <= whole:
        started = time.perf_counter()
        found = verify()
        seconds = time.perf_counter() - started
        print(f"verified {found.entries:,} entries in {seconds:.0f} s: {len(found.findings)} findings")
        if not found.ok:
            sys.exit(1)
    grow(size)
    step = max(1, whole // SAMPLE)
    times = sorted(timed(partial(prove, seq)) for seq in range(1, whole + 1, step))
    print(
        f"inclusion proof at {size:,} entries: p50 {statistics.median(times) * 1000:.2f} ms,"
        f" p99 {times[int(len(times) * 0.99)] * 1000:.2f} ms ({len(times)} proofs)"
    )


def grow(size: int) -> None:
    """Append leaves without facts or persons, in tiles and signed as ever."""
    import secrets

    from django.db import transaction

    from wasl.trust.log import checkpoint_file, standing
    from wasl.trust.log.leaves import hash_of
    from wasl.trust.log.store import opened_store

    facts, persons = secrets.token_bytes(32), secrets.token_bytes(32)
    insert = "INSERT INTO trust_logentry (seq, facts, persons, leaf) VALUES (%s, %s, %s, %s)"
    now = None
    while now is None or now.size < size:
        with checkpoint_file.opened_file() as file:
            with transaction.atomic(durable=True), opened_store() as store:
                now = standing.caught_up(now, store)
                many = range(now.size + 1, min(size, now.size + BATCH) + 1)
                hashes = [hash_of(seq, facts, persons) for seq in many]
                rows = [(seq, facts, persons, leaf) for seq, leaf in zip(many, hashes, strict=True)]
                store.run_many(insert, rows)
                assert now.growth
                store.insert_tiles([tile for leaf in hashes for tile in now.growth.add(leaf)])
                if hashes:
                    now.size, now.last = many[-1], hashes[-1]
                now.note = standing.signed_now(now.growth)
                store.keep_note(now.note)
            checkpoint_file.write(file, now.note)


def made_up(number: int, there: int) -> Iterator[Any]:
    from wasl.trust.log.api import Written

    begin = datetime(2026, 1, 1, tzinfo=UTC)
    asked = look()
    for place in range(there, there + number):
        yield Written(
            look=asked,
            at=begin + timedelta(seconds=place),
            outcome="shown",
            persons=(f"p{place % 1_000_000:07}",),
            sections=("identity", "family"),
            registers=("reg-001", "reg-002"),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["picture", "entries", "log"])
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--size", type=int, default=10_000_000)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    {"picture": lambda: picture(given.people), "entries": entries, "log": lambda: log(given.size)}[given.what]()


if __name__ == "__main__":
    main()
