"""An office with its staff, and cases as they stand in its queues: made without anybody's registers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client

from tests.staff import at_work
from tests.trust.conftest import ledger
from wasl.cases.models import Basis, Case, Change, Content, Event, Filled, Kind, Outcome, Progress, Said, Stage
from wasl.catalogue.api import Definition, definition_of, live, load_service, publish, surroundings
from wasl.core.references import reference
from wasl.identity.api import Role, Staff
from wasl.registers.api import catalogue
from wasl.trust.api import upkeep

__all__ = ["ledger"]

RATION, VEHICLE, POWER, MOVE = (
    "ration-card-add-member",
    "vehicle-licence-renewal",
    "general-power-of-attorney",
    "family-move",
)
PERSON = "8h4kq2m9"
NAME = "A name that stands in an answer"


@pytest.fixture(autouse=True)
def own_log(ledger: None) -> None:
    """What is opened here is on record: outside of transactions."""


@cache
def definitions() -> tuple[Definition, ...]:
    world = surroundings()
    return tuple(load_service(world.services[slug], world).definition for slug in (RATION, VEHICLE, POWER, MOVE))


@pytest.fixture(autouse=True)
def offered(own_log: None) -> None:
    for one in definitions():
        publish(one)


def member(username: str, role: Role = Role.CASE_WORKER, office: str = "supply") -> Staff:
    return Staff.objects.create(
        username=username, role=role, office=office, name_ar=f"{username} ع", name_en=username.title()
    )


def browser(account: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return at_work(account, client)


@dataclass(frozen=True)
class Office:
    worker: Staff
    colleague: Staff
    head: Staff
    stranger: Staff  # of another office


@pytest.fixture
def office() -> Office:
    return Office(
        member("rania"), member("amr"), member("magda", Role.OFFICE_HEAD), member("elsewhere", office="traffic")
    )


def made(slug: str = RATION, **given: Any) -> Case:
    """A case in the first state in which somebody of an office has it."""
    kept = live(slug)
    definition = definition_of(kept)
    states = definition.workflow.states
    state = given.pop("state", None) or next(
        key for key, one in states.items() if one.who in ("case-worker", "office-head", "agent")
    )
    now = datetime.now(UTC)
    known, language = given.pop("known", {}), given.pop("language", "ar")
    case = Case(
        reference=reference("W"),
        slug=slug,
        version=kept.number,
        stage=Stage.OPEN,
        state=state,
        actor="citizen:1",
        person=PERSON,
        basis=Basis.SELF,
        channel="portal",
        who=states[state].who,
        office=states[state].office or definition.service.agency,
        begun=now,
        saved=now,
        sent=now,
        entered=now,
        due=now + timedelta(days=3),
    )
    case.once = case.reference
    for name, value in given.items():
        setattr(case, name, value)
    case.save()
    with upkeep("a test"):
        Filled.objects.create(case=case, answers={"full_name": NAME}, known=known, language=language)
    happened(case, Kind.SENT, after=state)
    return case


def ended(slug: str = RATION, **given: Any) -> Case:
    now = datetime.now(UTC)
    states = definition_of(live(slug)).workflow.states
    state = next(key for key, one in states.items() if one.final == "refused")
    case = made(slug, state=state, stage=Stage.ENDED, outcome=Outcome.REFUSED, ended=now, due=None, **given)
    happened(case, Kind.ACTION, action="refuse", before="in_review", after=state, role="case-worker")
    return case


def happened(case: Case, kind: Kind, words: str = "", **given: Any) -> Event:
    case.events += 1
    case.save(update_fields=["events"])
    told = {"actor": "citizen:1", "role": "citizen", "channel": "portal", **given}
    event = Event.objects.create(
        case=case, number=case.events, at=datetime.now(UTC), kind=kind, once=f"{case.events}", **told
    )
    if words:
        with upkeep("a test"):
            Said.objects.create(event=event, words=words)
    return event


def change(case: Case, progress: Progress, **given: Any) -> Change:
    """Of the register of ration cards' members."""
    told = {"register": "reg-020", "operation": "add", "undo": "end", "office": case.office, **given}
    written = datetime.now(UTC) if progress == Progress.DONE else None
    one = Change.objects.create(
        case=case,
        once=f"{case.reference}:{case.changes.count()}",
        progress=progress,
        made=case.begun,
        done=written,
        **told,
    )
    column = next(one for one in catalogue()["reg-020"].columns if one.type == "text")
    with upkeep("a test"):
        Content.objects.create(change=one, values={column.attribute: "what is to be entered"})
    return one


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return str(answer.content.decode())


Made = Callable[..., Case]
