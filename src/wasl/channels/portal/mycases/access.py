"""Whose page of a request it is: as where it is filled in. One that was not sent yet is taken up there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from wasl.cases.api import Stage, may_send
from wasl.channels.portal.filling.access import Visit, of_a_case


def of_a_sent_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, **keywords: Any) -> HttpResponse:
        stage = visit.sheet.case.stage
        if stage == Stage.DISCARDED:
            return redirect("my-cases")
        if stage == Stage.DRAFT:
            return redirect("case-tasks" if may_send(visit.sheet.case, visit.doer) else "case-check", visit.reference)
        return view(request, visit, **keywords)

    return of_a_case(guarded)


def address(visit: Visit, done: str = "") -> str:
    """Of the page of a request, which says what was just done."""
    where = reverse("my-case", args=[visit.reference])
    return f"{where}?done={done}" if done else where
