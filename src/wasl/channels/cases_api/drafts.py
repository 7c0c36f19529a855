"""Drafts over HTTP: begun once, filled in page by page with what registers know, checked, sent once."""

from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import StrictBool, StrictFloat, StrictInt, StringConstraints

from wasl.cases import api as cases
from wasl.cases.api import Sheet
from wasl.cases.rest import (
    MAY_FILL,
    SERVICES,
    Caller,
    caller,
    must_be_offered,
    must_be_sure,
    on_record,
    opened_for,
)
from wasl.catalogue.api import definition_of, live
from wasl.channels.cases_api.case_shapes import FileOut, StandingOut, is_draft, parts_of, verdicts_of
from wasl.channels.cases_api.draft_shapes import CheckOut, DraftOut
from wasl.channels.cases_api.problems import binary, described
from wasl.channels.cases_api.service_shapes import FeeOut
from wasl.channels.cases_api.services import unknown_service
from wasl.channels.cases_api.wishes import Name, Press, SeenPage, mark, once
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.core.uploading import too_large
from wasl.country.api import pack
from wasl.persons.rest import Slug
from wasl.trust.api import own_words

router = Router(tags=["drafts"], auth=MAY_FILL)
Written = Annotated[str, StringConstraints(max_length=10_000)]
Answer = StrictBool | StrictInt | StrictFloat | Written | list[Written] | None
KINDS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


class BeginIn(Schema):
    service: Slug
    person: Slug = Field("", description="For whom, if not for the citizen: `person` of /services/{slug}/people")


class PageIn(Schema):
    """Dates as 2026-03-27, money in minor units, rows and relatives by `value` of their choice, files by their key."""

    answers: dict[Slug, Answer] = Field(max_length=200)


class SendIn(Schema):
    declared: bool = Field(False, description="The person has read the declaration and agrees")
    despite: bool = Field(False, description="Although one like it is in work")


@router.post("", response={201: DraftOut}, summary="Begin a draft", openapi_extra=described(scope=SERVICES))
def begin(request: HttpRequest, answer: HttpResponse, asked: BeginIn, key: Press) -> Status[DraftOut]:
    by = caller(request)
    press = once(by.doer, key, "begin", asked.service, asked.person)
    case = cases.begun(by.doer, press)
    if case is None:
        try:
            definition = definition_of(live(asked.service))
        except Unknown as unknown:
            raise unknown_service() from unknown
        must_be_offered(definition)
        must_be_sure(definition, by.doer, about_a_person=definition.service.purpose is not None)
        case = cases.begin(asked.service, by.doer, once=press, person=asked.person)
    return Status(201, _told(by, case.reference, answer))


@router.get("", response=list[StandingOut], summary="Drafts that wait", openapi_extra=described(scope=SERVICES))
def listed(request: HttpRequest) -> list[StandingOut]:
    by = caller(request)
    with on_record(by, [by.doer.person]):
        return [StandingOut.of(one) for one in cases.cases_of(by.doer) if is_draft(one)]


@router.get("/{reference}", response=DraftOut, summary="A draft as it stands", openapi_extra=described(scope=SERVICES))
def shown(request: HttpRequest, answer: HttpResponse, reference: Name) -> DraftOut:
    """Also a case that waits for a correction."""
    return _told(caller(request), reference, answer)


@router.put(
    "/{reference}/pages/{page}",
    response=DraftOut,
    summary="Keep the answers of a page: of all its questions at once",
    openapi_extra=described(412, scope=SERVICES),
)
def save(
    request: HttpRequest, answer: HttpResponse, reference: Name, page: Name, asked: PageIn, seen: SeenPage = None
) -> DraftOut:
    """A question that is left out is answered with nothing. 422 names each that cannot stand, and nothing is kept."""
    by = caller(request)
    must_be_theirs(by, reference)
    cases.save_page(reference, by.doer, page, asked.answers, seen=seen.strip('"') if seen else None)
    return _told(by, reference, answer)


