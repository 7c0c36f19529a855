"""A citizen's browser that fills in a service over HTTP; `portal.py` runs many at once.

It knows nothing of the service: it reads each page's form, keeps what stands in it, chooses the first where nothing is
chosen, and sends it, until there is a receipt. It asks for compressed pages, as browsers do. `http.client` is used for
its small share of the processor: the citizens share the machine with the platform.
"""

import gzip
import http.client
import resource
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle
from typing import Any, Protocol
from urllib.parse import urlencode, urljoin, urlsplit

MOST_PAGES = 20
SECONDS = 60
TYPED = {"tel": "01012345678", "email": "made.up@example.org", "numeric": "1", "decimal": "1"}
"""What is typed where nothing stands, by the keyboard that a telephone shows for it."""


class Wrong(Exception):  # noqa: N818
    """An application that failed: where, and what was answered."""


@dataclass(frozen=True)
class Page:
    """An answer to a request."""

    path: str
    status: int
    location: str
    text: str


class Browser(Protocol):
    """Whatever fetches pages for one citizen."""

    def get(self, path: str) -> Page: ...
    def post(self, path: str, fields: list[tuple[str, str]]) -> Page: ...


class Form(HTMLParser):
    """The fields of the form that goes on from a page, as they would be sent: the last one that posts."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.action, self.found, self._open = page.path, False, False
        self._fields: dict[str, list[str]] = {}
        self._groups: dict[str, tuple[str, bool]] = {}  # radio buttons: the value, and whether it was chosen already
        self._select, self._area = "", ""
        self.feed(page.text.partition("<main")[2].partition("</main>")[0])

    def fields(self) -> list[tuple[str, str]]:
        chosen = [(name, value) for name, (value, _) in self._groups.items()]
        return chosen + [(name, value) for name, values in self._fields.items() for value in values]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        reader: Callable[[dict[str, str]], None] | None = getattr(self, f"_{tag}_begins", None)
        if reader and (self._open or tag == "form"):
            reader(told)

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area and data.strip():
            self._fields[self._area] = [data.lstrip("\n")]

    def _form_begins(self, told: dict[str, str]) -> None:
        self._open = told.get("method", "").lower() == "post"
        if self._open:
            self.action, self.found = urljoin(self.action, told.get("action", "")), True
            self._fields, self._groups = {}, {}

    def _input_begins(self, told: dict[str, str]) -> None:
        name, kind, value = told.get("name", ""), told.get("type", "text"), told.get("value", "on")
        if kind == "radio":
            if name not in self._groups or ("checked" in told and not self._groups[name][1]):
                self._groups[name] = (value, "checked" in told)
        elif kind == "checkbox":
            if "checked" in told or name == "declared":
                self._fields.setdefault(name, []).append(value)
        elif name and kind != "file":
            keyboard = told.get("inputmode") or kind
            self._fields[name] = [told.get("value") or TYPED.get(keyboard, "نص" if kind == "text" else "")]

    def _textarea_begins(self, told: dict[str, str]) -> None:
        self._area = told.get("name", "")
        self._fields[self._area] = ["نص"]

    def _select_begins(self, told: dict[str, str]) -> None:
        self._select = told.get("name", "")

    def _option_begins(self, told: dict[str, str]) -> None:
        value = told.get("value", "")
        if value and ("selected" in told or self._select not in self._fields):
            self._fields[self._select] = [value]


def apply(browser: Browser, slug: str) -> str:
    """From the page of the service to the receipt and the case; its reference. Raises Wrong."""
    _shown(browser, f"/services/{slug}/")
    page = _shown(browser, f"/services/{slug}/begin/")
    for _ in range(MOST_PAGES):
        form = Form(page)
        if not form.found:
            raise Wrong(f"{_kind(page.path)}: no form to go on with, {page.status} {_heading(page)}")
        page = browser.post(form.action, form.fields())
        if page.status == http.client.FOUND:
            page = _shown(browser, page.location)
        elif (
            page.status != http.client.CONFLICT
        ):  # a request like it is in work: the page asks whether to send this too
            raise Wrong(f"{_kind(page.path)}: posted, {page.status} {_heading(page)}")
        if page.path.endswith("/sent/"):
            _shown(browser, page.path.removesuffix("sent/"))
            return page.path.split("/")[3]
    raise Wrong(f"{_kind(page.path)}: no receipt after {MOST_PAGES} pages")


def _shown(browser: Browser, path: str) -> Page:
    page = browser.get(path)
    for _ in range(3):
        if page.status == http.client.FOUND:
            page = browser.get(page.location)
    if page.status != http.client.OK:
        raise Wrong(f"{_kind(path)}: {page.status} {_heading(page)}")
    return page


def _kind(path: str) -> str:
    """An address without the reference in it."""
    return "/".join("*" if part.startswith("W-") else part for part in path.partition("?")[0].split("/"))


def _heading(page: Page) -> str:
    return page.text.partition("<h1>")[2].partition("</h1>")[0][:80]


@dataclass
class Told:
    """What came of it. Seconds of pages by method, in the order in which they were asked for."""

    applications: int = 0
    took: dict[str, list[float]] = field(default_factory=lambda: {"GET": [], "POST": []})
    wholes: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0  # of the clients
    seconds: float = 0.0  # from the first request to the last answer

    @property
    def requests(self) -> int:
        return sum(len(one) for one in self.took.values())

    def add(self, other: "Told") -> None:
        self.applications += other.applications
        for method, seconds in other.took.items():
            self.took[method] += seconds
        self.wholes += other.wholes
        self.failures += other.failures
        self.cpu += other.cpu
        self.seconds = max(self.seconds, other.seconds)


class Wire:
    """A browser over one connection that stays open; each page is timed until its last byte."""

    def __init__(self, host: str, cookies: dict[str, str], told: Told) -> None:
        self.connection = http.client.HTTPConnection(host, timeout=SECONDS)
        self.cookies, self.told = dict(cookies), told
        self.origin = f"http://{host}"

    def get(self, path: str) -> Page:
        return self._asked("GET", path, None)

    def post(self, path: str, fields: list[tuple[str, str]]) -> Page:
        return self._asked("POST", path, urlencode(fields).encode())

    def _asked(self, method: str, path: str, body: bytes | None) -> Page:
        headers = {"Accept-Encoding": "gzip", "Cookie": "; ".join(f"{name}={it}" for name, it in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        started = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except OSError as error:
            self.connection.close()
            raise Wrong(f"{_kind(path)}: {type(error).__name__}") from error
        self.told.took[method].append(time.perf_counter() - started)
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        where = answer.headers.get("Location", "")
        return Page(path, answer.status, where and _local(where), content.decode())


def _local(where: str) -> str:
    parts = urlsplit(where)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@dataclass(frozen=True)
class Task:
    """What one process does with some threads: one citizen at a time in each, until the time is over."""

    host: str
    slug: str  # of the service; empty: one address is posted to again and again
    people: list[dict[str, str]]  # cookies of each
    threads: int
    seconds: float
    most: int | None = None  # applications, or posts, of each thread


def drive(task: Task) -> Told:
    """Runs in a process of its own."""
    spent = _spent()
    each = [task.people[place :: task.threads] for place in range(task.threads)]
    one: Any = _applies if task.slug else _posts
    with ThreadPoolExecutor(task.threads) as pool:
        many = list(pool.map(lambda people: one(task, people), each))
    told = Told()
    for found in many:
        told.add(found)
    told.cpu = _spent() - spent
    return told


def _applies(task: Task, people: list[dict[str, str]]) -> Told:
    told, started = Told(), time.perf_counter()
    for place, cookies in enumerate(cycle(people)):
        began = time.perf_counter()
        if began - started > task.seconds or place == task.most:
            break
        browser = Wire(task.host, cookies, told)
        try:
            apply(browser, task.slug)
            told.applications += 1
            told.wholes.append(time.perf_counter() - began)
        except Wrong as wrong:
            told.failures[str(wrong)] += 1
        finally:
            browser.connection.close()
    told.seconds = time.perf_counter() - started
    return told


def _posts(task: Task, people: list[dict[str, str]]) -> Told:
    told, started, done = Told(), time.perf_counter(), 0
    browser = Wire(task.host, {}, told)
    while time.perf_counter() - started < task.seconds and done != task.most:
        done += 1
        try:
            if browser.post("/", [("words", "one row")]).status != http.client.OK:
                told.failures["not written"] += 1
        except Wrong as wrong:
            told.failures[str(wrong)] += 1
    told.seconds = time.perf_counter() - started
    return told


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
