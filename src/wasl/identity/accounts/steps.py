"""How surely an account is its person's: the highest of the steps that stand, each with its evidence."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction

from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.accounts.models import AssuranceStep, Kind
from wasl.identity.models import Citizen
from wasl.identity.sessions.api import Why, end_all
from wasl.trust.api import Assurance


def take(citizen: Citizen, kind: Kind, level: Assurance, evidence: Text, *, by: str, factor: str = "") -> AssuranceStep:
    """`evidence` in words without personal data; `by` is the account of who saw it, or platform:…"""
    with transaction.atomic():
        held = Citizen.objects.select_for_update().get(pk=citizen.pk)
        step = AssuranceStep.objects.create(
            citizen=held,
            level=level,
            kind=kind,
            evidence_ar=evidence.ar,
            evidence_en=evidence.en,
            by=by,
            factor=factor,
            at=datetime.now(UTC),
        )
        _reckon(held)
    citizen.assurance = held.assurance
    event("account.step", kind=str(kind), assurance=str(level))
    return step


def take_back(citizen: Citizen, step: int, why: Text, *, by: str) -> None:
    """Raises Unknown for a step that is not this account's or that was ended already."""
    if not _end(citizen, lambda one: one.pk == step, why, by):
        raise Unknown(
            Text(ar="لا توجد خطوة قائمة بهذا الرقم", en="there is no such step that stands"),
            mend=Text(ar="راجع خطوات الحساب", en="look at the steps of the account"),
        )


def lower(citizen: Citizen, why: Text, *, by: str) -> None:
    """Back to low: what was proved was proved of who no longer holds the telephone."""
    _end(citizen, lambda one: Assurance(one.level).rank > Assurance.LOW.rank, why, by)


def end_bound(citizen: Citizen, kept: frozenset[str], why: Text, *, by: str) -> None:
    """End the steps that rest on a passkey which is not among the kept ones any more."""
    _end(citizen, lambda one: one.kind == Kind.BOUND and one.factor not in kept, why, by)


def steps_of(citizen: Citizen) -> list[AssuranceStep]:
    """The newest first."""
    return list(AssuranceStep.objects.filter(citizen=citizen).order_by("-at", "-pk"))


def standing(citizen: Citizen) -> list[AssuranceStep]:
    rows = AssuranceStep.objects.filter(citizen=citizen, ended=None).exclude(kind=Kind.TAKEN_BACK)
    return list(rows.order_by("pk"))


def _end(citizen: Citizen, chosen: Callable[[AssuranceStep], bool], why: Text, by: str) -> int:
    now = datetime.now(UTC)
    with transaction.atomic():
        held = Citizen.objects.select_for_update().get(pk=citizen.pk)
        ending = [one.pk for one in standing(held) if chosen(one)]
        if ending:
            AssuranceStep.objects.filter(pk__in=ending).update(ended=now, ended_by=by)
            _reckon(held)
            _note(held, why, by, now)
            end_all(held, why=Why.CLOSED)
    citizen.assurance = held.assurance
    return len(ending)


def _note(citizen: Citizen, why: Text, by: str, now: datetime) -> None:
    AssuranceStep.objects.create(
        citizen=citizen,
        level=citizen.assurance,
        kind=Kind.TAKEN_BACK,
        evidence_ar=why.ar,
        evidence_en=why.en,
        by=by,
        at=now,
    )
    event("account.lowered", assurance=str(citizen.assurance))


def _reckon(citizen: Citizen) -> None:
    levels = [Assurance(one.level) for one in standing(citizen)]
    citizen.assurance = max(levels, key=lambda one: one.rank, default=Assurance.LOW)
    citizen.save(update_fields=["assurance"])
