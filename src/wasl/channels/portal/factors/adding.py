"""Adding a factor: each page says what it is, then shows once what must be kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.portal.factors.access import for_owner
from wasl.channels.portal.factors.forms import AppCodeForm, LabelForm, NewPasswordForm
from wasl.channels.portal.factors.proofs import by, note, proved_of_late, to_prove
from wasl.channels.portal.mydata.forms import described
from wasl.core.errors import Refusal
from wasl.identity.api import SignedIn
from wasl.identity.factors.api import (
    Kind,
    ProveAgain,
    factors_of,
    has_password,
    origins,
    password_set,
    recovery_codes_new,
    totp_confirm,
    totp_new,
    works_at,
)
from wasl.identity.sessions.api import Why, end_all


@for_owner
@require_safe
def passkey(request: HttpRequest, here: SignedIn) -> HttpResponse:
    if not proved_of_late(request, here):
        return redirect(to_prove(request, request.path))
    form = LabelForm()
    described(form)
    context = {"form": form, "works": works_at(request.get_host()), "address": origins()[0]}
    return render(request, "factors/passkey.html", context)


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def time_code(request: HttpRequest, here: SignedIn) -> HttpResponse:
    """The secret is on the page that answers the form, and on no other."""
    if not proved_of_late(request, here):
        return redirect(to_prove(request, request.path))
    form = LabelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        new = totp_new(here.citizen.account_id, form.cleaned_data["label"], by(request, here))
        return _confirming(request, AppCodeForm(), new=new)
    described(form)
    return render(request, "factors/time_code.html", {"form": form})


@for_owner
@require_POST
def confirm(request: HttpRequest, here: SignedIn) -> HttpResponse:
    form = AppCodeForm(request.POST)
    if form.is_valid():
        try:
            proof = totp_confirm(here.citizen.account_id, form.cleaned_data["code"], by(request, here))
        except ProveAgain:
            raise
        except Refusal as refusal:
            form.refuse("code", refusal, request.LANGUAGE_CODE)
        else:
            note(request, here, proof.factor)
            return redirect(f"{reverse('my-factors')}?done={Kind.TIME_CODE}")
    return _confirming(request, form, new=None)


@sensitive_post_parameters()
@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, here: SignedIn) -> HttpResponse:
    """Everywhere else one is signed out by it."""
    if not proved_of_late(request, here):
        return redirect(to_prove(request, request.path))
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            password_set(here.citizen.account_id, form.cleaned_data["password"], by(request, here))
        except Refusal as refusal:
            form.refuse("password", refusal, request.LANGUAGE_CODE)
        else:
            end_all(here.citizen, but=here.id, why=Why.CHANGED)
            return redirect(f"{reverse('my-factors')}?done={Kind.PASSWORD}")
    described(form)
    return render(request, "factors/password.html", {"form": form, "has": has_password(here.citizen.account_id)})


@for_owner
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: HttpRequest, here: SignedIn) -> HttpResponse:
    if not proved_of_late(request, here):
        return redirect(to_prove(request, request.path))
    account = here.citizen.account_id
    codes = recovery_codes_new(account, by(request, here)) if request.method == "POST" else []
    held = next((one for one in factors_of(account) if one.kind is Kind.RECOVERY), None)
    return render(request, "factors/recovery_codes.html", {"codes": codes, "held": held})


def _confirming(request: HttpRequest, form: AppCodeForm, **more: object) -> HttpResponse:
    described(form)
    return render(request, "factors/confirm.html", {"form": form, **more})
