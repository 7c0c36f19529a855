"""A program of its own: many applications at once, by processes that are killed again and again until all are through.

`python -m tests.cases.crashing APPLICATIONS KILLS SEED ROWS`, in the environment of a home whose store has its tables.
ROWS holds the index of the made-up nation. Prints one JSON line: what was found when nothing moved any more.

Citizens, officers and loops are processes of their own. A citizen presses with tokens that a new process presses again:
that is how a browser or a program behaves that never heard the answer.
"""

import json
import os
import pickle
import random
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

CITIZENS, OFFICERS, LOOPS = 2, 1, 2
PATIENCE = 200.0
"""Seconds after which what is not through is taken for stuck."""
FAMILY = {"members": None, "pupils": None, "moved_on": "2026-01-05", "new_governorate": "12"}
KINDS: dict[str, tuple[int, dict[str, Any]]] = {
    "birth-certificate": (30, {"copies": 2}),
    "trade-name-reservation": (25, {}),
    "food-bond": (15, {}),
    "family-move": (30, FAMILY),
}
"""Of a hundred applications, how many are of each: a copy that is paid, an application that is paid and adds a row, a
donation that a register's owner enters by hand, a move that changes several registers."""
ADDED = {"reg-025": "tradeNames"}
CHANGED = {"reg-001": "citizens", "reg-007": "RESIDENCE_ADDR"}


