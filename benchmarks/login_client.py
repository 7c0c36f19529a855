"""A person's browser and the relying party that they sign in at, over HTTP; `login.py` runs several at once.

The browser is a new one at each login: no cookie is left, the factor is asked and checked. Connections stay open, as
those of a proxy before the platform do. The relying party checks what a careful one does: state, issuer, the ID token's
signature, nonce, level and at_hash, and that the facts are of the same person.
"""

import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc.jwk import ECKey, KeySet

from benchmarks.login_people import CALLBACK, PARTY, SCOPES
from tests.identity.factors.device import Device
from wasl.synthetic.parties.believing import Expected, believed
from wasl.synthetic.parties.errors import NotBelieved
from wasl.synthetic.parties.keys import Keys
from wasl.synthetic.parties.signing import assertion, hashed, proof

BROWSER = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9",
}
LEVEL = "urn:wasl:acr:substantial"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FACT = re.compile(r'name="fact" value="([^"]+)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>")


class Way(StrEnum):
    """What a person proves themselves with."""

    PASSKEY = "passkey"
    CODE = "time code"


@dataclass(frozen=True)
class Task:
    """What one process does: logins of these people, one after another, until the time or the number is over."""

    issuer: str
    kept: dict[str, Any]  # as login_people wrote it
    people: list[dict[str, str]]
    seconds: float
    most: int | None = None
    way: Way = Way.PASSKEY
    ask_again: bool = False  # for consent that was given before
    dpop: bool = False


@dataclass
class Told:
    """What came of it."""

    logins: int = 0
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))  # seconds, by endpoint
    wholes: list[float] = field(default_factory=list)  # seconds, of whole logins
    errors: Counter[str] = field(default_factory=Counter)
    minutes: Counter[int] = field(default_factory=Counter)  # logins in each

    def __add__(self, other: "Told") -> "Told":
        took: dict[str, list[float]] = defaultdict(list)
        for one in (self, other):
            for name, seconds in one.took.items():
                took[name] += seconds
        wholes, minutes = self.wholes + other.wholes, self.minutes + other.minutes
        return Told(self.logins + other.logins, took, wholes, self.errors + other.errors, minutes)


class Wrong(Exception):  # noqa: N818
    """A login that failed: where, and what was answered."""


def drive(task: Task) -> Told:
    """Runs in a process of its own."""
    same: dict[str, Any] = {"base_url": task.issuer, "timeout": 30, "trust_env": False}
    with httpx.Client(headers=BROWSER, **same) as browser, httpx.Client(**same) as program:
        return Logins(task, browser, program).all()


