"""All requests of whoever is here, and all that they were told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wasl.cases import api as cases
from wasl.cases.api import KEPT, Case, Doer, Glance, Invited, Stage
from wasl.channels.portal.filling.access import doer_of, signed_in_first
from wasl.channels.portal.mycases import words
from wasl.channels.portal.mycases.page import frame
from wasl.core.text import Text
from wasl.identity.accounts.api import names_of


@dataclass(frozen=True)
class Line:
    """A request in the list."""

    glance: Glance
    doer: Doer
    name: str  # of whom it is about, where that is somebody else

    @property
    def case(self) -> Case:
        return self.glance.case

    @property
    def invitation(self) -> Invited | None:
        return self.glance.invitation

    @property
    def part(self) -> Text | None:
        return words.PARTS[self.invitation.part] if self.invitation else None

    @property
    def your_turn(self) -> bool:
        return self.glance.to_sign or (self.invitation is None and self.glance.waits_for_citizen)

    @property
    def made_for_you(self) -> bool:
        return bool(self.doer.person) and self.case.person == self.doer.person and self.case.actor != self.doer.account

    @property
    def is_draft(self) -> bool:
        return self.case.stage == Stage.DRAFT

    @property
    def kept_until(self) -> datetime:
        return self.case.saved + KEPT

    @property
    def late(self) -> bool:
        return self.case.stage == Stage.OPEN and self.case.due is not None and self.case.due < datetime.now(UTC)

    @property
    def tone(self) -> str:
        return {"granted": "good", "refused": "warn"}.get(self.case.outcome, "plain" if self.case.outcome else "")

    @property
    def address(self) -> str:
        """A draft is taken up; who is to sign one reads it."""
        if not self.is_draft:
            return reverse("my-case", args=[self.case.reference])
        reads = self.invitation is not None and self.invitation.part == Invited.Part.COSIGNER
        return reverse("case-check" if reads else "case-tasks", args=[self.case.reference])


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    doer = doer_of(request)
    lines = lines_of(doer)
    own = [one for one in lines if one.invitation is None]
    groups = [
        (words.YOUR_TURN, [one for one in own if one.your_turn]),
        (words.DRAFTS, [one for one in own if one.is_draft]),
        (words.IN_WORK, [one for one in own if one.case.stage == Stage.OPEN and not one.your_turn]),
        (words.WITH_OTHERS, [one for one in lines if one.invitation is not None]),
        (words.ENDED, [one for one in own if one.case.stage == Stage.ENDED]),
    ]
    context = frame(
        request,
        groups=[(title, found) for title, found in groups if found],
        visitor=doer.level is None,
        unsure=doer.level is not None and not doer.person,
    )
    return render(request, "mycases/list.html", context)


def lines_of(doer: Doer) -> list[Line]:
    glances = cases.glances(doer)
    names = names_of(list(_others(glances, doer)))
    return [Line(one, doer, names.get(one.case.person, "")) for one in glances]


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    doer = doer_of(request)
    told = cases.messages_of(doer)
    if not told and doer.level is None:
        return signed_in_first(request)
    return render(request, "mycases/messages.html", frame(request, told=told, visitor=doer.level is None))


def _others(glances: Iterable[Glance], doer: Doer) -> Iterable[str]:
    return (one.case.person for one in glances if one.case.person and one.case.person != doer.person)
