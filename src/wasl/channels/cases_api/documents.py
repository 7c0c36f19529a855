"""Documents over HTTP: for everybody whether one stands, for its holder the list and the paper."""

from datetime import timedelta
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router

from wasl.cases.rest import CASES, MAY_READ, caller, on_record
from wasl.channels.cases_api.case_shapes import IssuedDocumentOut
from wasl.channels.cases_api.problems import TooFast, binary, described
from wasl.channels.cases_api.service_shapes import AgencyOut
from wasl.channels.cases_api.wishes import Name
from wasl.core.errors import NotAllowed, Unknown
from wasl.core.text import Text
from wasl.documents import api as documents
from wasl.documents.api import Document
from wasl.identity.api import Speed, address_of, attempt
from wasl.trust.api import own_words

router = Router(tags=["documents"])
PACE = Speed(60, timedelta(seconds=2))
"""From one address, as on the page: who checks papers all day is not slowed, who tries numbers is."""


@router.get(
    "", auth=MAY_READ, response=list[IssuedDocumentOut], summary="The citizen's", openapi_extra=described(scope=CASES)
)
def listed(request: HttpRequest) -> list[IssuedDocumentOut]:
    by = caller(request)
    with on_record(by, [by.doer.person]):
        return [_told(one) for one in documents.documents_of(by.doer.person)]


@router.get(
    "/{document}",
    auth=None,
    response=IssuedDocumentOut,
    summary="Was it issued, and does it stand? For everybody",
    openapi_extra=described(429),
)
def check(request: HttpRequest, document: Name) -> IssuedDocumentOut:
    """Neither what it says nor whose it is."""
    try:
        attempt("document-check", address_of(request), "", PACE)
    except NotAllowed as slowed:
        raise TooFast(slowed.what, mend=slowed.mend) from slowed
    documents.check(document)
    return _told(documents.document(document))


@router.get(
    "/{document}/pdf",
    auth=MAY_READ,
    summary="The paper, as PDF",
    openapi_extra=described(scope=CASES, responses=binary("application/pdf")),
)
def paper(request: HttpRequest, document: Name, language: Literal["ar", "en"] = "ar") -> HttpResponse:
    by = caller(request)
    with own_words("whose a document is"):
        found = next((one for one in documents.documents_of(by.doer.person) if _is(one, document)), None)
    if found is None:
        raise Unknown(_NOT_YOURS, mend=_SEE_LIST)
    with on_record(by, [by.doer.person], found.case):
        made = documents.pdf(found, language)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


def _is(one: Document, number: str) -> bool:
    return bool(number.strip()) and one.number == number.strip().upper()


def _told(one: Document) -> IssuedDocumentOut:
    same = ("number", "kind", "title", "issued", "valid_until", "demo")
    return IssuedDocumentOut(
        agency=AgencyOut.of(one.agency),
        standing=documents.standing_of(one),
        **{name: getattr(one, name) for name in same},
    )


_NOT_YOURS = Text(ar="ليست لصاحب الحساب وثيقة بهذا الرقم.", en="The citizen has no document with this number.")
_SEE_LIST = Text(ar="راجع قائمة وثائقه.", en="Look it up in the list of their documents.")
