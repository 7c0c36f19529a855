"""Who asks for services, and what others have asked before: put into the store of the benchmark's home directly.

    python benchmarks/portal_people.py people <file> <citizens>      # called by portal.py, with its WASL_HOME
    python benchmarks/portal_people.py cases <slug> <cases>          # so many stand there afterwards

Each citizen has an account that is surely theirs and is signed in; the cookies of their browsers are written to the
file, which lives as long as the home. Cases are of other people, a few of each, as they stand in a country: most have
ended, some are in work, some were left unfinished.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BATCH = 1_000
OF_EACH = 3
"""Cases of one person: what a country's own grow by is people, not what each of them asks for."""


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from wasl.cli import setup_django

    setup_django()
    what, first, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    people(Path(first), number) if what == "people" else cases(first, number)


def people(file: Path, citizens: int) -> None:
    from benchmarks.login_people import grown_ups

    found = grown_ups(citizens)
    if len(found) < citizens:
        raise SystemExit(f"the nation has only {len(found)} grown-ups with a number: give more --people")
    file.touch(mode=0o600)
    file.write_text(json.dumps([signed_in(handle) for handle, _ in found]))


def signed_in(handle: str) -> dict[str, str]:
    """The cookies of a browser in which this person is signed in."""
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from wasl.identity.api import Citizen, sign_in
    from wasl.trust.api import Assurance

    citizen, _ = Citizen.objects.update_or_create(person=handle, defaults={"assurance": Assurance.SUBSTANTIAL})
    request = HttpRequest()
    request.session, request.user = SessionStore(), AnonymousUser()
    sign_in(request, citizen, amr=["swk"], carries=Assurance.SUBSTANTIAL)
    request.session.save()
    return {settings.SESSION_COOKIE_NAME: str(request.session.session_key)}


def cases(slug: str, number: int) -> None:
    """As many more as are missing, with what was filled in and their journals."""
    from django.db import connection, transaction

    from wasl.cases.models import Case, Event, Filled
    from wasl.trust.api import upkeep

    with upkeep("cases of a benchmark"):
        there = Case.objects.count()
        fresh = made_up(slug, there, number)
        while some := list(islice(fresh, BATCH)):
            with transaction.atomic():
                Case.objects.bulk_create(some)
                Filled.objects.bulk_create(Filled(case=one, answers=ANSWERS, known={}, read=one.begun) for one in some)
                Event.objects.bulk_create(entry for one in some for entry in journal(one))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


ANSWERS = {"whose": "mine", "way": "electronic", "phone": "+201012345678"}


def made_up(slug: str, there: int, number: int) -> Iterator[Any]:
    """Of ten cases seven have ended, two are in work, one is a draft."""
    from wasl.cases.models import Basis, Case, Outcome, Stage
    from wasl.catalogue.api import definition_of, live
    from wasl.core.references import reference

    kept, now = live(slug), datetime.now(UTC)
    office = definition_of(kept).service.agency
    for place in range(there, number):
        begun = now - timedelta(minutes=place % 500_000, days=40)
        person = f"benchmark{place // OF_EACH}"
        case = Case(
            reference=reference("W"),
            slug=slug,
            version=kept.number,
            actor=f"citizen:{person}",
            person=person,
            basis=Basis.SELF,
            channel="portal",
            once=f"benchmark-{place}",
            office=office,
            begun=begun,
            saved=now if place % 10 == 0 else begun,
        )
        if place % 10:
            case.stage, case.sent, case.fee, case.events = Stage.OPEN, begun, 3000, 2
            case.state, case.who, case.entered, case.due = "in_preparation", "case-worker", begun, now + timedelta(9)
            case.term = case.due
        if place % 10 > 2:
            case.stage, case.outcome, case.ended, case.state = Stage.ENDED, Outcome.GRANTED, begun, "issued"
            case.due, case.events = None, 3
        yield case


def journal(case: Any) -> Iterator[Any]:
    from wasl.cases.models import Event, Kind

    for number, kind in zip(range(1, case.events + 1), (Kind.BEGUN, Kind.SENT, Kind.ACTION), strict=False):
        yield Event(
            case=case,
            number=number,
            at=case.begun,
            kind=kind,
            action="issue" if kind is Kind.ACTION else "",
            actor=case.actor,
            role="citizen",
            channel="portal",
            once=f"{number}",
        )


if __name__ == "__main__":
    main()
