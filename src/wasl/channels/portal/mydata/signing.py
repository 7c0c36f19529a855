"""Signing in: the national number on the first page, the code on the second, neither ever in an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wasl.channels.portal.account.codes import awaited, keep, message
from wasl.channels.portal.factors.signing import asks_password
from wasl.channels.portal.mydata.access import after_sign_in
from wasl.channels.portal.mydata.forms import CodeForm, NumberForm, described
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.accounts.api import ask_code, can_send, citizen_with
from wasl.identity.api import address_of, made_up_citizens, sign_in, sign_out, signed_in
from wasl.identity.factors.api import origins, works_at
from wasl.trust.api import Assurance

USE = "sign-in"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    if signed_in(request):
        return redirect(after_sign_in(request))
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            keep(request, USE, ask_code(form.cleaned_data["number"], address_of(request), request.LANGUAGE_CODE))
        except Refusal as refusal:
            form.refuse("number", refusal, request.LANGUAGE_CODE)
        else:
            return redirect("my-code")
    described(form)
    passkeys = {"works": works_at(request.get_host()), "address": origins()[0]}
    context = {"form": form, "open": can_send(), "people": made_up_citizens(), **passkeys}
    return render(request, "mydata/sign_in.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    asked = awaited(request, USE)
    if asked is None:
        return redirect("my-sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            citizen = citizen_with(asked.id, form.cleaned_data["code"], address_of(request))
        except NotAllowed as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
        else:
            if asks_password(request, citizen, ("sms",)):
                return redirect("my-sign-in-password")
            wanted = after_sign_in(request)
            sign_in(request, citizen, amr=["sms"], carries=Assurance.SUBSTANTIAL)
            return redirect(wanted)
    described(form)
    return render(request, "mydata/code.html", {"form": form, **message(asked)})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    return redirect("home")
