"""What pages about services call terms, doors and those who may act."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wasl.catalogue.api import Span
from wasl.channels import doors
from wasl.core.templatetags.kit import count

register = template.Library()


@register.filter
def term(span: Span) -> str:
    """10 working days."""
    if span.working_hours:
        said = ngettext("%(count)s working hour", "%(count)s working hours", span.working_hours)
        return said % {"count": count(span.working_hours)}
    days = span.working_days or 0
    return ngettext("%(count)s working day", "%(count)s working days", days) % {"count": count(days)}


register.filter("door_name", doors.door_name)


@register.filter
def assurance_name(level: str) -> str:
    """What signing in a service asks for."""
    names = {
        "none": _("No account is needed"),
        "low": _("Sign in with your number and a code"),
        "substantial": _("Sign in with an account that is confirmed as yours"),
        "high": _("Sign in with a confirmed account, and prove yourself once more"),
    }
    return names.get(level, level)


@register.filter
def standing_name(for_whom: str) -> str:
    """For whom somebody else may act."""
    names = {
        "child": _("Father or mother, for a child who is not of age"),
        "mandate": _("Somebody who has a mandate, for the person who gave it"),
        "company": _("Somebody who may sign for a company, for the company"),
    }
    return names.get(for_whom, for_whom)


@register.filter
def audience_name(one: str) -> str:
    """For whom a service is meant."""
    names = {
        "citizen": _("citizens"),
        "foreigner": _("foreigners who live here"),
        "company": _("companies"),
        "lawyer": _("lawyers"),
        "abroad": _("citizens who live abroad"),
    }
    return names.get(one, one)
