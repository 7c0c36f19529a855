"""What the page needs when there is no connection: its files, whom to trust, and the lists of what was revoked."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

import wasl.identity.wallet.api as wallet

FOLDER = Path(__file__).parent
SCRIPT = "text/javascript; charset=utf-8"


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """Keys, names of kinds and values in both languages, and where the lists are. It says nothing about anybody."""
    return JsonResponse(
        {
            "at": int(datetime.now(UTC).timestamp()),
            "own": wallet.issuer(),
            "issuers": wallet.issuers(),
            "kinds": {wallet.vct(kind.id): _named(kind) for kind in wallet.kinds().values()},
            "lists": [wallet.status_list(number) for number in wallet.status_lists()],
        }
    )


def _named(kind: wallet.Kind) -> dict[str, object]:
    return {
        "name": kind.name.model_dump(),
        "claims": {".".join(claim.path): claim.name.model_dump() for claim in kind.claims},
    }


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_file("check.js"), content_type=SCRIPT)


@require_safe
def page_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_file("page.js"), content_type=SCRIPT)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Served from this folder, so that it may answer for the page."""
    return HttpResponse(_file("worker.js"), content_type=SCRIPT, headers={"Cache-Control": "no-cache"})


@lru_cache(4)
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
