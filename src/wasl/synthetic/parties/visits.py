"""Who is signed in at a party: kept in memory, gone when it stops."""

import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from wasl.synthetic.parties.believing import Who
from wasl.synthetic.parties.provider import Question, Tokens

WAITS = 1800
"""Seconds for which a person may be away at the provider."""
HOLDS = 3600
MOST = 1000
"""Of sign-ins under way, visits and used identifiers; the oldest go first."""


@dataclass
class Visit:
    """One browser in which somebody is signed in."""

    who: Who
    tokens: Tokens
    facts: dict[str, Any] = field(default_factory=dict)
    read: float = 0.0  # when facts were last read
    began: float = field(default_factory=time.time)
    sure_since: float = field(default_factory=time.time)
    lock: threading.Lock = field(default_factory=threading.Lock)  # a refresh token is shown by one at a time


@dataclass(frozen=True)
class Attempt:
    """A sign-in under way: in which browser, asked what, for which page."""

    browser: str
    question: Question
    page: str
    began: float = field(default_factory=time.time)


@dataclass
class Visits:
    _attempts: dict[str, Attempt] = field(default_factory=dict)
    _visits: dict[str, Visit] = field(default_factory=dict)
    _used: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, attempt: Attempt) -> None:
        with self._lock:
            _trim(self._attempts)
            self._attempts[attempt.question.state] = attempt

    def back(self, state: str, browser: str) -> Attempt | None:
        """The attempt that this browser began, once; another browser does not use it up."""
        with self._lock:
            found = self._attempts.get(state)
            if found is None or not browser or not secrets.compare_digest(found.browser, browser):
                return None
            del self._attempts[state]
        return found if time.time() - found.began < WAITS else None

    def open(self, visit: Visit) -> str:
        name = secrets.token_urlsafe(32)
        with self._lock:
            _trim(self._visits)
            self._visits[name] = visit
        return name

    def of(self, name: str) -> Visit | None:
        found = self._visits.get(name)
        return found if found and time.time() - found.began < HOLDS else None

    def close(self, name: str) -> None:
        self._visits.pop(name, None)

    def close_all(self, subject: str, session: str, once: str) -> bool:
        """Those of a session at the provider, or of a subject where no session is named; False if told before."""
        with self._lock:
            if once in self._used:
                return False
            _trim(self._used)
            self._used[once] = time.time()
            over = [name for name, one in self._visits.items() if _is_meant(one.who, subject, session)]
            for name in over:
                del self._visits[name]
        return True


def _is_meant(who: Who, subject: str, session: str) -> bool:
    return (not session or who.session == session) and (not subject or who.subject == subject)


def _trim(kept: dict[str, Any]) -> None:
    while len(kept) >= MOST:
        del kept[next(iter(kept))]
