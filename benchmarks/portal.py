"""How many people can ask for services at once: whole applications a second, how long a page takes, what it weighs.

    python benchmarks/portal.py                          # the whole run: both stores, and ten times the cases
    python benchmarks/portal.py --stores sqlite          # without PostgreSQL
    python benchmarks/portal.py --quick                  # a few applications, to see that it runs

Citizens who are signed in (signing in has its own benchmark, login.py) ask for a copy of their birth certificate, each
from the service's page over beginning, every page with its form, the check, sending and the receipt to the page of
their case. They read each page's form as a browser does and know nothing else of the service. The platform is served
as `wasl up` serves it, with a made-up nation in a folder that is removed at the end. Nothing is switched off: registers
are read, looks are on record, writes are durable (PostgreSQL: on a throw-away server, whose fsync is off).

Beside it, on the same server, workers, store and durability, and with the same clients, stands a bare Django view that
writes one row for each request. Clients take turns with the platform on the same cores: their share of the processor is
printed, waiting times are upper bounds, and the ratio is also given in processor time, where clients do not count.

Bytes are those that a browser (Chromium) receives, with headers, as it asks by itself; the second page has what the
first left in its cache.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.portal_bytes import Weight, weighed  # noqa: E402  the folder above has to be found first
from benchmarks.portal_citizen import Task, Told, drive  # noqa: E402
from scripts.with_servers import free_port, postgresql, wait_for  # noqa: E402

SLUG = "birth-certificate"
AIM_RATIO, AIM_FIRST, AIM_NEXT = 0.25, 60, 15
PROCESSES = 2
"""Of clients, each with its share of the citizens at once: one alone would wait for its own interpreter."""


@dataclass
class Platform:
    """One that runs."""

    home: Path
    port: int
    environment: dict[str, str]
    stores: list[psutil.Process] = field(default_factory=list)
    people: list[dict[str, str]] = field(default_factory=list)  # cookies of those who have not asked yet

    @property
    def server(self) -> psutil.Process:
        return psutil.Process(int((self.home / "server.pid").read_text().split()[0]))

    def command(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")


@dataclass(frozen=True)
class Phase:
    """Some minutes of work, measured."""

    name: str
    told: Told
    server: float  # CPU seconds of the server's processes
    store: float  # of PostgreSQL's

    @property
    def a_second(self) -> float:
        return self.told.applications / self.told.seconds

    @property
    def requests(self) -> float:
        return self.told.requests / self.told.seconds

    @property
    def ms(self) -> float:
        """Processor time of a request, without the client's."""
        return 1000 * (self.server + self.store) / max(self.told.requests, 1)

    @property
    def clients(self) -> float:
        return self.told.cpu / (self.told.cpu + self.server + self.store)


def busy(processes: Iterable[psutil.Process]) -> float:
    """CPU seconds so far of these and of all that they started, also of those that have ended."""
    family = [member for one in processes for member in (one, *one.children(recursive=True))]
    return sum(sum(member.cpu_times()[:4]) for member in family)


def started(given: argparse.Namespace, store: str, stack: ExitStack) -> Platform:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wasl-portal-", ignore_cleanup_errors=True)))
    folder.chmod(0o755)
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WASL_")},
        "WASL_HOME": str(folder / "home"),
        "WASL_PORT": str(port),
        "WASL_WORKERS": str(given.workers),
        "WASL_LOG_FORMAT": "json",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    found = Platform(folder / "home", port, environment)
    if store == "postgresql":
        before = set(psutil.Process().children())
        address = stack.enter_context(postgresql(folder))
        if address is None:
            raise SystemExit("no PostgreSQL on this machine: install its server, or give --stores sqlite")
        environment["WASL_DATABASE_URL"] = address
        found.stores = [one for one in psutil.Process().children() if one not in before]
    stack.callback(found.command, "-m", "wasl.cli", "down")
    found.command("-m", "wasl.cli", "nation", "--people", str(given.people), "--seed", "1")
    found.command("-m", "wasl.cli", "up")
    file = found.home / "benchmark.json"
    found.command(str(ROOT / "benchmarks/portal_people.py"), "people", str(file), str(given.citizens))
    found.people = json.loads(file.read_text())
    return found


