"""Where an integrator begins: every API of the platform with its description (RFC 9727, linkset of RFC 9264)."""

import json

from django.http import HttpRequest, HttpResponse

from wasl.core.conf import settings
from wasl.core.reading import for_readers

KIND = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
DESCRIPTIONS = {
    "/": "/openapi.json",
    "/api/v1/": "/api/v1/openapi.json",
    "/openid/": "/openid/openapi.json",
    "/wallet/": "/wallet/openapi.json",
    "/log/": "/log/openapi.json",
    "/datatracker/": "/datatracker/openapi.json",
    "/govstack/consent/": "/govstack/consent/openapi.json",
    "/govstack/registration/": "/govstack/registration/openapi.json",
}
"""Below which address, where described."""
PAGES = {"/api/v1/": "/api/v1/docs"}
"""Descriptions that people read as pages."""


@for_readers
def api_catalog(request: HttpRequest) -> HttpResponse:
    link = f'<{settings().public_address}{request.path}>; rel="api-catalog"'
    told = {"linkset": [_links(anchor, where) for anchor, where in DESCRIPTIONS.items()]}
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300", "Link": link}
    return HttpResponse(json.dumps(told), content_type=KIND, headers=headers)


def _links(anchor: str, where: str) -> dict[str, object]:
    here = settings().public_address
    pages = {"service-doc": [{"href": f"{here}{PAGES[anchor]}", "type": "text/html"}]} if anchor in PAGES else {}
    described = [{"href": f"{here}{where}", "type": "application/json"}]
    return {"anchor": f"{here}{anchor}", "service-desc": described, **pages}
