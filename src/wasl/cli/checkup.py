"""What `wasl doctor` looks at."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings as django
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from wasl.cli import server
from wasl.core.conf import settings
from wasl.core.errors import Refusal

LEAST_FREE_GIB = 2


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    sound: bool
    what: str
    mend: str = ""


def examine() -> list[Finding]:
    """Everything, in the order in which one would mend it."""
    looks = (_home, _pages, _pack, _store, _addresses, _registers, _index, _ledger, _scanner, _serving)
    return [look() for look in looks]


def _safely(what: str, mend: str) -> Callable[[Callable[[], Finding]], Callable[[], Finding]]:
    def wrap(look: Callable[[], Finding]) -> Callable[[], Finding]:
        def careful() -> Finding:
            try:
                return look()
            except (DatabaseError, OSError, Refusal) as error:
                return Finding(False, f"{what}: {error}", mend)

        return careful

    return wrap


@_safely("home folder", "choose a folder that you may write: WASL_HOME")
def _home() -> Finding:
    settings().home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings().home).free / 2**30
    return Finding(
        free > LEAST_FREE_GIB,
        f"home folder {settings().home.absolute()}: {free:.0f} GiB free",
        "make room on this disk",
    )


@_safely("scanner", "correct the settings named")
def _scanner() -> Finding:
    from wasl.cases.scanning.api import check_config, is_demo, is_open

    check_config()
    if not is_open():
        return Finding(False, "no scanner: files that citizens give are refused", "name one in WASL_SCANNER")
    which = "the demo's, which scans nothing" if is_demo() else "set"
    return Finding(True, f"scanner of given files: {which}")


def _pages() -> Finding:
    found = finders.find("vendor/ibm-plex-sans-arabic/LICENSE") is not None
    return Finding(found, "fonts " + ("built" if found else "missing"), "make install")


@_safely("country pack", "mend the files named, then try again")
def _pack() -> Finding:
    from wasl.country.api import pack
    from wasl.registers.api import catalogue

    return Finding(True, f"country pack {pack().name.en}: {len(catalogue())} registers, sound")


@_safely("main store", "check WASL_DATABASE_URL and that its server runs")
def _store() -> Finding:
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    engine = django.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    return Finding(
        not behind,
        f"main store ({engine}): " + (f"{len(behind)} migrations behind" if behind else "up to date"),
        "wasl up",
    )


@_safely("registers", "wasl registers check")
def _registers() -> Finding:
    from wasl.registers.api import check
    from wasl.trust.api import upkeep

    with upkeep("checking registers"):
        reports = check()
    bad = [report.register_id for report in reports if not report.passed]
    told = f"; not: {', '.join(bad[:10])}" if bad else ""
    return Finding(
        not bad,
        f"registers: {len(reports) - len(bad)} of {len(reports)} sound{told}",
        "wasl registers check tells for each what to mend",
    )


@_safely("address book", "mend the file named")
def _addresses() -> Finding:
    from wasl.registers.api import catalogue, registers

    strange = sorted(set(registers().book.ids) - set(catalogue().manifests))
    told = f"; no register has the id {', '.join(strange[:10])}" if strange else ""
    book = settings().address_book
    return Finding(
        not strange,
        f"address book {book}: {len(registers().book.ids)} addresses{told}",
        f"correct the id in {book}, or put its manifest into {settings().own_manifests}",
    )


@_safely("index of persons", "wasl link")
def _index() -> Finding:
    from wasl.persons.api import status

    now = status()
    return Finding(now.persons > 0, f"index of persons: {now.persons:,} persons, {now.links:,} links", "wasl link")


@_safely("access ledger", "wasl ledger verify")
def _ledger() -> Finding:
    from wasl.trust.api import verify

    result = verify()
    return Finding(
        result.ok,
        f"access ledger: {result.entries:,} entries, " + ("whole" if result.ok else "TOUCHED"),
        "wasl ledger verify",
    )


def _serving() -> Finding:
    process = server.running()
    if not process and (left := server.left_behind()):
        told = ", ".join(str(one.pid) for one in left)
        return Finding(False, f"server: was killed, its workers go on without it ({told})", "wasl up")
    return Finding(
        True, f"server: running as process {process.pid}" if process else "server: not running (`wasl up` starts it)"
    )
