"""Whatever the platform serves or runs: where a person can be told, the ledger has gained an entry that names them.

A page, an API call or a command that this file does not know fails it: say here how it is walked.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import path
from typer.main import get_command
from typer.testing import CliRunner

from tests.channels.conftest import KEY, citizen_signed_in, signed_in
from tests.doors.walking import Crowd, Route, routes, text_of
from tests.nation import Nation
from wasl.channels.portal.mydata import signing
from wasl.cli import app, commands
from wasl.core.passage import UnguardedRead, guarded, guarded_tables
from wasl.country.api import pack
from wasl.identity.api import demo_accounts
from wasl.persons.models import Person
from wasl.registers.api import ReadRequest
from wasl.registers.api import read as read_registers
from wasl.trust.api import Kind, LeftOpenError, Look, passing
from wasl.trust.log.api import entries
from wasl.trust.models import LogEntry

PURPOSE = "citizen-request"
ROLES = {account.role: account.username for account in demo_accounts()}
VISITORS = ["nobody", "program", "citizen", *ROLES]


@pytest.fixture(scope="module")
def crowd(nation: Nation) -> Crowd:
    return Crowd()


@pytest.fixture
def samples(nation: Nation) -> dict[str, str]:
    """What stands in the place of each name in an address. A new name fails `test_every_address_can_be_walked`."""
    return {
        "handle": nation.handle,
        "register_id": pack().spine,
        "seq": "1",
        "number": "1",
        "slug": "own-data",
        "reference": "R-1",
        "path": "0/000",
        "rest": "elsewhere",
        "username": "officer",
        "secret": "of-no-link",
        "client_id": "demo-agency",
        "origin_hash": "0" * 64,
        "request_handle": "waits",
        "event": "car",
        "agency": "traffic",
        "action": "withdraw",
        "key": "of-no-file",
        "page": "applicant",
        "question": "photo",
        **dict.fromkeys(("policyId", "dataAgreementId", "webhookId", "consentRecordId"), "1"),
        "individualId": nation.handle,
        **dict.fromkeys(("edition", "document", "change", "invitation"), "1"),
        **dict.fromkeys(("serviceId", "eFormId", "fileId", "taskId"), "1"),
    }


def visitor(who: str, nation: Nation) -> Client:
    if who == "program":
        return Client(headers={"authorization": f"Bearer {KEY}"}, raise_request_exception=True)
    if who in ROLES:
        return signed_in(ROLES[who])
    return citizen_signed_in(nation.handle) if who == "citizen" else Client()


@pytest.fixture(autouse=True)
def no_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration names three made-up people to sign in as: on no other platform does that page name anybody."""
    monkeypatch.setattr(signing, "made_up_citizens", list)


def last_entry() -> int:
    return LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


@contextmanager
def on_record(crowd: Crowd, told: list[str], asked: str) -> Iterator[None]:
    """Where anybody can be told from what is put into `told`, an entry that was written meanwhile names one of them, or
    the person who was asked about: a family's names are in the picture of the one whose family it is."""
    before = last_entry()
    yield
    seen = crowd.seen_in("\n".join(told))
    named = {person for entry in entries(after_seq=before) for person in entry.persons}
    assert not seen or {*seen, asked} & named, f"{len(seen)} people can be told, and no entry names any of them"


def test_every_address_can_be_walked(samples: dict[str, str]) -> None:
    unknown = {name for route in routes() for name in route.parameters if name not in samples}
    assert not unknown, f"say in `samples` what stands for {sorted(unknown)}"


@pytest.mark.parametrize("who", VISITORS)
def test_nobody_is_told_apart_by_an_address_without_an_entry_that_names_them(
    who: str, nation: Nation, crowd: Crowd, samples: dict[str, str], clean_ledger: None
) -> None:
    client = visitor(who, nation)
    for route in routes():
        for query in asked_of(route):
            told: list[str] = []
            with on_record(crowd, told, nation.handle):
                answer = client.get(route.filled(samples) + query)
                told.append(text_of(answer))
            assert answer.status_code < 500, f"{route.address}{query}: {answer.status_code}"
            client = visitor(who, nation)


def asked_of(route: Route) -> list[str]:
    """Pages of persons without a question too, which they must refuse."""
    return ["", f"?purpose={PURPOSE}"] if "handle" in route.parameters else [f"?purpose={PURPOSE}"]


@pytest.mark.parametrize("who", VISITORS)
def test_what_is_sent_to_an_address_tells_nobody_apart_without_an_entry(
    who: str, nation: Nation, crowd: Crowd, samples: dict[str, str], clean_ledger: None
) -> None:
    """Forms and JSON that name a person in every way that the platform understands."""
    sent = {
        "purpose": PURPOSE,
        "query": nation.number,
        "number": nation.number,
        "reason": "a test",
        "handle": nation.handle,
        "person": nation.handle,
        "individualId": nation.handle,
        **dict.fromkeys(("edition", "document", "change", "invitation"), "1"),
        **dict.fromkeys(("serviceId", "eFormId", "fileId", "taskId"), "1"),
    }
    for route in routes():
        told: list[str] = []
        with on_record(crowd, told, nation.handle):
            kind = {"content_type": "application/json"} if route.address.startswith(("api/", "govstack/")) else {}
            answer = visitor(who, nation).post(route.filled(samples), sent, follow=True, **kind)  # type: ignore[arg-type]
            told.append(text_of(answer).replace(nation.number, ""))  # what one wrote oneself may be shown again
        assert answer.status_code < 500, f"{route.address}: {answer.status_code}"


