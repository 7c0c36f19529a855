"""The console: the programs of an office that people sign in to, registered and looked after by its head."""

import json
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

import wasl.identity.openid.api as openid
from wasl.channels.backoffice.staff_access import for_staff, noted, staff
from wasl.channels.backoffice.staff_approval_sight import ApprovalSight
from wasl.channels.console import acts
from wasl.channels.console.exporting import metadata
from wasl.channels.console.forms import LEVELS, PROFILES, PartyForm, ReasonForm
from wasl.channels.console.telling import standing as standing_of
from wasl.channels.console.words import LABELS
from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.country.api import pack
from wasl.identity.api import Staff
from wasl.identity.staffing.api import Approval, May, has_lapsed, may

for_console = for_staff(May.LEAD_STAFF, May.RUN_PLATFORM)


@for_console
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    waiting = Approval.objects.filter(act="party.register", state=Approval.State.WAITING)
    seen = waiting if _runs(staff(request)) else waiting.filter(office=staff(request).office)
    context = {
        "parties": _own(staff(request)),
        "waiting": [row for row in seen.order_by("-asked") if not has_lapsed(row)],
        "office": pack().agencies.get(staff(request).office),
    }
    return render(request, "console/list.html", context)


@for_console
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = PartyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = f"{'try-' if form.is_sandbox else ''}{staff(request).office[:40]}-{secrets.token_hex(4)}"
        told = form.registration(name, staff(request).office)
        answer = _tried(form, lambda: _registered(request, form, told))
        if answer:
            return answer
    return render(request, "console/form.html", {"form": form})


@for_console
@require_safe
def party(request: HttpRequest, client_id: str) -> HttpResponse:
    one = _named(request, client_id)
    asked = Approval.objects.filter(act__startswith="party.", subject=client_id)
    context = {
        "party": one,
        "office": pack().agencies.get(one.office),
        "purpose": pack().purposes.get(one.purpose),
        "profile": PROFILES[openid.Profile(one.profile)],
        "level": LEVELS[one.level],
        "issuer": settings().public_address,
        "labels": LABELS,
        "history": [ApprovalSight(row) for row in asked.order_by("-asked")],
        "form": ReasonForm(),
    }
    return render(request, "console/party.html", context)


@for_console
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, client_id: str) -> HttpResponse:
    """Its keys too: what was registered before is replaced."""
    one = _named(request, client_id)
    form = PartyForm(request.POST if request.method == "POST" else None, standing=standing_of(one))
    if request.method == "POST" and form.is_valid():
        told = form.registration(client_id, one.office)
        answer = _tried(form, lambda: _changed(request, form, told))
        if answer:
            return answer
    return render(request, "console/form.html", {"form": form, "party": one})


@for_console
@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, client_id: str) -> HttpResponse:
    """Stop it, or let it in again."""
    one = _named(request, client_id)
    stop = one.status == openid.Status.ACTIVE
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if one.sandbox:
            (openid.suspend if stop else openid.reinstate)(client_id)
            return _done(request, "suspended a program" if stop else "reinstated a program", client_id)
        return _asked(request, acts.ask_standing(staff(request), client_id, form.cleaned_data["reason"], stop=stop))
    return render(request, "console/standing.html", {"form": form, "party": one, "stop": stop})


@for_console
@require_safe
def exported(request: HttpRequest, client_id: str) -> HttpResponse:
    one = _named(request, client_id)
    written = json.dumps(metadata(one), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="{one.client_id}.json"'}
    return HttpResponse(written, content_type="application/json", headers=headers)


def _tried(form: PartyForm, act: Callable[[], HttpResponse]) -> HttpResponse | None:
    try:
        return act()
    except Refusal as refusal:
        form.refuse(refusal)
    return None


def _registered(request: HttpRequest, form: PartyForm, told: openid.Registration) -> HttpResponse:
    if not told.sandbox:
        return _asked(request, acts.ask_registering(staff(request), told, form.cleaned_data["reason"]))
    openid.register(told)
    return _done(request, "registered a program for trying out", told.client_id)


def _changed(request: HttpRequest, form: PartyForm, told: openid.Registration) -> HttpResponse:
    if not told.sandbox:
        return _asked(request, acts.ask_changing(staff(request), told, form.cleaned_data["reason"]))
    openid.change(told)
    return _done(request, "changed a program for trying out", told.client_id)


def _asked(request: HttpRequest, row: Approval) -> HttpResponse:
    noted(request, f"asked for {row.act}", f"approval-{row.pk}")
    return redirect("approval", row.pk)


def _done(request: HttpRequest, outcome: str, client_id: str) -> HttpResponse:
    noted(request, outcome, f"party-{client_id}"[:64])
    return redirect("console-party", client_id)


def _runs(who: Staff) -> bool:
    return may(who.role, May.RUN_PLATFORM)


def _own(who: Staff) -> list[openid.RelyingParty]:
    """Of the office; whoever runs the platform sees those of all."""
    return [one for one in openid.parties() if _runs(who) or one.office == who.office]


def _named(request: HttpRequest, client_id: str) -> openid.RelyingParty:
    """Another office's is as if it were not there."""
    one = next((one for one in _own(staff(request)) if one.client_id == client_id), None)
    return one or openid.party_named("")
