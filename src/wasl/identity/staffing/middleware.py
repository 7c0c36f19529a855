"""After Django has said who is signed in: nobody is, unless with both factors and of late."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from wasl.identity.staffing.working import at_work


class StaffAtWork:
    """Every page, API and template that asks `request.user` asks this."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.user
        request.user = SimpleLazyObject(lambda: at_work(request, known))  # type: ignore[assignment]
        return self.answer(request)
