"""Services for you: with your consent, what the registers say that points to a service, and why. Nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from wasl.catalogue.api import FOR_YOU, Definition, KnownSign, live_definitions, signs, surroundings
from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.services.brief import today
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import Citizen
from wasl.persons.api import Entry, Needed, WantedRows, needed
from wasl.trust.api import Kind, passing
from wasl.trust.consent.api import Grant, agreement, give, in_force

CHANNEL = "portal"


@dataclass(frozen=True)
class Reason:
    """A sign, and the rows that show it."""

    text: Text
    rows: list[Entry]


@dataclass(frozen=True)
class Suggested:
    """A service, and why it is suggested."""

    definition: Definition
    reasons: list[Reason]


@cache
def signs_here() -> tuple[KnownSign, ...]:
    """They come with the country pack, so they stay as they are."""
    return tuple(signs(surroundings()))


@for_citizens
@require_safe
def for_you(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    if FOR_YOU not in pack().agreements:
        raise Http404(FOR_YOU)
    grants = _consents(citizen)
    if not grants:
        return render(request, "services/ask_consent.html", {"agreement": agreement(FOR_YOU).agreement})
    found = needed(citizen.person, replace(own_look(citizen, Kind.PICTURE), purpose=FOR_YOU), wanted())
    context = {"suggested": list(_suggested(found)), "missing": found.missing, "grants": grants}
    return render(request, "services/for_you.html", context)


@for_citizens
@require_POST
def agreed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    with passing(own_look(citizen, Kind.CONSENT), [citizen.person]) as passage:
        give(citizen.person, FOR_YOU, by=citizen.person, channel=CHANNEL, language=request.LANGUAGE_CODE)
        passage.close(outcome="consent given")
    return redirect("services-for-you")


def _consents(citizen: Citizen) -> tuple[Grant, ...]:
    with passing(own_look(citizen, Kind.CONSENT), [citizen.person]) as passage:
        grants = in_force(citizen.person, FOR_YOU)
        passage.close(outcome="shown")
    return grants


def wanted() -> list[WantedRows]:
    """What all signs need, each register and role once."""
    attributes: dict[tuple[str, str], dict[str, None]] = {}
    for one in signs_here():
        for role in one.sign.roles:
            attributes.setdefault((one.sign.register_, role), {}).update(dict.fromkeys(one.sign.reads))
    return [WantedRows(register, tuple(names), role) for (register, role), names in attributes.items()]


def _suggested(found: Needed) -> Iterator[Suggested]:
    """Live services alone; one that several signs point to, once."""
    reasons: dict[str, list[Reason]] = {}
    for one in signs_here():
        if rows := list(_rows(one, found)):
            reasons.setdefault(one.sign.service, []).append(Reason(one.sign.reason, rows))
    for definition in live_definitions():
        if definition.slug in reasons:
            yield Suggested(definition, reasons[definition.slug])


def _rows(known: KnownSign, found: Needed) -> Iterator[Entry]:
    """Those that show the sign, cut to what it reads."""
    sign, on = known.sign, today()
    for asked, entries in found.rows.items():
        if asked.register != sign.register_ or asked.role not in sign.roles:
            continue
        for entry in entries:
            if known.shows({one.attribute: one.value for one in entry.values}, on):
                yield replace(entry, values=[one for one in entry.values if one.attribute in sign.reads])
