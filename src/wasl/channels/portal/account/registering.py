"""Opening an account: number and telephone on one page, the code on the next; the same pages for every number."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.channels.portal.account.codes import awaited, keep, message
from wasl.channels.portal.account.forms import RegisterForm
from wasl.channels.portal.mydata.access import after_sign_in
from wasl.channels.portal.mydata.forms import CodeForm, described
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.accounts.api import can_send, open_account, register
from wasl.identity.api import address_of, sign_in, signed_in
from wasl.trust.api import Assurance

USE = "register"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    if signed_in(request):
        return redirect("my-account")
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        return redirect("my-register-code")
    described(form)
    return render(request, "account/register.html", {"form": form, "open": can_send()})


def _asked(request: HttpRequest, form: RegisterForm) -> bool:
    said, language = form.cleaned_data, request.LANGUAGE_CODE
    try:
        asked = register(
            said["number"],
            said["telephone"],
            said["email"] or None,
            address=address_of(request),
            language=language,
        )
    except Refusal as refusal:
        form.refuse("telephone" if refusal.where == "telephone" else "number", refusal, language)
        return False
    keep(request, USE, asked)
    return True


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    asked = awaited(request, USE)
    if asked is None:
        return redirect("my-register")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            citizen = open_account(asked.id, form.cleaned_data["code"], request.LANGUAGE_CODE)
        except NotAllowed as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
        else:
            wanted = after_sign_in(request, "my-account")
            sign_in(request, citizen, amr=["sms"], carries=Assurance.SUBSTANTIAL)
            return redirect(wanted)
    described(form)
    return render(request, "account/register_code.html", {"form": form, **message(asked)})
