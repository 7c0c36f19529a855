"""The desks behind the requests: who may answer which, taking one up, and closing it with words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Q

from wasl.core.errors import NotAllowed, Refusal
from wasl.core.log import event
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.trust.rights.asking import unknown_request
from wasl.trust.rights.models import LONGEST_WORDS, OUTCOMES, Request, Right, State, Step


@dataclass(frozen=True)
class Desk:
    """Who answers: an account with the requests that come to it."""

    actor: str  # account id
    office: str  # agency
    objections: bool  # a protection officer: objections to looks of any office

    @property
    def _own(self) -> Q:
        of_registers = Q(owner=self.office) & ~Q(right=Right.OBJECTION)
        return Q(right=Right.OBJECTION) if self.objections else of_registers

    def waiting(self) -> list[Request]:
        """Those without an answer, what is overdue or nearly due first."""
        return list(Request.objects.filter(self._own, closed=None).order_by("due", "opened"))

    def answered(self, limit: int = 20) -> list[Request]:
        return list(Request.objects.filter(self._own, closed__isnull=False).order_by("-closed")[:limit])

    def find(self, reference: str) -> Request:
        """Raises Unknown, also for one that is another desk's."""
        known = reference.replace("-", "").isalnum() and reference.isascii()  # NUL breaks a query
        found = Request.objects.filter(self._own, reference=reference).first() if known else None
        if found is None:
            raise unknown_request()
        return found

    def take(self, reference: str) -> Request:
        """Take it up: the person sees that somebody looks into it. Taken already: nothing happens."""
        request = self.find(reference)
        return self._step(request, State.IN_HAND, "", "") if request.state == State.RECEIVED else request

    def answer(self, reference: str, outcome: State, words: str, english: str = "") -> Request:
        """Close it. Raises Refusal without words, NotAllowed where it is closed already with another outcome."""
        request = self.find(reference)
        if outcome not in OUTCOMES[Right(request.right)]:
            raise Refusal(_NOT_SO, mend=_CHOOSE)
        words, english = _checked(words), english.replace("\x00", "").strip()[:LONGEST_WORDS]
        if request.closed:
            return _closed_already(request, outcome)
        return self._step(request, outcome, words, english)

    def _step(self, request: Request, state: State, words: str, english: str) -> Request:
        now = datetime.now(UTC)
        closed = None if state == State.IN_HAND else now
        with transaction.atomic():
            standing = Request.objects.filter(pk=request.pk, closed=None).exclude(state=state)
            if not standing.update(state=state, closed=closed):
                raise NotAllowed(_CLOSED, mend=_RELOAD)
            said = {"words_ar": words, "words_en": english}
            Step.objects.create(request=request, at=now, actor=self.actor, office=self.office, state=state, **said)
        event("rights.step", right=request.right, state=str(state), office=self.office)
        request.refresh_from_db()
        return request


def _checked(words: str) -> str:
    words = words.replace("\x00", "").strip()
    if not words or len(words) > LONGEST_WORDS:
        raise Refusal(_NO_WORDS, mend=_WRITE)
    return words


def _closed_already(request: Request, outcome: State) -> Request:
    """The same answer sent twice is one."""
    if request.state != outcome:
        raise NotAllowed(_CLOSED, mend=_RELOAD)
    return request


def days_left(request: Request, now: datetime | None = None) -> int:
    """Working days until the term ends; negative once it has run out."""
    calendar = pack().calendar
    return calendar.working_days_until(calendar.today(now or datetime.now(UTC)), request.due)


def overdue(requests: Sequence[Request], now: datetime | None = None) -> list[Request]:
    return [one for one in requests if one.closed is None and days_left(one, now) < 0]


_NO_WORDS = Text(ar="لم تكتب ردًا، أو ردّك طويل جدًا", en="there are no words of an answer, or too many")
_WRITE = Text(ar="اكتب ردًا يفهمه صاحب الطلب", en="write an answer that the person understands")
_NOT_SO = Text(ar="لا يُغلق هذا الطلب بهذه النتيجة", en="this request cannot end that way")
_CHOOSE = Text(ar="اختر نتيجة من القائمة", en="choose an outcome of the list")
_CLOSED = Text(ar="أُجيب على هذا الطلب من قبل", en="this request has been answered already")
_RELOAD = Text(ar="أعد فتح الصفحة لترى الرد", en="reload the page to see the answer")
