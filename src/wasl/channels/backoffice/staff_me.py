"""A member of staff's own page: where they are signed in, what they sign in with, their password."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wasl.channels.backoffice.forms import described
from wasl.channels.backoffice.second_factor import WANTED, enrolled, enrolment
from wasl.channels.backoffice.second_factor_forms import CodeForm
from wasl.channels.backoffice.staff_access import for_staff, noted, staff
from wasl.channels.backoffice.staff_forms import PasswordForm, check_password
from wasl.core.errors import Refusal
from wasl.identity.factors.api import By, device_of, factors_of, remove
from wasl.identity.staffing.api import (
    KEY,
    May,
    Why,
    end_all_of,
    end_own,
    know,
    may,
    password_changed,
    untold,
    work_lines,
)

PROVED = "staff-proved"
"""When the password was given once more, so that a factor may be added."""
HOLDS = 300  # seconds


@for_staff()
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    return _page(request, PasswordForm(request=request))


def _page(request: HttpRequest, form: PasswordForm, status: int = 200) -> HttpResponse:
    account = staff(request)
    described(form)
    context = {
        "lines": work_lines(account),
        "here": request.session.get(KEY),
        "factors": factors_of(account.account_id),
        "untold": untold(account),
        "form": form,
        "leads": may(account.role, May.LEAD_STAFF),
    }
    return render(request, "backoffice/staff/me.html", context, status=status)


@for_staff()
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """One session, or all but this one."""
    account, number = staff(request), request.POST.get("session", "")
    if number == "others":
        end_all_of(account, Why.ENDED, but=request.session.get(KEY))
    elif number.isascii() and number.isdecimal() and len(number) < 19:
        end_own(account, int(number))
    return redirect("staff-me")


@for_staff()
@require_POST
def known(request: HttpRequest) -> HttpResponse:
    """They know of the changes that the page showed them."""
    number = request.POST.get("up_to", "")
    if number.isascii() and number.isdecimal() and len(number) < 19:
        know(staff(request), int(number))
    return redirect(request.session.pop(WANTED, "staff-me"))


class OwnPasswordForm(PasswordChangeForm):
    """Wrong old passwords slow down as wrong ones at sign-in do."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(staff(request), *args)
        self._request = request

    def clean_old_password(self) -> str:
        check_password(self._request, self.cleaned_data["old_password"])
        return str(self.cleaned_data["old_password"])


@sensitive_post_parameters()
@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Everywhere else one is signed out by it."""
    account = staff(request)
    form = OwnPasswordForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, account)
        password_changed(account, device_of(request))
        end_all_of(account, Why.CLOSED, but=request.session.get(KEY))
        noted(request, "own password changed", f"staff-{account.pk}")
        return redirect("staff-me")
    described(form)
    return render(request, "backoffice/staff/password.html", {"form": form})


@sensitive_post_parameters()
@for_staff()
@require_POST
def change_factors(request: HttpRequest) -> HttpResponse:
    """With the password once more: remove one, or go on to add one."""
    form = PasswordForm(request.POST, request=request)
    if not form.is_valid():
        return _page(request, form, status=400)
    if factor := request.POST.get("remove", ""):
        try:
            account = staff(request).account_id
            remove(account, factor, By(account, device_of(request)))
        except Refusal as refusal:
            form.refuse(refusal)
            return _page(request, form, status=400)
        return redirect("staff-me")
    request.session[PROVED] = datetime.now(UTC).timestamp()
    return redirect("staff-factor-new")


@sensitive_post_parameters()
@for_staff()
@require_http_methods(["GET", "HEAD", "POST"])
def new_factor(request: HttpRequest) -> HttpResponse:
    if datetime.now(UTC).timestamp() - request.session.get(PROVED, 0) > HOLDS:
        return redirect("staff-me")
    account = staff(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            enrolled(request, account.account_id, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            request.session.pop(PROVED)
            return redirect("staff-me")
    return enrolment(request, form, account.account_id, account.username)
