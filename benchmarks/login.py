"""How many people can sign in: full logins a second for each busy core, how long each step takes, how often one fails.

    python benchmarks/login.py                       # the whole run, with 20 minutes for the error rate
    python benchmarks/login.py --quick               # a few minutes
    python benchmarks/login.py --store postgresql    # the main store on a throw-away server (its fsync is off)
    python benchmarks/login.py --profile fapi2       # tokens bound to the party's key (DPoP)

A full login is PAR with private_key_jwt and PKCE, the authorization endpoint, the sign-in page, a factor, the page of
consent, the code, the token endpoint and userinfo, which reads name, birth date, sex, e-mail, telephone and address
from the registers and is on record: every page and call that a citizen's browser and a careful relying party make, from
a new browser each time; style sheets and scripts are not fetched. The factor is a passkey in software (ES256); one
phase uses time codes.

The platform is started as everybody starts it, with a made-up nation in a folder that is removed at the end. Nothing is
switched off: factors, limits, the ledger, durable writes. Each citizen comes from an address of their own, told by
X-Forwarded-For as a proxy does (WASL_TRUSTED_PROXIES), so limits see what they would see in service.

CPU seconds are those of the platform's own processes (and of PostgreSQL's, where that is the store), as the system
counts them: logins for each of these are logins a second of a busy core. Clients run on the same machine and take turns
with the platform: waiting times under load are therefore upper bounds.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial, reduce
from multiprocessing import get_context
from operator import add
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import login_token  # noqa: E402  the folder above has to be found first
from benchmarks.login_client import Task, Told, Way, drive  # noqa: E402
from scripts.with_servers import free_port, postgresql  # noqa: E402

NATION = 292.0
"""Logins a second at the busiest time of a country of 105 million people."""
AIM, AIM_P95 = 40.0, 60.0
ESIGNET, ESIGNET_P95 = 15.6, 100.0
"""What eSignet publishes: full logins a second for each busy core, and about how many milliseconds p95."""
WARM = 8


@dataclass
class Platform:
    """One that runs, and what is needed to sign in to it."""

    home: Path
    issuer: str
    environment: dict[str, str]
    stores: list[psutil.Process] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def busy(self) -> float:
        return busy([self.server, *self.stores])

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
    """One way of signing in, measured for a while."""

    name: str
    told: Told
    seconds: float
    busy: float

    @property
    def per_core(self) -> float:
        return self.told.logins / self.busy

    @property
    def failed(self) -> int:
        return self.told.errors.total()


def busy(processes: Iterable[psutil.Process]) -> float:
    """CPU seconds so far of these and of all that they started, also of those that have ended."""
    family = [member for one in processes for member in (one, *one.children(recursive=True))]
    return sum(sum(member.cpu_times()[:4]) for member in family)


def started(given: argparse.Namespace, home: Path, stack: ExitStack) -> Platform:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WASL_")},
        "WASL_HOME": str(home),
        "WASL_PORT": str(port),
        "WASL_WORKERS": str(given.workers),
        "WASL_LOG_FORMAT": "json",
        "WASL_TRUSTED_PROXIES": "127.0.0.1",
        "PYTHONPATH": str(ROOT / "src"),
    }
    found = Platform(home, f"http://localhost:{port}", environment)
    if given.store == "postgresql":
        folder = Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="wasl-login-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o755)
        address = stack.enter_context(postgresql(folder))
        if address is None:
            raise SystemExit("no PostgreSQL on this machine: install its server, or leave out --store")
        environment["WASL_DATABASE_URL"] = address
        found.stores = psutil.Process().children()
    stack.callback(found.command, "-m", "wasl.cli", "down")
    found.command("-m", "wasl.cli", "nation", "--people", str(given.people), "--seed", "1")
    found.command("-m", "wasl.cli", "up")
    file = home / "benchmark.json"
    found.command(str(ROOT / "benchmarks/login_people.py"), str(file), str(given.citizens + WARM), given.profile)
    found.kept = json.loads(file.read_text())
    return found


class Measuring:
    """Phases one after another, each with the same clients."""

    def __init__(self, given: argparse.Namespace, here: Platform, pool: ProcessPoolExecutor) -> None:
        self.given, self.here, self.pool = given, here, pool
        self.people = here.kept["people"]

    def warm(self) -> None:
        self._phase("warm", self.people[:WARM], self.given.clients, seconds=60, most=5)

    def first(self) -> Phase:
        """Everybody once: consent is asked for and kept."""
        return self._phase("first time", self.people[WARM:], self.given.clients, seconds=3600, once=True)

    def again(self, seconds: float, clients: int, name: str = "consent asked again") -> Phase:
        return self._phase(name, self.people[WARM:], clients, seconds=seconds, ask_again=True)

    def remembered(self, seconds: float) -> Phase:
        return self._phase("consent remembered", self.people[WARM:], self.given.clients, seconds=seconds)

    def by_code(self) -> Phase:
        """Everybody once: a time code opens once."""
        name = "by time code, consent asked again"
        return self._phase(
            name, self.people[WARM:], self.given.clients, seconds=3600, once=True, way=Way.CODE, ask_again=True
        )

    def _phase(
        self,
        name: str,
        people: list[dict[str, str]],
        clients: int,
        *,
        seconds: float,
        most: int | None = None,
        once: bool = False,
        **more: Any,
    ) -> Phase:
        shares = [people[place::clients] for place in range(clients)]
        dpop = self.given.profile == "fapi2"
        kept = {name: value for name, value in self.here.kept.items() if name != "people"}
        tasks = [
            Task(self.here.issuer, kept, share, seconds, most=len(share) if once else most, dpop=dpop, **more)
            for share in shares
        ]
        before, began = self.here.busy(), time.perf_counter()
        told = reduce(add, self.pool.map(drive, tasks))
        return Phase(name, told, time.perf_counter() - began, self.here.busy() - before)


def tell(phase: Phase) -> None:
    print(
        f"{phase.name:34} {phase.told.logins:8,} {phase.failed:7,} {phase.told.logins / phase.seconds:9.1f}"
        f" {phase.busy / phase.seconds:6.2f} {phase.per_core:14.1f} {_ms(phase.told.wholes, 50):10.0f}"
        f" {_ms(phase.told.wholes, 95):7.0f}",
        flush=True,
    )


def tell_steps(calm: Phase, load: Phase) -> None:
    print(f"\n{'step, ms':24} {'alone: p50':>12} {'p95':>8} {'under load: p50':>18} {'p95':>8}")
    for name in calm.told.took:
        there = load.told.took.get(name, [])
        print(
            f"{name:24} {_ms(calm.told.took[name], 50):12.1f} {_ms(calm.told.took[name], 95):8.1f}"
            f" {_ms(there, 50):18.1f} {_ms(there, 95):8.1f}"
        )


def tell_errors(long: Phase) -> None:
    tried = long.told.logins + long.failed
    print(f"\n{long.name}: {long.failed:,} of {tried:,} logins failed ({long.failed / tried:.4%})")
    for kind, number in long.told.errors.most_common():
        print(f"  {number:6,}  {kind}")
    whole = [count / 60 for minute, count in sorted(long.told.minutes.items()) if (minute + 1) * 60 <= long.seconds]
    if len(whole) > 1:
        print(f"logins/s in its first whole minute {whole[0]:.1f}, in its last {whole[-1]:.1f}, least {min(whole):.1f}")


def tell_tokens(given: argparse.Namespace, here: Platform, pool: ProcessPoolExecutor, home: Path) -> None:
    key, rounds = here.kept["proves"], 3 if given.quick else 10
    print(
        f"\n{'token endpoint':40} {'exchanges':>10} {'per second':>11} {'per busy core':>14} {'p50 ms':>8} {'p95':>7}"
    )
    dpop = given.profile == "fapi2"
    sides = [lambda: login_token.ours(here.issuer, here.kept, here.busy, dpop=dpop)]
    sides += [partial(login_token.peer, key, access, home) for access in ("jwt", "opaque")]
    found = []
    for side in sides if not given.no_peer else sides[:1]:
        with side() as one:
            figures = login_token.measured(one, key, pool, given.clients, rounds)
        found.append(figures)
        print(
            f"{one.name:40} {figures.exchanges:10,} {figures.exchanges / figures.seconds:11.1f}"
            f" {figures.per_core:14.1f} {_ms(figures.took, 50):8.1f} {_ms(figures.took, 95):7.1f}",
            flush=True,
        )
    for name, figures in zip(("with JWTs", "with opaque access tokens"), found[1:], strict=False):
        ratio = found[0].per_core / figures.per_core
        print(f"ours for each of oidc-provider's {name}: {ratio:.2f} (durable store here, memory of one process there)")


def tell_cores(calm: Phase, load: Phase) -> None:
    worst = max(_ms(seconds, 95) for seconds in calm.told.took.values())
    loaded = max(_ms(seconds, 95) for seconds in load.told.took.values())
    print(f"\nfull logins a second for each busy core: {load.per_core:.1f} (aim {AIM:.0f}; eSignet {ESIGNET})")
    aims = f"(aim {AIM_P95:.0f}; eSignet {ESIGNET_P95:.0f})"
    print(f"slowest step, p95: {worst:.0f} ms alone, {loaded:.0f} ms under load {aims}")
    print(
        f"a nation of 105 million ({NATION:.0f} logins/s) needs {NATION / load.per_core:.1f} busy cores like this one"
    )


def _ms(seconds: Iterable[float], percent: int) -> float:
    ordered = sorted(seconds)
    if len(ordered) < 2:
        return 1000 * sum(ordered)
    return 1000 * statistics.quantiles(ordered, n=100, method="inclusive")[percent - 1]


def measure(given: argparse.Namespace, stack: ExitStack) -> None:
    home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wasl-login-", ignore_cleanup_errors=True)))
    here = started(given, home, stack)
    pool = stack.enter_context(ProcessPoolExecutor(given.clients, mp_context=get_context("spawn")))
    measuring, seconds = Measuring(given, here, pool), 15.0 if given.quick else 60.0
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; store {given.store},"
        f" {given.workers} worker(s), {given.clients} clients, {given.citizens} citizens of a nation of"
        f" {given.people:,}, profile {given.profile}"
    )
    measuring.warm()
    print(
        f"\n{'full logins':34} {'logins':>8} {'failed':>7} {'a second':>9} {'cores':>6} {'per busy core':>14}"
        f" {'p50 ms':>10} {'p95':>7}"
    )
    phases: list[Callable[[], Phase]] = [
        measuring.first,
        lambda: measuring.again(seconds, given.clients),
        lambda: measuring.remembered(seconds),
        measuring.by_code,
        lambda: measuring.again(seconds, 1, "one at a time, consent asked again"),
    ]
    done = []
    for phase in phases:
        done.append(phase())
        tell(done[-1])
    calm = done[-1]
    minutes = 1.0 if given.quick else given.minutes
    long = measuring.again(minutes * 60, given.clients, f"{minutes:.0f} minutes, consent asked again")
    tell(long)
    tell_steps(calm, long)
    tell_errors(long)
    tell_tokens(given, here, pool, home)
    tell_cores(calm, long)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=2000, help="of the made-up nation")
    parser.add_argument("--citizens", type=int, default=0, help="who have an account; default 600, with --quick 200")
    parser.add_argument("--workers", type=int, default=1, help="processes of the platform (WASL_WORKERS)")
    parser.add_argument("--clients", type=int, default=4, help="processes that sign in, each one login at a time")
    parser.add_argument("--minutes", type=float, default=20, help="for the error rate")
    parser.add_argument("--quick", action="store_true", help="15 seconds a phase, a minute for the error rate")
    parser.add_argument("--store", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--profile", choices=["basic", "fapi2"], default="basic", help="fapi2: with DPoP")
    parser.add_argument("--no-peer", action="store_true", help="leave out oidc-provider, which needs Node with npm")
    given = parser.parse_args()
    given.citizens = given.citizens or (200 if given.quick else 600)
    with ExitStack() as stack:
        measure(given, stack)


if __name__ == "__main__":
    main()
