"""Personal-data incidents: the list with its clocks, one incident, its notices."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.protection.access import Answer, for_protection, look, page, staff
from wasl.channels.backoffice.protection.forms import CloseForm, ConcernForm, IncidentForm, SentForm
from wasl.core.errors import Refusal, words
from wasl.protection import api
from wasl.protection.api import Clock, Incident, Notice
from wasl.trust.api import Kind, passing


class _Running:
    """A clock as the page shows it."""

    def __init__(self, clock: Clock) -> None:
        now = timezone.now()
        self.clock, self.stand = clock, clock.stand(now).value
        self.left = abs(clock.left(now))
        self.over = clock.left(now) < timedelta(0)


class _Told:
    """An incident with its clocks."""

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.authority = _Running(api.authority_clock(incident))
        people = api.people_clock(incident)
        self.people = _Running(people) if people else None


@for_protection
@require_safe
def listed(request: HttpRequest) -> Answer:
    return page(
        request, "incidents", incidents=[_Told(one) for one in api.incidents()], terms=api.terms().incident, form=None
    )


@for_protection
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> Answer:
    form = IncidentForm(request.POST or None, language=request.LANGUAGE_CODE)
    if request.method == "POST" and form.is_valid():
        try:
            made = api.register(form.told(), by=staff(request).account_id)
        except Refusal as refusal:
            form.add_error("known", words(refusal.what).in_language(request.LANGUAGE_CODE))
        else:
            return redirect("protection-incident", made.reference)
    return page(request, "incident_form", form=form, incident=None)


@for_protection
@require_http_methods(["GET", "HEAD", "POST"])
def changed(request: HttpRequest, reference: str) -> Answer:
    incident = api.incident(reference)
    standing = {name: getattr(incident, name) for name in IncidentForm.base_fields}
    form = IncidentForm(request.POST or None, language=request.LANGUAGE_CODE, initial=standing)
    if request.method == "POST" and form.is_valid():
        try:
            api.revise(reference, form.told(), by=staff(request).account_id)
        except Refusal as refusal:
            form.add_error("known", words(refusal.what).in_language(request.LANGUAGE_CODE))
        else:
            return redirect("protection-incident", reference)
    return page(request, "incident_form", form=form, incident=incident)


@for_protection
@require_safe
def one(request: HttpRequest, reference: str) -> Answer:
    return _incident(request, reference)


def _incident(request: HttpRequest, reference: str, **forms: Any) -> Answer:
    incident = api.incident(reference)
    now = timezone.localtime()
    return page(
        request,
        "incident",
        told=_Told(incident),
        notices=incident.notices.order_by("to", "version"),
        named=api.concerned(incident),
        steps=incident.steps.order_by("id"),
        terms=api.terms().incident,
        **{
            "concern": ConcernForm(),
            "sent": SentForm(initial={"sent": now}),
            "closing": CloseForm(),
            "form": None,
            **forms,
        },
    )


@for_protection
@require_POST
def noticed(request: HttpRequest, reference: str) -> Answer:
    """Write a further version of a notice."""
    to = request.POST.get("to")
    made = api.make_notice(
        reference, to if to in Notice.To.values else Notice.To.AUTHORITY, by=staff(request).account_id
    )
    return redirect("protection-notice", reference, made.pk)


@for_protection
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, reference: str, number: int) -> Answer:
    """A notice to print or to mark as sent."""
    found = get_object_or_404(api.incident(reference).notices, pk=number)
    form = SentForm(request.POST or None, initial={"sent": timezone.localtime()})
    if request.method == "POST" and form.is_valid():
        try:
            api.mark_sent(reference, number, by=staff(request).account_id, sent=form.cleaned_data["sent"])
        except Refusal as refusal:
            form.add_error("sent", words(refusal.what).in_language(request.LANGUAGE_CODE))
        else:
            return redirect("protection-incident", reference)
    return page(request, "notice", notice=found, reference=reference, body=found.body, form=form)


@for_protection
@require_safe
def notice_file(request: HttpRequest, reference: str, number: int) -> Answer:
    """The notice for another program."""
    found = get_object_or_404(api.incident(reference).notices, pk=number)
    told = {"reference": reference, "to": found.to, "version": found.version, "made": found.made, "sent": found.sent}
    answer = JsonResponse({**told, "notice": found.body}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{reference}-{found.to}-{found.version}.json"'
    return answer


@for_protection
@require_POST
def concerned(request: HttpRequest, reference: str) -> Answer:
    """Name all at whom an account looked: itself a look at them, though none of them is shown."""
    form = ConcernForm(request.POST)
    if not form.is_valid():
        return _incident(request, reference, concern=form, form=form)
    given = form.cleaned_data
    with passing(look(request, Kind.LOG, reference)) as passage:
        named = api.concern(reference, given["account"], given["since"], given["until"], by=staff(request).account_id)
        passage.close(outcome=f"named {named} people for an incident")
    return redirect("protection-incident", reference)


@for_protection
@require_POST
def closed(request: HttpRequest, reference: str) -> Answer:
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            api.close(reference, form.cleaned_data["closing"], by=staff(request).account_id)
        except Refusal as refusal:
            form.add_error("closing", words(refusal.what).in_language(request.LANGUAGE_CODE))
        else:
            return redirect("protection-incident", reference)
    return _incident(request, reference, closing=form, form=form)
