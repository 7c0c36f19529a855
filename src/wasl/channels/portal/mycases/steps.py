"""Changes of registers as the person reads them: step by step, each with its agency and time, and why not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from wasl.cases.api import Change, Progress, Sheet, Stage
from wasl.channels.portal.mycases import words
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.registers.api import catalogue

WORST_FIRST = (
    Progress.FAILED,
    Progress.TAKING_BACK,
    Progress.WAITING,
    Progress.BY_HAND,
    Progress.TAKEN_BACK,
    Progress.DONE,
)
"""How a step stands is how the least of its changes stands."""
TONES = {Progress.FAILED: "bad", Progress.DONE: "good", Progress.WAITING: "", Progress.BY_HAND: ""}


@dataclass(frozen=True)
class StepSight:
    """One step: the same change for everybody whom it concerns."""

    title: Text
    office: Text
    changes: list[Change]
    is_open: bool  # the case is in work

    @property
    def progress(self) -> Progress:
        standing = {Progress(one.progress) for one in self.changes}
        return next(one for one in WORST_FIRST if one in standing)

    @property
    def said(self) -> Text:
        return words.PROGRESS[self.progress]

    @property
    def tone(self) -> str:
        return TONES.get(self.progress, "plain")

    @property
    def done(self) -> int:
        return sum(one.progress == Progress.DONE for one in self.changes)

    @property
    def due(self) -> datetime | None:
        return min((one.due for one in self.changes if one.due), default=None) if self.still_to_do else None

    @property
    def still_to_do(self) -> bool:
        return self.progress in (Progress.WAITING, Progress.BY_HAND, Progress.FAILED)

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < datetime.now(UTC)

    @property
    def done_on(self) -> datetime | None:
        """Of a step that is done, or was taken back."""
        if self.progress not in (Progress.DONE, Progress.TAKEN_BACK):
            return None
        return max((one.done for one in self.changes if one.done), default=None)

    @property
    def next_try(self) -> datetime | None:
        """Of a register that could not be reached."""
        waiting = [one.next_try for one in self.changes if one.progress == Progress.WAITING and one.tries]
        return min((one for one in waiting if one), default=None)

    @property
    def why(self) -> Text | None:
        """In plain words; None where there is nothing to tell."""
        match self.progress:
            case Progress.FAILED:
                return _why_not(next(one.why for one in self.changes if one.progress == Progress.FAILED))
            case Progress.BY_HAND:
                return words.BY_HAND
            case Progress.WAITING:
                return words.UNREACHED if self.next_try else words.WILL_BE
        return None

    @property
    def mend(self) -> Text | None:
        """What becomes of a step that did not succeed."""
        if self.progress != Progress.FAILED:
            return None
        return words.MENDS if self.is_open else words.STAYS


def steps_of(found: Sheet, changes: Iterable[Change]) -> list[StepSight]:
    """In the order in which the workflow names them."""
    return [_step(found, key, list(group)) for key, group in groupby(changes, key=lambda one: one.step or one.register)]


def name_of(found: Sheet, key: str) -> Text | None:
    """Of a step, or of a register that is changed without one."""
    if text := found.definition.texts.get(f"step.{key}"):
        return text
    manifests = catalogue().manifests
    return manifests[key].name if key in manifests else None


def _step(found: Sheet, key: str, changes: list[Change]) -> StepSight:
    title = name_of(found, key) or found.definition.title
    return StepSight(title, pack().agencies[changes[0].office], changes, found.case.stage == Stage.OPEN)


def _why_not(why: str) -> Text:
    if why.startswith("not reached"):
        return words.NOT_REACHED
    return words.NO_ROW if why.startswith("no such row") else words.NOT_TAKEN
