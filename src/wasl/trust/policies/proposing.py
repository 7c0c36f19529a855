"""A proposal on its way: drafted, simulated, submitted by one person, published or turned down by another."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.trust.chain import canonical
from wasl.trust.policies.checking import Trouble, check_examples, check_rules
from wasl.trust.policies.editions import Edition, current, edition, published_changes, with_changes
from wasl.trust.policies.models import PolicyEdition, PolicyProposal
from wasl.trust.policies.telling import told_of

State = PolicyProposal.State
SIMULATION_HOLDS = timedelta(days=1)


def proposals(states: Iterable[str] = tuple(State.values)) -> "QuerySet[PolicyProposal]":
    """Newest first."""
    return PolicyProposal.objects.filter(state__in=[*states]).order_by("-pk")


def proposal(number: int) -> PolicyProposal:
    """Raises Unknown."""
    found = PolicyProposal.objects.filter(pk=number).first()
    if found is None:
        raise Unknown(
            Text(ar=f"لا يوجد مقترح برقم {number}", en=f"there is no proposal {number}"),
            mend=Text(ar="ارجع إلى قائمة المقترحات", en="go back to the list of proposals"),
        )
    return found


def propose(title: str, reason: str, by: str, changes: Mapping[str, Any] | None = None) -> PolicyProposal:
    """A draft against what stands now."""
    return PolicyProposal.objects.create(
        title=title,
        reason=reason,
        changes=dict(changes or {}),
        base=current().number,
        proposed_by=by,
        proposed_at=_now(),
    )


def proposed(draft: PolicyProposal) -> Edition:
    """What would stand after it."""
    return with_changes({**published_changes(draft.base), **draft.changes}, draft.base + 1)


def amend(number: int, rule: str, told: Mapping[str, Any] | None, by: str) -> PolicyProposal:
    """Change or add a rule; None removes it. A rule told as it stands is no change."""
    with transaction.atomic():
        draft = _own_draft(number, by)
        stands = edition(draft.base).rules.get(rule)
        changes = {slug: one for slug, one in draft.changes.items() if slug != rule}
        if told is not None or stands is not None:
            same = stands is not None and told is not None and told_of(stands) == dict(told)
            changes |= {} if same else {rule: told if told is None else dict(told)}
        _rewritten(draft, changes, draft.base)
    return draft


def leave_out(number: int, rule: str, by: str) -> PolicyProposal:
    """Take a rule's change out of the proposal."""
    with transaction.atomic():
        draft = _own_draft(number, by)
        changes = {slug: one for slug, one in draft.changes.items() if slug != rule}
        _rewritten(draft, changes, draft.base)
    return draft


def bring_up(number: int, by: str) -> PolicyProposal:
    """Hold the draft against what stands now, where something was published since."""
    with transaction.atomic():
        draft = _own_draft(number, by)
        _rewritten(draft, draft.changes, current().number)
    return draft


def _rewritten(draft: PolicyProposal, changes: Mapping[str, Any], base: int) -> None:
    """What was acknowledged of another text is no longer."""
    draft.changes, draft.base, draft.acknowledged = dict(changes), base, []
    draft.save(update_fields=["changes", "base", "acknowledged"])


def digest(draft: PolicyProposal) -> str:
    """Changes with the text: a simulation and what was acknowledged hold for this text alone."""
    return hashlib.sha256(canonical({"changes": draft.changes, "base": draft.base}).encode()).hexdigest()[:16]


def keep_simulation(number: int, result: Mapping[str, Any], by: str) -> PolicyProposal:
    with transaction.atomic():
        draft = _own_draft(number, by)
        draft.simulation, draft.simulated_at = dict(result), _now()
        draft.save(update_fields=["simulation", "simulated_at"])
    return draft


def is_simulated(draft: PolicyProposal) -> bool:
    """Whether its present text was, all of the month, within a day."""
    told = draft.simulation or {}
    fresh = draft.simulated_at is not None and _now() - draft.simulated_at < SIMULATION_HOLDS
    return fresh and told.get("digest") == digest(draft) and bool(told.get("complete"))


def to_acknowledge(draft: PolicyProposal) -> set[str]:
    """Keys of contradictions and of failing examples that the proposal has and that nobody has acknowledged."""
    would = proposed(draft)
    found = {one.key for one in check_rules(would) if one.trouble is Trouble.CONTRADICTION}
    found |= {one.key for one in check_examples(would)}
    return found - set(draft.acknowledged)


def acknowledge(number: int, keys: Iterable[str], by: str) -> PolicyProposal:
    """Keys of what the proposal does not have are passed over."""
    with transaction.atomic():
        draft = _own_draft(number, by)
        draft.acknowledged = sorted({*draft.acknowledged, *(to_acknowledge(draft) & set(keys))})
        draft.save(update_fields=["acknowledged"])
    return draft


def submit(number: int, by: str) -> PolicyProposal:
    """Raises Refusal for what is empty, stale, not simulated, or holds something not acknowledged."""
    with transaction.atomic():
        draft = _own_draft(number, by)
        _ready(draft)
        draft.state, draft.submitted_at = State.SUBMITTED, _now()
        draft.save(update_fields=["state", "submitted_at"])
    event("policy.submitted", proposal=number)
    return draft


def withdraw(number: int, by: str) -> PolicyProposal:
    with transaction.atomic():
        draft = _locked(number)
        if draft.proposed_by != by:
            raise _not_yours()
        _moved(draft, (State.DRAFT, State.SUBMITTED), State.WITHDRAWN)
    event("policy.withdrawn", proposal=number)
    return draft


