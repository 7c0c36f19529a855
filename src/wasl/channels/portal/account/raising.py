"""Confirming the account: what it takes in plain words; a code to a registered telephone and facts, or a counter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import resolve
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.channels.portal.account.codes import awaited, keep, message
from wasl.channels.portal.account.forms import RaiseForm
from wasl.channels.portal.mydata.access import NEXT, after_sign_in, for_account_holders, here_of, is_own_path
from wasl.channels.portal.mydata.forms import described
from wasl.core.errors import NotAllowed
from wasl.identity.accounts.api import ask_raise, proofing, raise_online, telephones_held
from wasl.identity.api import Citizen, address_of
from wasl.identity.factors.api import Kind, factors_of
from wasl.trust.api import Assurance

USE = "raise"


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    if request.method == "POST":
        place = request.POST.get("telephone", "")
        number = int(place) if place.isascii() and place.isdecimal() and len(place) < 4 else -1
        keep(request, USE, ask_raise(citizen, number, address_of(request)))
        return redirect("my-account-raise-code")
    low = citizen.level is Assurance.LOW
    weaker = not low and here_of(citizen).level is Assurance.LOW
    context = {
        "low": low,
        "weaker": weaker,
        "highest": citizen.level is Assurance.HIGH,
        "passkey": any(one.kind is Kind.PASSKEY for one in factors_of(citizen.account_id)),
        "telephones": telephones_held(citizen) if low else [],
        "wanted": _wanted(request),
    }
    return render(request, "account/raise.html", context)


def _wanted(request: HttpRequest) -> str:
    """The page that led here; a program's request only where it says that it still waits."""
    wanted = request.session.get(NEXT)
    if not (isinstance(wanted, str) and is_own_path(wanted)):
        return ""
    is_request = resolve(wanted.partition("?")[0]).url_name == "my-share"
    return "" if is_request and "waiting" not in request.GET else wanted


@sensitive_post_parameters()
@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    asked = awaited(request, USE)
    if asked is None or citizen.level is not Assurance.LOW:
        return redirect("my-account-raise")
    form = RaiseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            raise_online(citizen, asked.id, form.cleaned_data["code"], form.answers)
        except NotAllowed as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
        else:
            return redirect(after_sign_in(request, "my-account"))
    described(form)
    context = {"form": form, "needed": proofing().needed, **message(asked)}
    return render(request, "account/raise_code.html", context)
