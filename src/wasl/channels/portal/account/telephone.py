"""Another telephone: at once with a passkey, else in three days; and the button that stops it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wasl.channels.portal.account.codes import awaited, keep, message
from wasl.channels.portal.account.forms import TelephoneForm
from wasl.channels.portal.mydata.access import for_account_holders, here_of
from wasl.channels.portal.mydata.forms import CodeForm, described
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.accounts.api import ask_change, confirm_change, masked, pending, proved_with_passkey, stop
from wasl.identity.api import Citizen, address_of

USE = "telephone"


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    form = TelephoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            keep(request, USE, ask_change(citizen, form.cleaned_data["telephone"], address_of(request)))
        except Refusal as refusal:
            form.refuse("telephone", refusal, request.LANGUAGE_CODE)
        else:
            return redirect("my-account-telephone-code")
    described(form)
    context = {
        "form": form,
        "telephone": masked(citizen.telephone) if citizen.telephone else None,
        "pending": pending(citizen),
        "at_once": proved_with_passkey(here_of(citizen)),
    }
    return render(request, "account/telephone.html", context)


@for_account_holders
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    asked = awaited(request, USE)
    if asked is None:
        return redirect("my-account-telephone")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            at_once = confirm_change(here_of(citizen), asked.id, form.cleaned_data["code"])
        except NotAllowed as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
        else:
            return redirect(f"{reverse('my-factors')}?done=telephone") if at_once else redirect("my-account")
    described(form)
    return render(request, "account/telephone_code.html", {"form": form, **message(asked)})


@for_account_holders
@require_POST
def stopped(request: HttpRequest, citizen: Citizen) -> HttpResponse:
    stop(citizen)
    return redirect("my-account")
