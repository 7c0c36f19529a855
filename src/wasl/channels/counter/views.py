"""The counter: find who stands there by their card, compare, note what was seen, confirm; a receipt to take along."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.staff_access import noted, staff
from wasl.channels.counter.access import SERVED, Served, for_agents, for_served, on_record
from wasl.channels.counter.forms import CodeForm, EvidenceForm, NumberForm, TelephoneForm
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.accounts.api import Asked, AssuranceStep, open_account, register
from wasl.identity.api import Citizen
from wasl.identity.staffing.api import (
    MOST_AN_HOUR,
    Approval,
    confirm_passkey,
    confirm_visit,
    confirmed_lately,
    passkeys_used,
)
from wasl.messaging.api import shown
from wasl.trust.api import Assurance

ASKED, RECEIPTS, TELEPHONE = "counter-asked", "counter-receipts", "counter-telephone"
"""The code that the person's telephone was sent; the steps that this session has a receipt of; the telephone itself."""


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """One person after the other: a new number forgets the last."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.session[SERVED] = form.cleaned_data["number"]
        request.session.pop(ASKED, None)
        request.session.pop(TELEPHONE, None)
        return redirect("counter-person")
    described(form)
    left = max(0, MOST_AN_HOUR - confirmed_lately(staff(request)))
    return render(request, "counter/home.html", {"form": form, "left": left, "known": bool(staff(request).person)})


@for_served
@require_safe
def person(request: HttpRequest, served: Served) -> HttpResponse:
    return _page(request, served)


def _page(request: HttpRequest, served: Served, form: Any = None, status: int = 200) -> HttpResponse:
    """What is needed to compare, and the next step: open an account, confirm it, or bind a passkey."""
    citizen = _account(served)
    confirmed = citizen is not None and citizen.level is not Assurance.LOW
    form = form or (EvidenceForm(confirmed=confirmed, initial=_heard(request)) if citizen else TelephoneForm())
    described(form)
    context = {
        "served": served,
        "citizen": citizen,
        "form": form,
        "passkeys": passkeys_used(citizen) if citizen else [],
        "confirmed": confirmed,
    }
    return render(request, "counter/person.html", context, status=status)


def _heard(request: HttpRequest) -> dict[str, str]:
    """The telephone that was named when the account was opened here: it need not be asked again."""
    return {"telephone": request.session.get(TELEPHONE, "")}


@for_served
@require_POST
def visited(request: HttpRequest, served: Served) -> HttpResponse:
    """The evidence, and with it the level."""
    citizen = _holder(served)
    form = EvidenceForm(request.POST, confirmed=citizen.level is not Assurance.LOW)
    if not form.is_valid():
        return _page(request, served, form, status=400)
    return _done(request, served, confirm_visit(staff(request), citizen, form.evidence()))


@for_served
@require_POST
def bound(request: HttpRequest, served: Served) -> HttpResponse:
    """A passkey that the person has just used."""
    factor = request.POST.get("factor", "")[:80]
    return _done(request, served, confirm_passkey(staff(request), _holder(served), factor))


def _done(request: HttpRequest, served: Served, came: AssuranceStep | Approval) -> HttpResponse:
    if isinstance(came, Approval):
        noted(request, f"asked for {came.act}", f"approval-{came.pk}")
        return redirect("approval", came.pk)
    on_record(request, served.person, f"account confirmed: {came.level}")
    request.session[RECEIPTS] = [*request.session.get(RECEIPTS, []), came.pk]
    return redirect("counter-receipt", came.pk)


@for_served
@require_POST
def registered(request: HttpRequest, served: Served) -> HttpResponse:
    """A code goes to the telephone that the person names."""
    form = TelephoneForm(request.POST)
    if form.is_valid():
        try:
            address = f"counter {staff(request).account_id}"
            asked = register(served.number, form.cleaned_data["telephone"], address=address)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            request.session[ASKED] = [asked.id, asked.reference]
            request.session[TELEPHONE] = form.cleaned_data["telephone"]
            return redirect("counter-code")
    return _page(request, served, form, status=400)


@for_served
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, served: Served) -> HttpResponse:
    """The person reads the code to the agent; with it there is an account, which can be confirmed next."""
    if ASKED not in request.session:
        return redirect("counter-person")
    asked = Asked(*request.session[ASKED])
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_account(asked.id, form.cleaned_data["code"])
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            request.session.pop(ASKED)
            on_record(request, served.person, "account opened")
            return redirect("counter-person")
    described(form)
    return render(request, "counter/code.html", {"form": form, "served": served, "message": shown(asked.reference)})


@for_agents
@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """For the person to take along; nothing on it is of use to who finds it. Only where it was made, in its session."""
    step = AssuranceStep.objects.filter(pk=number, by=staff(request).account_id).first()
    if step is None or number not in request.session.get(RECEIPTS, []):
        raise Unknown(
            Text(ar="لا يوجد إيصال بهذا الرقم هنا", en="there is no such receipt here"),
            mend=Text(ar="ارجع إلى الشباك", en="go back to the counter"),
        )
    office = pack().agencies.get(staff(request).office)
    return render(request, "counter/receipt.html", {"step": step, "office": office, "agent": staff(request)})


def _account(served: Served) -> Citizen | None:
    return Citizen.objects.filter(person=served.person, closed=None).first()


def _holder(served: Served) -> Citizen:
    if citizen := _account(served):
        return citizen
    raise Unknown(
        Text(ar="ليس لهذا الشخص حساب", en="this person has no account"),
        mend=Text(ar="افتح له حسابًا أولًا", en="open one for them first"),
    )
