"""Who may open these pages: protection officers do the work, auditors read it; nobody else."""

import csv
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from wasl.channels.backoffice.forms import described
from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.identity.api import Role, Staff
from wasl.trust.api import Kind, Look

PURPOSE = "protection-audit"

Answer = HttpResponse | StreamingHttpResponse
View = Callable[..., Answer]


def staff(request: HttpRequest) -> Staff:
    return cast(Staff, request.user)


def for_protection(view: View) -> View:
    """Sign in first; then protection officers, and auditors as far as they only read."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> Answer:
        role = staff(request).role
        if role != Role.PROTECTION and not (role == Role.AUDITOR and request.method in ("GET", "HEAD")):
            raise PermissionDenied
        return _answered(view, request, *arguments, **keywords)

    return cast(View, login_required(guarded))


def for_those_who_look(view: View) -> View:
    """For the officers themselves: what they have to answer for."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> Answer:
        if not staff(request).may_look_at_persons:
            raise PermissionDenied
        return _answered(view, request, *arguments, **keywords)

    return cast(View, login_required(guarded))


def _answered(view: View, request: HttpRequest, *arguments: Any, **keywords: Any) -> Answer:
    try:
        return view(request, *arguments, **keywords)
    except Unknown as unknown:
        raise Http404(str(unknown)) from unknown
    except Refusal as refusal:
        language = request.LANGUAGE_CODE
        trouble = {"what": words(refusal.what).in_language(language), "mend": words(refusal.mend).in_language(language)}
        return render(request, "kit/trouble.html", trouble, status=403 if isinstance(refusal, NotAllowed) else 400)


def look(request: HttpRequest, kind: Kind, case: str | None = None) -> Look:
    """This page's own look: reading who looked is one too."""
    account = staff(request)
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=account.role,
        purpose=PURPOSE,
        channel="backoffice",
        kind=kind,
        case=case,
        assurance=account.assurance,
    )


def page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """`may_act` tells the templates whether to show buttons. A form with errors is a page in error."""
    form = context.get("form")
    if form is not None:
        described(form)
    context["may_act"] = staff(request).role == Role.PROTECTION
    status = 400 if form is not None and form.errors else 200
    return render(request, f"protection/{template}.html", context, status=status)


class _Echo:
    """Hands on what a csv.writer writes."""

    def write(self, line: str) -> str:
        return line


def table(name: str, head: Iterable[str], rows: Iterable[Iterable[Any]], mark: str = "") -> StreamingHttpResponse:
    """A table for a spreadsheet. `mark` says in its first row who took it, when, and which ledger entry tells of it."""

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff"
        if mark:
            yield writer.writerow([mark])
        yield writer.writerow(list(head))
        for row in rows:
            yield writer.writerow([_harmless(cell) for cell in row])

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _harmless(cell: Any) -> Any:
    """A spreadsheet would run what begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell
