"""What is erased when its time is over: rules as data, run in batches, each run proven in the ledger.

A run that breaks off has done part of its work and nothing else; the next one finds what is left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from wasl.core.log import event
from wasl.identity.accounts.api import Code
from wasl.identity.verification.api import Asking
from wasl.protection.models import Case, RetentionLine, RetentionRun
from wasl.protection.terms import RetentionRule, terms
from wasl.trust.api import Kind, Look, record, upkeep
from wasl.trust.log.api import entries, erase_facts

BATCH = 500


@dataclass(frozen=True)
class Due:
    """What one rule finds."""

    slug: str
    rule: RetentionRule
    before: datetime
    due: int


@dataclass(frozen=True)
class _Store:
    """How one sort of thing is counted and erased. `erase` answers how many went."""

    count: Callable[[datetime], int]
    erase: Callable[[datetime, RetentionRule], int]


def due(now: datetime | None = None) -> list[Due]:
    """What a run would erase now."""
    moment = now or timezone.now()
    with upkeep("what retention would erase"):
        return [_due(slug, rule, moment) for slug, rule in terms().retention.items()]


def run(*, by: str, now: datetime | None = None) -> RetentionRun:
    """Erase what is due and write down what was done."""
    moment = now or timezone.now()
    made = RetentionRun.objects.create(started=timezone.now(), by=by)
    with upkeep("retention"):
        for found in [_due(slug, rule, moment) for slug, rule in terms().retention.items()]:
            _carry_out(made, found)
    lines = list(made.lines.all())
    erased, wanted = sum(line.erased for line in lines), sum(line.due for line in lines)
    made.seq = record(_look(by), outcome=f"retention {made.pk}: erased {erased} of {wanted}").seq
    made.finished = timezone.now()
    made.save()
    event("protection.retention", due=wanted, erased=erased)
    return made


def runs(most: int = 50) -> list[RetentionRun]:
    """The newest first, with their lines."""
    return list(RetentionRun.objects.prefetch_related("lines").order_by("-pk")[:most])


def _due(slug: str, rule: RetentionRule, now: datetime) -> Due:
    before = now - timedelta(days=rule.days)
    return Due(slug, rule, before, _STORES[rule.what].count(before))


def _carry_out(made: RetentionRun, found: Due) -> None:
    line = RetentionLine.objects.create(run=made, rule=found.slug, before=found.before, due=found.due)
    if found.due:
        line.erased = _STORES[found.rule.what].erase(found.before, found.rule)
    left = _STORES[found.rule.what].count(found.before)
    line.remains = str(left) if left else ""
    line.save()


def _look(by: str) -> Look:
    return Look(
        actor=by,
        actor_name="",
        office=terms().incident.authority,
        role="protection",
        purpose="protection-audit",
        channel="retention",
        kind=Kind.LOG,
    )


def _facts_due(before: datetime) -> int:
    return sum(1 for entry in entries(until=before) if entry.kind != "erasure")


def _erase_facts(before: datetime, rule: RetentionRule) -> int:
    return erase_facts(before=before, why=rule.legal_basis.en, actor="retention")


def _rows(chosen: Callable[[datetime], "QuerySet[Any]"]) -> _Store:
    def erase(before: datetime, _rule: RetentionRule) -> int:
        erased = 0
        while batch := list(chosen(before).values_list("pk", flat=True)[:BATCH]):
            erased += len(batch)
            chosen(before).model._default_manager.filter(pk__in=batch).delete()
        return erased

    return _Store(lambda before: chosen(before).count(), erase)


_STORES: dict[str, _Store] = {
    "log-facts": _Store(_facts_due, _erase_facts),
    "sign-in-codes": _rows(lambda before: Code.objects.filter(created__lt=before)),
    "sessions": _rows(lambda before: Session.objects.filter(expire_date__lt=before)),
    "verifications": _rows(lambda before: Asking.objects.filter(at__lt=before)),
    "closed-cases": _rows(lambda before: Case.objects.filter(~Q(closed=None), closed__lt=before)),
}
