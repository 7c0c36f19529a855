"""Descriptions of addresses that programs ask (OpenAPI 3.1): data beside the code, each served at its own address."""

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse

from wasl.core.reading import for_readers


@lru_cache(16)
def described(folder: Path) -> dict[str, Any]:
    """What stands in the folder's openapi.yaml."""
    return dict(yaml.safe_load((folder / "openapi.yaml").read_text(encoding="utf-8")))


def serving(folder: Path) -> Callable[[HttpRequest], HttpResponse]:
    """A view that hands it to everybody, also to pages of others."""

    @for_readers
    def openapi(request: HttpRequest) -> HttpResponse:
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
        return HttpResponse(json.dumps(described(folder)), content_type="application/json", headers=headers)

    return openapi
