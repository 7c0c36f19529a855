"""The application that the server serves."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wasl.core.django_settings")
application = get_wsgi_application()


def _warm() -> None:
    """The first officer should not wait for connections to be made and files to be indexed."""
    from wasl.core.log import event
    from wasl.registers.api import warm

    event("registers.warm", missing=warm())


Thread(target=_warm, name="warm", daemon=True).start()
