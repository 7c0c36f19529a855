"""Who may open these pages, and how a refusal is told on them."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wasl.channels.backoffice.forms import described
from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.identity.api import Staff
from wasl.identity.verification.api import PURPOSE, TooOften
from wasl.persons.rest import look_from
from wasl.trust.api import Kind, Look, open_purposes

CHANNEL = "verification"
View = Callable[..., Any]


def staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def look(request: HttpRequest, case: str | None = None) -> Look:
    return look_from(request, PURPOSE, kind=Kind.VERIFY, channel=CHANNEL, case=case or None)


def for_those_who_verify(view: View) -> View:
    """Sign in first; then whose role and office some policy lets ask."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> Any:
        account = staff(request)
        if not account.may_look_at_persons or PURPOSE not in open_purposes(account.role, account.office, CHANNEL):
            raise PermissionDenied
        try:
            return view(request, *arguments, **keywords)
        except Unknown as unknown:
            raise Http404(str(unknown)) from unknown
        except Refusal as refusal:
            return _trouble(request, refusal)

    return cast(View, login_required(guarded))


def _trouble(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    language = request.LANGUAGE_CODE
    told = {"what": words(refusal.what).in_language(language), "mend": words(refusal.mend).in_language(language)}
    status = 429 if isinstance(refusal, TooOften) else 403 if isinstance(refusal, NotAllowed) else 400
    return render(request, "kit/trouble.html", told, status=status)


def page(request: HttpRequest, template: str, form: BaseForm | None = None, **context: Any) -> HttpResponse:
    """A form with errors is a page in error."""
    if form is not None:
        described(form)
    status = 400 if form is not None and form.errors else 200
    return render(request, f"verification/{template}.html", {"form": form, **context}, status=status)


def refused(form: BaseForm, refusal: Refusal, language: str, field: str | None = None) -> None:
    """Say on the form what was refused, beside the field that it is about."""
    where = refusal.where if refusal.where in form.fields else field
    what, mend = words(refusal.what).in_language(language), words(refusal.mend).in_language(language)
    form.add_error(where, f"{what}: {mend}")
