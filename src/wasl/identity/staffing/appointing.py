"""The first head of an office, and who watches over offices: no head invites them, whoever runs the platform does."""

import re
from datetime import UTC, datetime

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.country.api import pack
from wasl.country.api import unknown as unknown_name
from wasl.identity.models import Role, Staff
from wasl.identity.staffing.invitations import Newcomer, fresh_link, refuse_a_taken
from wasl.identity.staffing.models import Invitation
from wasl.identity.staffing.roles import GIVEN_BY_HEADS

BY = "platform:operator"
USERNAME = re.compile("[a-z0-9_-]{1,60}")
LONGEST_NAME = 120
APPOINTED = frozenset(Role) - GIVEN_BY_HEADS | {Role.OFFICE_HEAD}


def appoint(newcomer: Newcomer, office: str) -> str:
    """The secret of a link that opens once and for a day; asked for again, a fresh one, and the former opens nothing.

    Raises NotAllowed for roles that heads give, Unknown for an office that the pack lacks, Refusal for a taken name.
    """
    if not USERNAME.fullmatch(newcomer.username):
        raise Refusal(_NO_USERNAME, mend=_LATIN)
    if not all(0 < len(name.strip()) <= LONGEST_NAME for name in (newcomer.name_ar, newcomer.name_en)):
        raise Refusal(_NO_NAME, mend=_NAMES)
    if newcomer.role not in APPOINTED:
        raise NotAllowed(_HEADS_DO, mend=_APPOINT_A_HEAD)
    if office not in pack().agencies:
        what, mend = unknown_name(office, pack().agencies, "office")
        raise Unknown(what, mend=mend)
    refuse_a_taken(newcomer.username)
    named = {"name_ar": newcomer.name_ar, "name_en": newcomer.name_en, "office": office, "role": newcomer.role}
    place, _ = Invitation.objects.update_or_create(
        username=newcomer.username,
        invited_by=BY,
        used=None,
        defaults=named,
        create_defaults=named | {"created": datetime.now(UTC)},
    )
    event("staff.appointed", role=newcomer.role, office=office)
    secret = fresh_link(Invitation.objects.filter(pk=place.pk))
    assert secret  # noqa: S101  the place was made a moment ago
    return secret


def everybody() -> list[Staff]:
    """All staff, by office."""
    return list(Staff.objects.order_by("office", "role", "username"))


_NO_USERNAME = Text(ar="اسم المستخدم ليس كما ينبغي", en="the user name is not written as it must be")
_LATIN = Text(
    ar="حروف لاتينية صغيرة وأرقام وشرطات، ستون على الأكثر", en="small Latin letters, digits and hyphens, sixty at most"
)
_NO_NAME = Text(ar="الاسم ناقص أو أطول مما يسع", en="the name is missing or too long")
_NAMES = Text(
    ar="اكتب الاسم بالعربية وبالإنجليزية، 120 حرفًا على الأكثر",
    en="write it in Arabic and in English, 120 letters at most",
)
_HEADS_DO = Text(ar="هذا الدور يعطيه رئيس المكتب", en="this role is given by the head of an office")
_APPOINT_A_HEAD = Text(
    ar="عيّن رئيسًا للمكتب، وهو يدعو موظفيه من صفحة /staff/", en="appoint a head; heads invite their staff at /staff/"
)
