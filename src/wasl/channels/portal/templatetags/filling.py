"""How pages that show what registers said name its source."""

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from wasl.cases.api import Origin
from wasl.core.digits import arabic_digits
from wasl.core.templatetags.kit import moment
from wasl.core.text import Text

register = template.Library()


@register.filter
def source(origin: Origin) -> str:
    """From the register X of agency Y, read today at 10:32."""
    return _said(origin).in_language(get_language() or "ar")


def _said(origin: Origin) -> Text:
    at = timezone.localtime(origin.read_at)
    if at.date() == timezone.localdate():
        when = Text(ar=f"اليوم {arabic_digits(at.strftime('%H:%M'))}", en=f"today at {at:%H:%M}")
    else:
        written = moment(origin.read_at)
        when = Text(ar=written, en=f"on {written}")
    return Text(
        ar=f"من {origin.name.ar} ({origin.owner.ar})، قُرئ {when.ar}.",
        en=f"From {origin.name.en} ({origin.owner.en}), read {when.en}.",
    )
