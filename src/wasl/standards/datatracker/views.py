"""Estonia's Data Tracker (dumonitor-openapi 2.1.0), so that a portal that knows it can ask us who looked.

A program asks on behalf of one person about that person: `X-Road-UserId` must name whom `userCode` names. Programs that
may ask are set in WASL_TRACKER_PROGRAMS; they vouch for who their user is. A proof of each look is had beside it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

import wasl.trust.checking.api as checking
import wasl.trust.log.api as log
from wasl.core.conf import settings
from wasl.core.errors import NotAllowed, Refusal, words
from wasl.core.log import event
from wasl.core.reading import for_readers
from wasl.identity.api import Staff, account_of_key
from wasl.standards.datatracker.usages import (
    LONG_AGO,
    LONG_HENCE,
    Period,
    look_of,
    number_in,
    person_of,
    usages_of,
    written,
)
from wasl.trust.api import Kind, passing

View = Callable[..., HttpResponse]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]
INT32 = 2**31 - 1
NO_SUCH = "there is no such usage of this person's data"


class Asked(BaseModel):
    """The query of findUsage."""

    model_config = ConfigDict(extra="ignore")

    userCode: Code  # noqa: N815  the contract's names
    periodStart: AwareDatetime | None = None  # noqa: N815
    periodEnd: AwareDatetime | None = None  # noqa: N815
    offset: int = Field(0, ge=0, le=INT32)
    limit: int = Field(1000, ge=0, le=INT32)

    @field_validator("periodStart", "periodEnd")
    @classmethod
    def _of_our_times(cls, value: datetime | None) -> datetime | None:
        """Years that no calendar arithmetic gets wrong; nothing was looked at before or after."""
        return max(LONG_AGO, min(value, LONG_HENCE)) if value else None

    @field_validator("periodStart", "periodEnd", mode="before")
    @classmethod
    def _a_time_and_not_a_count(cls, value: object) -> object:
        if isinstance(value, str) and "T" not in value.upper():
            raise ValueError("write the time as RFC 3339 does")
        return value


def _fault(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> JsonResponse:
    """Programs ask here: they are answered as programs."""
    return _fault(404, "there is nothing at this address")


def for_programs(view: View) -> View:
    """A key in `Authorization: Bearer`, of an account that the deployment lets ask; 401 or 403 otherwise."""

    @for_readers
    @wraps(view)
    def guarded(request: HttpRequest, **parts: object) -> HttpResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        account = account_of_key(secret.strip()) if scheme.lower() == "bearer" else None
        if not account:
            return _fault(401, "send the key of a program: Authorization: Bearer …")
        if account.username not in {name.strip() for name in settings().tracker_programs.split(",")}:
            return _fault(403, "this program may not ask (WASL_TRACKER_PROGRAMS)")
        return _answered(view, request, {"program": account, **parts})

    return guarded


def _answered(view: View, request: HttpRequest, parts: dict[str, object]) -> HttpResponse:
    try:
        return view(request, **parts)
    except ValidationError as error:
        return _fault(400, "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()))
    except Refusal as refusal:
        return _fault(403 if isinstance(refusal, NotAllowed) else 400, words(refusal.what).en)
    except SuspiciousOperation:
        return _fault(400, "the query cannot be read")
    except DatabaseError as error:
        event("tracker.failed", level="error", exc_info=error)
        return _fault(500, "the log cannot be read at present")


@for_programs
def find_usage(request: HttpRequest, program: Staff) -> HttpResponse:
    """Who looked at the person, newest first. Nobody is told whether a number is anybody's: none has no usages.

    Asking is a look as well, and on record before the answer: it stands in the next one.
    """
    asked = Asked.model_validate(request.GET.dict())
    if not _asks_for_themselves(request, asked.userCode):
        return _fault(400, "X-Road-UserId is missing, or is not whom userCode names: a person asks about themselves")
    person = person_of(asked.userCode, program)
    if not person:
        return JsonResponse({"totalUsages": 0, "usages": []})
    with passing(look_of(program, Kind.LOG), [person]) as passage:
        period = Period(asked.periodStart, asked.periodEnd)
        total, usages = usages_of(person, period, limit=asked.limit, offset=asked.offset)
        passage.close(outcome="shown")
    return JsonResponse({"totalUsages": total, "usages": usages})


@for_programs
def proof(request: HttpRequest, program: Staff, seq: int) -> HttpResponse:
    """The proof of one usage, for the person themselves. Not in the contract: there the word of the register is all."""
    code = Asked.model_validate({"userCode": request.GET.get("userCode", "")}).userCode
    person = person_of(code, program) if _asks_for_themselves(request, code) else None
    if not person:
        return _fault(404, NO_SUCH)
    with passing(look_of(program, Kind.LOG), [person]) as passage:
        text, outcome = _proof_of(seq, person)
        passage.close(outcome=outcome)
    return _as_file(seq, text) if text else _fault(404, NO_SUCH)


def _proof_of(seq: int, person: str) -> tuple[str, str]:
    try:
        return checking.proof_of(seq, person=person), "proof given"
    except Refusal:
        return "", "no proof"


def _as_file(seq: int, text: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="look-{seq}{checking.SUFFIX}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@for_readers
def usage_period(request: HttpRequest) -> HttpResponse:
    """Open to everybody; without an end, usages can be asked for up to now."""
    return JsonResponse({"periodStart": written(log.first_at() or timezone.now())})


@for_readers
def heartbeat(request: HttpRequest) -> HttpResponse:
    try:
        log.latest_checkpoint()
    except (DatabaseError, Refusal, OSError) as error:
        event("tracker.failed", level="error", exc_info=error)
        return JsonResponse({"status": "FAIL", "message": "the log cannot be read"})
    return JsonResponse({"status": "OK", "message": "API is ready"})


def _asks_for_themselves(request: HttpRequest, code: str) -> bool:
    return bool(number_in(code)) and number_in(request.headers.get("X-Road-UserId", "")) == number_in(code)
