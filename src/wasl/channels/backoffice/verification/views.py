"""Is this person who they say? The form, the answer, the code, and what the office has asked."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import wasl.identity.verification.api as verification
from wasl.channels.backoffice.protection.access import Answer, table
from wasl.channels.backoffice.verification.access import for_those_who_verify, look, page, refused, staff
from wasl.channels.backoffice.verification.forms import CodeForm, ConfirmForm, QuestionForm
from wasl.core.errors import Refusal

ON_A_PAGE = 25
MOST_EXPORTED = 10_000


@for_those_who_verify
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.POST or None, language=request.LANGUAGE_CODE)
    if request.method == "POST" and form.is_valid():
        try:
            asked = verification.question(form.cleaned_data["number"], form.claimed)
        except Refusal as refusal:
            refused(form, refusal, request.LANGUAGE_CODE, "number")
        else:
            made = verification.verify(asked, look(request, form.cleaned_data["case"]))
            return redirect("verify-answer", made.reference)
    return page(request, "ask", form)


@for_those_who_verify
@require_safe
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    return _answer(request, reference)


def _answer(request: HttpRequest, reference: str, **forms: CodeForm | ConfirmForm) -> HttpResponse:
    past = verification.one_of(staff(request).office, reference)
    wrong = next((form for form in forms.values() if form.errors), None)
    context = {
        "past": past,
        "answer": past.answer,
        "words": verification.WORDS[past.answer.verdict],
        "refer": verification.REFER,
        "not_compared": [verification.terms().name(fact) for fact in past.answer.not_compared],
        "code_form": CodeForm(),
        "confirm_form": ConfirmForm(),
        "sent": request.GET.get("sent") == "1" and verification.SENT,
    }
    return page(request, "answer", wrong, **(context | forms))


@for_those_who_verify
@sensitive_post_parameters()
@require_POST
def code(request: HttpRequest, reference: str) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            verification.send_code(reference, form.cleaned_data["number"], look(request))
        except verification.TooOften:
            raise
        except Refusal as refusal:
            refused(form, refusal, request.LANGUAGE_CODE, "number")
        else:
            answered = redirect("verify-answer", reference)
            answered["Location"] += "?sent=1"
            return answered
    return _answer(request, reference, code_form=form)


@for_those_who_verify
@sensitive_post_parameters()
@require_POST
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            verification.check_code(reference, form.cleaned_data["code"], look(request))
        except Refusal as refusal:
            refused(form, refusal, request.LANGUAGE_CODE, "code")
        else:
            return redirect("verify-answer", reference)
    return _answer(request, reference, confirm_form=form)


@for_those_who_verify
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    office = staff(request).office
    found = verification.asked_by(office, before=_before(request), most=ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    older = shown[-1].answer.at.isoformat() if len(found) > ON_A_PAGE else None
    return page(
        request, "history", past=shown, older=older, every=verification.count_of(office), words=verification.WORDS
    )


def _before(request: HttpRequest) -> datetime | None:
    """None for anything but an instant."""
    try:
        found = datetime.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


@for_those_who_verify
@require_safe
def exported(request: HttpRequest) -> Answer:
    return table("verifications", HEAD, _rows(staff(request).office))


HEAD = ("reference", "at", "actor", "purpose", "case", "verdict", "score", "refer", "confirmed", "ledger_entry")


def _rows(office: str) -> Iterator[list[object]]:
    for past in verification.asked_by(office, most=MOST_EXPORTED):
        one = past.answer
        confirmed = one.confirmed.isoformat() if one.confirmed else ""
        yield [
            *(one.reference, one.at.isoformat(), past.actor, one.purpose, past.case or ""),
            *(str(one.verdict), one.score, one.refer, confirmed, one.entry),
        ]
