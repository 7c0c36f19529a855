"""Emergency access: what an officer has to justify, and what the protection officer has to answer."""

from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from wasl.channels.backoffice.protection.access import Answer, for_protection, for_those_who_look, page, staff
from wasl.channels.backoffice.protection.forms import AnswerEmergencyForm, JustifyForm
from wasl.country.api import pack
from wasl.protection import api
from wasl.protection.api import Emergency


class _Told:
    """An emergency with its names in words."""

    def __init__(self, emergency: Emergency) -> None:
        self.emergency = emergency
        self.office = pack().agencies.get(emergency.office or "")
        purpose = pack().purposes.get(emergency.purpose)
        self.purpose = purpose.name if purpose else None
        self.overdue = emergency.state == Emergency.State.WAITING and emergency.due < timezone.now()
        self.left = emergency.due - timezone.now()


@for_protection
@require_safe
def listed(request: HttpRequest) -> Answer:
    found = [_Told(one) for one in api.to_answer()]
    return page(request, "emergencies", emergencies=found, terms=api.terms().emergency, form=None)


@for_protection
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, seq: int) -> Answer:
    found = next((one for one in api.to_answer() if one.seq == seq), None)
    if not found:
        return redirect("protection-emergencies")
    form = AnswerEmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        accepted = given["accepted"] == "yes"
        api.answer_emergency(seq, accepted=accepted, words=given["words"], by=staff(request).account_id)
        return redirect("protection-emergencies")
    return page(request, "emergency", told=_Told(found), form=None if found.answered else form)


@for_those_who_look
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, seq: int | None = None) -> Answer:
    """The officer's own, each with a form until it is answered."""
    account = staff(request).account_id
    form = JustifyForm(request.POST or None)
    if request.method == "POST" and seq is not None and form.is_valid():
        api.justify(seq, form.cleaned_data["words"], by=account)
        return redirect("protection-mine")
    found = [_Told(one) for one in api.of_account(account)]
    return page(request, "mine", emergencies=found, form=form, answering=seq, hours=api.terms().emergency.justify_hours)