def reject(number: int, by: str, note: str) -> PolicyProposal:
    """Raises NotAllowed for who proposed it."""
    with transaction.atomic():
        draft = _for_second_eyes(number, by)
        draft.decided_by, draft.decided_at, draft.decision_note = by, _now(), note
        _moved(draft, (State.SUBMITTED,), State.REJECTED)
    event("policy.rejected", proposal=number)
    return draft


def publish(number: int, by: str, note: str = "") -> int:
    """The edition that stands from this moment on, in every process. Raises NotAllowed for who proposed it, Refusal
    where another edition was published since it was written.
    """
    try:
        with transaction.atomic():
            draft = _for_second_eyes(number, by)
            _still_fits(draft)
            _acknowledged(draft)
            draft.decided_by, draft.decided_at, draft.decision_note = by, _now(), note
            _moved(draft, (State.SUBMITTED,), State.PUBLISHED)
            made = PolicyEdition.objects.create(
                number=draft.base + 1,
                changes={**published_changes(draft.base), **draft.changes},
                proposal=draft,
                published_at=_now(),
            )
    except IntegrityError:
        raise _stale() from None
    event("policy.published", proposal=number, edition=made.number)
    return made.number


def take_back(number: int, by: str) -> PolicyProposal:
    """A draft that undoes an edition, over what stands now."""
    published = PolicyEdition.objects.select_related("proposal").filter(number=number).first()
    if published is None:
        raise Unknown(
            Text(ar=f"لا توجد نسخة رقمها {number} من القواعد", en=f"there is no edition {number} of the policies"),
            mend=Text(ar="اختر نسخة من صفحة ما سبق", en="choose one from the page History"),
        )
    former = edition(number - 1).rules
    changes = {slug: told_of(former[slug]) if slug in former else None for slug in published.proposal.changes}
    title = f"إلغاء / Undo: {published.proposal.title}"[:200]
    return propose(title, f"{number}: {published.proposal.reason}", by, changes)


def history() -> list[PolicyEdition]:
    """Newest first, each with its proposal."""
    return list(PolicyEdition.objects.select_related("proposal").order_by("-number"))


def _own_draft(number: int, by: str) -> PolicyProposal:
    draft = _locked(number)
    if draft.proposed_by != by:
        raise _not_yours()
    if draft.state != State.DRAFT:
        raise _moved_on()
    return draft


def _for_second_eyes(number: int, by: str) -> PolicyProposal:
    draft = _locked(number)
    if draft.proposed_by == by:
        raise NotAllowed(
            Text(ar="لا يقرر في المقترح من قدّمه", en="whoever made a proposal does not decide on it"),
            mend=Text(ar="اطلب القرار من زميل آخر", en="ask a colleague for the decision"),
        )
    if draft.state != State.SUBMITTED:
        raise _moved_on()
    return draft


def _locked(number: int) -> PolicyProposal:
    proposal(number)
    return PolicyProposal.objects.select_for_update().get(pk=number)


def _moved(draft: PolicyProposal, allowed: Iterable[str], state: str) -> None:
    if draft.state not in allowed:
        raise _moved_on()
    draft.state = state
    draft.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])


def _ready(draft: PolicyProposal) -> None:
    if not draft.changes:
        raise Refusal(
            Text(ar="المقترح لا يغير شيئًا", en="the proposal changes nothing"),
            mend=Text(ar="غيّر قاعدة أو أضف واحدة", en="change a rule or add one"),
        )
    _still_fits(draft)
    if not is_simulated(draft):
        raise Refusal(
            Text(ar="لم يُجرَّب النص الحالي خلال يوم", en="its present text was not simulated within a day"),
            mend=Text(ar="جرّب المقترح على الشهر الماضي أولًا", en="simulate it on last month's looks first"),
        )
    _acknowledged(draft)


def _acknowledged(draft: PolicyProposal) -> None:
    if to_acknowledge(draft):
        raise Refusal(
            Text(ar="فيه تعارض أو مثال مختلف لم يُقَر به", en="a contradiction or a failing example is not acknowledged"),
            mend=Text(ar="أقر بكل واحد أو غيّر القاعدة", en="acknowledge each, or change the rule"),
        )


def _still_fits(draft: PolicyProposal) -> None:
    if (PolicyEdition.objects.aggregate(most=Max("number"))["most"] or 0) != draft.base:
        raise _stale()


def _stale() -> Refusal:
    now = current().number
    return Refusal(
        Text(ar=f"أعد تحميل الصفحة: الإصدار {now} هو الساري الآن", en=f"reload: edition {now} stands now"),
        mend=Text(
            ar="حدّث المقترح على الإصدار الساري وجرّبه من جديد", en="bring the proposal up to it and simulate it again"
        ),
    )


def _moved_on() -> Refusal:
    return Refusal(
        Text(ar="المقترح ليس في هذه المرحلة الآن", en="the proposal is not at this stage any more"),
        mend=Text(ar="أعد تحميل الصفحة لترى حالته", en="reload the page to see where it is"),
    )


def _not_yours() -> NotAllowed:
    return NotAllowed(
        Text(ar="لا يغير المقترح إلا من قدّمه", en="only who made a proposal changes it"),
        mend=Text(ar="اكتب مقترحًا جديدًا", en="write a proposal of your own"),
    )


def _now() -> datetime:
    return datetime.now(UTC)
