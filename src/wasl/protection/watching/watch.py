"""One pass of the watch: read what is new in the ledger, compare, and hand the findings to their cases."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import polars as pl
from django.utils import timezone

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.api import Staff
from wasl.persons.api import homes_in_bulk, relatives_in_bulk
from wasl.protection import cases, emergencies
from wasl.protection.models import PublicFigure, WatchRun
from wasl.protection.terms import terms
from wasl.protection.watching import borrowed, habits, pace, ties
from wasl.protection.watching.finding import Finding, Ground
from wasl.protection.watching.kept import KeptLooks
from wasl.protection.watching.looks import accounts_of, since, visits_of
from wasl.trust.api import upkeep
from wasl.trust.log.api import entries


def watch(now: datetime | None = None) -> WatchRun:
    """Find unusual looks and open cases for them; twice over the same ledger opens nothing twice.

    Raises Refusal while another pass runs.
    """
    moment = now or timezone.now()
    with _alone(), upkeep("the watch over looks"):
        run = WatchRun.objects.create(started=moment)
        looks, run.upto = KeptLooks().brought_up_to(
            lambda seq: entries(after_seq=seq), since=since(moment), tell=emergencies.note
        )
        ground = ground_of(looks)
        found = findings(ground)
        run.opened = sum(cases.take(one, moment) for one in found) + emergencies.call_overdue(moment)
        run.entries, run.accounts, run.findings = len(looks), len(ground.accounts), len(found)
        run.finished = timezone.now()
        run.save()
    event("protection.watch", entries=run.entries, accounts=run.accounts, findings=run.findings, opened=run.opened)
    return run


def findings(ground: Ground) -> list[Finding]:
    """All that reach the least strength, the strongest first."""
    found = [
        *ties.find(ground),
        *habits.find(ground),
        *pace.find(ground),
        *borrowed.find(ground, relatives_in_bulk),
    ]
    strong = [one for one in found if one.strength >= ground.terms.watch.least_strength]
    return sorted(strong, key=lambda one: (-one.strength, one.account.name, one.kind))


def ground_of(looks: pl.DataFrame) -> Ground:
    """The looks with what the index and the staff list know of their people."""
    staff = pl.DataFrame(
        [(one.account_id, one.person, one.governorate) for one in Staff.objects.all()],
        schema={"actor": pl.String, "person": pl.String, "governorate": pl.String},
        orient="row",
    )
    visits = visits_of(looks)
    own = set(staff["person"].drop_nulls())
    return Ground(
        terms=terms(),
        accounts=accounts_of(looks, visits, staff),
        looks=looks,
        visits=visits,
        homes=homes_in_bulk(own | set(visits["person"])),
        relatives=relatives_in_bulk(own),
        famous=frozenset(PublicFigure.objects.filter(ended=None).values_list("handle", flat=True)),
    )


@contextmanager
def _alone() -> Iterator[None]:
    folder = settings().home / "protection"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "watch.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                Text(ar="البحث عن الاطلاع غير المعتاد يعمل الآن", en="the watch over looks is running"),
                mend=Text(ar="انتظر حتى ينتهي ثم حدّث الصفحة", en="wait until it ends, then reload the page"),
            ) from None
        yield
