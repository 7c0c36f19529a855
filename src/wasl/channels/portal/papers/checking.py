"""For everybody: was this document issued, and does it stand?"""

from datetime import timedelta
from types import ModuleType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from wasl.channels.portal.mydata.access import trouble
from wasl.channels.portal.papers import words
from wasl.core.errors import NotAllowed, Unknown
from wasl.country.api import pack
from wasl.documents.api import Standing, check
from wasl.identity.api import Speed, address_of, attempt

PACE = Speed(60, timedelta(seconds=2))
"""From one address: a counter that checks papers all day is not slowed, a program that tries numbers is."""


@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """The number is written here; the answer has an address of its own, the one in the QR code."""
    number = request.GET.get("number")
    if number is None:
        return _page(request, "papers/check.html")
    kept = "".join(letter for letter in number[:40] if letter.isalnum())
    return redirect("document", kept) if kept else _page(request, "papers/check.html", missing=True)


@require_safe
def answer(request: HttpRequest, number: str) -> HttpResponse:
    try:
        attempt("document-check", address_of(request), "", PACE)
        found = check(number)
    except Unknown:
        return _page(request, "papers/check.html", unknown=True, written=number[:40], status=404)
    except NotAllowed as slowed:
        return trouble(request, slowed)
    context: dict[str, Any] = {
        "found": found,
        "said": words.STANDINGS[found.standing],
        "agency": pack().agencies[found.agency],
    }
    return _page(request, "papers/answer.html", good=found.standing is Standing.STANDS, **context)


def _page(request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
    texts: ModuleType = words
    return render(request, template, {**context, "words": vars(texts)}, status=status)
