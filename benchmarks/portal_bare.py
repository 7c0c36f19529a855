"""The least that a Django view can do and still keep something: one row for each request. For `portal.py`.

It is served as the platform is, from the same home, with the same options of the store: what a page of the platform
costs beyond that is the platform's own.
"""

import os
from typing import Any

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

TABLE = "benchmark_bare"


def row(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (words) VALUES (%s)", [request.POST.get("words", "")])
    return HttpResponse("kept", content_type="text/plain")


urlpatterns: list[URLPattern] = [path("", row)]


def database() -> dict[str, Any]:
    """The platform's, with its durability; where it is a file, another one beside it."""
    from wasl.core.django_settings import DATABASES

    found: dict[str, Any] = dict(DATABASES["default"])
    if found["ENGINE"].endswith("sqlite3"):
        found["NAME"] = str(os.environ["WASL_HOME"] + "/bare.sqlite3")
    return found


def application(environ: dict[str, Any], start_response: Any) -> Any:
    return _application(environ, start_response)


def make_table() -> None:
    with connection.cursor() as cursor:
        number = "BIGSERIAL" if connection.vendor == "postgresql" else "INTEGER"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (id {number} PRIMARY KEY, words VARCHAR(200))")


settings.configure(
    DATABASES={"default": database()},
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY=os.urandom(16).hex(),
    USE_TZ=True,
    LOGGING_CONFIG=None,
)
django.setup()
_application = get_wsgi_application()

if __name__ == "__main__":
    make_table()
