"""What happens at a counter, and what is left of it when the passkey that was bound there goes."""

from collections.abc import Sequence

from django.db import models, transaction

from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.identity.accounts.models import AssuranceStep
from wasl.identity.accounts.models import Kind as StepKind
from wasl.identity.accounts.steps import end_bound, take
from wasl.identity.accounts.telephones import change_at_counter
from wasl.identity.accounts.written import checked_telephone
from wasl.identity.factors.api import By, Kind, Line, What, bind, factors_of, forget, on_change
from wasl.identity.models import Citizen
from wasl.identity.sessions.api import Why, end_all
from wasl.trust.api import Assurance


class Seen(models.TextChoices):
    """Evidence that somebody at a counter may look at."""

    CARD = "identity-card"
    PASSPORT = "passport"
    BIRTH = "birth-certificate"
    LICENCE = "driving-licence"
    FACE = "face"


_WORDS = {
    Seen.CARD: Text(ar="بطاقة الرقم القومي", en="identity card"),
    Seen.PASSPORT: Text(ar="جواز السفر", en="passport"),
    Seen.BIRTH: Text(ar="شهادة الميلاد", en="birth certificate"),
    Seen.LICENCE: Text(ar="رخصة القيادة", en="driving licence"),
    Seen.FACE: Text(ar="الوجه مع الصورة", en="face with the photograph"),
}
PAPERS = frozenset({Seen.CARD, Seen.PASSPORT})
"""One of these must have been seen: the others only support it."""


def visit(
    citizen: Citizen, *, by: str, seen: Sequence[str], note: str = "", telephone: str | None = None
) -> AssuranceStep:
    """The person was seen at a counter by a member of staff (account). `note` without personal data.

    `telephone` is the one that the person has with them. Where an account that nobody has confirmed has another one,
    somebody else may have opened it: it passes to its rightful owner, and what opened it so far opens it no more.
    Raises Refusal where no paper with a photograph was among what was seen, and for what is no telephone.
    """
    kinds = [Seen(one) for one in seen if one in Seen.values]
    if not PAPERS & set(kinds) or by == citizen.account_id:
        raise Refusal(_NO_PAPER, mend=_SHOW_ONE)
    if telephone and citizen.level is Assurance.LOW and checked_telephone(telephone) != citizen.telephone:
        with transaction.atomic():
            forget(citizen.account_id, By(by))
            end_all(citizen, why=Why.CLOSED)
            change_at_counter(citizen, telephone, by=by)
    return take(citizen, StepKind.VISIT, Assurance.SUBSTANTIAL, _evidence(kinds, note.strip()), by=by)


def bind_at_counter(citizen: Citizen, factor: str, *, by: str) -> AssuranceStep:
    """A passkey of theirs, shown at the counter after a visit, carries the highest level. Raises Unknown, Refusal."""
    if citizen.level.rank < Assurance.SUBSTANTIAL.rank:
        raise Refusal(_VISIT_FIRST, mend=_NOTE_IT)
    if factor not in {one.id for one in factors_of(citizen.account_id)}:
        raise Refusal(_NOT_THEIRS, mend=_ADD_ONE)
    with transaction.atomic():
        bind(factor, by)
        return take(citizen, StepKind.BOUND, Assurance.HIGH, _BOUND, by=by, factor=factor)


@on_change
def passkey_gone(line: Line) -> None:
    """A passkey was removed: with it goes the level that rested on it."""
    if line.kind != Kind.PASSKEY or line.what != What.REMOVED or not line.account.startswith("citizen:"):
        return
    citizen = Citizen.objects.filter(person=line.account.removeprefix("citizen:")).first()
    if citizen:
        kept = frozenset(one.id for one in factors_of(line.account) if one.bound and not one.copied)
        end_bound(citizen, kept, _GONE, by=line.by)


def _evidence(kinds: Sequence[Seen], note: str) -> Text:
    more = f" ({note})" if note else ""
    return Text(
        ar="حضر بنفسه، واطُّلع على: " + "، ".join(_WORDS[one].ar for one in kinds) + more,
        en="Came in person; seen: " + ", ".join(_WORDS[one].en for one in kinds) + more,
    )


_NO_PAPER = Text(ar="لم تُسجَّل ورقة بها صورة", en="No paper with a photograph was noted")
_SHOW_ONE = Text(ar="اطلب بطاقة الرقم القومي أو جواز السفر", en="Ask for the identity card or the passport")
_VISIT_FIRST = Text(ar="لم يُوثَّق هذا الحساب بعد", en="This account is not confirmed yet")
_NOTE_IT = Text(ar="سجّل الزيارة وما رأيته أولًا", en="Note the visit and what you saw first")
_NOT_THEIRS = Text(ar="هذا المفتاح ليس لهذا الحساب", en="This passkey is not of this account")
_ADD_ONE = Text(ar="ليُضِف صاحب الحساب مفتاح مرور من جهازه", en="Have the person add a passkey from their device")
_BOUND = Text(ar="مفتاح مرور رآه موظف المكتب في يد صاحب الحساب", en="A passkey that a counter saw in the person's hand")
_GONE = Text(ar="حُذف مفتاح المرور الذي وُثِّق في المكتب", en="The passkey that the counter had seen was removed")
