"""Which of the eight archetypes of every country a service goes back to, and what people call it."""

from functools import cache

from django.utils.translation import gettext as _

from wasl.catalogue.api import surroundings
from wasl.country.api import read_yaml


@cache
def archetype_of(name: str | None) -> str:
    """The one at the root: those of a country extend one of them. Empty for a service written whole."""
    world = surroundings()
    while name in world.archetypes:
        below = read_yaml(world.archetypes[name] / "service.yaml").data
        extends = below.get("extends") if isinstance(below, dict) else None
        if not isinstance(extends, str):
            break
        name = extends
    return name or ""


def name_of(archetype: str) -> str:
    names = {
        "appeal": _("Appeals"),
        "application": _("Applications that are decided"),
        "appointment": _("Appointments"),
        "inquiry": _("Questions that registers answer"),
        "life-event": _("Life events with several agencies"),
        "official-copy": _("Official copies and certificates"),
        "payment-of-dues": _("Payments of what is owed"),
        "registration-update": _("Changes in a register"),
    }
    return names.get(archetype, archetype or _("Without an archetype"))
