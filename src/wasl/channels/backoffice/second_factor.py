"""The second factor at sign-in: given on one page, or enrolled on another by who has none yet."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.second_factor_forms import CodeForm
from wasl.channels.backoffice.staff_sign_in import home_of
from wasl.core.errors import Refusal
from wasl.identity.factors.api import (
    By,
    Kind,
    device_of,
    factors_of,
    passkey_options,
    passkey_register,
    passkey_register_options,
    totp_confirm,
    totp_new,
    works_at,
)
from wasl.identity.staffing.api import (
    Halfway,
    begin,
    code_given,
    demo_code,
    halfway,
    has_factor,
    passkey_given,
    tried,
    untold,
)

ASKED, NEW = "staff-passkey-asked", "staff-time-code"
"""What a passkey was asked, and the time code that is being set up: kept until the session begins, then gone."""
WANTED = "staff-wanted"
"""Where they go on to from what they are told first."""


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """A code from the person's app, or their passkey."""
    here = halfway(request)
    if here is None:
        return redirect("sign-in")
    if not has_factor(here.account):
        return redirect("sign-in-enrol")
    form = CodeForm(request.POST if request.method == "POST" else None, initial={"code": demo_code(here.account)})
    if request.method == "POST" and form.is_valid():
        try:
            return _arrived(request, here, _given(request, here, form))
        except Refusal as refusal:
            tried(request)
            form.refuse(refusal)
    return _shown(request, "second", form, _passkey_asked(request, here), demo=demo_code(here.account))


def _given(request: HttpRequest, here: Halfway, form: CodeForm) -> tuple[str, ...]:
    if answer := form.cleaned_data["passkey"]:
        return passkey_given(here.account, request.session.pop(ASKED, ""), answer)
    return code_given(here.account, form.cleaned_data["code"])


def _passkey_asked(request: HttpRequest, here: Halfway) -> dict[str, Any] | None:
    """None where the account has no passkey, or passkeys do not work at this address."""
    has_one = any(one.kind is Kind.PASSKEY for one in factors_of(here.account.account_id))
    if not has_one or not works_at(request.get_host()):
        return None
    ceremony = passkey_options(here.account.account_id)
    request.session[ASKED] = ceremony.state
    return ceremony.options


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Only for an account without a factor: who has one gives it, and adds others on their own page."""
    here = halfway(request)
    if here is None:
        return redirect("sign-in")
    if has_factor(here.account):
        return redirect("sign-in-second")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _arrived(request, here, enrolled(request, here.account.account_id, form))
        except Refusal as refusal:
            tried(request)
            form.refuse(refusal)
    return enrolment(request, form, here.account.account_id, here.account.username)


def enrolment(request: HttpRequest, form: CodeForm, account: str, name: str) -> HttpResponse:
    """The page; a time code that was shown stays the same until it is confirmed."""
    if NEW not in request.session:
        new = totp_new(account, name)
        request.session[NEW] = {"secret": new.secret, "qr": new.qr}
    options = None
    if works_at(request.get_host()):
        ceremony = passkey_register_options(account, name)
        request.session[ASKED], options = ceremony.state, ceremony.options
    return _shown(request, "enrol", form, options, **request.session[NEW])


def enrolled(request: HttpRequest, account: str, form: CodeForm) -> tuple[str, ...]:
    """How they proved themselves. Raises Refusal."""
    by = By(account, device_of(request))
    if answer := form.cleaned_data["passkey"]:
        proof = passkey_register(account, request.session.pop(ASKED, ""), answer, "", by)
    else:
        proof = totp_confirm(account, form.cleaned_data["code"], by)
    request.session.pop(NEW, None)
    return proof.amr


def _arrived(request: HttpRequest, here: Halfway, amr: tuple[str, ...]) -> HttpResponse:
    """To their work; by way of their own page where they are to be told something."""
    begin(request, here.account, amr=("pwd", *amr))
    wanted = here.wanted or home_of(request)
    if not untold(here.account):
        return redirect(wanted)
    request.session[WANTED] = wanted
    return redirect("staff-me")


def _shown(
    request: HttpRequest, template: str, form: CodeForm, options: dict[str, Any] | None, **more: Any
) -> HttpResponse:
    if form.errors and halfway(request) is None and not request.user.is_authenticated:
        return redirect("sign-in")  # too many wrong codes
    described(form)
    told = json.dumps(options) if options else ""
    return render(request, f"backoffice/staff/{template}.html", {"form": form, "options": told, **more})
