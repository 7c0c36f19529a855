"""Walks whatever the platform serves, and recognises people of the made-up nation in what comes back."""

import html
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from wasl.persons.models import Person


@dataclass(frozen=True)
class Route:
    """One address that is served, with the names of what is to be filled in."""

    address: str  # as Django writes it: persons/<str:handle>/
    name: str
    parameters: tuple[str, ...]

    def filled(self, samples: dict[str, str]) -> str:
        address = self.address
        for name in self.parameters:
            before, _, after = address.partition("<")
            _, _, rest = after.partition(">")
            address = f"{before}{samples[name]}{rest}"
        return f"/{address}"


def routes() -> list[Route]:
    """All of them, in the order in which they are matched."""
    return list(_routes("", get_resolver().url_patterns))


def _routes(before: str, patterns: list[URLPattern | URLResolver]) -> Iterator[Route]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(address, pattern.url_patterns)
        else:
            names = tuple(part.split(">")[0].split(":")[-1] for part in address.split("<")[1:])
            yield Route(address, pattern.name or address, names)


class Crowd:
    """Everybody in the index, by what gives them away."""

    def __init__(self) -> None:
        people = list(Person.objects.all())
        self._handles = {person.number: person.handle for person in people if person.number}
        self._handles |= {person.full_name: person.handle for person in people}

    def seen_in(self, text: str) -> set[str]:
        """Handles of those whose number or whole name stands there."""
        return {handle for mark, handle in self._handles.items() if mark in text}


def text_of(answer: HttpResponse | StreamingHttpResponse) -> str:
    """What a reader can make out of an answer, whatever its format."""
    content = b"".join(answer.streaming_content) if isinstance(answer, StreamingHttpResponse) else answer.content
    kind = answer.get("Content-Type", "")
    if "json" in kind:
        return json.dumps(json.loads(content or b"null"), ensure_ascii=False)
    if "pdf" in kind:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return html.unescape(content.decode("utf-8", "replace"))
