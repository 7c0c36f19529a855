"""The authorization endpoint: a person's browser comes with a request and leaves with an answer, or waits."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

import wasl.identity.openid.api as openid
from wasl.identity.api import signed_in
from wasl.standards.openid.parameters import sent


@csrf_exempt  # another site's form may ask; it changes nothing before the person agrees
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    try:
        outcome = openid.begin(sent(request), signed_in(request))
    except openid.ProtocolError as error:
        return render(request, "openid/refused.html", {"error": error}, status=error.status)
    if isinstance(outcome, openid.Answer):
        return _to(outcome.url)
    response = redirect("my-share", outcome.handle)
    openid.bind(request, response, outcome.handle)
    _speak(request, response, outcome.wish.locales)
    return response


def _to(url: str) -> HttpResponse:
    """Back to a relying party. 303, so that what was posted here is not posted there."""
    return HttpResponse(status=303, headers={"Location": url})


def _speak(request: HttpRequest, response: HttpResponse, locales: tuple[str, ...]) -> None:
    """In the first language that the relying party wishes and that we have, unless the person chose one."""
    known = dict(settings.LANGUAGES)
    language = next((one[:2].lower() for one in locales if one[:2].lower() in known), None)
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
