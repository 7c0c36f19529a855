"""What machines ask: alive? ready? how is it going?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from wasl.core.errors import Refusal
from wasl.core.metrics import exposition
from wasl.core.reading import for_readers
from wasl.registers.api import catalogue


@for_readers
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers."""
    return JsonResponse({"alive": True})


@for_readers
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the store answers, its tables are up to date and the country pack is sound; else 503 and what is not."""
    problems = [problem for problem in (_store(), _pack()) if problem]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


@for_readers
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' format."""
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _store() -> str | None:
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return f"main store: {type(error).__name__}"
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"main store: {len(behind)} migrations to apply; run `wasl up`" if behind else None


def _pack() -> str | None:
    try:
        catalogue()
    except Refusal as refusal:
        return f"country pack: {refusal}"
    return None
