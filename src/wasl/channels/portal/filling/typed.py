"""What was typed and not yet saved, kept over a sign-in or a change of language: sealed, for its own page, never in an
address. Whoever signs in next opens it only where the case is theirs."""

import base64
import json

from django.http import HttpRequest

from wasl.channels.portal.filling.reading import FIELD, Typed, typed_in
from wasl.core.sealing import StaysClosedError, seal, unseal
from wasl.identity.sessions.api import CARRIED

USE = "portal.typed"
SEEN = "seen"
LARGEST = 60_000
"""Letters of all fields; more was never typed."""


def keep(request: HttpRequest, seen: str | None = None) -> None:
    """The fields of a form that could not be saved now. `seen`: where it is another than the form's own."""
    fields = typed_in(request.POST) | {SEEN: [request.POST.get(SEEN, "")[:64] if seen is None else seen]}
    written = json.dumps(fields)
    if len(written) <= LARGEST:
        sealed = seal(USE, written.encode(), owner=request.path)
        request.session[CARRIED] = {"path": request.path, "sealed": base64.b64encode(sealed).decode()}


def kept(request: HttpRequest) -> Typed:
    """Of this page; empty where nothing waits."""
    found = request.session.get(CARRIED)
    if not isinstance(found, dict) or found.get("path") != request.path:
        return {}
    try:
        fields = json.loads(unseal(USE, base64.b64decode(found["sealed"]), owner=request.path))
    except (StaysClosedError, ValueError, KeyError):
        return {}
    return {name: values for name, values in fields.items() if name.startswith(FIELD) or name == SEEN}


def forget(request: HttpRequest) -> None:
    """It was saved, or is not wanted."""
    found = request.session.get(CARRIED)
    if isinstance(found, dict) and found.get("path") == request.path:
        del request.session[CARRIED]
