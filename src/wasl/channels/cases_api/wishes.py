"""What travels in headers and addresses: the mark of one press, what the caller saw, names that a store can hold."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Header
from ninja.params import Path
from pydantic import StringConstraints

from wasl.cases.api import Case, Doer
from wasl.persons.rest import STORABLE

Name = Annotated[str, Path(max_length=80, pattern=STORABLE)]
"""Part of an address."""
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Press = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[!-~]{1,128}$",
        description="One for each press; the same call with the same key again changes nothing, and is answered alike",
    ),
]
Seen = Annotated[
    str,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9]{1,9}"$',
        description="The ETag under which the case was seen; 412 where something has happened since",
    ),
]
SeenOrNot = Annotated[
    str | None,
    Header(alias="If-Match", pattern=r'^"[0-9]{1,9}"$', description="The ETag under which the case was seen"),
]
SeenPage = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=r'^"[0-9a-f]{16}"$',
        description="`seen` of the page in quotes; 412 where it was changed elsewhere since",
    ),
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=STORABLE)]


def once(doer: Doer, key: str, *what: str) -> str:
    """A key is its caller's, and for one thing: the same one for something else is another press."""
    return "\n".join([doer.account, doer.via, *what, key])


def events_seen(given: str) -> int:
    """
    >>> events_seen('"7"')
    7
    """
    return int(given.strip('"'))


def mark(answer: HttpResponse, case: Case) -> None:
    """How many entries its journal has: what `If-Match` brings back."""
    answer["ETag"] = f'"{case.events}"'
