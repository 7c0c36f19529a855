"""Inviting somebody to help fill in a draft, or to sign with the applicant."""

from datetime import UTC, datetime

from django.db import IntegrityError, transaction

from wasl.cases import acting, journal
from wasl.cases.doing import Doer, case_of, may_send, must_be_able_to_send
from wasl.cases.models import Case, Invited, Kind, Stage
from wasl.cases.sheets import co_signed, sheet
from wasl.catalogue.api import Who
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.identity.accounts.api import checked_number
from wasl.persons.api import handle_of_number
from wasl.trust.api import own_words

MOST = 5


def invite(reference: str, number: str, part: Invited.Part, doer: Doer, *, once: str) -> None:
    """Whether the number is anybody's is not told: the invitation waits on their page, or for ever."""
    written = checked_number(number)
    with own_words("an invitation"):
        case = case_of(reference, doer)
        must_be_able_to_send(case, doer)
        _must_take_it(case, part)
        person = handle_of_number(written, doer.look(None, reference)) or ""
        if person and person in (case.person, doer.person):
            raise Refusal(_YOURSELF, mend=_SOMEBODY_ELSE, where="number")
        try:
            with transaction.atomic():
                _invited(case_of(reference, doer, lock=True), person, part, doer, once)
        except IntegrityError:
            return  # is invited already


def sign(reference: str, doer: Doer, *, once: str) -> Case:
    """A co-signer has read what was sent and signs; with the last signature the case goes on.

    Raises NotAllowed; Refusal for a draft, which may still become something else than what was signed.
    """
    with own_words("a co-signature"), transaction.atomic():
        case = case_of(reference, doer, lock=True)
        if journal.happened(case, once):
            return case
        own = Invited.objects.filter(case=case, person=doer.person, part=Invited.Part.COSIGNER, ended=None)
        if not doer.person or not own.exists():
            raise NotAllowed(_NOT_ASKED, mend=_APPLICANT_INVITES)
        if case.stage != Stage.OPEN:
            raise Refusal(_NOT_NOW, mend=_WHEN_SENT)
        if own.filter(signed=None).update(signed=datetime.now(UTC)):
            journal.written(case, journal.Entry(Kind.COSIGNED, once=once), doer, datetime.now(UTC))
        found = sheet(case)
        waiting = next((one for one in acting.open_actions(found, doer) if one.needs_cosignature), None)
        if waiting and co_signed(case):
            acting.do(found, waiting.key, doer, once=f"{once}:sign")
        case.save()
        return case


def end(reference: str, number: int, doer: Doer) -> None:
    """By the applicant, or by whom it is about."""
    with own_words("an invitation ended"):
        case = case_of(reference, doer)
        mine = Invited.objects.filter(case=case, pk=number, ended=None)
        if doer.who is not Who.CITIZEN:
            raise NotAllowed(_NOT_ASKED, mend=_APPLICANT_INVITES)
        if not may_send(case, doer):
            mine = mine.filter(person=doer.person)
        mine.update(ended=datetime.now(UTC))


def _must_take_it(case: Case, part: Invited.Part) -> None:
    fitting = {Invited.Part.HELPER: (Stage.DRAFT,), Invited.Part.COSIGNER: (Stage.DRAFT, Stage.OPEN)}
    if case.stage not in fitting[part]:
        raise Refusal(_TOO_LATE, mend=_SEE_PAGE)
    if Invited.objects.filter(case=case, ended=None).count() >= MOST:
        raise Refusal(_TOO_MANY, mend=_END_ONE)


def _invited(case: Case, person: str, part: Invited.Part, doer: Doer, once: str) -> None:
    if journal.happened(case, once):
        return
    now = datetime.now(UTC)
    Invited.objects.create(case=case, person=person, part=part, invited=now)
    kind = Kind.HELPER if part == Invited.Part.HELPER else Kind.COSIGN_ASKED
    journal.written(case, journal.Entry(kind, once=once), doer, now)
    case.save()


_YOURSELF = Text(ar="هذا رقمك أنت", en="This is your own number")
_SOMEBODY_ELSE = Text(ar="اكتب الرقم القومي لمن تدعوه", en="Write the national number of whom you invite")
_NOT_ASKED = Text(ar="لم تُدع إلى توقيع هذا الطلب", en="You are not invited to sign this request")
_APPLICANT_INVITES = Text(ar="يدعوك صاحب الطلب من صفحته", en="The applicant invites you on its page")
_NOT_NOW = Text(ar="لا يُوقّع هذا الطلب الآن", en="This request cannot be signed now")
_WHEN_SENT = Text(ar="وقّع بعد أن يرسله صاحبه وقبل أن ينتهي", en="Sign when it has been sent and has not ended")
_TOO_LATE = Text(ar="لا دعوات في هذه المرحلة", en="Nobody can be invited at this stage")
_SEE_PAGE = Text(ar="راجع صفحة الطلب", en="See the page of the request")
_TOO_MANY = Text(ar=f"دعوت {MOST} أشخاص بالفعل", en=f"You have invited {MOST} people already")
_END_ONE = Text(ar="ألغِ دعوة لم تعد تحتاجها", en="End an invitation that you no longer need")
