"""Django's own sign-out ends our session too."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from wasl.identity.staffing.working import KEY, Why, end_sessions


@receiver(user_logged_out)
def left(sender: object, request: HttpRequest, **more: Any) -> None:
    if number := request.session.get(KEY):
        end_sessions([number], Why.LEFT)
