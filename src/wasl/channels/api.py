"""The HTTP API: the blocks' routers under one address, one way to authenticate, one shape of error (RFC 9457)."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import AuthorizationError, HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer, SessionAuth
from ninja.utils import check_csrf

from wasl.channels.cases_api.cases import router as cases
from wasl.channels.cases_api.changes import router as changes
from wasl.channels.cases_api.documents import router as documents
from wasl.channels.cases_api.drafts import router as drafts
from wasl.channels.cases_api.office import router as office
from wasl.channels.cases_api.problems import explain
from wasl.channels.cases_api.services import router as services
from wasl.channels.verification_api import router as verifications
from wasl.core.problems import Problems
from wasl.core.text import Text
from wasl.identity.api import Staff, account_of_key
from wasl.persons.rest import router as persons


class StaffKey(HttpBearer):
    """`Authorization: Bearer wasl_...`, a key issued to a member of staff who may look at persons."""

    def authenticate(self, request: HttpRequest, token: str) -> Staff | None:
        return _who_may_look(account_of_key(token))


class StaffSession(SessionAuth):
    """The session of a member of staff signed in on this site."""

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> Staff | None:
        """Only who is signed in can be made to send a forged request; whoever is not is merely unknown."""
        account = _who_may_look(request.user if isinstance(request.user, Staff) else None)
        if account and check_csrf(request):
            raise HttpError(403, "CSRF")
        return account


def _who_may_look(account: Staff | None) -> Staff | None:
    if account and not account.may_look_at_persons:
        raise AuthorizationError(message="role")
    return account


class DocumentedAPI(NinjaAPI):
    """Its schema says for every call what an error looks like."""

    def get_openapi_schema(self, **keywords: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**keywords)
        schema["components"]["schemas"] |= {"Problem": PROBLEM}
        for call in (call for path in schema["paths"].values() for call in path.values()):
            call["responses"] |= {status: _described(what) for status, what in ERRORS.items()}
            if scope := call.pop("x-scope", ""):
                call["security"] = [{name: [scope] for name in one} for one in call["security"]]
        return schema


def _described(what: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": what, "content": content}


api = DocumentedAPI(
    title="Wasl",
    version="1",
    description=(
        "Persons and their picture: every call names its purpose and is written to the access ledger. Services, cases"
        " and documents: for everybody, for citizens' programs and for offices (docs/guides/open-api.md)."
    ),
    auth=[StaffKey(), StaffSession()],
)
api.add_router("/persons", persons, tags=["persons"])
api.add_router("/verifications", verifications, tags=["verifications"])
api.add_router("/services", services)
api.add_router("/drafts", drafts)
api.add_router("/cases", cases)
api.add_router("/documents", documents)
api.add_router("/office/changes", changes)
api.add_router("/office", office)

ERRORS = {
    400: "It cannot be done as asked: for example, the purpose does not hold",
    401: "The caller is not known",
    403: "The caller, or the purpose, does not reach this far",
    404: "There is no such thing, or it is somebody else's",
    422: "Fields are missing or wrong; `fields` names them",
}
_TEXT = {"$ref": "#/components/schemas/Text"}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457, with the words in both languages",
    "required": ["type", "title", "detail", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": _TEXT,
        "detail": _TEXT,
        "status": {"type": "integer"},
        "reference": {"type": "string", "description": "Of the case that is in work already"},
        "problems": {
            "type": "object",
            "description": "What is wrong with an answer, by its question",
            "additionalProperties": _TEXT,
        },
        "error": {"type": "string", "description": "Code of OAuth, where a token was not accepted"},
        "fields": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {
                    "where": {"type": "array", "items": {"type": "string"}},
                    "what": {"type": "string"},
                },
            },
        },
    },
}

problems = Problems(
    api,
    stranger=(
        Text(ar="لم يُعرف من يستعلم.", en="The caller is not known."),
        Text(
            ar="أرسل مفتاحًا صالحًا في ترويسة Authorization، أو سجّل الدخول.",
            en="Send a valid key in the Authorization header, or sign in.",
        ),
    ),
    another_role=(
        Text(ar="هذا الحساب لا يطّلع على بيانات الأشخاص.", en="This account does not look at persons."),
        Text(ar="استخدم حساب موظف مختص أو أمين بيانات.", en="Use the account of an officer or of a data steward."),
    ),
    unreadable=(
        Text(ar="تعذّر فهم الطلب.", en="The request could not be understood."),
        Text(
            ar="أرسل JSON صحيحًا؛ ومن متصفح أرسل معه رمز الحماية من التزوير (CSRF).",
            en="Send well-formed JSON; from a browser, send the CSRF token with it.",
        ),
    ),
    wrong_input=(
        Text(ar="الطلب ناقص أو به خطأ.", en="The request is incomplete or wrong."),
        Text(ar="صحّح الحقول المذكورة وأعد الإرسال.", en="Mend the fields named and send it again."),
    ),
    our_failure=(
        Text(ar="حدث خطأ من جانبنا.", en="Something went wrong on our side."),
        Text(ar="لم يُنفَّذ شيء جزئيًا؛ أعد المحاولة بعد دقائق.", en="Nothing was half-done. Try again in a few minutes."),
    ),
    failure="api.failed",
)
problems.stand_in()
explain(api, problems)