@router.post(
    "/{reference}/questions/{question}/files",
    response={201: FileOut},
    summary="Give a file for a question; it joins the answer",
    openapi_extra=described(scope=SERVICES),
)
def give(
    request: HttpRequest, reference: Name, question: Name, key: Press, file: File[UploadedFile | None] = None
) -> Status[FileOut]:
    by = caller(request)
    if too_large(request):
        raise Refusal(_TOO_LARGE, mend=_ONE_BY_ONE, where="file")
    if file is None:
        raise Refusal(_NO_FILE, mend=_SEND_FILE, where="file")
    must_be_theirs(by, reference)
    press = once(by.doer, key, "give")
    made = cases.give_file(reference, question, by.doer, name=file.name or "", content=cast(BinaryIO, file), once=press)
    return Status(201, FileOut.of(made))


@router.get(
    "/{reference}/files/{key}",
    summary="A file that was given",
    openapi_extra=described(scope=SERVICES, responses=binary(*KINDS.values())),
)
def file(request: HttpRequest, reference: Name, key: Name) -> HttpResponse:
    by = caller(request)
    with opened_for(by, reference):
        upload, content = cases.read_file(reference, key, by.doer)
    return HttpResponse(content, content_type=KINDS[upload.kind])


@router.delete(
    "/{reference}/files/{key}",
    response={204: None},
    summary="Take a file back",
    openapi_extra=described(scope=SERVICES),
)
def remove(request: HttpRequest, reference: Name, key: Name) -> Status[None]:
    by = caller(request)
    must_be_theirs(by, reference)
    cases.remove_file(reference, key, by.doer)
    return Status(204, None)


@router.get(
    "/{reference}/check",
    response=CheckOut,
    summary="What would happen if it were sent now",
    openapi_extra=described(scope=SERVICES),
)
def check(request: HttpRequest, reference: Name) -> CheckOut:
    by = caller(request)
    with opened_for(by, reference) as found:
        return _checked(found, by)


@router.post(
    "/{reference}/send",
    response=StandingOut,
    summary="Send it, once",
    openapi_extra=described(409, scope=SERVICES),
)
def send(request: HttpRequest, answer: HttpResponse, reference: Name, asked: SendIn, key: Press) -> StandingOut:
    """Sent already, it is answered as it stands."""
    by = caller(request)
    must_be_theirs(by, reference)
    press = once(by.doer, key, "send")
    case = cases.submit(reference, by.doer, once=press, declared=asked.declared, despite=asked.despite)
    mark(answer, case)
    return StandingOut.of(case)


@router.delete(
    "/{reference}",
    response={204: None},
    summary="Throw a draft away: what was filled in is erased",
    openapi_extra=described(scope=SERVICES),
)
def discard(request: HttpRequest, reference: Name) -> Status[None]:
    cases.discard(reference, caller(request).doer)
    return Status(204, None)


def _told(by: Caller, reference: str, answer: HttpResponse) -> DraftOut:
    with opened_for(by, reference) as found:
        mark(answer, found.case)
        return DraftOut.told(found)


def must_be_theirs(by: Caller, reference: str) -> None:
    """And the sign-in sure enough for what it is about. Raises Unknown, NotAllowed."""
    with own_words("whether a case is one's own"):
        found = cases.opened(reference, by.doer)
    must_be_sure(found.definition, by.doer, about_a_person=bool(found.case.person))


def _checked(found: Sheet, by: Caller) -> CheckOut:
    service, texts, stop = found.definition.service, found.definition.texts, found.path.stop
    holds = [one.holds for one in found.verdicts]
    former = cases.alike(found)
    return CheckOut(
        complete=found.path.complete,
        next_page=None if stop else found.path.next_page,
        stop=texts[f"page.{stop}.stop"] if stop else None,
        parts=parts_of(found),
        verdicts=verdicts_of(found),
        eligible=False if False in holds else None if None in holds else True,
        fees=[FeeOut.of(line) for line in found.fees],
        fee=found.fee,
        currency=pack().currency.code,
        declaration=texts["declaration"] if service.declaration else None,
        alike=former.reference if former else None,
        may_send=cases.may_send(found.case, by.doer),
    )


_TOO_LARGE = Text(ar="الملف أكبر مما يُقبل في طلب واحد.", en="The file is larger than one request may be.")
_ONE_BY_ONE = Text(ar="قسّمه، أو احفظه بدقة أقل.", en="Split it, or save it at a lower resolution.")
_NO_FILE = Text(ar="لم يصل ملف.", en="No file arrived.")
_SEND_FILE = Text(ar="أرسله multipart/form-data باسم file.", en="Send it as multipart/form-data under the name file.")
