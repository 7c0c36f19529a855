"""What a person sees when something cannot be done: what happened and what to do next, blaming nobody."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wasl.core.context import platform
from wasl.core.errors import NotAllowed, Refusal, Unknown, words


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request, 400, _("We could not understand this request"), _("Go back, reload the page and try once more.")
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token of its page: mostly one left open for long. What was filled in is shown once more."""
    from wasl.channels.portal.filling.pages import refilled

    where = request.resolver_match
    if where and where.url_name == "case-page":
        answer: HttpResponse = refilled(request, **where.kwargs)
        return answer
    return _page(
        request, 403, _("We could not understand this request"), _("Go back, reload the page and try once more.")
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


def refused(request: HttpRequest, refusal: Refusal, *, otherwise: int = 400) -> HttpResponse:
    """What cannot be done is told, not thrown."""
    status = 404 if isinstance(refusal, Unknown) else 403 if isinstance(refusal, NotAllowed) else otherwise
    said = (words(message).in_language(request.LANGUAGE_CODE) for message in (refusal.what, refusal.mend))
    return _page(request, status, *said)


def broken(request: HttpRequest) -> HttpResponse:
    """Asks the store nothing, not even who is signed in: the store may be what is broken."""
    context = {
        **platform(request),
        "what": _("Something went wrong on our side"),
        "mend": _("Nothing that you did is lost or half-done. Try again in a few minutes."),
        "LANGUAGE_CODE": get_language(),
        "csrf_token": get_token(request),
    }
    return HttpResponse(render_to_string("kit/trouble.html", context), status=500)


def _page(request: HttpRequest, status: int, what: str, mend: str) -> HttpResponse:
    return render(request, "kit/trouble.html", {"what": what, "mend": mend}, status=status)
