"""Instants are kept in UTC and shown in the country's time."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wasl.core.middleware import Answer
from wasl.country.api import pack


class LocalTime:
    """Every page shows the country's time."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(ZoneInfo(pack().timezone)):
            return self.answer(request)
