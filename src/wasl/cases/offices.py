"""What an office does beside the workflow: take up, note, ask a colleague, reopen, answer a review, mend a write."""

from datetime import UTC, datetime

from django.db import transaction

from wasl.cases import journal, moving
from wasl.cases.clocks import due
from wasl.cases.doing import STAFF, Doer, case_of, must_be_able_to_send, must_not_be_their_own
from wasl.cases.drafting import Overtaken, must_still_have_the_right
from wasl.cases.mending import answers_for
from wasl.cases.models import Appeal, Case, Change, Event, Kind, Progress, Stage
from wasl.cases.sheets import Sheet, definition_for, sheet
from wasl.catalogue.api import Span, Who
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.trust.api import own_words

REVIEW = Span(working_days=15, assumed=True)
"""Within which a review is answered; our assumption, until a country's law of appeals is read."""


def take(reference: str, doer: Doer, *, once: str, seen: int | None = None) -> Case:
    """The doer works on it. A colleague's case only the head of the office takes, or who says so with `seen`."""
    with own_words("taking up a case"), transaction.atomic():
        case = _staffs(reference, doer)
        if journal.happened(case, once) or case.assigned == doer.username:
            return case
        if case.assigned and seen != case.events and doer.who is not Who.OFFICE_HEAD:
            raise Overtaken(_TAKEN, mend=_SEE_WHO)
        case.assigned = doer.username
        return _noted(case, journal.Entry(Kind.ASSIGNED, once=once, action=doer.username), doer)


def give_to(reference: str, username: str, doer: Doer, *, once: str) -> Case:
    """By the head of the office, to one of its staff."""
    if doer.who is not Who.OFFICE_HEAD:
        raise NotAllowed(_HEADS, mend=_ASK_HEAD)
    with own_words("giving a case"), transaction.atomic():
        case = _staffs(reference, doer)
        if journal.happened(case, once):
            return case
        case.assigned = username
        return _noted(case, journal.Entry(Kind.ASSIGNED, once=once, action=username), doer)


def put_back(reference: str, doer: Doer, *, once: str) -> Case:
    with own_words("putting a case back"), transaction.atomic():
        case = _staffs(reference, doer)
        if not case.assigned or journal.happened(case, once):
            return case
        case.assigned = ""
        return _noted(case, journal.Entry(Kind.RELEASED, once=once), doer)


def note(reference: str, words: str, doer: Doer, *, once: str) -> Case:
    """For the office only; no citizen's page shows it, but their download of everything does."""
    return _say(reference, Kind.NOTE, words, doer, once)


def ask_opinion(reference: str, words: str, doer: Doer, *, once: str) -> Case:
    """A question to colleagues: the case shows in their queue under second opinions."""
    return _say(reference, Kind.OPINION_ASKED, words, doer, once)


def give_opinion(reference: str, words: str, doer: Doer, *, once: str) -> Case:
    """By somebody else than who asked. Raises NotAllowed."""
    with own_words("a second opinion"), transaction.atomic():
        case = _staffs(reference, doer)
        asked = case.journal.filter(kind=Kind.OPINION_ASKED).last()
        if asked is None:
            raise Refusal(_NOBODY_ASKED, mend=_NOTE)
        if asked.actor == doer.account:
            raise NotAllowed(_OWN_OPINION, mend=_COLLEAGUE)
        return _once(case, Kind.OPINION, words, doer, once)


def reopen(reference: str, words: str, doer: Doer, *, once: str) -> Case:
    """By the head of the office: an ended case goes back to where an officer had it last."""
    if doer.who is not Who.OFFICE_HEAD:
        raise NotAllowed(_HEADS, mend=_ASK_HEAD)
    with own_words("a case opened again"), transaction.atomic():
        case = _staffs(reference, doer)
        if journal.happened(case, once):
            return case
        _open_again(sheet(case), words, doer, once)
        case.save()
        return case


