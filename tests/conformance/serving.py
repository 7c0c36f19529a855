"""This process's platform on a port of its own, with its store and its nation: for programs that none of us wrote."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from wasl.core.conf import settings


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the name that is called
        pass


@contextmanager
def served() -> Iterator[str]:
    """Its address, which is also the platform's public one meanwhile."""
    server = ThreadedWSGIServer(("localhost", 0), _Quiet)
    server.set_app(get_wsgi_application())
    address = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("WASL_PUBLIC_URL", address)
        settings.cache_clear()
        thread.start()
        yield address
        server.shutdown()
        server.server_close()
        thread.join(10)
    settings.cache_clear()
