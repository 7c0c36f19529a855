"""Addresses that programs only read: no session and no form of ours plays a part."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """GET and HEAD alone; any other method is told so in the protocol's way (405), and not asked for a form's token."""
    return csrf_exempt(require_safe(view))
