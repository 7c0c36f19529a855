"""Who works at a counter, and whom they serve: kept in the session, so that no number stands in an address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from wasl.channels.backoffice.staff_access import View, for_staff, staff
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.staffing.api import May, refuse_own
from wasl.persons.api import Found, Query, search
from wasl.trust.api import Kind, Look, passing

PURPOSE = "counter-identity-check"
SERVED = "counter-served"
"""The national number of who stands at the counter, as it was typed."""

for_agents = for_staff(May.SERVE_AT_COUNTER)


@dataclass(frozen=True)
class Served:
    """Who stands there, as far as the agent compares them with their card."""

    person: str  # handle
    number: str
    found: Found


def look(request: HttpRequest, kind: Kind = Kind.SEARCH) -> Look:
    account = staff(request)
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=account.role,
        purpose=PURPOSE,
        channel="counter",
        kind=kind,
        assurance=account.assurance,
    )


def for_served(view: Callable[..., HttpResponse]) -> View:
    """A page about who stands at the counter: found anew, on record each time, and never the agent's own family."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        number = request.session.get(SERVED)
        if not number:
            return redirect("counter")
        found = next(iter(search(Query(number=number), look(request), 1)), None)
        if found is None:
            raise _nobody()
        refuse_own(staff(request), found.handle)
        return view(request, Served(found.handle, number, found))

    return for_agents(guarded)


def on_record(request: HttpRequest, person: str, outcome: str) -> None:
    """What was done for the person, beside the looks: they read it among who looked at their data."""
    with passing(look(request, Kind.REQUEST), [person]) as passage:
        passage.close(outcome=outcome, sections=["identity"])


def _nobody() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد شخص بهذا الرقم", en="nobody has this number"),
        mend=Text(ar="راجع الرقم في البطاقة", en="check the number on the card"),
    )
