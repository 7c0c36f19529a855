"""A request that waits is answered in the browser in which it began, and in no other: a cookie of its own says so.

A session would not do: signing in begins a new one. The prefix in its name has browsers hold it to our host
alone, at the price of a path for itself: so the name, too, says which request it is for.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wasl.identity.openid.granting import WAITS

COOKIE = "openid-waiting-"
MOST = 8
"""Requests that wait in one browser; with one more all before it are over, so that nobody fills it with cookies."""


def bind(request: HttpRequest, response: HttpResponse, handle: str) -> None:
    waiting = [name for name in request.COOKIES if name.startswith(_name(""))]
    for former in waiting if len(waiting) >= MOST else ():
        response.delete_cookie(former, samesite="Lax")
    response.set_signed_cookie(
        _name(handle),
        handle,
        salt=COOKIE,
        max_age=int(WAITS.total_seconds()),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def is_bound(request: HttpRequest, handle: str) -> bool:
    held = request.get_signed_cookie(_name(handle), "", salt=COOKIE, max_age=int(WAITS.total_seconds()))
    return held == handle


def _name(handle: str) -> str:
    """As django_settings names the others: a demo runs without https, where the prefix would not be believed."""
    return f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}{COOKIE}{handle[:16]}"
