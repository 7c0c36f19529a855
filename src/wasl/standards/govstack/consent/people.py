"""Individuals: what a program calls a person, and the person in the index that it stands for."""

import re

from django.http import HttpRequest

from wasl.core.digits import normalise_digits
from wasl.country.api import pack
from wasl.persons.api import Query, search
from wasl.standards.govstack.consent import shapes, taking, telling
from wasl.standards.govstack.consent.access import caller, look, on_record
from wasl.standards.govstack.consent.telling import Told
from wasl.trust.consent.api import Known, individual, individual_known_as, individuals, keep_individual

HANDLE = "handle"
A_HANDLE = re.compile(r"^[A-Za-z0-9_-]{6,32}$")


def introduce(request: HttpRequest, sent: shapes.Individual, individual_id: str = "") -> Told:
    """Keep an individual, under an id of ours where the program gives none; said twice, it is kept once."""
    external = sent.externalId.strip()
    standing = individual_known_as(sent.externalIdType, external)
    if standing and (individual_id or sent.id or standing.id) == standing.id:
        with on_record(request, [standing.speaks_for], "individual shown"):
            return telling.individual(standing)
    person = _person(request, sent.externalIdType, external)
    new = Known(
        id=individual_id or taking.new_id(sent.id),
        person=person,
        external_type=sent.externalIdType,
        provider=sent.identityProviderId,
        has_external=bool(external),
    )
    kept = keep_individual(new, external)
    with on_record(request, [kept.speaks_for], "individual kept"):
        return telling.individual(kept)


def told(request: HttpRequest, individual_id: str) -> Told:
    known = individual(individual_id)
    with on_record(request, [known.speaks_for], "individual shown"):
        return telling.individual(known)


def listed(request: HttpRequest, page: shapes.Page) -> list[Told]:
    found = individuals(page.offset, page.limit)
    with on_record(request, [one.speaks_for for one in found], f"individuals {len(found)}"):
        return [telling.individual(one) for one in found]


def _person(request: HttpRequest, external_type: str, external: str) -> str:
    """The handle behind a handle or a number; empty for any other name, and for a number of nobody or of several."""
    if external_type == HANDLE:
        return external if A_HANDLE.fullmatch(external) else ""
    number = normalise_digits(external)
    if not (number.isdecimal() and len(number) == pack().profile.identifier.length):
        return ""
    found = search(Query(number=number), look(caller(request)), limit=2)
    return found[0].handle if len(found) == 1 else ""
