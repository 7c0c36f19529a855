"""Who may open these pages: those who work on the cases of an office, as far as their own office goes."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from wasl.cases.api import Doer
from wasl.catalogue.api import Who
from wasl.channels.backoffice.staff_access import staff
from wasl.channels.errors import refused
from wasl.core.errors import Refusal, Unknown
from wasl.identity.api import Staff
from wasl.identity.staffing.api import May, may

Answer = HttpResponse | StreamingHttpResponse
View = Callable[..., Answer]
LONGEST_PRESS = 64
MOST_DIGITS = 9


def for_case_work(view: View) -> View:
    """Sign in first. What an office has no part in is not here at all."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> Answer:
        account = staff(request)
        if not may(account.role, May.WORK_ON_CASES):
            raise PermissionDenied
        try:
            return view(request, doer_of(account), *arguments, **keywords)
        except Unknown as unknown:
            raise Http404(str(unknown)) from unknown
        except Refusal as refusal:
            return refused(request, refusal, otherwise=409)

    return cast(View, login_required(guarded))


def doer_of(account: Staff) -> Doer:
    return Doer(
        account=account.account_id,
        who=Who(account.role),
        channel="backoffice",
        office=account.office,
        username=account.username,
        own=account.person or "",
        level=account.assurance,
    )


def press() -> str:
    """For one form: pressed twice, it is one press."""
    return secrets.token_urlsafe(12)


def pressed(request: HttpRequest) -> str:
    """What the form brought; one that brought nothing is a press of its own."""
    return request.POST.get("once", "")[:LONGEST_PRESS] or press()


def number_in(text: str | None) -> int | None:
    """A whole number that a form brought; None for anything else."""
    sound = text is not None and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if sound and text else None
