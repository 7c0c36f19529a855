"""What people call the channels by which they reach the state."""

from django.utils.translation import gettext as _


def door_name(channel: str) -> str:
    """A channel, as somebody goes through it; its own word where it has no other."""
    names = {
        "portal": _("On this site"),
        "app": _("In the app on a telephone"),
        "counter": _("At a counter, with the help of an agent"),
        "callcentre": _("By telephone, with the call centre"),
        "api": _("Through the program of an agency or a partner"),
    }
    return names.get(channel, channel)
