"""What a person sees when something cannot be done: what happened and what to do next, blaming nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 400, _("We could not understand this request"), _("Go back, reload the page and try once more.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Your account may not open this page"),
        _("If your work needs it, ask the person who manages accounts in your office."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("This page is not here"),
        _("Check the address, or start again from the home page."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Something went wrong on our side"),
        _("Nothing that you did is lost or half-done. Try again in a few minutes."),
    )


def _page(request: HttpRequest, status: int, what: str, mend: str) -> HttpResponse:
    return render(request, "kit/trouble.html", {"what": what, "mend": mend}, status=status)