@contextmanager
def bare(here: Platform) -> Iterator[tuple[str, psutil.Process]]:
    """The bare view behind the same server with the same options; its address."""
    here.command(str(ROOT / "benchmarks/portal_bare.py"))
    port = free_port()
    told = {"wasl.channels.wsgi:application": "benchmarks.portal_bare:application", str(here.port): str(port)}
    command = [told.get(word, word) for word in here.server.cmdline()]
    log = here.home / "bare.log"
    with log.open("wb") as lines, subprocess.Popen(command, env=here.environment, stdout=lines, stderr=lines) as it:
        try:
            wait_for(port, it, log)
            yield f"127.0.0.1:{port}", psutil.Process(it.pid)
        finally:
            it.terminate()


class Measuring:
    """Phases one after another, each with as many at once."""

    def __init__(self, given: argparse.Namespace, here: Platform, pool: ProcessPoolExecutor) -> None:
        self.given, self.here, self.pool = given, here, pool

    def applications(self, name: str, seconds: float, most: int | None = None) -> Phase:
        """Everybody asks once; whoever comes again, because all have, is asked whether to send it all the same."""
        host, many = f"localhost:{self.here.port}", len(self.here.people) // 3
        people, self.here.people = self.here.people[:many], self.here.people[many:] + self.here.people[:many]
        return self._phase(name, host, self.here.server, people, SLUG, seconds, most)

    def rows(self, seconds: float, most: int | None = None) -> Phase:
        with bare(self.here) as (host, server):
            self._phase("warm", host, server, [], "", 60, 2)
            return self._phase("a bare view that writes one row", host, server, [], "", seconds, most)

    def cases(self, number: int) -> None:
        self.here.command(str(ROOT / "benchmarks/portal_people.py"), "cases", SLUG, str(number))

    def _phase(
        self,
        name: str,
        host: str,
        server: psutil.Process,
        people: list[dict[str, str]],
        slug: str,
        seconds: float,
        most: int | None,
    ) -> Phase:
        threads = max(self.given.at_once // PROCESSES, 1)
        tasks = [Task(host, slug, people[one::PROCESSES], threads, seconds, most) for one in range(PROCESSES)]
        before = busy([server]), busy(self.here.stores)
        told = Told()
        for one in self.pool.map(drive, tasks):
            told.add(one)
        return Phase(name, told, busy([server]) - before[0], busy(self.here.stores) - before[1])


def measured(given: argparse.Namespace, store: str) -> list[Phase]:
    """The bare view, then applications with few cases in the store and with ten times as many."""
    with ExitStack() as stack:
        here = started(given, store, stack)
        pool = stack.enter_context(ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")))
        measuring = Measuring(given, here, pool)
        measuring.cases(given.cases)
        measuring.applications("warm", 60, most=1)
        found = [measuring.rows(given.seconds / 3, given.most)]
        tell(store, found[0])
        for number in (given.cases, 10 * given.cases):
            measuring.cases(number)
            found.append(measuring.applications(f"applications, {number:,} cases there", given.seconds, given.most))
            tell(store, found[-1])
        if store == given.stores[0] and not given.no_browser:
            tell_weights(weighed(f"http://localhost:{here.port}", SLUG, here.people[0]))
    return found


def tell_head(given: argparse.Namespace) -> None:
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; {given.workers} workers,"
        f" {given.at_once} citizens at once, of a nation of {given.people:,}; clients on the same cores\n"
    )
    print(
        f"{'store':11}{'what':36}{'done':>7}{'failed':>8}{'a second':>10}{'pages/s':>9}{'GET p50':>9}{'p95':>7}"
        f"{'POST p50':>10}{'p95':>7}{'CPU ms/page':>13}{'of it store':>13}{'clients':>9}"
    )


def tell(store: str, phase: Phase) -> None:
    get, post = (phase.told.took[method] for method in ("GET", "POST"))
    done = phase.told.applications or phase.told.requests
    share = phase.store / ((phase.server + phase.store) or 1)
    print(
        f"{store:11}{phase.name:36}{done:7,}{phase.told.failures.total():8,}{done / phase.told.seconds:10.2f}"
        f"{phase.requests:9.1f}{_ms(get, 50):9.0f}{_ms(get, 95):7.0f}{_ms(post, 50):10.0f}{_ms(post, 95):7.0f}"
        f"{phase.ms:13.1f}{share:13.0%}{phase.clients:9.0%}",
        flush=True,
    )
    for kind, number in phase.told.failures.most_common(10):
        print(f"    {number:6,}  {kind}")


def tell_ratios(store: str, phases: list[Phase]) -> None:
    row, few, many = phases
    pages = [[*one.told.took["GET"], *one.told.took["POST"]] for one in (few, many)]
    print(f"\n{store}: {few.told.requests / max(few.told.applications, 1):.0f} requests an application")
    print(f"  requests a second, to the bare view's: {few.requests / row.requests:.2f} (aim {AIM_RATIO})")
    print(f"  the same by processor time:            {row.ms / few.ms:.2f}")
    print(
        f"  with ten times the cases: applications a second {many.a_second / few.a_second:.2f} of before,"
        f" p95 of a page {_ms(pages[1], 95) / _ms(pages[0], 95):.2f} times, processor time {many.ms / few.ms:.2f} times"
    )


def tell_weights(weights: list[Weight]) -> None:
    print(
        f"\n{'over the wire, kB':47}{'page':>7}{'style':>7}{'font':>7}{'other':>7}"
        f"{'all':>8}{'aim':>6}{'unpacked':>10}{'s on 3G':>9}"
    )
    aims = {"first": AIM_FIRST, "next": AIM_NEXT}
    for one in weights:
        kinds = [one.kinds.get(kind, 0) for kind in ("Document", "Stylesheet", "Font")]
        cells = "".join(f"{size / 1000:7.1f}" for size in [*kinds, one.total - sum(kinds)])
        rest = f"{one.total / 1000:8.1f}{aims[one.place]:6}{one.unpacked / 1000:10.1f}{one.seconds:9.1f}"
        print(f"{one.name:47}{cells}{rest}")
    print(flush=True)


def _ms(seconds: list[float], percent: int) -> float:
    if len(seconds) < 2:
        return 1000 * sum(seconds)
    return 1000 * statistics.quantiles(sorted(seconds), n=100, method="inclusive")[percent - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2000, help="of the made-up nation")
    parser.add_argument("--citizens", type=int, default=900, help="who are signed in")
    parser.add_argument("--at-once", type=int, default=50, help="citizens who fill in at the same time")
    parser.add_argument("--cases", type=int, default=5000, help="that stand in the store at first; then ten times")
    parser.add_argument("--seconds", type=float, default=45, help="of each phase")
    parser.add_argument("--workers", type=int, default=2, help="processes of the platform (WASL_WORKERS)")
    parser.add_argument("--stores", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--no-browser", action="store_true", help="leave out bytes, which Chromium counts")
    parser.add_argument("--quick", action="store_true", help="a few applications, 50 and 500 cases")
    given = parser.parse_args()
    given.most = None
    if given.quick:
        given.citizens, given.at_once, given.cases, given.most = 24, 4, 50, 2
    tell_head(given)
    found = {store: measured(given, store) for store in given.stores}
    for store, phases in found.items():
        tell_ratios(store, phases)
    if any(phase.told.failures for phases in found.values() for phase in phases):
        raise SystemExit("there were failures; none is expected")


if __name__ == "__main__":
    main()
