"""The HTTP API of identity verification. Numbers and facts travel in bodies, never in addresses."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Annotated, Any, ParamSpec

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Header, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import AwareDatetime, StringConstraints

import wasl.identity.verification.api as verification
from wasl.core.errors import Refusal, words
from wasl.core.text import Text
from wasl.identity.verification.api import Alike, Fact, NotNow, TooOften, Twice, Verdict
from wasl.persons.rest import Case, Line, Slug, look_from
from wasl.trust.api import Kind, Look

CHANNEL = "verification-api"
MOST = 200
SOON = 120
"""Seconds after which registers that did not answer are worth another try."""

router = Router()
P = ParamSpec("P")

Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)]
Once = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]


class FactsIn(Schema):
    """What the person says of themselves; what is left out is not compared."""

    full_name: Said | None = None
    birth_date: date | None = None
    sex: Said | None = Field(None, description="male or female")
    birth_governorate: Said | None = Field(None, description="Code of the country pack")
    mother_name: Said | None = None
    governorate: Said | None = Field(None, description="Of residence: code of the country pack")
    address: Said | None = None
    phone: Said | None = None
    card_serial: Said | None = None
    card_expiry: date | None = None

    def claimed(self) -> dict[Fact, str]:
        return {Fact(name): str(said) for name, said in self.dict(exclude_none=True).items() if str(said)}


class QuestionIn(Schema):
    purpose: Slug = verification.PURPOSE
    number: Said
    facts: FactsIn
    case: Case | None = Field(None, description="Your own reference; it comes back in the history")
    reason: Line | None = None


class AnswerOut(Schema):
    """`not_compared`: asked facts that could not be compared; `facts` only where a policy opens it by name."""

    reference: str
    at: datetime
    purpose: str
    verdict: Verdict
    score: int = Field(ge=0, le=100, description="In coarse steps; 0 with a no")
    words: Text
    refer: bool = Field(description="A civil registry office can settle it, this service cannot")
    not_compared: list[Fact]
    entry: int = Field(description="Of the ledger: under this number the person finds the question")
    confirmed: datetime | None = Field(description="When a code to the registered telephone was read back")
    facts: dict[Fact, Alike] | None = None

    @classmethod
    def of(cls, answer: verification.Answer) -> "AnswerOut":
        told = verification.REFER if answer.refer else verification.WORDS[answer.verdict]
        return cls(**{**vars(answer), "words": told, "not_compared": list(answer.not_compared)})


class PastOut(Schema):
    actor: str
    case: str | None
    answer: AnswerOut

    @classmethod
    def of(cls, past: verification.Past) -> "PastOut":
        return cls(actor=past.actor, case=past.case, answer=AnswerOut.of(past.answer))


class CodeIn(Schema):
    number: Said = Field(description="The same national number: it is not kept")


class SentOut(Schema):
    words: Text


class ConfirmIn(Schema):
    code: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]


class DocumentIn(Schema):
    checker: Slug
    content: str = Field(max_length=4000)
    number: Said | None = None
    facts: FactsIn | None = None


class DocumentOut(Schema):
    """What the asker's own document says, held against the claim. Nothing of it is kept."""

    checker: str
    barcode: str | None
    intact: bool = Field(description="Check digits or signature hold")
    proves: bool = Field(description="Nobody but its issuer could have made it")
    troubles: list[Text]
    number: str | None
    document: str | None
    facts: dict[Fact, str]
    agrees: dict[Fact, Alike]
    number_agrees: bool | None

    @classmethod
    def of(cls, one: verification.Checked) -> "DocumentOut":
        given = {**vars(one.told), **vars(one)}
        return cls(**{**given, "troubles": list(one.told.troubles)})


class FaceOut(Schema):
    score: int = Field(ge=0, le=100)
    provider: str
    is_demo: bool
    words: Text | None = Field(description="In a demonstration: that nothing was compared")


class HistoryIn(Schema):
    before: AwareDatetime | None = Field(default=None, description="`at` of the last one of the page before")
    limit: int = Field(50, ge=1, le=MOST)


