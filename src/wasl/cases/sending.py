"""Sending a draft: all of it checked once more, the fee fixed, the workflow begun. Sent twice, it is sent once."""

from datetime import UTC, datetime

from django.db import transaction

from wasl.cases import journal
from wasl.cases.answering import Unfit, checked, problem_of
from wasl.cases.appointments import book
from wasl.cases.clocks import due
from wasl.cases.doing import Doer, case_of, must_be_able_to_send
from wasl.cases.drafting import must_still_have_the_right, opened
from wasl.cases.knowing import shown
from wasl.cases.models import Case, Invited, Kind, Stage
from wasl.cases.moving import enter, go_on_by_itself
from wasl.cases.sheets import Sheet, sheet
from wasl.catalogue.api import Type
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.trust.api import own_words


class Alike(Refusal):
    """The same person has asked for the same already; to be sent all the same, it is to be said so."""

    def __init__(self, former: Case) -> None:
        super().__init__(
            Text(
                ar=f"لديك طلب مثله لم ينته بعد: {former.reference}",
                en=f"You have one like it in work: {former.reference}",
            ),
            mend=Text(
                ar="تابع الطلب القائم، أو أكد أنك تريد طلبًا آخر", en="Follow that one, or say that you want another one"
            ),
            where=former.reference,
        )
        self.former = former


def submit(reference: str, doer: Doer, *, once: str, declared: bool = False, despite: bool = False) -> Case:
    """Raises NotAllowed, Unfit, Alike, Refusal; then the draft is as it was."""
    must_still_have_the_right(reference, doer)
    opened(reference, doer)  # what registers said long ago decides nothing
    with own_words("a draft sent"), transaction.atomic():
        case = case_of(reference, doer, lock=True)
        if case.stage != Stage.DRAFT:
            return _sent_already(case)
        must_be_able_to_send(case, doer)
        found = sheet(case)
        _must_be_whole(found)
        _must_be_eligible(found)
        _must_have_its_fee(found)
        if found.definition.service.declaration and not declared:
            raise Refusal(_DECLARE, mend=_TICK, where="declared")
        if not despite and (former := alike(found)):
            raise Alike(former)
        return _sent(found, doer, once)


def alike(found: Sheet) -> Case | None:
    """A case of the same person for the same thing that has not ended."""
    case = found.case
    if not case.person:
        return None
    others = Case.objects.filter(person=case.person, slug=case.slug, stage=Stage.OPEN).exclude(pk=case.pk)
    return next((other for other in others.order_by("-sent") if _same_things(found, sheet(other))), None)


def _same_things(one: Sheet, other: Sheet) -> bool:
    """The same rows and relatives; a request that names none is like every other of its kind."""
    questions = one.definition.questions()
    named = [key for key, question in questions.items() if question.type in (Type.ROW, Type.RELATIVE)]
    return all(one.filled.answers.get(key) == other.filled.answers.get(key) for key in named)


def _sent(found: Sheet, doer: Doer, once: str) -> Case:
    case, now = found.case, datetime.now(UTC)
    case.sent = case.saved = now
    case.stage = Stage.OPEN
    case.fee = found.fee
    case.term = due(found.definition.service.term, now)
    if found.definition.service.shows:
        found.filled.answer = [line.to_json() for line in shown(found.definition, found.known, found.filled.answers)]
        found.filled.save(update_fields=["answer"])
    Invited.objects.filter(case=case, part=Invited.Part.HELPER, ended=None).update(ended=now)
    book(found, now)
    start = found.definition.workflow.start
    journal.written(case, journal.Entry(Kind.SENT, once=once, after=start, message=True), doer, now)
    enter(found, start, now)
    go_on_by_itself(found, now)
    case.save()
    return case


def _sent_already(case: Case) -> Case:
    """However the second press came about: the person sees the case that stands."""
    if case.stage == Stage.DISCARDED:
        raise Refusal(_DISCARDED, mend=_BEGIN_ANEW)
    return case


def _must_be_whole(found: Sheet) -> None:
    if found.path.stop is not None:
        raise Refusal(
            found.definition.texts[f"page.{found.path.stop}.stop"], mend=_CHANGE_ANSWER, where=found.path.stop
        )
    problems: dict[str, Text] = {}
    for key, one in found.asked().items():
        try:
            if not one.from_register:
                checked(found, key, one.question, found.filled.answers.get(key))
        except Refusal as refusal:
            problems[key] = problem_of(refusal)
    if problems:
        raise Unfit(problems)
    if found.path.next_page is not None:
        raise Refusal(_NOT_WHOLE, mend=_COMPLETE, where=found.path.next_page)


def _must_be_eligible(found: Sheet) -> None:
    failed = [one for one in found.verdicts if one.holds is False]
    if failed:
        raise Refusal(
            Text(
                ar=f"لا تنطبق شروط الخدمة: {failed[0].text.ar}",
                en=f"A condition of the service is not met: {failed[0].text.en}",
            ),
            mend=_WHY_NOT,
            where=f"rule.{failed[0].key}",
        )


def _must_have_its_fee(found: Sheet) -> None:
    """A case that waits for a fee which nobody can name would wait for ever."""
    if found.fee is None:
        raise Refusal(_NO_FEE_YET, mend=_LATER, where="fee")


_DECLARE = Text(ar="لم توافق على الإقرار", en="You have not made the declaration")
_TICK = Text(ar="اقرأ الإقرار وضع علامة الموافقة، ثم أرسل", en="Read the declaration, tick the box, then send")
_NO_FEE_YET = Text(ar="لم يُعرف رسم الطلب بعد", en="The fee of this request is not known yet")
_LATER = Text(
    ar="السجل الذي يحدده لم يجب. أجب عن كل الأسئلة، أو حاول بعد نصف ساعة؛ ما كتبته محفوظ",
    en="A register that tells it has not answered. Answer every question, or try in half an hour: nothing is lost",
)
_DISCARDED = Text(ar="حُذفت هذه المسودة", en="This draft was thrown away")
_BEGIN_ANEW = Text(ar="ابدأ طلبًا جديدًا من صفحة الخدمة", en="Begin a new request on the page of the service")
_CHANGE_ANSWER = Text(ar="غيّر الإجابة إن كانت خطأ", en="Change the answer if it is wrong")
_NOT_WHOLE = Text(ar="لم تُجب عن كل الأسئلة بعد", en="Some questions have no answer yet")
_COMPLETE = Text(ar="أكمل الصفحة الناقصة", en="Complete the page that is missing something")
_WHY_NOT = Text(
    ar="إن كان ما في السجلات خطأ فاطلب تصحيحه، ثم أرسل الطلب",
    en="If a register is wrong, ask for its correction, then send",
)
