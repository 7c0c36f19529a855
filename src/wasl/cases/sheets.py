"""A case as a form: what it asks by its definition, what was answered, what registers know, what follows from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from wasl.cases.knowing import Known, from_json, still_holds
from wasl.cases.models import Basis, Case, Change, Filled, Progress, Stage
from wasl.catalogue.api import (
    Asked,
    Circumstances,
    Definition,
    FeeLine,
    Path,
    Shown,
    Value,
    Verdict,
    definition_of,
    eligible,
    fees,
    path,
    total,
    version,
)
from wasl.country.api import pack


@dataclass(frozen=True)
class Sheet:
    """One case, filled in so far."""

    case: Case
    definition: Definition
    filled: Filled
    known: Known

    @cached_property
    def day(self) -> date:
        """By whose rules it stands: the day it was sent, today for a draft."""
        return pack().calendar.today(self.case.sent or datetime.now(UTC))

    @cached_property
    def path(self) -> Path:
        around = Circumstances(
            self.day, self.case.channel, for_other=self.case.basis in (Basis.GUARDIAN, Basis.MANDATE)
        )
        return path(self.definition, self.filled.answers, self.known.facts, around)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        return eligible(self.definition, self.path.values, self.day)

    @cached_property
    def fees(self) -> tuple[FeeLine, ...]:
        return fees(self.definition, self.path.values, self.day)

    @property
    def fee(self) -> int | None:
        """Minor units; None while it is not yet known."""
        return total(self.fees)

    def page(self, key: str) -> Shown | None:
        """A page that is on the path; None for any other."""
        return next((page for page in self.path.pages if page.key == key), None)

    def asked(self) -> dict[str, Asked]:
        return {one.key: one for page in self.path.pages for one in page.questions}

    def print_of(self, key: str) -> str:
        """Of a page's answers as they stand: a form brings it back, so that two tabs do not undo each other."""
        page = self.page(key)
        given = {one.key: self.filled.answers.get(one.key) for one in page.questions} if page else {}
        return hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()[:16]

    def in_case(self) -> dict[str, Value]:
        """The values that the workflow's conditions may use, as the case stands now."""
        own: dict[str, Value] = {**self.path.values, "today": pack().calendar.today(datetime.now(UTC))}
        if self.case.fee is not None:
            own["fee"] = self.case.fee
        own |= {"paid": self.case.paid, "answered": not self.known.missing, "co_signed": self._co_signed}
        return own | self._steps

    @cached_property
    def _co_signed(self) -> bool:
        return co_signed(self.case)

    @property
    def _steps(self) -> dict[str, Value]:
        """Whether the steps of the state that the case stands in are done, or one has failed for good."""
        if self.case.stage != Stage.OPEN:
            return {}
        changes = self.case.changes.exclude(step="") if self.definition.workflow.steps else Change.objects.none()
        progress = list(changes.values_list("progress", flat=True))
        return {
            "steps_done": all(one == Progress.DONE for one in progress),
            "steps_failed": any(one in (Progress.FAILED, Progress.TAKEN_BACK) for one in progress),
        }


def sheet(case: Case) -> Sheet:
    """Needs an open passage."""
    filled = Filled.objects.get(pk=case.pk)
    definition = definition_for(case)
    return Sheet(case, definition, filled, still_holds(definition, filled.answers, from_json(filled.known)))


def definition_for(case: Case) -> Definition:
    """The version that the case is bound to."""
    return definition_of(version(case.slug, case.version))


def co_signed(case: Case) -> bool:
    asked = list(case.invited.filter(part="cosigner", ended=None).values_list("signed", flat=True))
    return bool(asked) and None not in asked


def merged(former: Mapping[str, object], given: Mapping[str, object]) -> dict[str, object]:
    """Answers with those of a page; None takes one away."""
    return {key: value for key, value in {**former, **given}.items() if value is not None}
