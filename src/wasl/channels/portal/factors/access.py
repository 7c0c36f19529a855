"""Who may open these pages, and what they are told where something is refused."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from wasl.channels.portal.factors.proofs import to_prove
from wasl.channels.portal.mydata.access import NEXT, trouble
from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.core.text import Text
from wasl.identity.api import signed_in
from wasl.identity.factors.api import ProveAgain

LONGEST = 20_000
"""Bytes of a device's answer; real ones are under two thousand."""
Page = Callable[..., HttpResponse]


def for_owner(view: Page) -> Page:
    """A citizen who is signed in, handed to the view as they are; who must prove themselves does, and comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **keywords: Any) -> HttpResponse:
        here = signed_in(request)
        if here is None:
            if request.method == "GET":
                request.session[NEXT] = request.path
            return redirect("my-sign-in")
        try:
            return view(request, here, *arguments, **keywords)
        except ProveAgain:
            return redirect(to_prove(request, request.path if request.method == "GET" else ""))
        except Unknown as unknown:
            raise Http404(str(unknown)) from unknown
        except Refusal as refusal:
            return trouble(request, refusal)

    return guarded


def for_script(view: Page) -> Page:
    """Answers a page's script: refusals come as JSON in the page's language, with an address to go on from if any."""

    @wraps(view)
    def answering(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except ProveAgain as refusal:
            return _refused(request, refusal, 403, to_prove(request, ""))
        except NotAllowed as refusal:
            return _refused(request, refusal, 403)
        except Refusal as refusal:
            return _refused(request, refusal, 400)

    return answering


def sent(request: HttpRequest) -> dict[str, Any]:
    """What the script sent. Raises Refusal for anything but a small JSON object."""
    try:
        read = json.loads(request.body) if len(request.body) <= LONGEST else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise Refusal(_ODD, mend=_RELOAD)
    return read


def _refused(request: HttpRequest, refusal: Refusal, status: int, go_to: str = "") -> JsonResponse:
    language = request.LANGUAGE_CODE
    said = {"what": words(refusal.what).in_language(language), "mend": words(refusal.mend).in_language(language)}
    return JsonResponse({**said, "next": go_to} if go_to else said, status=status)


_ODD = Text(ar="لم نفهم ما أرسله المتصفح", en="What the browser sent could not be read")
_RELOAD = Text(ar="حدّث الصفحة وحاول مرة أخرى", en="Reload the page and try again")