def plan(applications: int) -> list[tuple[int, str]]:
    mixed = [slug for slug, (share, _) in KINDS.items() for _ in range(share * applications // 100)]
    return list(enumerate(mixed))


class Work:
    """What one process does until nothing is left to do."""

    def __init__(self, todo: list[tuple[int, str]], people: dict[str, list[str]], seed: int) -> None:
        self.todo, self.people, self.dice = todo, people, random.Random(seed)

    def citizens(self) -> bool:
        """Apply and pay; whether all has been asked for."""
        from wasl.cases.models import Case, Stage
        from wasl.core.errors import Refusal
        from wasl.payments import api as payments
        from wasl.payments.models import Payment, State

        sent = set(Case.objects.exclude(stage=Stage.DRAFT).values_list("once", flat=True))
        left = [(number, slug) for number, slug in self.todo if self.press(number, slug) not in sent]
        for number, slug in self.dice.sample(left, min(len(left), 8)):
            with suppress(Refusal):  # the other citizens' process was quicker with this page, or has sent it
                self.apply(number, slug)
        for payment in Payment.objects.filter(state=State.ASKED)[:20]:
            payments.settle(payment.reference, provider_reference=f"receipt of {payment.reference}")
        return not left and not Payment.objects.filter(state=State.ASKED).exists()

    def doer(self, number: int, slug: str) -> Any:
        from tests.cases.walking import citizen, visitor

        people = self.people[slug]
        return citizen(people[number % len(people)]) if people else visitor()

    def press(self, number: int, slug: str) -> str:
        from wasl.cases import journal

        return journal.press(self.doer(number, slug).account + f"begin {number}")

    def apply(self, number: int, slug: str) -> None:
        from tests.cases.walking import filled
        from wasl.cases import api as cases
        from wasl.catalogue.api import definition_of, live

        doer = self.doer(number, slug)
        standing = cases.begun(doer, f"begin {number}")
        if standing is None or standing.stage == cases.Stage.DRAFT:
            hints = {**KINDS[slug][1], "new_address": f"{number} شارع النيل"}
            found = filled(definition_of(live(slug)), doer, hints, f"begin {number}")
            cases.submit(found.case.reference, doer, once=f"send {number}", declared=True, despite=True)

    def officers(self) -> bool:
        from tests.cases.walking import AWAY, officer
        from wasl.cases import api as cases
        from wasl.cases.models import Case, Change, Progress, Stage
        from wasl.catalogue.api import Who

        for change in Change.objects.filter(progress=Progress.BY_HAND).select_related("case")[:20]:
            clerk = officer(Who.CASE_WORKER, change.office, "clerk")
            cases.done_by_hand(change.pk, change.case.reference, clerk, once=f"by hand {change.pk}")
        waiting = list(Case.objects.filter(stage=Stage.OPEN, who__in=cases.STAFF)[:20])
        for case in waiting:
            doer = officer(Who(case.who), case.office, case.who)
            seen = cases.looked_at(case.reference, doer)
            wanted = [one.key for one in cases.open_actions(seen, doer) if one.key not in AWAY]
            press = f"{case.reference} {seen.case.events}"
            cases.act(case.reference, wanted[0], doer, once=press, words="سبب", seen=seen.case.events)
        return not waiting

    def loops(self) -> bool:
        from wasl.cases import api as cases

        return not cases.work_off(limit=5)


def through(todo: list[tuple[int, str]]) -> bool:
    from wasl.cases.models import Case, Change, Progress, Stage

    ended = Case.objects.filter(stage=Stage.ENDED).count()
    moving = Change.objects.filter(progress__in=[Progress.WAITING, Progress.BY_HAND, Progress.TAKING_BACK])
    return ended >= len(todo) and not moving.exists()


def begin(act: Callable[[], bool], todo: list[tuple[int, str]]) -> int:
    """A process that works until everything is through."""
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        while os.getppid() == parent and not (act() and through(todo)):
            time.sleep(0.05)
        os._exit(0)
    except BaseException:  # noqa: BLE001  whatever it is, the parent starts another and says so
        traceback.print_exc()
        os._exit(1)


def hurry() -> None:
    """A claim runs out, and a register that is busy is tried again, in moments rather than minutes."""
    from wasl.cases import writing

    writing.CLAIM = timedelta(seconds=1)
    writing.PAUSES = (timedelta(seconds=0.3),) * 100


def prepare(rows: Path) -> dict[str, list[str]]:
    """Services, people and what counts changes; by service, who asks for it."""
    from tests.cases.walking import candidates
    from wasl.catalogue.api import load_services, publish, surroundings

    for model, found in pickle.loads(rows.read_bytes()).items():
        model._default_manager.bulk_create(found, batch_size=500)
    people: dict[str, list[str]] = {}
    world = surroundings()
    for one in load_services([world.services[slug] for slug in KINDS], world):
        publish(one.definition)
        people[one.definition.slug] = [] if one.definition.service.assurance == "none" else candidates(one.definition)
    people["family-move"] = movers()
    for register, table in (ADDED | CHANGED).items():
        count_changes(register, table)
    return people


def movers() -> list[str]:
    """Adults whose card and residence stand in the registers once, and whom nothing keeps: no fines, no pupils."""
    from wasl.persons.models import Link, Person

    wanted = {"reg-001": 1, "reg-007": 1, "reg-011": 0, "reg-093": 0}
    rows = Counter(Link.objects.filter(register__in=wanted).values_list("person_id", "register"))
    adults = Person.objects.filter(birth_date__lt="2000-01-01").exclude(number="").order_by("pk")
    return [one.handle for one in adults if all(rows[one.pk, register] == n for register, n in wanted.items())]


def count_changes(register: str, table: str) -> None:
    """The register itself counts: how often each row was added or changed."""
    with sqlite3.connect(file_of(register)) as store:
        store.execute("CREATE TABLE counted (what TEXT, key INTEGER)")
        for what, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            store.execute(
                f'CREATE TRIGGER counted_{what} AFTER {what} ON "{table}" '
                f"BEGIN INSERT INTO counted VALUES ('{what}', {row}.rowid); END"
            )


def file_of(register: str) -> str:
    from wasl.core.conf import settings

    return str(settings().home / "nation/registers" / f"{register}.sqlite")


def counted(register: str) -> Counter[str]:
    with sqlite3.connect(file_of(register)) as store:
        return Counter(dict(store.execute("SELECT what, count(*) FROM counted GROUP BY 1")))


def found() -> dict[str, Any]:
    """What stands when nothing moves any more."""
    return {**_cases(), **_changes(), **_money_and_papers()}


def _cases() -> dict[str, Any]:
    from django.db.models import Count

    from wasl.cases.models import Case, Event, Filled, Kind, Stage
    from wasl.trust.api import upkeep, verify

    sent = Case.objects.filter(stage__in=[Stage.OPEN, Stage.ENDED])
    entries = dict(Event.objects.values_list("case").annotate(n=Count("pk")))
    acts = Event.objects.filter(kind=Kind.ACTION).select_related("case")
    ends = Counter(one.case_id for one in acts if one.after == one.case.state)
    kept = Counter(Event.objects.filter(kind=Kind.SENT).values_list("case", flat=True))
    with upkeep("a test's figures"):
        filled = Filled.objects.exclude(answers={}).count()
    return {
        "sent": sent.count(),
        "granted": dict(Counter(sent.filter(outcome="granted").values_list("slug", flat=True))),
        "filled": filled,
        "decided": len(ends),
        "decided_twice": sum(n > 1 for n in ends.values()),
        "sent_twice": sum(n > 1 for n in kept.values()),
        "gaps": sum(entries[one.pk] != one.events for one in sent),
        "ledger": [str(one) for one in verify().findings],
    }


def _changes() -> dict[str, Any]:
    from wasl.cases.models import Change, Event, Kind

    return {
        "changes": dict(Counter(Change.objects.values_list("register", flat=True))),
        "progress": dict(Counter(Change.objects.values_list("progress", flat=True))),
        "written": Event.objects.filter(kind=Kind.WRITTEN).count(),
        "counted": {register: counted(register) for register in ADDED | CHANGED},
    }


def _money_and_papers() -> dict[str, Any]:
    from wasl.cases.models import Case, Event, Kind
    from wasl.documents.models import Document
    from wasl.payments.models import Payment, State

    paid = Payment.objects.filter(state=State.PAID)
    return {
        "fees": Case.objects.filter(fee__gt=0, paid=True).count(),
        "asked_for": Payment.objects.count(),
        "paid": paid.values("for_case").distinct().count(),
        "paid_entries": Event.objects.filter(kind=Kind.PAID).count(),
        "documents": Document.objects.count(),
        "documents_of": Document.objects.values("case", "kind").distinct().count(),
        "document_entries": Event.objects.filter(kind=Kind.DOCUMENT).count(),
    }


def main(applications: int, kills: int, seed: int, rows: Path) -> None:
    from django.db import connections

    hurry()
    people, todo, dice = prepare(rows), plan(applications), random.Random(seed)
    work = Work(todo, people, seed)
    acts = [work.citizens] * CITIZENS + [work.officers] * OFFICERS + [work.loops] * LOOPS
    connections.close_all()  # a child must not use its parent's
    running = {begin(act, todo): act for act in acts}
    killed = failed = 0
    until = time.monotonic() + PATIENCE
    while running and time.monotonic() < until:
        time.sleep(dice.uniform(0.02, 0.3))
        if killed < kills:
            os.kill(dice.choice(sorted(running)), signal.SIGKILL)
            killed += 1
        while running and (ended := os.waitpid(-1, os.WNOHANG))[0]:
            act = running.pop(ended[0])
            failed += os.WIFEXITED(ended[1]) and os.WEXITSTATUS(ended[1]) == 1
            if ended[1]:
                running[begin(act, todo)] = act
    for one in running:
        os.kill(one, signal.SIGKILL)
    used = os.times()
    seconds = used.user + used.system + used.children_user + used.children_system
    told = {"asked": len(todo), "killed": killed, "failed": failed, "seconds": seconds, **found()}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
