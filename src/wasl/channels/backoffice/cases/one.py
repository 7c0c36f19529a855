"""One case: opening it is a look at somebody, on record under its number."""

from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wasl.cases import api as cases
from wasl.cases.api import Doer
from wasl.channels.backoffice.cases.access import Answer, for_case_work, press
from wasl.channels.backoffice.cases.acts import acts_of
from wasl.channels.backoffice.cases.forms import SayForm
from wasl.channels.backoffice.cases.names import colleagues
from wasl.channels.backoffice.cases.queues import keys_are_on
from wasl.channels.backoffice.cases.sight import CaseSight
from wasl.channels.backoffice.forms import described, told
from wasl.core.errors import NotAllowed, Refusal
from wasl.trust.api import own_words

WRITTEN = {
    "note": (_("Internal note"), _("For the office. The applicant's page does not show it; their download does.")),
    "ask": (_("Question to colleagues"), _("The request shows among their second opinions.")),
    "give": (_("Your opinion"), ""),
    "reopen": (_("Why it is opened again"), _("The applicant reads exactly these words.")),
    "review": (_("Answer with reasons"), _("The applicant reads exactly these words.")),
}


@for_case_work
@require_safe
def case(request: HttpRequest, doer: Doer, reference: str) -> HttpResponse:
    return page(request, doer, reference)


@for_case_work
@require_safe
def file(request: HttpRequest, doer: Doer, reference: str, key: str) -> Answer:
    """A file that was given, as a look of its own."""
    upload, content = cases.file_looked_at(reference, key, doer)
    kinds = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
    answer = FileResponse(
        [content], content_type=kinds[upload.kind], as_attachment=upload.kind == "pdf", filename=upload.name
    )
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer


def page(
    request: HttpRequest,
    doer: Doer,
    reference: str,
    *,
    trouble: Refusal | None = None,
    wrong: str = "",
    since: int | None = None,
) -> HttpResponse:
    """`trouble`: what could not be done; `wrong`: the form that was sent and cannot be taken; `since`: the journal's
    length when somebody looked who was overtaken."""
    found = cases.looked_at(reference, doer)
    with own_words("a case, its look on record"):
        sight = CaseSight(found, doer)
        context = _context(request, sight, {wrong: request.POST} if wrong else {})
        context["meanwhile"] = sight.since(since) if since is not None else []
        context["trouble"] = told(trouble) if trouble else ""
        return render(request, "cases/one.html", context, status=_status(trouble, wrong))


def _context(request: HttpRequest, sight: CaseSight, sent: dict[str, QueryDict]) -> dict[str, Any]:
    acts, said = acts_of(sight, request.LANGUAGE_CODE, sent), {key: say_form(key, sent.get(key)) for key in WRITTEN}
    made = [*(act.form for act in acts if act.form), *said.values()]
    for form in made:
        described(form)
    return {
        "sight": sight,
        "case": sight.case,
        "acts": acts,
        "forms": said,
        "form": next((form for form in made if form.is_bound), None),
        "colleagues": colleagues(sight.doer.office) if sight.leads and sight.here else [],
        "once": press(),
        "keys": keys_are_on(request),
    }


def say_form(key: str, sent: QueryDict | None = None) -> forms.Form:
    label, hint = WRITTEN[key]
    return SayForm(sent, label=label, hint=hint, auto_id=f"{key}-%s")


def _status(trouble: Refusal | None, wrong: str) -> int:
    if trouble is None:
        return 400 if wrong else 200
    return 403 if isinstance(trouble, NotAllowed) else 409 if isinstance(trouble, cases.Overtaken) else 400
