"""GovStack's Registration API 0.1.1, what of it can be answered truthfully: reading (docs/decisions/0018-open-api.md).

Whatever changes something goes by `/api/v1/`, where the standard has no words for what is needed.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Query, Schema

from wasl.cases import api as cases
from wasl.cases.api import Stage, Wanted
from wasl.cases.rest import MAY_READ, MAY_WORK, Caller, caller, on_record, opened_for
from wasl.catalogue import api as catalogue
from wasl.catalogue.api import Definition, ServiceVersion
from wasl.core.errors import Unknown, words
from wasl.core.problems import Problems
from wasl.core.text import Text
from wasl.identity.openid.api import ProtocolError, subject
from wasl.persons.rest import Slug
from wasl.standards.govstack.registration.names import form_id, service_id
from wasl.standards.govstack.registration.shapes import (
    ApplicationLine,
    ApplicationShape,
    FormLine,
    FormShape,
    ServiceShape,
    TaskLine,
    TaskShape,
)

api = NinjaAPI(
    title="GovStack Registration",
    version="0.1.1",
    description="The reading operations of the Registration building block. What changes something: /api/v1/.",
    urls_namespace="govstack-registration",
    auth=MAY_WORK,  # every operation names its own; what forgets to is shut
    docs_url=None,
)


class Some(Schema):
    """A part of a list; whatever else the standard lists (sortBy ...) is not looked at."""

    firstResult: int = Field(0, ge=0, le=100_000)  # noqa: N815
    maxResult: int = Field(50, ge=1, le=200)  # noqa: N815

    def of(self, found: list[Any]) -> list[Any]:
        return found[self.firstResult : self.firstResult + self.maxResult]


@api.get("/services", auth=None, response=list[ServiceShape], summary="Services, by a part of their name")
def services(request: HttpRequest, name: Slug = "") -> list[ServiceShape]:
    found = catalogue.live_definitions()
    if name:
        fitting = {one.slug for one in catalogue.find(name, len(found))}
        found = [one for one in found if one.slug in fitting]
    return [ServiceShape.of(one, catalogue.live(one.slug).number, _language(request)) for one in found]


@api.get("/services/{serviceId}", auth=None, response=ServiceShape, summary="A service")
def service(request: HttpRequest, serviceId: UUID) -> ServiceShape:  # noqa: N803
    definition, kept = _service(serviceId)
    return ServiceShape.of(definition, kept.number, _language(request))


@api.get("/services/{serviceId}/eForms", auth=None, response=list[FormLine], summary="Its forms: one a version")
def forms(request: HttpRequest, serviceId: UUID) -> list[dict[str, Any]]:  # noqa: N803
    definition, _ = _service(serviceId)
    return [_form(one, _language(request)) for one in catalogue.published(definition.slug)]


@api.get(
    "/eForms/{eFormId}",
    auth=None,
    response=FormShape,
    by_alias=True,
    summary="The form of a live version, as JSON Schema",
)
def form(request: HttpRequest, eFormId: UUID) -> dict[str, Any]:  # noqa: N803
    for definition in catalogue.live_definitions():
        number = catalogue.live(definition.slug).number
        if form_id(definition.slug, number) == eFormId:
            return FormShape.told_whole(definition, number, _language(request))
    raise _nothing()


@api.get("/applications", auth=MAY_READ, response=list[ApplicationLine], summary="The citizen's applications")
def applications(request: HttpRequest, some: Query[Some], serviceId: UUID | None = None) -> list[ApplicationLine]:  # noqa: N803
    by = caller(request)
    with on_record(by, [by.doer.person]):
        found = [one for one in cases.cases_of(by.doer) if one.stage != Stage.DRAFT]
    wanted = [one for one in found if serviceId in (None, service_id(one.slug))]
    return [ApplicationLine.of(one, _applicant(by), _language(request)) for one in some.of(wanted)]


@api.get("/applications/{fileId}", auth=MAY_READ, response=ApplicationShape, summary="One of them")
def application(request: HttpRequest, fileId: Slug) -> ApplicationShape:  # noqa: N803
    by = caller(request)
    with opened_for(by, fileId) as found:
        return ApplicationShape.of(found, _applicant(by), _language(request))


@api.get("/tasks", auth=MAY_WORK, response=list[TaskLine], summary="Cases that wait for the office")
def tasks(request: HttpRequest, some: Query[Some], fileId: Slug = "", assigneeId: Slug = "") -> list[TaskLine]:  # noqa: N803
    doer = caller(request).doer
    found = [line.case for line in cases.all_of(doer, Wanted(text=fileId))]
    wanted = [one for one in found if assigneeId in ("", one.assigned)]
    return [TaskLine.of(one, _language(request)) for one in some.of(wanted)]


@api.get("/tasks/{taskId}", auth=MAY_WORK, response=TaskShape, summary="One of them")
def task(request: HttpRequest, taskId: Slug) -> TaskShape:  # noqa: N803
    found = [line.case for line in cases.all_of(caller(request).doer, Wanted(text=taskId))]
    one = next((case for case in found if case.reference == taskId), None)
    if one is None:
        raise _nothing()
    return TaskShape.of(one, _language(request))


def _language(request: HttpRequest) -> str:
    return str(getattr(request, "LANGUAGE_CODE", "ar"))


def _applicant(by: Caller) -> str:
    """The name by which the program knows the person: nobody else's is the same."""
    return subject(by.party, by.doer.person) if by.party else by.doer.account


def _service(wanted: UUID) -> tuple[Definition, ServiceVersion]:
    for one in catalogue.live_definitions():
        if service_id(one.slug) == wanted:
            return one, catalogue.live(one.slug)
    raise _nothing()


def _form(kept: ServiceVersion, language: str) -> dict[str, Any]:
    definition = catalogue.definition_of(kept)
    return FormLine.told(definition, kept.number, kept.stage == catalogue.Stage.LIVE, language)


def _nothing() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد شيء بهذا المعرّف.", en="There is nothing by this id."),
        mend=Text(ar="راجع القائمة.", en="Look it up in the list."),
    )


UNREADABLE = (
    Text(ar="الطلب ناقص أو به خطأ.", en="The request is incomplete or wrong."),
    Text(ar="صحّح الحقول المذكورة وأعد الإرسال.", en="Mend the fields named and send it again."),
)
problems = Problems(
    api,
    stranger=(
        Text(ar="لم يُعرف من يستعلم.", en="The caller is not known."),
        Text(ar="أرسل رمزًا أو مفتاحًا صالحًا في ترويسة Authorization.", en="Send a valid token or key as Authorization."),
    ),
    another_role=(
        Text(ar="دور هذا الحساب لا يشمل هذه العملية.", en="The role of this account does not cover this operation."),
        Text(ar="استخدم مفتاح حساب له الدور المطلوب.", en="Use the key of an account that has the role."),
    ),
    unreadable=UNREADABLE,
    wrong_input=UNREADABLE,
    our_failure=(
        Text(ar="حدث خطأ من جانبنا.", en="Something went wrong on our side."),
        Text(ar="أعد المحاولة بعد دقائق.", en="Try again in a few minutes."),
    ),
    failure="govstack.registration_failed",
)
problems.stand_in()


@api.exception_handler(ProtocolError)
def challenged(request: HttpRequest, error: ProtocolError) -> Any:
    """RFC 6750, 3."""
    status = 403 if error.status == 403 else 401
    answer = problems.told(request, status, words(error.description), words(error.code))
    for name, value in error.headers.items():
        answer[name] = value
    return answer
