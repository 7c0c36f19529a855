"""Cases over HTTP, for the citizen's program: how they stand, what can be done, a review, helpers and signatures."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import StringConstraints

from wasl.cases import api as cases
from wasl.cases.api import Invited
from wasl.cases.rest import CASES, MAY_FILL, MAY_READ, SERVICES, caller, on_record, opened_for
from wasl.channels.cases_api.case_shapes import AppealOut, CaseOut, PaymentOut, StandingOut, is_draft
from wasl.channels.cases_api.drafts import KINDS, must_be_theirs
from wasl.channels.cases_api.problems import binary, described
from wasl.channels.cases_api.wishes import Name, Number, Press, Seen, Words, events_seen, mark, once
from wasl.documents.api import documents_for
from wasl.payments.api import payments_for
from wasl.persons.rest import STORABLE

router = Router(tags=["cases"])
READING, DOING = described(scope=CASES), described(scope=SERVICES)


class ActIn(Schema):
    words: Words = Field("", description="The reason, where the action needs one")


class AppealIn(Schema):
    words: Words = Field(description="Why it should be reviewed")


class InviteIn(Schema):
    number: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=STORABLE)] = Field(
        description="National number; whether it is anybody's is not told"
    )
    part: Literal["helper", "cosigner"]


@router.get("", auth=MAY_READ, response=list[StandingOut], summary="The citizen's own cases", openapi_extra=READING)
def listed(request: HttpRequest) -> list[StandingOut]:
    by = caller(request)
    with on_record(by, [by.doer.person]):
        return [StandingOut.of(one) for one in cases.cases_of(by.doer) if not is_draft(one)]


@router.get("/{reference}", auth=MAY_READ, response=CaseOut, summary="One case, whole", openapi_extra=READING)
def shown(request: HttpRequest, answer: HttpResponse, reference: Name) -> CaseOut:
    by = caller(request)
    with opened_for(by, reference) as found:
        mark(answer, found.case)
        may = cases.open_actions(found, by.doer)
        numbers = [one.number for one in documents_for(reference)]
        return CaseOut.told(cases.story(found, by.doer), may, payments_for(reference), numbers)


@router.get(
    "/{reference}/payments",
    auth=MAY_READ,
    response=list[PaymentOut],
    summary="What was asked for it, and where it is paid",
    openapi_extra=READING,
)
def payments(request: HttpRequest, reference: Name) -> list[PaymentOut]:
    with opened_for(caller(request), reference) as found:
        return [PaymentOut.of(one) for one in payments_for(found.case.reference)]


@router.get(
    "/{reference}/files/{key}",
    auth=MAY_READ,
    summary="A file that was given with it",
    openapi_extra=described(scope=CASES, responses=binary(*KINDS.values())),
)
def file(request: HttpRequest, reference: Name, key: Name) -> HttpResponse:
    by = caller(request)
    with opened_for(by, reference):
        upload, content = cases.read_file(reference, key, by.doer)
    return HttpResponse(content, content_type=KINDS[upload.kind])


@router.post(
    "/{reference}/actions/{action}",
    auth=MAY_FILL,
    response=StandingOut,
    summary="Do what is open: withdraw, send a correction...",
    openapi_extra=described(412, scope=SERVICES),
)
def act(
    request: HttpRequest, answer: HttpResponse, reference: Name, action: Name, asked: ActIn, key: Press, seen: Seen
) -> StandingOut:
    by = caller(request)
    must_be_theirs(by, reference)
    press = once(by.doer, key, "act", action)
    case = cases.act(reference, action, by.doer, once=press, words=asked.words, seen=events_seen(seen))
    mark(answer, case)
    return StandingOut.of(case)


@router.post(
    "/{reference}/appeal",
    auth=MAY_FILL,
    response={201: AppealOut},
    summary="Ask for a review of how it ended",
    openapi_extra=DOING,
)
def appeal(request: HttpRequest, reference: Name, asked: AppealIn, key: Press) -> Status[AppealOut]:
    by = caller(request)
    must_be_theirs(by, reference)
    made = cases.appeal(reference, asked.words, by.doer, once=once(by.doer, key, "appeal"))
    return Status(201, AppealOut(asked=made.asked, due=made.due))


@router.post(
    "/{reference}/signature",
    auth=MAY_FILL,
    response=StandingOut,
    summary="Sign it, as who was invited to",
    openapi_extra=DOING,
)
def sign(request: HttpRequest, answer: HttpResponse, reference: Name, key: Press) -> StandingOut:
    by = caller(request)
    must_be_theirs(by, reference)
    case = cases.sign(reference, by.doer, once=once(by.doer, key, "sign"))
    mark(answer, case)
    return StandingOut.of(case)


@router.post(
    "/{reference}/invitations",
    auth=MAY_FILL,
    response={204: None},
    summary="Ask somebody to help fill it in, or to sign it too",
    openapi_extra=DOING,
)
def invite(request: HttpRequest, reference: Name, asked: InviteIn, key: Press) -> Status[None]:
    by = caller(request)
    must_be_theirs(by, reference)
    press = once(by.doer, key, "invite", asked.number, asked.part)
    cases.invite(reference, asked.number, Invited.Part(asked.part), by.doer, once=press)
    return Status(204, None)


@router.delete(
    "/{reference}/invitations/{invitation}",
    auth=MAY_FILL,
    response={204: None},
    summary="End an invitation",
    openapi_extra=DOING,
)
def uninvite(request: HttpRequest, reference: Name, invitation: Number) -> Status[None]:
    cases.end_invitation(reference, invitation, caller(request).doer)
    return Status(204, None)
