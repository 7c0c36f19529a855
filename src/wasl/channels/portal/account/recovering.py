"""A lost telephone: number and new telephone on one page, the code and a recovery code on the next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.channels.portal.account.codes import awaited, keep, message
from wasl.channels.portal.account.forms import RecoverCodeForm, RecoverForm
from wasl.channels.portal.mydata.forms import described
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.accounts.api import ask_recovery, can_send, recover
from wasl.identity.api import address_of

USE = "recover"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = RecoverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        return redirect("my-recover-code")
    described(form)
    return render(request, "account/recover.html", {"form": form, "open": can_send()})


def _asked(request: HttpRequest, form: RecoverForm) -> bool:
    said, language = form.cleaned_data, request.LANGUAGE_CODE
    try:
        keep(request, USE, ask_recovery(said["number"], said["telephone"], address_of(request), language))
    except Refusal as refusal:
        form.refuse("telephone" if refusal.where == "telephone" else "number", refusal, language)
        return False
    return True


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    asked = awaited(request, USE)
    if asked is None:
        return redirect("my-recover")
    form = RecoverCodeForm(request.POST if request.method == "POST" else None)
    due = None
    if request.method == "POST" and form.is_valid():
        try:
            due = recover(asked.id, form.cleaned_data["code"], form.cleaned_data["recovery_code"])
        except NotAllowed as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
    described(form)
    return render(request, "account/recover_code.html", {"form": form, "due": due, **message(asked)})
