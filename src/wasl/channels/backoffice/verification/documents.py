"""Checking a document that lies on the counter: its lines, its barcode, its photo. Nothing of it is kept."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

import wasl.identity.verification.api as verification
from wasl.channels.backoffice.verification.access import for_those_who_verify, page, refused
from wasl.channels.backoffice.verification.forms import FacesForm, LinesForm, PhotoForm
from wasl.core.errors import Refusal
from wasl.identity.verification.api import Alike, Checked, Claim, Fact

ALIKE = {Alike.SAME: "good", Alike.CLOSE: "warn", Alike.DIFFERENT: "bad", Alike.SILENT: ""}


class Sight:
    """One checked document as the page shows it."""

    def __init__(self, one: Checked) -> None:
        self.one, self.told = one, one.told
        self.facts = [
            (verification.terms().name(fact), said, one.agrees.get(fact), ALIKE[one.agrees.get(fact, Alike.SILENT)])
            for fact, said in one.told.facts.items()
        ]


@for_those_who_verify
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    form, checked = LinesForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["full_name"]
        try:
            checked = [
                verification.check_document(
                    form.checker, form.cleaned_data["content"], Claim(facts={Fact.FULL_NAME: name} if name else {})
                )
            ]
        except Refusal as refusal:
            refused(form, refusal, request.LANGUAGE_CODE, "content")
    return page(request, "lines", form, checked=[Sight(one) for one in checked or []])


@for_those_who_verify
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest) -> HttpResponse:
    form, checked = PhotoForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            checked = verification.capture(form.cleaned_data["image"].read(), Claim())
        except Refusal as refusal:
            refused(form, refusal, request.LANGUAGE_CODE, "image")
    return page(request, "photo", form, checked=[Sight(one) for one in checked or []])


@for_those_who_verify
@require_http_methods(["GET", "HEAD", "POST"])
def faces(request: HttpRequest) -> HttpResponse:
    form, answer, comparer = FacesForm(request.POST or None, request.FILES or None), None, verification.face_comparer()
    if request.method == "POST" and form.is_valid():
        one, two = (form.cleaned_data[name].read() for name in ("one", "two"))
        try:
            answer = verification.compare_faces(one, two)
        except Refusal as refusal:
            refused(form, refusal, request.LANGUAGE_CODE, "one")
    return page(request, "faces", form, answer=answer, there_is_one=comparer is not None, is_demo=verification.IS_DEMO)
