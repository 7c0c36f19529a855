"""Parameters as the protocol wants them: each once, an empty one as if it had not been sent (RFC 6749, 3.1)."""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict

from wasl.identity.openid.api import ProtocolError


def form_of(request: HttpRequest) -> dict[str, str]:
    """Of a POST. Raises ProtocolError."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise ProtocolError("invalid_request", "send application/x-www-form-urlencoded")
    try:
        return once(request.POST)
    except (BadRequest, SuspiciousOperation) as error:  # another charset; too long, or too many fields
        raise ProtocolError("invalid_request", "the form cannot be read") from error


def sent(request: HttpRequest) -> dict[str, str]:
    """Of a GET or a POST. Raises ProtocolError."""
    return form_of(request) if request.method == "POST" else once(request.GET)


def once(given: QueryDict) -> dict[str, str]:
    twice = [name for name, values in given.lists() if len(values) > 1]
    if twice:
        raise ProtocolError("invalid_request", f"{twice[0]:.40} was sent twice")
    return {name: value for name, value in given.items() if isinstance(value, str) and value}
