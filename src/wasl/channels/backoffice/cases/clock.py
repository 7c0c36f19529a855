"""How much working time is left, in words."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wasl.core.templatetags.kit import count
from wasl.country.api import pack


def left(due: datetime, now: datetime | None = None) -> str:
    """2 working hours left; late by 1 working day."""
    now = now or datetime.now(UTC)
    return _late(due, now) if due < now else _still(now, due)


def _still(now: datetime, due: datetime) -> str:
    days, hours = _working(now, due)
    if days:
        said = ngettext("%(count)s working day left", "%(count)s working days left", days)
        return said % {"count": count(days)}
    if hours:
        said = ngettext("%(count)s working hour left", "%(count)s working hours left", hours)
        return said % {"count": count(hours)}
    return _("less than a working hour left")


def _late(due: datetime, now: datetime) -> str:
    days, hours = _working(due, now)
    if days:
        said = ngettext("late by %(count)s working day", "late by %(count)s working days", days)
        return said % {"count": count(days)}
    if hours:
        said = ngettext("late by %(count)s working hour", "late by %(count)s working hours", hours)
        return said % {"count": count(hours)}
    return _("late by less than a working hour")


def _working(first: datetime, last: datetime) -> tuple[int, int]:
    """Whole days of office hours between two instants, or the whole hours of less than one."""
    calendar = pack().calendar
    opens, closes = calendar.open_hours(calendar.today(first))
    between, day = calendar.open_between(first, last), closes - opens
    return between // day, between % day // timedelta(hours=1)
