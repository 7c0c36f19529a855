"""What happens to every request: its log line, its language, its content policy."""

from collections.abc import Callable, Iterator
from time import perf_counter
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation

from wasl.core.doorstep import METHODS
from wasl.core.log import event
from wasl.core.metrics import REQUEST_SECONDS
from wasl.core.passage import guarded

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME


class RequestLog:
    """One log line and one measurement for a request, by route, never by address."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=uuid4().hex[:12]):
            response = self.answer(request)
            route = request.resolver_match.route if request.resolver_match else "unmatched"
            seconds = perf_counter() - started
            method = request.method if request.method in METHODS else "other"  # a caller may make up others without end
            REQUEST_SECONDS.labels(method, route, response.status_code).observe(seconds)
            event(
                "http.request",
                method=method,
                route=route,
                status=response.status_code,
                took_ms=round(seconds * 1000, 1),
            )
        return response


class ArabicFirst:
    """The language that the person chose, else Arabic: a browser's setting does not outvote the country's language."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = self._asked(request) or request.COOKIES.get(LANGUAGE_COOKIE) or settings.LANGUAGE_CODE
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.answer(request)
        response.headers.setdefault("Content-Language", language)
        response["Vary"] = ", ".join(filter(None, [response.get("Vary"), "Cookie"]))
        return response

    @staticmethod
    def _asked(request: HttpRequest) -> str | None:
        """A query too odd to read names no language; the page that needs it refuses it, in the right language."""
        try:
            return request.GET.get("lang")
        except SuspiciousOperation:
            return None


class PersonalDataGuard:
    """Within a request personal data are read through the door or not at all, also while a long answer streams out."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with guarded():
            response = self.answer(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _guarded_stream(response.streaming_content)
        return response


def _guarded_stream(parts: Iterator[bytes]) -> Iterator[bytes]:
    with guarded():
        yield from parts


class ContentPolicy:
    """Pages load nothing from elsewhere, run no inline script, and stay out of caches: they may hold personal data.

    With the session a browser also drops what it kept of our pages.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            " form-action 'self'; frame-ancestors 'none'",
        )
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        ended = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if ended is not None and ended["max-age"] == 0:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
