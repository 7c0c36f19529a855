"""A party's pages and endpoints, as one WSGI application."""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from wasl.synthetic.parties.believing import LEVELS, reaches
from wasl.synthetic.parties.errors import NotBelieved, ProviderDown, Refused
from wasl.synthetic.parties.party import Party
from wasl.synthetic.parties.provider import Provider, Question
from wasl.synthetic.parties.rendering import STYLE, page, trouble
from wasl.synthetic.parties.visits import WAITS, Attempt, Visit, Visits
from wasl.synthetic.parties.web import Answer, Request, going

SURE, SURER = LEVELS[1], LEVELS[2]
LANGUAGES = ("ar", "en")


@dataclass
class App:
    """One party, at its address. What a person does begins at a page of its own, never at another site's."""

    party: Party
    address: str
    provider: Provider
    visits: Visits = field(default_factory=Visits)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        request = Request.of(environ)
        answer = self._answer(request)
        if request.query.get("language") in LANGUAGES:
            answer.keep(self._cookie("language"), request.query["language"])
        return answer.started(start, self._policy)

    def _answer(self, request: Request) -> Answer:
        for_programs = self._for_programs.get((request.method, request.path))
        if for_programs:
            return for_programs(request)
        if request.host != urlsplit(self.address).netloc:
            return going(f"{self.address}{request.path}")
        if request.method == "POST" and request.origin != self.address:
            return self._trouble("elsewhere", request)
        found = self._pages.get(("GET" if request.method == "HEAD" else request.method, request.path))
        try:
            return found(request) if found else self._trouble("missing", request)
        except ProviderDown as error:
            return self._trouble("down", request, said=str(error))

    @property
    def _pages(self) -> dict[tuple[str, str], Callable[[Request], Answer]]:
        return {
            ("GET", "/"): self._home,
            ("POST", "/sign-in"): self._sign_in,
            ("GET", "/callback"): self._back,
            ("GET", "/known"): self._known,
            ("POST", "/read"): self._read_again,
            ("GET", "/surer"): self._surer,
            ("POST", "/leave"): self._leave,
        }

    @property
    def _for_programs(self) -> dict[tuple[str, str], Callable[[Request], Answer]]:
        return {
            ("GET", "/party.css"): lambda _: Answer(STYLE, kind="text/css; charset=utf-8"),
            ("GET", "/jwks"): lambda _: Answer(self.provider.keys.published, kind="application/jwk-set+json"),
            ("POST", "/logout"): self._told_to_forget,
        }

    def _home(self, request: Request) -> Answer:
        return self._page("home", request)

    def _sign_in(self, request: Request) -> Answer:
        """To the provider, with a question that this browser alone can bring back an answer to."""
        surer = request.form.get("page") == "surer"
        question = Question(
            scope=self.party.scope,
            redirect_uri=f"{self.address}/callback",
            level=SURER if surer else SURE,
            language=self._language(request),
            fresh=self.party.surer.fresh if surer else None,
            essential=surer,
        )
        try:
            to = self.provider.question_pushed(question)
        except Refused as refused:
            return self._trouble("refused", request, said=str(refused))
        browser = secrets.token_urlsafe(32)
        self.visits.begin(Attempt(browser, question, "/surer" if surer else "/known"))
        return going(to).keep(self._cookie("browser"), browser, seconds=WAITS)

    def _back(self, request: Request) -> Answer:
        attempt = self.visits.back(request.query.get("state", ""), request.cookies.get(self._cookie("browser"), ""))
        if attempt is None or request.query.get("iss") != self.provider.issuer:
            return self._trouble("unbelieved", request)
        if "error" in request.query:
            kind = "access_denied" if request.query["error"] == "access_denied" else "refused"
            return self._trouble(kind, request, said=request.query["error"])
        try:
            who, tokens = self.provider.redeemed(request.query.get("code", ""), attempt.question)
            visit = Visit(who, tokens)
            self._read(visit)
        except NotBelieved as error:
            return self._trouble("unbelieved", request, said=str(error))
        except Refused as refused:
            return self._trouble("refused", request, said=str(refused))
        self.visits.close(request.cookies.get(self._cookie("visit"), ""))
        return going(attempt.page).keep(self._cookie("visit"), self.visits.open(visit))

    def _known(self, request: Request) -> Answer:
        return self._page("known", request) if self._visit(request) else going("/")

    def _read_again(self, request: Request) -> Answer:
        """What the person shares now. Where they share no more, what we had is forgotten."""
        visit = self._visit(request)
        if visit is None:
            return going("/")
        try:
            self._read(visit)
        except (Refused, NotBelieved) as refused:
            self.visits.close(request.cookies[self._cookie("visit")])
            return self._trouble("closed", request, said=str(refused))
        return going("/known")

    def _read(self, visit: Visit) -> None:
        with visit.lock:
            try:
                visit.facts = self.provider.facts(visit.tokens, visit.who.subject)
            except Refused as refused:
                if refused.code != "invalid_token" or not visit.tokens.refresh:
                    raise
                visit.tokens = self.provider.refreshed(visit.tokens)
                visit.facts = self.provider.facts(visit.tokens, visit.who.subject)
            visit.read = time.time()

    def _surer(self, request: Request) -> Answer:
        visit = self._visit(request)
        if visit is None:
            return going("/")
        return self._page("surer", request, sure=self._is_sure(visit))

    def _is_sure(self, visit: Visit) -> bool:
        fresh = self.party.surer.fresh
        return reaches(visit.who.level, SURER) and (fresh is None or time.time() - visit.sure_since <= fresh)

    def _leave(self, request: Request) -> Answer:
        visit = self._visit(request)
        self.visits.close(request.cookies.get(self._cookie("visit"), ""))
        to = self.provider.leaving(visit.who.id_token, f"{self.address}/") if visit else "/"
        return going(to).keep(self._cookie("visit"), "", seconds=0)

    def _told_to_forget(self, request: Request) -> Answer:
        """Back-Channel Logout 2.5: by the provider itself, about a session that has ended."""
        try:
            subject, session, once = self.provider.farewell(request.form.get("logout_token", ""))
        except (NotBelieved, ProviderDown):
            return Answer('{"error":"invalid_request"}', status=400, kind="application/json")
        fresh = self.visits.close_all(subject, session, once)
        return Answer("{}" if fresh else '{"error":"invalid_request"}', 200 if fresh else 400, "application/json")

    def _visit(self, request: Request) -> Visit | None:
        return self.visits.of(request.cookies.get(self._cookie("visit"), ""))

    def _page(self, name: str, request: Request, **more: Any) -> Answer:
        language = self._language(request)
        return page(name, self.party, self.provider.issuer, language, self._visit(request), here=request.path, **more)

    def _trouble(self, kind: str, request: Request, *, said: str = "") -> Answer:
        return trouble(kind, self.party, self.provider.issuer, self._language(request), said=said)

    def _language(self, request: Request) -> str:
        wanted = request.query.get("language") or request.cookies.get(self._cookie("language"), "")
        return wanted if wanted in LANGUAGES else LANGUAGES[0]

    def _cookie(self, name: str) -> str:
        """Another program on this machine shares the browser's cookies with us: names say whose they are."""
        return f"{self.party.client_id}-{name}"

    @property
    def _policy(self) -> str:
        provider = urlsplit(self.provider.issuer)
        seen = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
        return f"{seen}; form-action 'self' {provider.scheme}://{provider.netloc}"
