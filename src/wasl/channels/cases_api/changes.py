"""Changes of registers over HTTP, for the office that must see to them."""

from collections.abc import Callable

from django.http import HttpRequest
from ninja import Field, Router, Schema

from wasl.cases import api as cases
from wasl.cases.api import Change, Doer
from wasl.cases.rest import MAY_WORK, caller
from wasl.channels.cases_api.case_shapes import ChangeOut
from wasl.channels.cases_api.draft_shapes import DetailOut
from wasl.channels.cases_api.office import Reference
from wasl.channels.cases_api.wishes import Number, Press, once

router = Router(tags=["office"], auth=MAY_WORK)


class ToEnterOut(ChangeOut):
    """With what is to be entered by hand."""

    row: str = Field(description="Key of the row; empty for a new one")
    lines: list[DetailOut]


class MendIn(Schema):
    case: Reference = Field(description="Its reference")


@router.get("", response=list[ChangeOut], summary="Those that failed, or are to be entered by hand")
def listed(request: HttpRequest) -> list[ChangeOut]:
    return [ChangeOut.of(one, one.case.reference) for one in cases.changes_to_mend(caller(request).doer)]


@router.get("/{change}", response=ToEnterOut, summary="One, with what it writes: a look, on record under its case")
def shown(request: HttpRequest, change: Number) -> ToEnterOut:
    found = cases.to_enter(change, caller(request).doer)
    told = ChangeOut.of(found.change, found.case.reference)
    lines = [DetailOut(name=name, value=value) for name, value in found.lines]
    return ToEnterOut(**dict(told), row=found.row, lines=lines)


@router.post("/{change}/again", response=ChangeOut, summary="Try it once more")
def again(request: HttpRequest, change: Number, asked: MendIn, key: Press) -> ChangeOut:
    return _mended(cases.try_again, "again", request, change, asked, key)


@router.post("/{change}/by-hand", response=ChangeOut, summary="It was entered by hand")
def by_hand(request: HttpRequest, change: Number, asked: MendIn, key: Press) -> ChangeOut:
    return _mended(cases.done_by_hand, "by-hand", request, change, asked, key)


@router.post("/{change}/back", response=ChangeOut, summary="Take it back")
def back(request: HttpRequest, change: Number, asked: MendIn, key: Press) -> ChangeOut:
    return _mended(cases.take_back, "back", request, change, asked, key)


def _mended(
    way: Callable[..., Change], name: str, request: HttpRequest, change: int, asked: MendIn, key: str
) -> ChangeOut:
    doer: Doer = caller(request).doer
    made = way(change, asked.case, doer, once=once(doer, key, name, str(change)))
    return ChangeOut.of(made, asked.case)
