"""The page of one request, also where something could not be done: nothing that was typed is lost."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wasl.cases.api import problem_of
from wasl.channels.portal.filling.access import Visit
from wasl.channels.portal.mycases import words
from wasl.channels.portal.mycases.sight import CaseSight
from wasl.channels.portal.paying.access import payers
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.identity.api import signed_in


def frame(request: HttpRequest, **context: Any) -> dict[str, Any]:
    """What every template of these pages knows. Who has no account gets no links to one's own data."""
    base = "mydata/frame.html" if signed_in(request) else "mycases/visitor.html"
    return {"words": vars(words), "base": base, **context}


def sight_of(request: HttpRequest, visit: Visit) -> CaseSight:
    return CaseSight(visit.sheet, visit.doer, frozenset(payers(request)))


def shown(
    request: HttpRequest,
    visit: Visit,
    *,
    refusal: Refusal | None = None,
    since: int | None = None,
    field: str = "",
    typed: str = "",
) -> HttpResponse:
    """`refusal`: what could not be done; `since`: the journal's length when somebody looked who was overtaken;
    `field`, `typed`: what the refusal is about, as it was typed."""
    sight = sight_of(request, visit)
    context = frame(
        request,
        sight=sight,
        case=visit.sheet.case,
        service=visit.sheet.definition,
        trouble=problem_of(refusal) if refusal else None,
        where=field,
        meanwhile=sight.since(since) if since is not None else [],
        typed=typed,
        said=_said(request, visit),
        once=secrets.token_urlsafe(16),
        help_line=pack().profile.help_line,
    )
    return render(request, "mycases/one.html", context, status=409 if refusal else 200)


def printed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same with everything open and no forms."""
    context = frame(
        request,
        sight=sight_of(request, visit),
        case=visit.sheet.case,
        service=visit.sheet.definition,
        help_line=pack().profile.help_line,
        now=timezone.now(),
    )
    return render(request, "mycases/print.html", context)


def _said(request: HttpRequest, visit: Visit) -> Text | None:
    """What was just done, by the word in the address."""
    word = request.GET.get("done", "")
    if request.method == "POST" or not word:
        return None
    title = visit.sheet.definition.texts.get(f"action.{word}")
    done = Text(ar=f"{words.DONE.ar} {title.ar}", en=f"{words.DONE.en} {title.en}") if title else None
    return words.SAID.get(word) or done
