"""Who may open staff's own pages, and how what cannot be done is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from wasl.channels.errors import refused
from wasl.core.errors import Refusal
from wasl.identity.api import Staff
from wasl.identity.staffing.api import May, may
from wasl.trust.api import Kind, Look, passing

PURPOSE = "protection-audit"

View = Callable[..., HttpResponse]


def staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def for_staff(*rights: May) -> Callable[[View], View]:
    """Sign in first; then, where rights are named, roles that have one of them."""

    def wrapped(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
            if rights and not any(may(staff(request).role, right) for right in rights):
                raise PermissionDenied
            try:
                return view(request, *arguments, **keywords)
            except Refusal as refusal:
                return refused(request, refusal, otherwise=409)

        return cast(View, login_required(guarded))

    return wrapped


def noted(request: HttpRequest, outcome: str, case: str) -> None:
    """What was done about staff stands in the log too, which nobody can change afterwards."""
    account = staff(request)
    look = Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=account.role,
        purpose=PURPOSE,
        channel="backoffice",
        kind=Kind.LOG,
        case=case,
        assurance=account.assurance,
    )
    with passing(look) as passage:
        passage.close(outcome=outcome)