def appeal(reference: str, words: str, doer: Doer, *, once: str) -> Appeal:
    """By the citizen, of a case that has ended: the head of the office reviews it. One at a time."""
    if doer.who is not Who.CITIZEN:
        raise NotAllowed(_APPLICANTS, mend=_NEW_CASE)
    must_still_have_the_right(reference, doer)
    with own_words("a review asked for"), transaction.atomic():
        case = case_of(reference, doer, lock=True)
        must_be_able_to_send(case, doer)
        standing = Appeal.objects.filter(case=case, answered=None).first()
        if standing is None and journal.happened(case, once):  # pressed again after its answer
            standing = Appeal.objects.filter(case=case).order_by("pk").last()
        if standing:
            return standing
        if case.stage != Stage.ENDED:
            raise Refusal(_NOT_ENDED, mend=_WAIT)
        said, now = journal.checked_words(words, needed=True), datetime.now(UTC)
        made = Appeal.objects.create(case=case, asked=now, due=due(REVIEW, now) or now)
        _noted(case, journal.Entry(Kind.APPEALED, once=once, words=said), doer)
        return made


def answer_appeal(reference: str, words: str, doer: Doer, *, upheld: bool, once: str) -> Case:
    """With reasons, by the head of the office; upheld, the case is opened again."""
    if doer.who is not Who.OFFICE_HEAD:
        raise NotAllowed(_HEADS, mend=_ASK_HEAD)
    with own_words("a review answered"), transaction.atomic():
        case = _staffs(reference, doer)
        if journal.happened(case, once):
            return case
        standing = Appeal.objects.select_for_update().filter(case=case, answered=None).first()
        if standing is None:
            raise Refusal(_NO_REVIEW, mend=_SEE_WHO)
        standing.answered, standing.upheld = datetime.now(UTC), upheld
        standing.save()
        said = journal.checked_words(words, needed=True)
        kind, outcome = Kind.APPEAL_ANSWERED, "upheld" if upheld else "dismissed"
        _noted(case, journal.Entry(kind, once=once, action=outcome, words=said, message=True), doer)
        if upheld:
            _open_again(sheet(case), "", doer, f"{once}:open")
            case.save()
        return case


def try_again(number: int, reference: str, doer: Doer, *, once: str) -> Change:
    """A change that failed, once more."""
    return _set(number, reference, doer, {Progress.FAILED: Progress.WAITING}, once)


def done_by_hand(number: int, reference: str, doer: Doer, *, once: str) -> Change:
    """The register's owner says that it is entered there."""
    return _set(number, reference, doer, {Progress.BY_HAND: Progress.DONE, Progress.FAILED: Progress.DONE}, once)


def take_back(number: int, reference: str, doer: Doer, *, once: str) -> Change:
    """Undo what was entered, where the definition says that it can be undone."""
    return _set(number, reference, doer, {Progress.DONE: Progress.TAKING_BACK}, once)


def _set(number: int, reference: str, doer: Doer, ways: dict[Progress, Progress], once: str) -> Change:
    with own_words("a change of a register"), transaction.atomic():
        case = case_of(reference, doer, lock=True)
        if doer.who not in STAFF:
            raise NotAllowed(_STAFF_ONLY, mend=_ASK_HEAD)
        change = Change.objects.select_for_update().filter(case=case, pk=number).first()
        if change is None:
            raise Refusal(_NO_CHANGE, mend=_SEE_WHO)
        if not answers_for(change, case, doer):
            raise NotAllowed(_STAFF_ONLY, mend=_ASK_HEAD)
        if journal.happened(case, once):
            return change
        to = ways.get(Progress(change.progress))
        if to is None or (to == Progress.TAKING_BACK and change.undo == "none"):
            raise Refusal(_NOT_SO, mend=_SEE_WHO)
        now = datetime.now(UTC)
        by_hand = to == Progress.TAKING_BACK and not change.content.prepared
        change.progress = Progress.TAKEN_BACK if by_hand else to
        change.tries, change.next_try, change.why = 0, None, ""
        change.done = now if to == Progress.DONE or by_hand else change.done
        change.save()
        kind = Kind.WRITTEN if to == Progress.DONE else Kind.TAKEN_BACK if by_hand else Kind.NOTE
        journal.written(case, journal.Entry(kind, once=once, action=change.step or change.register), doer, now)
        if case.stage == Stage.OPEN:
            moving.go_on_by_itself(sheet(case), now)
        case.save()
        return change