def _problem(what: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": what, "content": content}


WAIT = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
ERRORS: dict[str, Any] = {
    "responses": {
        409: _problem("The Idempotency-Key was used for another question, or its question is still being answered"),
        429: {**_problem("Asked too often"), "headers": WAIT},
        503: {**_problem("The registers do not answer now"), "headers": WAIT},
    }
}


def told(view: Callable[P, Any]) -> Callable[P, Any]:
    """With the errors that no other call has."""

    @wraps(view)
    def guarded(*given: P.args, **named: P.kwargs) -> Any:
        try:
            return view(*given, **named)
        except TooOften as refusal:
            return _told(429, refusal, wait=refusal.wait)
        except Twice as refusal:
            return _told(409, refusal)
        except NotNow as refusal:
            return _told(503, refusal, wait=SOON)

    return guarded


def _told(status: int, refusal: Refusal, *, wait: int | None = None) -> HttpResponse:
    body = ProblemOut(title=words(refusal.what), detail=words(refusal.mend), status=status)
    answer = HttpResponse(body.model_dump_json(), content_type="application/problem+json", status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


class ProblemOut(Schema):
    type: str = "about:blank"
    title: Text
    detail: Text
    status: int


def _look(
    request: HttpRequest, purpose: str = verification.PURPOSE, case: str | None = None, reason: str | None = None
) -> Look:
    return look_from(request, purpose, kind=Kind.VERIFY, channel=CHANNEL, case=case, reason=reason)


def _office(request: HttpRequest) -> str:
    return _look(request).office or ""


@router.post("", response=AnswerOut, summary="Is this person who they say?", openapi_extra=ERRORS)
@told
def ask(request: HttpRequest, asked: QuestionIn, idempotency_key: Annotated[Once | None, Header()] = None) -> AnswerOut:
    question = verification.question(asked.number, asked.facts.claimed())
    look = _look(request, asked.purpose, asked.case, asked.reason)
    return AnswerOut.of(verification.verify(question, look, once=idempotency_key))


@router.get("", response=list[PastOut], summary="What your own office has asked, newest first")
def history(request: HttpRequest, asked: Query[HistoryIn]) -> list[PastOut]:
    return [PastOut.of(one) for one in verification.asked_by(_office(request), before=asked.before, most=asked.limit)]


@router.get("/checkers", response=dict[str, Text], summary="Which documents can be checked")
def checkers(request: HttpRequest) -> dict[str, Text]:
    return {id_: one.name for id_, one in verification.checkers().items()}


@router.post("/documents", response=DocumentOut, summary="Check machine-readable lines, a barcode's text, a credential")
def document(request: HttpRequest, asked: DocumentIn) -> DocumentOut:
    claim = verification.Claim(asked.number, asked.facts.claimed() if asked.facts else None)
    return DocumentOut.of(verification.check_document(asked.checker, asked.content, claim))


@router.post("/photos", response=list[DocumentOut], summary="Read the barcodes in a photo of a document")
def photo(request: HttpRequest, image: File[UploadedFile]) -> list[DocumentOut]:
    return [DocumentOut.of(one) for one in verification.capture(image.read(), verification.Claim())]


@router.post("/faces", response=FaceOut, summary="Compare two faces, where a provider does")
def faces(request: HttpRequest, one: File[UploadedFile], two: File[UploadedFile]) -> FaceOut:
    answer = verification.compare_faces(one.read(), two.read())
    return FaceOut(**vars(answer), words=verification.IS_DEMO if answer.is_demo else None)


@router.get("/{reference}", response=PastOut, summary="One question of your own office")
def one(request: HttpRequest, reference: str) -> PastOut:
    return PastOut.of(verification.one_of(_office(request), reference))


@router.post(
    "/{reference}/code", response=SentOut, summary="Send a code to the registered telephone", openapi_extra=ERRORS
)
@told
def send(request: HttpRequest, reference: str, asked: CodeIn) -> SentOut:
    verification.send_code(reference, asked.number, _look(request))
    return SentOut(words=verification.SENT)


@router.post("/{reference}/confirmation", response=AnswerOut, summary="Hand in the code that the person read out")
def confirm(request: HttpRequest, reference: str, asked: ConfirmIn) -> AnswerOut:
    return AnswerOut.of(verification.check_code(reference, asked.code, _look(request)))
