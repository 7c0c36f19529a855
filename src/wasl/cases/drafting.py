"""Drafts: begun once, saved page by page, taken up on any device, thrown away or let lapse."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction

from wasl.cases import journal
from wasl.cases.answering import Unfit, checked, missing, problem_of
from wasl.cases.doing import Doer, case_of, platform
from wasl.cases.knowing import Known, known, to_json
from wasl.cases.models import Basis, Case, Filled, Invited, Kind, Stage, Upload
from wasl.cases.sheets import Sheet, merged, sheet
from wasl.catalogue.api import Asked, Definition, Shown, Who, actions, definition_of, live
from wasl.core.errors import NotAllowed, Refusal
from wasl.core.references import reference
from wasl.core.text import Text
from wasl.identity.accounts.api import GUARDIAN, ActsFor, account_of, may_act
from wasl.trust.api import own_words

KEPT = timedelta(days=30)
"""After which a draft that nobody touched lapses."""
FRESH = timedelta(minutes=30)
"""For which what registers said holds in a draft; somebody who comes back later gets it read anew."""
MOST_DRAFTS = 50
"""Of one account."""


class Overtaken(Refusal):
    """Somebody else, or another tab, was quicker: nothing was changed."""


def begin(slug: str, doer: Doer, *, once: str, person: str = "") -> Case:
    """A draft of the live version; the same press again gives the same draft.

    `person`: whom it is about, when it is not the doer. Raises Unknown, NotAllowed.
    """
    if standing := begun(doer, once):
        return standing
    kept = live(slug)
    definition = definition_of(kept)
    _must_be_sure_enough(definition, doer)
    basis, right = _right(definition, doer, person or doer.person)
    if Case.objects.filter(actor=doer.account, stage=Stage.DRAFT).count() >= MOST_DRAFTS:
        raise Refusal(_TOO_MANY, mend=_DISCARD_SOME)
    now = datetime.now(UTC)
    case = Case(
        reference=reference("W"),
        slug=slug,
        version=kept.number,
        actor=doer.account,
        person="" if basis is Basis.VISITOR else person or doer.person,
        basis=basis,
        mandate=right.mandate if right and basis is Basis.MANDATE else None,
        channel=doer.channel,
        once=journal.press(doer.account + once),
        office=definition.service.agency,
        begun=now,
        saved=now,
    )
    found = known(definition, case.person, {}, doer.look(definition.service.purpose, case.reference))
    try:
        with own_words("a new draft"), transaction.atomic():
            case.save()
            Filled.objects.create(case=case, known=to_json(found), read=now)
            journal.written(case, journal.Entry(Kind.BEGUN, once=once), doer, now)
            case.save(update_fields=["events"])
    except IntegrityError:
        return Case.objects.get(once=journal.press(doer.account + once))
    return case


def begun(doer: Doer, once: str) -> Case | None:
    """The draft that this press has brought already."""
    return Case.objects.filter(once=journal.press(doer.account + once)).first()


def opened(reference_: str, doer: Doer) -> Sheet:
    """What stands in a case of one's own; what registers said is read anew where it is no longer fresh."""
    with own_words("a case of one's own"):
        case = case_of(reference_, doer)
        found = sheet(case)
        if case.stage == Stage.DRAFT and _is_stale(found):
            must_still_have_the_right(reference_, doer)
            found = _read_anew(found, doer)
    return found


def save_page(reference_: str, doer: Doer, key: str, given: Mapping[str, object], *, seen: str | None = None) -> Sheet:
    """Keep the answers of a page, in canonical form (JSON). What is not asked on it is not kept, whatever is sent.

    `seen`: the print of the page's answers when they were shown. Raises Unfit with what is wrong, and then keeps
    nothing; Overtaken where the page was changed elsewhere meanwhile; Refusal where the case takes no more answers.
    """
    must_still_have_the_right(reference_, doer)
    with own_words("answers of one's own"):
        with transaction.atomic():
            case = case_of(reference_, doer, lock=True)
            found = sheet(case)
            page = _page(found, doer, key)
            fitting = _fitting(found, page, given)
            if seen is not None and seen != found.print_of(key) and not _same(found, fitting):
                raise Overtaken(_CHANGED_ELSEWHERE, mend=_LOOK_AGAIN)
            _keep(found, fitting)
        return _read_more(found, page, doer)


def discard(reference_: str, doer: Doer) -> None:
    """Throw a draft away: what was filled in is erased. Raises Refusal for a case that was sent."""
    with own_words("a draft thrown away"), transaction.atomic():
        case = case_of(reference_, doer, lock=True)
        if case.stage == Stage.DISCARDED:
            return
        if case.stage != Stage.DRAFT:
            raise Refusal(_SENT_ALREADY, mend=_WITHDRAW)
        if Invited.objects.filter(case=case, person=doer.person, ended=None).exists() and doer.account != case.actor:
            raise NotAllowed(_NOT_YOURS, mend=_ASK_THEM)
        erase(case, doer, datetime.now(UTC))