def _say(reference: str, kind: Kind, words: str, doer: Doer, once: str) -> Case:
    with own_words("words of an office"), transaction.atomic():
        return _once(_staffs(reference, doer), kind, words, doer, once)


def _once(case: Case, kind: Kind, words: str, doer: Doer, once: str) -> Case:
    if journal.happened(case, once):
        return case
    return _noted(case, journal.Entry(kind, once=once, words=journal.checked_words(words, needed=True)), doer)


def _noted(case: Case, entry: journal.Entry, doer: Doer) -> Case:
    journal.written(case, entry, doer, datetime.now(UTC))
    case.save()
    return case


def _open_again(found: Sheet, words: str, doer: Doer, once: str) -> None:
    case = found.case
    if case.stage != Stage.ENDED:
        raise Refusal(_NOT_ENDED, mend=_WAIT)
    state, now = _last_worked_in(case), datetime.now(UTC)
    said = journal.checked_words(words)
    entry = journal.Entry(Kind.REOPENED, once=once, before=case.state, after=state, words=said, message=True)
    case.stage, case.outcome, case.ended = Stage.OPEN, "", None
    journal.written(case, entry, doer, now)
    moving.enter(found, state, now)


def _last_worked_in(case: Case) -> str:
    """The last state in which somebody of an office had it; where rules alone decided, the first of an office."""
    states = definition_for(case).workflow.states
    been = [one.before for one in Event.objects.filter(case=case, kind=Kind.ACTION).order_by("-number")]
    worked = [key for key in [*been, *states] if key in states and states[key].who in STAFF]
    if not worked:
        raise Refusal(_NO_OFFICE, mend=_NEW_CASE)
    return worked[0]


def _staffs(reference: str, doer: Doer) -> Case:
    case = case_of(reference, doer, lock=True)
    if doer.who not in STAFF or doer.office != case.office:
        raise NotAllowed(_STAFF_ONLY, mend=_ASK_HEAD)
    must_not_be_their_own(case, doer)
    return case


_TAKEN = Text(ar="أخذ زميل هذا الطلب", en="A colleague has taken up this case")
_SEE_WHO = Text(ar="راجع صفحة الطلب", en="See the page of the case")
_HEADS = Text(ar="هذا لرئيس المكتب", en="This is for the head of the office")
_APPLICANTS = Text(ar="المراجعة يطلبها صاحب الطلب", en="A review is asked for by the applicant")
_ASK_HEAD = Text(ar="اطلبه من رئيس المكتب الذي عنده الطلب", en="Ask the head of the office that has the case")
_NOBODY_ASKED = Text(ar="لم يُطلب رأي ثانٍ في هذا الطلب", en="Nobody has asked for a second opinion on this case")
_NOTE = Text(ar="اكتب ملاحظة داخلية بدلًا منه", en="Write an internal note instead")
_OWN_OPINION = Text(ar="الرأي الثاني من غير من طلبه", en="A second opinion is somebody else's than who asked for it")
_COLLEAGUE = Text(ar="اطلبه من زميل", en="Have a colleague give it")
_NOT_ENDED = Text(ar="لم ينته هذا الطلب بعد", en="This case has not ended")
_WAIT = Text(ar="راجع حالته الآن", en="See how it stands now")
_NO_REVIEW = Text(ar="لا يوجد طلب مراجعة مفتوح", en="There is no open request for review")
_STAFF_ONLY = Text(ar="هذه الخطوة للمكتب الذي عنده الطلب", en="This is for the office that has the case")
_NO_CHANGE = Text(ar="لا يوجد قيد كهذا في الطلب", en="There is no such entry in this case")
_NOT_SO = Text(ar="لا يمكن هذا في الحالة الحالية للقيد", en="This cannot be done as the entry stands now")
_NO_OFFICE = Text(ar="لا توجد في هذه الخدمة مرحلة لموظف", en="No officer has a part in this service")
_NEW_CASE = Text(ar="يقدم صاحبه طلبًا جديدًا", en="The person can make a new request")
