"""GovStack's Consent API 1.1.0: an API of its own, whose errors are problems (RFC 9457) in both languages."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from pydantic import ValidationError as WrongBody

from wasl.core.problems import Problems
from wasl.core.text import Text
from wasl.standards.govstack.consent.access import CONFIG
from wasl.standards.govstack.consent.audit import router as audit
from wasl.standards.govstack.consent.config import router as config
from wasl.standards.govstack.consent.records import router as records
from wasl.standards.govstack.consent.service import router as service

api = NinjaAPI(
    title="GovStack Consent",
    version="1.1.0",
    description="Agreements, consent records and their revisions. What a person did not agree to opens nothing.",
    urls_namespace="govstack-consent",
    auth=CONFIG,  # every router names its own; what forgets to is shut
    docs_url=None,
)
api.add_router("/config", config)
api.add_router("/service/individual/record", records)
api.add_router("/service", service)
api.add_router("/audit", audit)

UNREADABLE = (
    Text(ar="الطلب ناقص أو به خطأ.", en="The request is incomplete or wrong."),
    Text(ar="صحّح الحقول المذكورة وأعد الإرسال.", en="Mend the fields named and send it again."),
)
problems = Problems(
    api,
    stranger=(
        Text(ar="لم يُعرف من يستعلم.", en="The caller is not known."),
        Text(ar="أرسل مفتاحًا صالحًا في ترويسة Authorization.", en="Send a valid key in the Authorization header."),
    ),
    another_role=(
        Text(ar="دور هذا الحساب لا يشمل هذه العملية.", en="The role of this account does not cover this operation."),
        Text(ar="استخدم مفتاح حساب له الدور المطلوب.", en="Use the key of an account that has the role."),
    ),
    unreadable=UNREADABLE,
    wrong_input=UNREADABLE,
    our_failure=(
        Text(ar="حدث خطأ من جانبنا.", en="Something went wrong on our side."),
        Text(ar="أعد المحاولة بعد دقائق.", en="Try again in a few minutes."),
    ),
    failure="govstack.consent_failed",
    wrong_input_status=400,  # as the standard has it
)
problems.stand_in()


@api.exception_handler(WrongBody)
def wrong_body(request: HttpRequest, error: WrongBody) -> HttpResponse:
    """What was sent fits the standard's shape, and makes no agreement or policy of ours."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return problems.wrong_fields(request, found)