# --- a view that forgets the door -------------------------------------------------------------------------------------


def by_orm(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Person.objects.first()))


def by_sql(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT full_name FROM persons_person LIMIT 1")
        return HttpResponse(str(cursor.fetchone()))


def by_join(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute('SELECT "key" FROM "persons_link" LIMIT 1')
        return HttpResponse(str(cursor.fetchone()))


def by_register(request: HttpRequest) -> HttpResponse:
    found = read_registers([ReadRequest(pack().spine, "holder", ("1",))])
    return HttpResponse(str(found))


def streaming(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(person.full_name for person in Person.objects.all())


FORGETFUL = [by_orm, by_sql, by_join, by_register, streaming]
urlpatterns = [path(f"{view.__name__}/", view) for view in FORGETFUL]


@pytest.mark.parametrize("view", FORGETFUL, ids=lambda view: view.__name__)
@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_reads_persons_without_the_door_fails(
    view: Callable[[HttpRequest], HttpResponse], nation: Nation, clean_ledger: None
) -> None:
    with pytest.raises(UnguardedRead):
        text_of(Client().get(f"/{view.__name__}/"))


def test_a_look_that_ends_without_its_entry_answers_nobody(nation: Nation, clean_ledger: None) -> None:
    look = Look("staff:officer", "", "supply", "officer", PURPOSE, "backoffice", Kind.PICTURE)
    with pytest.raises(LeftOpenError), passing(look, [nation.handle]):
        assert Person.objects.first()


def test_a_thread_of_its_own_is_guarded_in_a_server(nation: Nation, monkeypatch: pytest.MonkeyPatch) -> None:
    from wasl.core import passage

    monkeypatch.setattr(passage, "_EVERYWHERE", True)
    met: list[BaseException] = []

    def read() -> None:
        try:
            read_registers([ReadRequest(pack().spine, "holder", ("1",))])
        except UnguardedRead as refused:
            met.append(refused)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert met


def test_every_table_that_speaks_of_a_person_of_the_index_is_guarded(nation: Nation) -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        speaking = {
            table
            for table in tables
            if {"full_name", "person_id", "spine_record", "record", "token"}
            & {column.name for column in connection.introspection.get_table_description(cursor, table)}
        }
    assert {table for table in speaking if table.startswith("persons_")} <= guarded_tables()


# --- commands ---------------------------------------------------------------------------------------------------------


def words_of(command: Any, name: str = "") -> Iterator[str]:
    if hasattr(command, "commands"):
        for word, inner in command.commands.items():
            yield from words_of(inner, f"{name} {word}".strip())
    else:
        yield name


WALKED: dict[str, list[str]] = {
    "picture": ["{number}", "-p", PURPOSE],
    "registers list": [],
    "registers check": ["reg-002"],
    "ledger verify": [],
    "ledger prove": ["1"],
    "ledger key": [],
    "ledger witness list": [],
    "cases status": [],
    "cases work": [],
    "consent verify": [],
    "consent publish": [],
    "openid keys list": [],
    "openid parties": [],
    "openid tidy": [],
    "policies check": [],
    "policies show": [],
    "policies count": [],
    "protection watch": [],
    "protection retain": ["--dry-run"],
    "size": [],
    "staff list": [],
    "wallet check": [],
    "doctor": [],
    "link": ["--report", "{file}"],
}
NOT_WALKED: dict[str, str] = {
    "nation": "makes people up",
    "up": "serves; its pages are walked above",
    "down": "stops serving",
    "reset": "removes a demo",
    "registers new": "describes columns of a new source; prints names of columns and codes",
    "ledger anchor": "writes a checkpoint: numbers and hashes",
    "ledger stamp": "sends a hash to an authority",
    "ledger witness ask": "sends a checkpoint to a witness",
    "ledger witness trust": "notes a key",
    "openid keys rotate": "makes keys; prints their ids",
    "wallet rotate": "makes a key; prints its id",
    "sessions end": "ends sessions; prints how many",
    "staff appoint": "makes a link for a member of staff, whose names are given to it",
    "openid keys withdraw": "drops a key",
    "openid farewells": "tells relying parties that sessions ended, by names made for each",
    "consent webhooks": "sends what happened to consents, by record, never by person",
    "services check": "reads definitions, never a register; so do the others of services",
    "services new": "writes a folder",
    "services preview": "prints a definition",
    "services publish": "keeps a definition",
    "services diff": "compares two definitions",
    "services export": "prints a definition",
}


def test_every_command_is_walked_or_says_why_not() -> None:
    commands()
    assert set(words_of(get_command(app))) == {*WALKED, *NOT_WALKED}


@pytest.mark.parametrize("command", WALKED)
def test_a_command_tells_nobody_apart_without_an_entry_that_names_them(
    command: str, nation: Nation, crowd: Crowd, clean_ledger: None, tmp_path: Path
) -> None:
    commands()
    file = tmp_path / "out.html"
    words = [word.format(number=nation.number, file=file) for word in WALKED[command]]
    told: list[str] = []
    with on_record(crowd, told, nation.handle), guarded():
        result = CliRunner().invoke(app, [*command.split(), *words])
        told.append(result.output)
    if file.exists():
        told.append(file.read_text(encoding="utf-8"))
        assert not crowd.seen_in(told[-1])
    assert not isinstance(result.exception, UnguardedRead)