def lapse(now: datetime, limit: int = 200) -> int:
    """Discard drafts that nobody touched for long; how many were."""
    old = Case.objects.filter(stage=Stage.DRAFT, saved__lt=now - KEPT).values_list("pk", flat=True)[:limit]
    gone = 0
    for number in list(old):
        with own_words("a draft that lapsed"), transaction.atomic():
            case = Case.objects.select_for_update().get(pk=number)
            if case.stage == Stage.DRAFT and case.saved < now - KEPT:
                erase(case, platform(), now)
                gone += 1
    return gone


def erase(case: Case, doer: Doer, now: datetime) -> None:
    """Of a locked draft: nothing that was filled in stays."""
    Filled.objects.filter(pk=case.pk).update(answers={}, known={}, answer=[])
    Upload.objects.filter(case=case).delete()  # their contents go with the next tidying, when nothing names them
    Invited.objects.filter(case=case, ended=None).update(ended=now)
    case.stage = Stage.DISCARDED
    journal.written(case, journal.Entry(Kind.DISCARDED, once=f"discarded:{case.pk}"), doer, now)
    case.save()


def editable(found: Sheet) -> bool:
    """A draft, or a case that waits for a correction."""
    case = found.case
    if case.stage == Stage.DRAFT:
        return True
    if case.stage != Stage.OPEN or case.who != Who.CITIZEN:
        return False
    return any(
        "correction" in one.needs
        for one in actions(found.definition, case.state, Who.CITIZEN, found.in_case()).values()
    )


def must_still_have_the_right(reference_: str, doer: Doer) -> None:
    """Who acts for another may only as long as that right stands. Raises NotAllowed.

    Ask it before the transaction of the act: the look at the family is on record whatever becomes of that.
    """
    if doer.who is not Who.CITIZEN or not doer.person:
        return
    with own_words("by which right somebody acts"):
        case = case_of(reference_, doer)
    if case.basis not in (Basis.GUARDIAN, Basis.MANDATE) or doer.person == case.person or doer.account != case.actor:
        return
    citizen = account_of(doer.person)
    look = doer.look(None, case.reference)
    if citizen is None or may_act(citizen, case.person, look.purpose, look) is None:
        raise NotAllowed(_NO_RIGHT, mend=_ASK_FOR_MANDATE)


def _must_be_sure_enough(definition: Definition, doer: Doer) -> None:
    least = definition.service.assurance
    if least == "none":
        return
    if doer.level is None:
        raise NotAllowed(_SIGN_IN, mend=_SIGN_IN_FIRST)
    if doer.level.rank < type(doer.level)(least).rank:
        raise NotAllowed(_NOT_SURE, mend=_RAISE)


def _right(definition: Definition, doer: Doer, person: str) -> tuple[Basis, ActsFor | None]:
    if not person:
        return Basis.VISITOR, None
    if person == doer.person:
        return Basis.SELF, None
    citizen = account_of(doer.person) if doer.person else None
    look = doer.look(definition.service.purpose)
    right = may_act(citizen, person, look.purpose, look) if citizen else None
    basis = Basis.GUARDIAN if right and right.kind == GUARDIAN else Basis.MANDATE
    allowed = {"child": Basis.GUARDIAN, "mandate": Basis.MANDATE}
    if right is None or basis not in {allowed[one] for one in definition.service.for_others if one in allowed}:
        raise NotAllowed(_NO_RIGHT, mend=_ASK_FOR_MANDATE)
    return basis, right


def must_be_fillable(found: Sheet, doer: Doer) -> None:
    """Raises Refusal where the case takes no more answers, NotAllowed where it takes none of theirs."""
    if not editable(found):
        raise Refusal(_SENT_ALREADY, mend=_SEE_CASE)
    if doer.who is Who.CITIZEN and _is_cosigner_only(found.case, doer):
        raise NotAllowed(_NOT_YOURS, mend=_ASK_THEM)


def _page(found: Sheet, doer: Doer, key: str) -> Shown:
    must_be_fillable(found, doer)
    page = found.page(key)
    if page is None:
        raise Refusal(_OFF_THE_PATH, mend=_GO_ON_FROM_LIST)
    return page


def _is_cosigner_only(case: Case, doer: Doer) -> bool:
    own = doer.account == case.actor or (bool(doer.person) and doer.person == case.person)
    helps = Invited.objects.filter(case=case, person=doer.person, part=Invited.Part.HELPER, ended=None)
    return not own and not (doer.person and helps.exists())


def _same(found: Sheet, fitting: Mapping[str, object]) -> bool:
    """Two presses on one page are no quarrel."""
    return all(found.filled.answers.get(key) == value for key, value in fitting.items())


