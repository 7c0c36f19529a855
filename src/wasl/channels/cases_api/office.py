"""The work of an office over HTTP: queues, a case as its staff see it, and all that they may do with it."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from wasl.cases import api as cases
from wasl.cases.api import Case, Doer, Wanted
from wasl.cases.rest import MAY_WORK, caller
from wasl.channels.cases_api.case_shapes import CaseOut, LineOut, StandingOut
from wasl.channels.cases_api.drafts import KINDS
from wasl.channels.cases_api.problems import binary, described
from wasl.channels.cases_api.wishes import Name, Press, Seen, SeenOrNot, Words, events_seen, mark, once
from wasl.core.errors import Refusal, words
from wasl.core.text import Text
from wasl.documents.api import documents_for
from wasl.identity.api import Staff
from wasl.identity.staffing.api import May, who_may
from wasl.payments.api import payments_for
from wasl.persons.rest import STORABLE, Slug
from wasl.trust.api import own_words

router = Router(tags=["office"], auth=MAY_WORK)
Reference = Annotated[str, StringConstraints(max_length=20, pattern=STORABLE)]
MOST = 50
OVERTAKEN = described(412)


class QueueOut(Schema):
    key: str
    cases: int


class StateCountOut(Schema):
    state: str
    title: Text
    cases: int


class ServiceCountOut(Schema):
    service: str
    title: Text
    cases: int
    states: list[StateCountOut]


class QueuesOut(Schema):
    queues: list[QueueOut]
    services: list[ServiceCountOut]
    changes: int = Field(description="Of registers, that wait for somebody")


class QueueIn(Schema):
    whose: Literal["open", "mine", "nobodys", "late", "opinions", "reviews", "waiting", "ended", "all"] = "open"
    service: Slug = ""
    state: Slug = ""
    text: Slug = Field("", description="A reference, or its beginning")
    page: int = Field(1, ge=1, le=1_000_000)

    def wanted(self) -> Wanted:
        return Wanted(self.whose, self.service, self.state, self.text, self.page)


class CasesPageOut(Schema):
    """Names nobody: who a case is about is a look of its own."""

    cases: list[LineOut]
    total: int
    pages: int


class OfficeCaseOut(CaseOut):
    assigned: str
    person: str = Field(description="Handle of whom it is about; empty for somebody without an account")
    alike: str | None = Field(description="Another one of the same person for the same that is open at this office")


class StepIn(Schema):
    words: Words = Field("", description="The reason; where the action sends a message, the applicant reads it")


class SayIn(Schema):
    words: Words


class GiveIn(Schema):
    to: Slug = Field(description="User name of a colleague")


class ReviewIn(Schema):
    words: Words = Field(description="The reasons; the applicant reads them")
    upheld: bool


class ManyIn(Schema):
    action: Slug
    seen: dict[Reference, int] = Field(
        min_length=1, max_length=MOST, description="Each reference with `seen` of when it was looked at"
    )
    words: Words = ""


class DoneOut(Schema):
    reference: str
    done: bool
    why_not: Text | None
    mend: Text | None


class ColleagueOut(Schema):
    username: str
    name: Text


@router.get("/queues", response=QueuesOut, summary="What the office has to do, in figures")
def queues(request: HttpRequest) -> QueuesOut:
    doer = caller(request).doer
    services = [
        ServiceCountOut(service=slug, title=title, cases=many, states=_states(doer, slug))
        for slug, title, many in cases.services_of(doer)
    ]
    counted = [QueueOut(key=key, cases=many) for key, many in cases.counts(doer).items()]
    return QueuesOut(queues=counted, services=services, changes=cases.stuck_changes(doer))


@router.get("/cases", response=CasesPageOut, summary="A queue, the most urgent first")
def queue(request: HttpRequest, wanted: Query[QueueIn]) -> CasesPageOut:
    found = cases.queue(caller(request).doer, wanted.wanted())
    return CasesPageOut(cases=[LineOut.of_line(one) for one in found.lines], total=found.total, pages=found.pages)


@router.get("/colleagues", response=list[ColleagueOut], summary="To whom a case of the office can be given")
def colleagues(request: HttpRequest) -> list[ColleagueOut]:
    found = Staff.objects.filter(
        office=caller(request).doer.office, role__in=who_may(May.WORK_ON_CASES), is_active=True
    )
    return [
        ColleagueOut(username=one.username, name=Text(ar=one.name_ar, en=one.name_en))
        for one in found.order_by("username")
    ]


@router.post("/next", response={200: StandingOut, 204: None}, summary="Take up the most urgent that nobody has")
def next_one(request: HttpRequest, answer: HttpResponse, key: Press) -> StandingOut | Status[None]:
    doer = caller(request).doer
    case = cases.take_next(doer, once=once(doer, key, "next"))
    return _stands(case, answer) if case else Status(204, None)


@router.post("/bulk", response=list[DoneOut], summary="One action on several, each for itself")
def bulk(request: HttpRequest, asked: ManyIn, key: Press) -> list[DoneOut]:
    doer = caller(request).doer
    press = once(doer, key, "bulk", asked.action)
    done = cases.act_on_many(list(asked.seen), asked.action, doer, once=press, words=asked.words, seen=asked.seen)
    return [_done(reference, refusal) for reference, refusal in done]


@router.get("/cases/{reference}", response=OfficeCaseOut, summary="One case: a look, on record under its number")
def shown(request: HttpRequest, answer: HttpResponse, reference: Name) -> OfficeCaseOut:
    doer = caller(request).doer
    found = cases.looked_at(reference, doer)
    mark(answer, found.case)
    with own_words("a case, its look on record"):
        numbers = [one.number for one in documents_for(reference)]
        may = cases.open_actions(found, doer)
        told = CaseOut.told(cases.story(found, doer), may, payments_for(reference), numbers)
        alike = cases.alike(found)
    same = alike.reference if alike and alike.office == doer.office else None
    return OfficeCaseOut(**dict(told), assigned=found.case.assigned, person=found.case.person, alike=same)


@router.get(
    "/cases/{reference}/files/{key}",
    summary="A file of it: a look of its own",
    openapi_extra=described(responses=binary(*KINDS.values())),
)
def file(request: HttpRequest, reference: Name, key: Name) -> HttpResponse:
    upload, content = cases.file_looked_at(reference, key, caller(request).doer)
    return HttpResponse(content, content_type=KINDS[upload.kind])


@router.post(
    "/cases/{reference}/actions/{action}",
    response=StandingOut,
    summary="Do a step of the workflow",
    openapi_extra=OVERTAKEN,
)
def act(
    request: HttpRequest, answer: HttpResponse, reference: Name, action: Name, asked: StepIn, key: Press, seen: Seen
) -> StandingOut:
    doer = caller(request).doer
    press = once(doer, key, "act", action)
    case = cases.act(reference, action, doer, once=press, words=asked.words, seen=events_seen(seen))
    return _stands(case, answer)


@router.post("/cases/{reference}/take", response=StandingOut, summary="Work on it", openapi_extra=OVERTAKEN)
def take(
    request: HttpRequest, answer: HttpResponse, reference: Name, key: Press, seen: SeenOrNot = None
) -> StandingOut:
    """From a colleague only by the head of the office, or by who says with `If-Match` that they saw who has it."""
    doer = caller(request).doer
    known = events_seen(seen) if seen else None
    return _stands(cases.take(reference, doer, once=once(doer, key, "take"), seen=known), answer)


@router.post("/cases/{reference}/put-back", response=StandingOut, summary="Put it back into the queue")
def put_back(request: HttpRequest, answer: HttpResponse, reference: Name, key: Press) -> StandingOut:
    doer = caller(request).doer
    return _stands(cases.put_back(reference, doer, once=once(doer, key, "put-back")), answer)


@router.post("/cases/{reference}/give", response=StandingOut, summary="Give it to a colleague, by the head")
def give(request: HttpRequest, answer: HttpResponse, reference: Name, asked: GiveIn, key: Press) -> StandingOut:
    doer = caller(request).doer
    if asked.to not in {one.username for one in colleagues(request)}:
        raise Refusal(_NOBODY, mend=_CHOOSE, where="to")
    return _stands(cases.give_to(reference, asked.to, doer, once=once(doer, key, "give", asked.to)), answer)


@router.post("/cases/{reference}/notes", response=StandingOut, summary="A note for the office")
def note(request: HttpRequest, answer: HttpResponse, reference: Name, asked: SayIn, key: Press) -> StandingOut:
    doer = caller(request).doer
    return _stands(cases.note(reference, asked.words, doer, once=once(doer, key, "note")), answer)


@router.post("/cases/{reference}/questions", response=StandingOut, summary="Ask colleagues for a second opinion")
def ask(request: HttpRequest, answer: HttpResponse, reference: Name, asked: SayIn, key: Press) -> StandingOut:
    doer = caller(request).doer
    return _stands(cases.ask_opinion(reference, asked.words, doer, once=once(doer, key, "ask")), answer)


@router.post("/cases/{reference}/opinions", response=StandingOut, summary="Give a second opinion")
def opinion(request: HttpRequest, answer: HttpResponse, reference: Name, asked: SayIn, key: Press) -> StandingOut:
    doer = caller(request).doer
    return _stands(cases.give_opinion(reference, asked.words, doer, once=once(doer, key, "opinion")), answer)


@router.post("/cases/{reference}/reopen", response=StandingOut, summary="Open an ended case again, by the head")
def reopen(request: HttpRequest, answer: HttpResponse, reference: Name, asked: SayIn, key: Press) -> StandingOut:
    doer = caller(request).doer
    return _stands(cases.reopen(reference, asked.words, doer, once=once(doer, key, "reopen")), answer)


@router.post("/cases/{reference}/review", response=StandingOut, summary="Answer a review that was asked for")
def review(request: HttpRequest, answer: HttpResponse, reference: Name, asked: ReviewIn, key: Press) -> StandingOut:
    doer = caller(request).doer
    press = once(doer, key, "review")
    case = cases.answer_appeal(reference, asked.words, doer, upheld=asked.upheld, once=press)
    return _stands(case, answer)


def _stands(case: Case, answer: HttpResponse) -> StandingOut:
    mark(answer, case)
    return StandingOut.of(case)


def _states(doer: Doer, slug: str) -> list[StateCountOut]:
    return [StateCountOut(state=key, title=title, cases=many) for key, title, many in cases.states_of(doer, slug)]


def _done(reference: str, refusal: Refusal | None) -> DoneOut:
    if refusal is None:
        return DoneOut(reference=reference, done=True, why_not=None, mend=None)
    return DoneOut(reference=reference, done=False, why_not=words(refusal.what), mend=words(refusal.mend))


_NOBODY = Text(ar="لا يعمل في مكتبك أحد بهذا الاسم.", en="Nobody of this name works in your office.")
_CHOOSE = Text(ar="اختر من قائمة الزملاء.", en="Choose from the list of colleagues.")
