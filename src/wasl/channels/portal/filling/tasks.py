"""The steps of a long request, each with how far it is; a short one goes on at once."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wasl.cases.api import KEPT, Sheet, Stage, editable, may_send
from wasl.catalogue.api import Shown
from wasl.channels.portal.filling import onward, words
from wasl.channels.portal.filling.access import Visit, of_a_case, page
from wasl.channels.portal.filling.pages import aside
from wasl.core.text import Text


@dataclass(frozen=True)
class Task:
    """A step in the list."""

    title: Text
    status: Text
    tone: str  # of the badge
    address: str | None  # none: it cannot be started yet


@of_a_case
@require_safe
def tasks(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = visit.sheet
    if not editable(found):
        return aside(request, visit, words.SENT_ALREADY, words.SENT_MEND, reverse("case-sent", args=[visit.reference]))
    if not onward.is_long(found):
        return redirect(onward.next_page(found))
    context = page(
        service=found.definition,
        case=found.case,
        tasks=[*(_task(found, one) for one in found.path.pages), _last(found)],
        kept=words.kept_for(KEPT.days) if visit.doer.level else words.kept_here(KEPT.days),
        draft=found.case.stage == Stage.DRAFT,
        owner=may_send(found.case, visit.doer),
    )
    return render(request, "filling/tasks.html", context)


def _task(found: Sheet, shown: Shown) -> Task:
    title = found.definition.texts[f"page.{shown.key}"]
    if _hangs_on_another(found, shown):
        return Task(title, words.NOT_YET, "plain", None)
    status, tone = (words.TO_DO, "") if not shown.complete else (words.DONE, "good")
    if shown.complete and onward.waits(shown):
        status, tone = words.CAN_ADD, "plain"
    return Task(title, status, tone, onward.page_address(found, shown.key))


def _last(found: Sheet) -> Task:
    if not found.path.complete:
        return Task(words.CHECK_AND_SEND, words.NOT_YET, "plain", None)
    return Task(words.CHECK_AND_SEND, words.TO_DO, "", onward.check_address(found))


def _hangs_on_another(found: Sheet, shown: Shown) -> bool:
    """It asks about a row or a relative that is chosen on a page that is not done."""
    own, asked = {one.key for one in shown.questions}, found.asked()
    chosen_in = {one.question.of for one in shown.questions if one.question.of} - own
    return any(key in asked and asked[key].value is None for key in chosen_in)
