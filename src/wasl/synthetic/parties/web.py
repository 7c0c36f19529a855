"""As much of the web as a small program needs: a request read, an answer written with a careful page's headers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

LONGEST = 65_536


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    host: str
    origin: str
    query: dict[str, str]
    form: dict[str, str]
    cookies: dict[str, str]

    @classmethod
    def of(cls, environ: dict[str, Any]) -> "Request":
        return cls(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", "/"),
            host=environ.get("HTTP_HOST", ""),
            origin=environ.get("HTTP_ORIGIN", ""),
            query=_pairs(environ.get("QUERY_STRING", "")),
            form=_pairs(_body(environ)) if environ["REQUEST_METHOD"] == "POST" else {},
            cookies=_cookies(environ.get("HTTP_COOKIE", "")),
        )


@dataclass
class Answer:
    body: str = ""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: list[tuple[str, str]] = field(default_factory=list)

    def keep(self, name: str, value: str, *, seconds: int | None = None) -> "Answer":
        """A cookie that scripts and other sites' forms do not get."""
        age = f"; Max-Age={seconds}" if seconds is not None else ""
        self.headers.append(("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}"))
        return self

    def started(self, start: Any, policy: str) -> Iterable[bytes]:
        octets = self.body.encode()
        fixed = [
            ("Content-Type", self.kind),
            ("Content-Length", str(len(octets))),
            ("Content-Security-Policy", policy),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "same-origin"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start(f"{self.status} {HTTPStatus(self.status).phrase}", [*fixed, *self.headers])
        return [octets]


def going(to: str) -> Answer:
    return Answer(status=303, headers=[("Location", to)])


def _pairs(text: str) -> dict[str, str]:
    """Each parameter once; one that comes twice counts as not sent."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}


def _body(environ: dict[str, Any]) -> str:
    length = environ.get("CONTENT_LENGTH") or "0"
    size = min(int(length), LONGEST) if length.isdecimal() else 0
    return str(environ["wsgi.input"].read(size).decode("utf-8", "replace"))


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
