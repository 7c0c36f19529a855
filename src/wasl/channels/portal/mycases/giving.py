"""What was given with a request, and the documents that came of it, as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from wasl.cases.api import read_file
from wasl.channels.portal.filling.access import Visit
from wasl.channels.portal.mycases.access import of_a_sent_case
from wasl.documents.api import documents_for, pdf
from wasl.trust.api import passing

KINDS = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}


@of_a_sent_case
@require_safe
def file(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Always as a download: what somebody uploaded is never a page of ours."""
    upload, content = read_file(visit.reference, key, visit.doer)
    answer = HttpResponse(content, content_type=KINDS[upload.kind])
    answer["Content-Disposition"] = content_disposition_header(True, upload.name)
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer


@of_a_sent_case
@require_safe
def document(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """For its holder, and for whoever made the request for them. On record, under the number of the request."""
    found = next((one for one in documents_for(visit.reference) if one.number == number), None)
    if found is None:
        raise Http404(number)
    person = visit.sheet.case.person
    with passing(visit.doer.look(None, visit.reference), [person] if person else []) as passage:
        made = pdf(found, request.LANGUAGE_CODE)
        passage.close(outcome="document given")
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return answer
