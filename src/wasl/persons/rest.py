"""The HTTP API of persons. Numbers travel in bodies, never in addresses.

A Refusal becomes problem+json where the API is assembled.
"""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from wasl.persons import api
from wasl.trust.api import Kind, Look

router = Router()

STORABLE = r"^[^\x00]*$"
"""PostgreSQL keeps no NUL character."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=400, pattern=STORABLE)]
Slug = Annotated[str, StringConstraints(max_length=64, pattern=STORABLE)]
Case = Annotated[str, StringConstraints(max_length=128, pattern=STORABLE)]


class SearchIn(Schema):
    """Give a number or a name."""

    purpose: Slug
    number: Line | None = None
    name: Line | None = None
    birth_date: date | None = None
    birth_year: int | None = Field(None, ge=1800, le=2200)
    governorate: Slug | None = None
    case: Case | None = None
    reason: Line | None = None
    limit: int = Field(20, ge=1, le=100)


class PictureIn(Schema):
    purpose: Slug
    sections: str | None = Field(None, max_length=400, description="Slugs, separated by commas; default: all")
    case: Case | None = None
    reason: Line | None = None


def look_from(
    request: HttpRequest,
    purpose: str,
    *,
    kind: Kind,
    channel: str = "api",
    case: str | None = None,
    reason: str | None = None,
) -> Look:
    """Who looks: the account of the request, with account_id, display_name, office, role and assurance."""
    account: Any = getattr(request, "auth", None) or request.user
    return Look(
        actor=account.account_id,
        actor_name=account.display_name,
        office=account.office,
        role=str(account.role),
        purpose=purpose,
        channel=channel,
        kind=kind,
        case=case,
        reason=reason,
        assurance=account.assurance,
    )


@router.post("/search", response=list[api.Found], summary="Find persons by number or name")
def search(request: HttpRequest, asked: SearchIn) -> list[api.Found]:
    look = look_from(request, asked.purpose, kind=Kind.SEARCH, case=asked.case, reason=asked.reason)
    query = api.Query(
        number=asked.number,
        name=asked.name,
        birth_date=asked.birth_date,
        birth_year=asked.birth_year,
        governorate=asked.governorate,
    )
    return api.search(query, look, asked.limit)


class FeedIn(Schema):
    after: int = Field(0, ge=0, le=2**63 - 1, description="`next` of the last answer; 0 at first")
    limit: int = Field(100, ge=1, le=1000)


@router.get("/changes", response=api.Feed, summary="What happened to persons and links, in order")
def changes(request: HttpRequest, asked: Query[FeedIn]) -> api.Feed:
    return api.feed(asked.after, asked.limit)


@router.get("/{handle}/changes", response=list[api.Happened], summary="What happened to one person in the index")
def history(request: HttpRequest, handle: str, limit: Annotated[int, Field(ge=1, le=1000)] = 100) -> list[api.Happened]:
    return api.history_of(handle, limit)


@router.get("/{handle}/picture", response=api.Picture, summary="What the registers hold about one person")
def picture(request: HttpRequest, handle: str, asked: Query[PictureIn]) -> api.Picture:
    look = look_from(request, asked.purpose, kind=Kind.PICTURE, case=asked.case, reason=asked.reason)
    sections = [slug.strip() for slug in asked.sections.split(",")] if asked.sections else None
    return api.picture(handle, look, sections=sections)


@router.get("/{handle}/family", response=list[api.Relative], summary="Parents, spouses, children and siblings")
def family(request: HttpRequest, handle: str, purpose: str) -> list[api.Relative]:
    return api.family(handle, look_from(request, purpose, kind=Kind.PICTURE))