@dataclass
class Logins:
    task: Task
    browser: httpx.Client
    program: httpx.Client  # the relying party's own
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        self.keys = Keys(*(ECKey.import_key(self.task.kept[name]) for name in ("proves", "possesses")))
        self.published = KeySet.import_key_set(self.program.get("/openid/jwks").json())

    def all(self) -> Told:
        started = perf_counter()
        for person in self._turns():
            began = perf_counter()
            if began - started > self.task.seconds:
                break
            try:
                self.login(person)
            except (Wrong, NotBelieved) as wrong:
                self.told.errors[str(wrong)] += 1
                continue
            done = perf_counter()
            self.told.logins += 1
            self.told.wholes.append(done - began)
            self.told.minutes[int((done - started) // 60)] += 1
        return self.told

    def _turns(self) -> Iterator[dict[str, str]]:
        for place, person in enumerate(cycle(self.task.people)):
            if place == self.task.most:
                return
            yield person

    def login(self, person: dict[str, str]) -> None:
        self.browser.cookies.clear()
        self.browser.headers["X-Forwarded-For"] = person["address"]
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        share = self._arrives(state, nonce, verifier)
        share = self._signs_in(person, share)
        code = self._agrees(share, state)
        tokens = self._redeems(code, verifier)
        expected = Expected(self.task.issuer, PARTY, nonce, LEVEL)
        who = believed(tokens["id_token"], self.published, expected, tokens["access_token"])
        facts = self._reads(tokens["access_token"])
        if facts.get("sub") != who.subject or not facts.get("name"):
            raise Wrong("userinfo: not this person's facts")

    def _arrives(self, state: str, nonce: str, verifier: str) -> str:
        """Pushed by the party, opened by the person; the page that asks for consent, still behind a sign-in."""
        asked = {
            "response_type": "code",
            "scope": " ".join(SCOPES),
            "redirect_uri": CALLBACK,
            "state": state,
            "nonce": nonce,
            "code_challenge": hashed(verifier),
            "code_challenge_method": "S256",
        }
        asked |= {"prompt": "consent"} if self.task.ask_again else {}
        pushed = self._sent("PAR", self.program, "POST", "/openid/par", 201, data=asked | self._proven())
        params = {"client_id": PARTY, "request_uri": pushed.json()["request_uri"]}
        return self._sent("authorize", self.browser, "GET", "/openid/authorize", 302, params=params).headers["Location"]

    def _signs_in(self, person: dict[str, str], share: str) -> str:
        where = self._sent("share, not signed in", self.browser, "GET", share, 302).headers["Location"]
        page = self._sent("sign-in page", self.browser, "GET", where, 200).text
        return self._by_passkey(person, page) if self.task.way is Way.PASSKEY else self._by_code(person)

    def _by_passkey(self, person: dict[str, str], page: str) -> str:
        device = Device(
            origin=person["origin"],
            synced=True,
            counts=False,
            id=bytes.fromhex(person["credential"]),
            key=_private(person["key"]),
            user_handle=bytes.fromhex(person["user_handle"]),
        )
        headers = {"X-CSRFToken": form_token(page)}
        asked = self._sent("passkey asked", self.browser, "POST", "/my/sign-in/passkey/ask/", 200, headers=headers)
        answer = {"answer": device.get(asked.json()["publicKey"])}
        done = self._sent(
            "passkey checked", self.browser, "POST", "/my/sign-in/passkey/", 200, headers=headers, json=answer
        )
        return str(done.json()["next"])

    def _by_code(self, person: dict[str, str]) -> str:
        page = self._sent("time code page", self.browser, "GET", "/my/sign-in/other/", 200).text
        told = {"number": person["number"], "code": pyotp.TOTP(person["secret"]).now(), "password": ""}
        told |= {"csrfmiddlewaretoken": form_token(page)}
        done = self._sent("time code checked", self.browser, "POST", "/my/sign-in/other/", 302, data=told)
        return str(done.headers["Location"])

    def _agrees(self, share: str, state: str) -> str:
        """The code, from the page that takes the person on."""
        page = self._sent("consent page", self.browser, "GET", share, 200)
        if "Refresh" not in page.headers:
            told = {"csrfmiddlewaretoken": form_token(page.text), "answer": "yes", "fact": FACT.findall(page.text)}
            page = self._sent("consent given", self.browser, "POST", share, 200, data=told)
        else:
            self.told.took["taken on, remembered"].append(self.told.took["consent page"].pop())
        back = page.headers.get("Refresh", "").removeprefix("0; url=")
        answer = dict(parse_qsl(urlsplit(back).query))
        if not back.startswith(CALLBACK) or answer.get("state") != state or answer.get("iss") != self.task.issuer:
            raise Wrong(f"consent: back at {back[:60] or 'nowhere'} {answer.get('error', '')}")
        return answer["code"]

    def _redeems(self, code: str, verifier: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": verifier}
        headers = self._possessed("POST", "token")
        answer = self._sent(
            "token", self.program, "POST", "/openid/token", 200, data=form | self._proven(), headers=headers
        )
        return dict(answer.json())

    def _reads(self, access: str) -> dict[str, Any]:
        headers = {"Authorization": f"{'DPoP' if self.task.dpop else 'Bearer'} {access}"}
        headers |= self._possessed("GET", "userinfo", access)
        return dict(self._sent("userinfo", self.program, "GET", "/openid/userinfo", 200, headers=headers).json())

    def _proven(self) -> dict[str, str]:
        return assertion(self.keys, PARTY, self.task.issuer)

    def _possessed(self, method: str, endpoint: str, access: str = "") -> dict[str, str]:
        address = f"{self.task.issuer}/openid/{endpoint}"
        return {"DPoP": proof(self.keys.possesses, method, address, token=access)} if self.task.dpop else {}

    def _sent(
        self, what: str, client: httpx.Client, method: str, path: str, expected: int, **more: Any
    ) -> httpx.Response:
        started = perf_counter()
        try:
            answer = client.request(method, path, **more)
        except httpx.HTTPError as error:
            raise Wrong(f"{what}: {type(error).__name__}") from error
        self.told.took[what].append(perf_counter() - started)
        if answer.status_code != expected:
            raise Wrong(f"{what}: {answer.status_code} {_words(answer)}")
        return answer


def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def form_token(page: str) -> str:
    found = TOKEN.search(page)
    if found is None:
        raise Wrong("a page without a form token")
    return found[1]


def _words(answer: httpx.Response) -> str:
    """What an answer says of itself, for the table of errors."""
    if "json" in answer.headers.get("Content-Type", ""):
        told = answer.json()
        return str(told.get("error", told.get("what", "")))[:80]
    found = HEADING.search(answer.text)
    return found[1][:80] if found else answer.headers.get("Location", "")[:80]
