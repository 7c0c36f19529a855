"""Wrong passwords of staff slow down; a user name that nobody has waits as long as any other."""

from django.http import HttpRequest

from wasl.identity import limits
from wasl.identity.addresses import address_of

WHAT = "staff-password"


def password_tried(request: HttpRequest, username: str) -> None:
    """Count a try before it is looked at. Raises NotAllowed with the time to wait."""
    limits.attempt(WHAT, username, address_of(request))


def password_right(request: HttpRequest, username: str) -> None:
    limits.succeeded(WHAT, username, address_of(request))
