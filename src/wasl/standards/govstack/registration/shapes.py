"""The standard's shapes (Registration building block 0.1.1), filled from ours."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

from wasl.cases.api import Case, Sheet, Stage
from wasl.catalogue.api import Definition, Question, Type, definition_of, version
from wasl.standards.govstack.registration.names import form_id, service_id

Code = Literal["PENDING", "APPROVED", "SENDBACK", "REJECTED"]
_TITLES = {"PENDING": "Pending", "APPROVED": "Approved", "SENDBACK": "Sent back", "REJECTED": "Rejected"}
_KINDS: dict[Type, dict[str, Any]] = {
    Type.NUMBER: {"type": "integer"},
    Type.MONEY: {"type": "integer", "description": "Minor units"},
    Type.YES_NO: {"type": "boolean"},
    Type.DATE: {"type": "string", "format": "date"},
    Type.EMAIL: {"type": "string", "format": "email"},
    Type.CHOICES: {"type": "array", "items": {"type": "string"}},
}


class ServiceShape(Schema):
    id: UUID
    name: str
    description: str
    version: str
    type: Literal["Public"] = "Public"
    isExecutable: bool  # noqa: N815
    isClosed: bool = False  # noqa: N815
    serviceBody: list[dict[str, str]]  # noqa: N815

    @classmethod
    def of(cls, definition: Definition, number: int, language: str) -> "ServiceShape":
        texts = definition.texts
        return cls(
            id=service_id(definition.slug),
            name=definition.title.in_language(language),
            description=texts["summary"].in_language(language),
            version=str(number),
            isExecutable="api" in definition.service.channels,
            serviceBody=[
                {"code": "slug", "value": definition.slug},
                {"code": "agency", "value": definition.service.agency},
            ],
        )


class FormLine(Schema):
    eFormId: UUID  # noqa: N815
    name: str
    version: str
    latest: bool

    @staticmethod
    def told(definition: Definition, number: int, latest: bool, language: str) -> dict[str, Any]:
        name = definition.title.in_language(language)
        return {"eFormId": form_id(definition.slug, number), "name": name, "version": str(number), "latest": latest}


class FormShape(FormLine):
    form: dict[str, Any] = Field(serialization_alias="schema")  # as the standard names it

    @staticmethod
    def told_whole(definition: Definition, number: int, language: str) -> dict[str, Any]:
        return {**FormLine.told(definition, number, True, language), "form": form_of(definition, language)}


def form_of(definition: Definition, language: str) -> dict[str, Any]:
    """A JSON Schema of all questions; needed are those that everybody is asked and must answer."""
    asked = definition.questions()
    needed = [
        key
        for page in definition.pages.values()
        for key, one in page.questions.items()
        if not (page.show_if or one.show_if or one.optional or one.required_if)
    ]
    properties = {key: _property(key, one, definition, language) for key, one in asked.items()}
    return {"type": "object", "properties": properties, "required": needed}


def _property(key: str, question: Question, definition: Definition, language: str) -> dict[str, Any]:
    said = {"title": definition.texts[f"question.{key}"].in_language(language), "readOnly": question.locked}
    kind = _KINDS.get(question.type, {"type": "string", "maxLength": question.longest})
    if question.many:
        kind = {"type": "array", "items": {"type": "string"}}
    own = (
        {"enum": list(question.options)} if question.type is Type.CHOICE and isinstance(question.options, tuple) else {}
    )
    return {**said, **kind, **own}


def status_of(case: Case) -> dict[str, str]:
    """Withdrawn has no word of its own there."""
    granted = "APPROVED" if case.outcome == "granted" else "REJECTED"
    waits = "SENDBACK" if case.who == "citizen" else "PENDING"
    code = granted if case.stage == Stage.ENDED else waits
    return {"code": code, "title": _TITLES[code]}


def title_of(case: Case, language: str) -> str:
    return definition_of(version(case.slug, case.version)).title.in_language(language)


class ApplicationLine(Schema):
    fileId: str  # noqa: N815
    status: dict[str, str]
    applicantId: str  # noqa: N815
    created: datetime
    registered: datetime
    serviceName: str  # noqa: N815
    serviceId: UUID  # noqa: N815
    eformId: UUID  # noqa: N815

    @classmethod
    def of(cls, case: Case, applicant: str, language: str) -> "ApplicationLine":
        return cls(
            fileId=case.reference,
            status=status_of(case),
            applicantId=applicant,
            created=case.begun,
            registered=case.sent or case.begun,
            serviceName=title_of(case, language),
            serviceId=service_id(case.slug),
            eformId=form_id(case.slug, case.version),
        )


class ApplicationShape(Schema):
    fileId: str  # noqa: N815
    applicantId: str  # noqa: N815
    registered: datetime
    serviceId: UUID  # noqa: N815
    serviceName: str  # noqa: N815
    status: dict[str, str]
    ended: bool
    applicationData: dict[str, Any]  # noqa: N815

    @classmethod
    def of(cls, found: Sheet, applicant: str, language: str) -> "ApplicationShape":
        """Inside a passage."""
        case = found.case
        return cls(
            fileId=case.reference,
            applicantId=applicant,
            registered=case.sent or case.begun,
            serviceId=service_id(case.slug),
            serviceName=title_of(case, language),
            status=status_of(case),
            ended=case.stage == Stage.ENDED,
            applicationData={
                "applicantId": applicant,
                "created": case.begun.isoformat(),
                "formData": {"eFormId": str(form_id(case.slug, case.version)), "data": _data(found)},
            },
        )


def _data(found: Sheet) -> dict[str, dict[str, Any]]:
    """The standard has objects where we have values."""
    given = {key: one.value for key, one in found.asked().items() if one.value is not None}
    return {key: {"value": value.isoformat() if hasattr(value, "isoformat") else value} for key, value in given.items()}


def _task(case: Case, language: str) -> dict[str, Any]:
    return {
        "taskId": case.reference,
        "assigneeId": case.assigned,
        "roleId": case.who,
        "created": case.entered or case.begun,
        "serviceId": service_id(case.slug),
        "serviceName": title_of(case, language),
        "fileId": case.reference,
        "eFormId": form_id(case.slug, case.version),
        "status": status_of(case),
    }


def _name(case: Case, language: str) -> str:
    """A task is called by the state that the case stands in."""
    return definition_of(version(case.slug, case.version)).texts[f"state.{case.state}"].in_language(language)


class _Task(Schema):
    taskId: str  # noqa: N815
    assigneeId: str  # noqa: N815
    roleId: str  # noqa: N815
    created: datetime
    serviceId: UUID  # noqa: N815
    serviceName: str  # noqa: N815
    fileId: str  # noqa: N815
    eFormId: UUID  # noqa: N815
    status: dict[str, str]


class TaskLine(_Task):
    name: str

    @classmethod
    def of(cls, case: Case, language: str) -> "TaskLine":
        return cls(**_task(case, language), name=_name(case, language))


class TaskShape(_Task):
    """The standard calls the same thing otherwise here."""

    taskName: str  # noqa: N815

    @classmethod
    def of(cls, case: Case, language: str) -> "TaskShape":
        return cls(**_task(case, language), taskName=_name(case, language))