def _fitting(found: Sheet, page: Shown, given: Mapping[str, object]) -> dict[str, object]:
    """Raises Unfit. What equals the register's own value stays the register's."""
    fitting: dict[str, object] = {}
    problems: dict[str, Text] = {}
    for one in page.questions:
        if one.question.locked and one.from_register:
            continue
        if _chosen_anew(found, page, one, given):
            fitting[one.key] = None
            continue
        try:
            value = checked(found, one.key, one.question, given.get(one.key))
        except Refusal as refusal:
            problems[one.key] = problem_of(refusal)
            continue
        if value is None and one.required and not one.from_register:
            problems[one.key] = missing(one.question, found.definition.texts[f"question.{one.key}"])
        fitting[one.key] = None if one.from_register and value == _plain(one.value) else value
    if problems:
        raise Unfit(problems)
    return fitting


def _chosen_anew(found: Sheet, page: Shown, one: Asked, given: Mapping[str, object]) -> bool:
    """Its row or relative is chosen on this very page: registers say its value only when that is saved."""
    chooser = next((other for other in page.questions if other.key == one.question.of), None)
    if chooser is None:
        return False
    chosen = given.get(chooser.key)
    return chosen != found.filled.answers.get(chooser.key) if chosen else chooser.required


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _keep(found: Sheet, fitting: Mapping[str, object]) -> None:
    now = datetime.now(UTC)
    found.filled.answers = merged(found.filled.answers, fitting)
    found.filled.save(update_fields=["answers"])
    found.case.saved = now
    Case.objects.filter(pk=found.case.pk).update(saved=now)


def _read_more(found: Sheet, page: Shown, doer: Doer) -> Sheet:
    """Where a row or a relative was chosen on the page, what registers know of it is read now."""
    if not any(one.question.type in ("row", "relative") for one in page.questions):
        return sheet(found.case)
    return _kept_known(found, _known(found, doer, former=found.known), found.filled.read)


def _is_stale(found: Sheet) -> bool:
    read = found.filled.read
    broken_off = set(found.filled.known.get("read_for", {})) != set(found.known.read_for)
    return broken_off or read is None or datetime.now(UTC) - read > FRESH


def _read_anew(found: Sheet, doer: Doer) -> Sheet:
    return _kept_known(found, _known(found, doer, former=None), datetime.now(UTC))


def _known(found: Sheet, doer: Doer, former: Known | None) -> Known:
    look = doer.look(found.definition.service.purpose, found.case.reference)
    return known(found.definition, found.case.person, found.filled.answers, look, former=former)


def _kept_known(found: Sheet, now_known: Known, read: datetime | None) -> Sheet:
    Filled.objects.filter(pk=found.case.pk).update(known=to_json(now_known), read=read)
    return sheet(found.case)


_TOO_MANY = Text(ar="لديك مسودات كثيرة لم تُرسل", en="You have many drafts that were not sent")
_DISCARD_SOME = Text(
    ar="احذف ما لا تحتاجه من صفحة «طلباتي»", en="Throw away those that you do not need on “My requests”"
)
_CHANGED_ELSEWHERE = Text(
    ar="تغيرت إجابات هذه الصفحة من نافذة أو جهاز آخر",
    en="The answers of this page were changed in another window or device",
)
_LOOK_AGAIN = Text(
    ar="راجع الإجابات الحالية، ثم احفظ من جديد", en="Look at the answers as they stand now, then save again"
)
_SENT_ALREADY = Text(ar="أُرسل هذا الطلب بالفعل", en="This request has been sent already")
_WITHDRAW = Text(
    ar="يمكنك سحبه من صفحته ما دام ذلك متاحًا", en="You can withdraw it on its page, as long as that is open"
)
_SEE_CASE = Text(ar="تابع حالته من صفحته", en="See how it stands on its page")
_NOT_YOURS = Text(ar="لست صاحب هذا الطلب", en="You are not the applicant")
_ASK_THEM = Text(ar="اطلب ذلك من صاحب الطلب", en="Ask the applicant to do it")
_OFF_THE_PATH = Text(ar="هذه الصفحة ليست من خطوات طلبك", en="This page is not part of your request")
_GO_ON_FROM_LIST = Text(ar="أكمل من قائمة خطوات الطلب", en="Go on from the list of its steps")
_NO_RIGHT = Text(ar="لا يحق لك تقديم هذا الطلب عن هذا الشخص", en="You may not make this request for this person")
_ASK_FOR_MANDATE = Text(
    ar="يقدمه الشخص نفسه، أو الأب أو الأم عن الطفل، أو من يفوضه من صفحة حسابه",
    en="The person can make it, a parent for a child, or whom they authorise on the page of their account",
)
_SIGN_IN = Text(ar="هذه الخدمة لمن له حساب", en="This service needs an account")
_SIGN_IN_FIRST = Text(ar="سجل الدخول أولًا", en="Sign in first")
_NOT_SURE = Text(
    ar="حسابك لم يوثَّق بما يكفي لهذه الخدمة", en="Your account is not confirmed surely enough for this service"
)
_RAISE = Text(
    ar="وثِّق حسابك من صفحة «حسابي»، أو بزيارة أحد المكاتب", en="Confirm it on “My account”, or by a visit to an office"
)
