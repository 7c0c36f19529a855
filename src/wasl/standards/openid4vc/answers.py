"""The shape of every answer to wallets: JSON that nobody keeps, errors by the field's own codes."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.identity.wallet.api import Denied

View = Callable[..., HttpResponse]
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*"}
MOST = 200_000


def for_wallets(view: View) -> View:
    """A program posts: no session, no form of ours."""
    return csrf_exempt(require_POST(_answered(view)))


def for_anybody(view: View) -> View:
    """Read by everybody, also by wallets that are pages in a browser."""

    @wraps(view)
    def opened(request: HttpRequest, **parts: Any) -> HttpResponse:
        answer = _answered(view)(request, **parts)
        for name, value in OPEN_TO_ALL.items():
            answer[name] = value
        return answer

    return require_safe(opened)


def _answered(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            return view(request, **parts)
        except Denied as denied:
            return denial(denied)
        except SuspiciousOperation:
            return denial(Denied("invalid_request", "the request cannot be read"))
        except Refusal as refusal:
            event("wallet.failed", level="error", what=str(refusal))
            return denial(Denied("server_error", "this cannot be done at present", status=503))

    return answered


def denial(denied: Denied) -> HttpResponse:
    answer = JsonResponse({"error": denied.code, "error_description": denied.why}, status=denied.status)
    if denied.status == 401:
        answer["WWW-Authenticate"] = f'DPoP algs="ES256", error="{denied.code}", Bearer error="{denied.code}"'
    return answer


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Programs ask here: they are answered as programs."""
    return denial(Denied("not_found", "there is nothing at this address", status=404))


def body_of(request: HttpRequest) -> dict[str, Any]:
    """A JSON object. Raises Denied."""
    try:
        read = json.loads(request.body[:MOST])
    except (ValueError, RecursionError) as error:
        raise Denied("invalid_request", "the body is not JSON") from error
    if not isinstance(read, dict):
        raise Denied("invalid_request", "the body is not a JSON object")
    return read
