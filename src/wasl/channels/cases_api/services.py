"""Services over HTTP: what there is, found and shown, to everybody; for whom a citizen may ask, to them."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from wasl.cases.rest import MAY_FILL, SERVICES, caller, must_be_sure, on_record
from wasl.catalogue import api as catalogue
from wasl.catalogue.api import Definition
from wasl.channels.cases_api.problems import described
from wasl.channels.cases_api.service_shapes import ServiceBriefOut, ServiceOut, VersionOut
from wasl.channels.cases_api.wishes import Name, Number
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.identity.accounts.api import GUARDIAN, account_of, acts_for, names_of
from wasl.persons.rest import STORABLE

router = Router(tags=["services"])
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=STORABLE)]


class WantedIn(Schema):
    """All that is given must fit."""

    text: Short = Field("", description="What people call it, in Arabic or English: the best first")
    event: Short = Field("", description="An event of life, such as car or birth")
    agency: Short = Field("", description="Code of the country pack")
    offset: int = Field(0, ge=0, le=100_000)
    limit: int = Field(50, ge=1, le=200)


class ServicesOut(Schema):
    total: int
    services: list[ServiceBriefOut]


class WhomOut(Schema):
    """Somebody for whom the citizen may ask: `person` is what a draft is begun with."""

    person: str
    name: str
    right: str = Field(description="guardian or mandate")


@router.get("", auth=None, response=ServicesOut, summary="Services that are live: all, or those that fit")
def listed(request: HttpRequest, wanted: Query[WantedIn]) -> ServicesOut:
    found = [one for one in _fitting(wanted.text) if _fits(one, wanted)]
    some = found[wanted.offset : wanted.offset + wanted.limit]
    return ServicesOut(total=len(found), services=[ServiceBriefOut.of(one) for one in some])


@router.get("/{slug}", auth=None, response=ServiceOut, summary="The live version of a service, whole")
def shown(request: HttpRequest, slug: Name) -> ServiceOut:
    kept = _known(slug)[0]
    if kept.stage != catalogue.Stage.LIVE:
        kept = catalogue.live(slug)
    return ServiceOut.of_version(kept, catalogue.definition_of(kept))


@router.get("/{slug}/versions", auth=None, response=list[VersionOut], summary="Its versions, the newest first")
def versions(request: HttpRequest, slug: Name) -> list[VersionOut]:
    return [VersionOut.of(one) for one in _known(slug)]


@router.get("/{slug}/versions/{edition}", auth=None, response=ServiceOut, summary="One version, for cases bound to it")
def version(request: HttpRequest, slug: Name, edition: Number) -> ServiceOut:
    kept = next((one for one in _known(slug) if one.number == edition), None)
    if kept is None:
        raise unknown_service()
    return ServiceOut.of_version(kept, catalogue.definition_of(kept))


@router.get(
    "/{slug}/people",
    auth=MAY_FILL,
    response=list[WhomOut],
    summary="For whom else the citizen may ask for it",
    openapi_extra=described(scope=SERVICES),
)
def people(request: HttpRequest, slug: Name) -> list[WhomOut]:
    """Children, and those who gave a mandate for its purpose, as far as the service lets others ask."""
    by = caller(request)
    definition = catalogue.definition_of(_known(slug)[0])
    must_be_sure(definition, by.doer, about_a_person=True)
    allowed = set(definition.service.for_others) & {"child", "mandate"}
    citizen = account_of(by.doer.person)
    if not allowed or citizen is None:
        return []
    look = by.doer.look(definition.service.purpose)
    rights = [
        one
        for one in acts_for(citizen, look if "child" in allowed else None)
        if ("child" if one.kind == GUARDIAN else "mandate") in allowed
        if not one.purposes or look.purpose in one.purposes
    ]
    with on_record(by, [by.doer.person, *(one.person for one in rights)]):
        names = names_of([one.person for one in rights])
    return [
        WhomOut(
            person=one.person, name=names.get(one.person, ""), right="guardian" if one.kind == GUARDIAN else "mandate"
        )
        for one in rights
    ]


def _fitting(text: str) -> list[Definition]:
    standing = catalogue.live_definitions()
    if not text:
        return standing
    named = {one.slug: one for one in standing}
    return [named[one.slug] for one in catalogue.find(text, len(standing)) if one.slug in named]


def _fits(one: Definition, wanted: WantedIn) -> bool:
    service = one.service
    return (not wanted.event or wanted.event in service.life_events) and wanted.agency in ("", service.agency)


def _known(slug: str) -> list[catalogue.ServiceVersion]:
    """In words for people: what the catalogue says is for whoever publishes services."""
    try:
        return catalogue.published(slug)
    except Unknown as unknown:
        raise unknown_service() from unknown


def unknown_service() -> Unknown:
    return Unknown(
        Text(ar="لا توجد خدمة بهذا الاسم أو الإصدار.", en="There is no service, or version, of this name."),
        mend=Text(ar="ابحث عنها في قائمة الخدمات.", en="Find it in the list of services."),
    )
