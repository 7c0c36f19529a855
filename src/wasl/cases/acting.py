"""Doing what a workflow allows now, once, by who may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from wasl.cases import journal
from wasl.cases.doing import STAFF, Doer, case_of, must_be_able_to_send, must_not_be_their_own
from wasl.cases.drafting import Overtaken, must_still_have_the_right
from wasl.cases.models import Case, Stage
from wasl.cases.moving import go_on_by_itself, move
from wasl.cases.sheets import Sheet, co_signed, sheet
from wasl.catalogue.api import Action, Who, actions
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.text import Text
from wasl.trust.api import own_words


@dataclass(frozen=True)
class Open:
    """An action that somebody may do now."""

    key: str
    title: Text
    action: Action

    @property
    def needs_reason(self) -> bool:
        return "reason" in self.action.needs

    @property
    def needs_payment(self) -> bool:
        return "payment" in self.action.needs

    @property
    def needs_correction(self) -> bool:
        return "correction" in self.action.needs

    @property
    def needs_cosignature(self) -> bool:
        return "co-signature" in self.action.needs

    @property
    def decides(self) -> bool:
        return "decision" in self.action.needs


def open_actions(found: Sheet, doer: Doer) -> list[Open]:
    """What the doer may do with the case as it stands. Staff of another office may do nothing."""
    if found.case.stage != Stage.OPEN or (doer.who in STAFF and doer.office != found.case.office):
        return []
    standing = actions(found.definition, found.case.state, doer.who, found.in_case())
    return [Open(key, found.definition.texts[f"action.{key}"], action) for key, action in standing.items()]


def act(reference: str, key: str, doer: Doer, *, once: str, words: str = "", seen: int | None = None) -> Case:
    """Do it; the same press again does nothing. `seen`: how many entries the journal had when the doer looked.

    Raises Unknown, NotAllowed, Overtaken where somebody was quicker, Refusal where something is needed first.
    """
    must_still_have_the_right(reference, doer)
    with own_words("an act in a case"), transaction.atomic():
        case = case_of(reference, doer, lock=True)
        if journal.happened(case, once):
            return case
        if seen is not None and seen != case.events:
            raise Overtaken(_MEANWHILE, mend=_LOOK)
        found = sheet(case)
        do(found, key, doer, once=once, words=words)
        case.save()
        return case


def do(found: Sheet, key: str, doer: Doer, *, once: str, words: str = "") -> None:
    """The same for a case that is locked already. The caller saves it."""
    chosen = next((one for one in open_actions(found, doer) if one.key == key), None)
    if chosen is None:
        raise Refusal(_NOT_OPEN, mend=_LOOK, where=key)
    if doer.who is Who.CITIZEN and not chosen.needs_cosignature:
        must_be_able_to_send(found.case, doer)
    must_be_free_for(found.case, doer)
    said = journal.checked_words(words, needed=chosen.needs_reason)
    _must_have(found, chosen)
    now = datetime.now(UTC)
    move(found, key, chosen.action, doer, once=once, words=said, now=now)
    go_on_by_itself(found, now)


def must_be_free_for(case: Case, doer: Doer) -> None:
    """Not in one's own case, nor behind the back of a colleague; the head of the office may that."""
    must_not_be_their_own(case, doer)
    if doer.who in STAFF and case.assigned not in ("", doer.username) and doer.who is not Who.OFFICE_HEAD:
        raise NotAllowed(_SOMEBODY_HAS_IT, mend=_TAKE_OVER)


def act_on_many(
    references: Sequence[str],
    key: str,
    doer: Doer,
    *,
    once: str,
    words: str = "",
    seen: Mapping[str, int] | None = None,
) -> list[tuple[str, Refusal | None]]:
    """Each by itself: with each reference, why it was not done. `seen`: as of `act`, by reference."""
    done: list[tuple[str, Refusal | None]] = []
    for reference in dict.fromkeys(references):
        try:
            known = (seen or {}).get(reference)
            act(reference, key, doer, once=f"{once}:{reference}", words=words, seen=known)
            done.append((reference, None))
        except Refusal as refusal:
            done.append((reference, refusal))
    return done


def _must_have(found: Sheet, chosen: Open) -> None:
    if chosen.needs_payment and not found.case.paid:
        raise Refusal(_PAY_FIRST, mend=_BY_PAGE, where=chosen.key)
    if chosen.needs_cosignature and not co_signed(found.case):
        raise Refusal(_SIGNATURES, mend=_INVITE, where=chosen.key)
    if chosen.needs_correction and not found.path.complete:
        raise Refusal(_STILL_MISSING, mend=_FILL, where=found.path.next_page or "")


_MEANWHILE = Text(ar="حدث في هذا الطلب شيء بعد أن فتحته", en="Something happened in this case since you opened it")
_LOOK = Text(ar="راجع حالته الآن، ثم اختر من جديد", en="See how it stands now, then choose again")
_NOT_OPEN = Text(ar="هذه الخطوة غير متاحة الآن", en="This cannot be done now")
_SOMEBODY_HAS_IT = Text(ar="هذا الطلب في يد زميل", en="A colleague is working on this case")
_TAKE_OVER = Text(ar="خذ الطلب أولًا إن كان لك أن تعمل عليه", en="Take it over first if it is yours to do")
_PAY_FIRST = Text(ar="لم تُدفع الرسوم بعد", en="The fee has not been paid yet")
_BY_PAGE = Text(ar="ادفع من صفحة الطلب", en="Pay on the page of the request")
_SIGNATURES = Text(ar="لم يوقع الشريك بعد", en="The co-signer has not signed yet")
_INVITE = Text(
    ar="ادعه برقمه القومي، فيوقع من حسابه", en="Invite them by national number; they sign from their account"
)
_STILL_MISSING = Text(ar="في الطلب أسئلة بلا إجابة", en="Some questions have no answer")
_FILL = Text(ar="أكملها ثم أرسل التصحيح", en="Complete them, then send the correction")
