"""What the pages of case work call clocks, people and states."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

from wasl.cases.api import Case
from wasl.channels import doors
from wasl.channels.backoffice.cases import clock
from wasl.payments.api import State

register = template.Library()


@register.filter
def left(due: datetime) -> str:
    return clock.left(due)


register.filter("channel_name", doors.door_name)


@register.filter
def role_name(who: str) -> str:
    """Who has a case, or did something with it."""
    names = {
        "citizen": _("the applicant"),
        "case-worker": _("a case worker"),
        "office-head": _("the head of the office"),
        "agent": _("a counter agent"),
        "system": _("the platform, by itself"),
    }
    return names.get(who, who)


@register.filter
def payment_name(state: str) -> str:
    names = {
        State.ASKED: _("not paid yet"),
        State.PAID: _("paid"),
        State.REFUSED: _("refused by the payment provider"),
        State.CANCELLED: _("no longer asked for"),
        State.REFUNDED: _("given back"),
    }
    return names.get(State(state), state)


@register.filter
def standing(case: Case) -> str:
    """Of an ended case how it ended, else how far it is."""
    return case.get_outcome_display() if case.outcome else case.get_stage_display()


@register.filter
def operation_name(operation: str) -> str:
    names = {"add": _("Add a row"), "change": _("Change a row"), "end": _("End a row")}
    return names.get(operation, operation)
