"""Run as a program, outside a demo: asks the platform a few things as a browser or a program would; prints JSON."""

import json
import os
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "wasl.core.django_settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402

HOST = "wasl.example"
BROWSER = {"host": HOST, "accept": "text/html,application/xhtml+xml"}
PROGRAM = {"host": HOST, "accept": "application/json", "authorization": "Bearer wasl_x"}


def seen(answer: HttpResponse) -> dict[str, Any]:
    return {
        "status": answer.status_code,
        "headers": {name.lower(): value for name, value in answer.headers.items()},
        "cookies": {name: {**morsel, "value": bool(morsel.value)} for name, morsel in answer.cookies.items()},
        "body": answer.content.decode("utf-8", "replace")[:2000] if not answer.streaming else "",
    }


def asked() -> dict[str, Any]:
    client = Client(raise_request_exception=False)
    stranger = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}
    proxied = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}
    language = client.post("/language/setlang/", {"language": "en"}, headers=BROWSER, secure=True)
    return {
        "page": client.get("/sign-in/", headers=BROWSER, secure=True),
        "home": client.get("/", headers=BROWSER, secure=True),
        "language": language,
        "in_clear_by_browser": client.get("/sign-in/", headers=BROWSER),
        "in_clear_by_program": client.get("/api/v1/persons/x/picture", headers=PROGRAM),
        "in_clear_by_form": client.post("/sign-in/", {"username": "x"}, headers=BROWSER),
        "by_proxy": client.get("/sign-in/", headers=BROWSER, **proxied),
        "by_liar": client.get("/sign-in/", headers=BROWSER, **stranger),
        "waiting": waiting(client),
        "healthz": client.get("/healthz", headers=PROGRAM),
        "other_host": client.get("/", headers={**BROWSER, "host": "evil.example"}, secure=True),
        "trace": client.generic("TRACE", "/", headers=BROWSER, secure=True),
        "static": client.get("/static/wasl/kit.css", headers=BROWSER, secure=True),
        "folder": client.get("/static/wasl/", headers=BROWSER, secure=True),
        "git": client.get("/.git/HEAD", headers=BROWSER, secure=True),
        "broken": broken(client),
        "too_long": client.post("/sign-in/", {"username": "x" * 2_000_000}, headers=BROWSER, secure=True),
        "signing_in": client.post(
            "/sign-in/", {"username": "officer", "password": "wasl-officer-demo"}, secure=True, headers=BROWSER
        ),
    }


def waiting(client: Client) -> HttpResponse:
    """A person whom a relying party sends to sign in."""
    from wasl.core.text import Text
    from wasl.identity.openid.api import AuthMethod, Profile, Registration, register

    back, name = "https://rp.example/back", Text(ar="جهة", en="A party")
    register(
        Registration(
            "rp", name, "mcit", redirect_uris=(back,), profile=Profile.BASIC, auth_method=AuthMethod.SECRET_BASIC
        )
    )
    asked = {"client_id": "rp", "response_type": "code", "redirect_uri": back, "scope": "openid", "state": "s"}
    asked |= {"code_challenge": "c" * 43, "code_challenge_method": "S256"}
    return client.get("/openid/authorize", asked, headers=BROWSER, secure=True)


def broken(client: Client) -> HttpResponse:
    """The store is away and its password is in the error."""
    from unittest.mock import patch

    with patch("wasl.channels.portal.views.render", side_effect=RuntimeError("postgresql://user:secret@db")):
        return client.get("/", headers=BROWSER, secure=True)


NAMES = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "DEBUG")

if __name__ == "__main__":
    call_command("migrate", verbosity=0, interactive=False)
    answers = {name: seen(answer) for name, answer in asked().items()}
    print(json.dumps({"settings": {name: getattr(settings, name) for name in NAMES}, **answers}))  # noqa: T201
