"""What only this API answers when something cannot be done, each with its status (RFC 9457)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from wasl.cases.api import Alike, Overtaken, Unfit
from wasl.core.errors import Refusal, words
from wasl.core.problems import Problems
from wasl.core.text import Text
from wasl.identity.openid.api import ProtocolError

STATUSES = {
    409: "One like it is in work already: `reference` says which; send `despite` if another one is wanted",
    412: "Something has happened since the caller looked: nothing was changed",
    429: "Asked too often",
}


class TooFast(Refusal):
    """Asked too often from one address."""


def described(*statuses: int, scope: str = "", **more: Any) -> dict[str, Any]:
    """Answers that an operation has beside those of all, and the scope that it needs."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses: dict[Any, Any] = {one: {"description": STATUSES[one], "content": content} for one in statuses}
    return {"responses": responses | more.pop("responses", {}), **({"x-scope": scope} if scope else {}), **more}


def binary(*kinds: str) -> dict[Any, Any]:
    """A file as the answer."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {200: {"description": "The file", "content": content}}


def explain(api: NinjaAPI, problems: Problems) -> None:
    """From now on these refusals have their own statuses."""
    on = api.exception_handler

    def refused(status: int, request: HttpRequest, refusal: Refusal, **more: object) -> HttpResponse:
        return problems.told(request, status, words(refusal.what), words(refusal.mend), **more)

    def alike(request: HttpRequest, found: Alike) -> HttpResponse:
        return refused(409, request, found, reference=found.former.reference)

    def unfit(request: HttpRequest, found: Unfit) -> HttpResponse:
        told = {key: text.model_dump() for key, text in found.problems.items()}
        return refused(422, request, found, problems=told)

    def challenged(request: HttpRequest, error: ProtocolError) -> HttpResponse:
        return _challenged(problems, request, error)

    on(Overtaken)(lambda request, found: refused(412, request, found))
    on(TooFast)(lambda request, found: refused(429, request, found))
    on(Alike)(alike)
    on(Unfit)(unfit)
    on(ProtocolError)(challenged)


def _challenged(problems: Problems, request: HttpRequest, error: ProtocolError) -> HttpResponse:
    """RFC 6750, 3: the header says which of them it is, in words that libraries know."""
    what, mend = (_SCOPE, _CONSENT) if error.status == 403 else (_TOKEN, _REFRESH)
    answer = problems.told(request, 403 if error.status == 403 else 401, what, mend, error=error.code)
    for name, value in error.headers.items():
        answer[name] = value
    return answer


_TOKEN = Text(ar="رمز الوصول غير مقبول.", en="The access token is not accepted.")
_REFRESH = Text(
    ar="جدّد الرمز، أو ابدأ دخولًا جديدًا. التفاصيل في WWW-Authenticate.",
    en="Refresh it, or begin a new sign-in. WWW-Authenticate says which.",
)
_SCOPE = Text(ar="رمز الوصول لا يفتح هذه العملية.", en="The access token does not open this operation.")
_CONSENT = Text(ar="اطلب النطاق المذكور من صاحب الحساب.", en="Ask the person for the scope named in WWW-Authenticate.")
