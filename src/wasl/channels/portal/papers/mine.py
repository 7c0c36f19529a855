"""The documents of who is signed in: the list, and each as a file to print. Both looks are on record."""

from types import ModuleType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wasl.channels.portal.mydata.access import for_citizens, own_look
from wasl.channels.portal.papers import words
from wasl.core.errors import Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.documents.api import Document, Standing, document, documents_of, pdf, standing_of, why_revoked
from wasl.identity.api import Citizen
from wasl.trust.api import Kind, passing


@for_citizens
@require_safe
def listed(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    with passing(own_look(citizen, Kind.CASE), [citizen.person]) as passage:
        rows = [_row(one) for one in documents_of(citizen.person)]
        passage.close(outcome="documents shown")
    texts: ModuleType = words
    return render(request, "papers/mine.html", {"rows": rows, "words": vars(texts)})


def _row(one: Document) -> dict[str, object]:
    standing = standing_of(one)
    return {
        "document": one,
        "agency": pack().agencies[one.agency],
        "said": words.STANDINGS[standing],
        "good": standing is Standing.STANDS,
        "why": why_revoked(one),
    }


@for_citizens
@require_safe
def file(request: HttpRequest, citizen: Citizen, number: str) -> HttpResponse:
    with passing(own_look(citizen, Kind.CASE), [citizen.person]) as passage:
        found = _own(number, citizen)
        made = pdf(found, request.LANGUAGE_CODE)
        passage.close(outcome="document given")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer


def _own(number: str, citizen: Citizen) -> Document:
    """Raises Unknown, also for somebody else's."""
    found = document(number)
    if found not in documents_of(citizen.person):
        raise Unknown(
            Text(ar="ليست لك وثيقة بهذا الرقم", en="you have no document with this number"),
            mend=Text(ar="راجع قائمة وثائقك", en="look it up in the list of your documents"),
        )
    return found
