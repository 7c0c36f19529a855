"""What happens to every request: its log line, its language, its content policy."""

from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from wasl.core.log import event
from wasl.core.metrics import REQUEST_SECONDS

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Named in figures; a caller may make up others without end."""


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
            method = request.method if request.method in METHODS else "other"
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


class ContentPolicy:
    """Pages load nothing from elsewhere, run no inline script, and stay out of caches: they may hold personal data."""

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
        return response
