"""Errors of an HTTP API as problems (RFC 9457): in both languages, with what to do next, without what was sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, ValidationError

from wasl.core.errors import NotAllowed, Refusal, Unknown, words
from wasl.core.log import event
from wasl.core.text import Text

Said = tuple[Text, Text]
"""What happened, and what to do about it."""


@dataclass(frozen=True)
class Problems:
    """What one API says where no Refusal says it."""

    api: NinjaAPI
    stranger: Said
    another_role: Said
    unreadable: Said
    wrong_input: Said
    our_failure: Said
    failure: str  # event that tells of it
    wrong_input_status: int = 422

    def stand_in(self) -> None:
        """From now on, every error of the API is a problem."""
        on = self.api.exception_handler
        on(AuthenticationError)(lambda request, _: self.told(request, 401, *self.stranger))
        on(AuthorizationError)(lambda request, _: self.told(request, 403, *self.another_role))
        on(HttpError)(lambda request, error: self.told(request, error.status_code, *self.unreadable))
        on(ValidationError)(lambda request, error: self.wrong_fields(request, error.errors))
        on(Refusal)(self._refused)
        on(Exception)(self._broken)

    def wrong_fields(self, request: HttpRequest, errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
        """Names each field and the rule, never the value: that may be a national number."""
        fields = [{"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in errors]
        return self.told(request, self.wrong_input_status, *self.wrong_input, fields=fields)

    def _refused(self, request: HttpRequest, refusal: Refusal) -> HttpResponse:
        status = 404 if isinstance(refusal, Unknown) else 403 if isinstance(refusal, NotAllowed) else 400
        return self.told(request, status, words(refusal.what), words(refusal.mend))

    def _broken(self, request: HttpRequest, error: Exception) -> HttpResponse:
        event(self.failure, level="error", exc_info=error)
        return self.told(request, 500, *self.our_failure)

    def told(self, request: HttpRequest, status: int, what: Text, mend: Text, **more: object) -> HttpResponse:
        body = {
            "type": "about:blank",
            "title": what.model_dump(),
            "detail": mend.model_dump(),
            "status": status,
            **more,
        }
        answer = self.api.create_response(request, body, status=status)
        answer["Content-Type"] = "application/problem+json"
        return answer
