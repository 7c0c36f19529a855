"""The code that a browser waits for: which one it is stays in the session, by what it is for."""

import re

from django.http import HttpRequest

from wasl.identity.accounts.api import Asked
from wasl.messaging.api import shown

CODE = re.compile(r"\d{6}")


def keep(request: HttpRequest, use: str, asked: Asked) -> None:
    request.session[f"asked-{use}"] = [asked.id, asked.reference]


def awaited(request: HttpRequest, use: str) -> Asked | None:
    kept = request.session.get(f"asked-{use}")
    return Asked(*kept) if kept else None


def message(asked: Asked) -> dict[str, str | None]:
    """In demo mode the message as the telephone would show it, and the code in it; nothing elsewhere."""
    text = shown(asked.reference)
    found = CODE.search(text or "")
    return {"message": text, "shown": found[0] if found else None}
