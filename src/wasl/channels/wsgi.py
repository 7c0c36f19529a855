"""The application that the server serves."""

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Thread
from typing import Any

from django.core.wsgi import get_wsgi_application

from wasl.core.passage import guard_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasl.core.django_settings")
_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Guards the process from its first request on, not already when this module is merely imported."""
    guard_process()
    _begin_working()
    return _application(environ, start_response)


@lru_cache(maxsize=1)
def _begin_working() -> None:
    """What goes on by itself in cases goes on in every server process, from its first request on."""
    from wasl.cases.api import Loop

    Loop().start()


def _warm() -> None:
    """The first officer should not wait for connections to be made and files to be indexed."""
    from wasl.core.log import event
    from wasl.registers.api import warm

    event("registers.warm", missing=warm())


Thread(target=_warm, name="warm", daemon=True).start()
