"""A client of the open API written for the tests: it knows HTTP, JSON and the description, and nothing of the platform.

`send` is whatever carries a request: here Django's test client, elsewhere a library for HTTP.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

BASE = "/api/v1"
MOST_STEPS = 30
AWAY = ("withdraw", "refuse", "reject", "ask_correction", "send_back")
EXAMPLES: dict[str, Any] = {
    "text": "نص للاختبار",
    "long-text": "نص للاختبار",
    "address": "12 شارع للاختبار",
    "number": 1,
    "money": 10_000,
    "date": "2026-01-15",
    "yes-no": True,
    "telephone": "+201912345678",
    "e-mail": "person@example.com",
}


@dataclass
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]


Send = Callable[[str, str, Any, dict[str, str]], Answer]


@dataclass
class Partner:
    """One caller: a program with a citizen's token, or with a key of an office."""

    send: Send
    authorization: str = ""

    def asks(self, method: str, path: str, body: Any = None, *, expect: int = 200, **headers: str) -> Any:
        answer = self.answer(method, path, body, **headers)
        assert answer.status == expect, (method, path, answer.status, answer.body)
        return answer.body

    def answer(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        own = {"Authorization": self.authorization} if self.authorization else {}
        press = {"Idempotency-Key": secrets.token_urlsafe(12)} if method == "POST" else {}
        return self.send(method, f"{BASE}{path}", body, own | press | named)

    # --- a citizen's program ------------------------------------------------------------------------------------------

    def finds(self, text: str) -> str:
        return str(self.asks("GET", f"/services?text={text}")["services"][0]["service"])

    def fills(self, service: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        """A draft with every page answered."""
        draft = self.asks("POST", "/drafts", {"service": service}, expect=201)
        for _ in range(MOST_STEPS):
            if draft["next_page"] is None:
                return dict(draft)
            draft = self.answers(draft, given or {})
        raise AssertionError(f"the same page again and again: {draft['next_page']}")

    def answers(self, draft: dict[str, Any], given: dict[str, Any]) -> Any:
        page = next(one for one in draft["pages"] if one["key"] == draft["next_page"])
        told = {field["key"]: given.get(field["key"], example(field)) for field in page["fields"]}
        seen = {"If_Match": f'"{page["seen"]}"'}
        where = f"/drafts/{draft['reference']}/pages/{page['key']}"
        return self.asks("PUT", where, {"answers": told}, **seen)

    # --- an office ----------------------------------------------------------------------------------------------------

    def steps(self, reference: str) -> Any:
        """The first step that leads on."""
        case = self.asks("GET", f"/office/cases/{reference}")
        action = next(one for one in case["may"] if one["key"] not in AWAY)
        where, seen = f"/office/cases/{reference}/actions/{action['key']}", f'"{case["seen"]}"'
        return self.asks("POST", where, {"words": "سبب"}, If_Match=seen)


def example(field: dict[str, Any]) -> Any:
    """An answer that fits, made of nothing but what the draft says."""
    if field["value"] is not None or field["locked"]:
        return field["value"]
    if field["choices"]:
        first = field["choices"][0]["value"]
        return [first] if field["many"] else first
    if not field["required"]:
        return None
    return EXAMPLES.get(field["type"])
