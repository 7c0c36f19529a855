"""Somebody new: asked for by a head, approved by a second person, let in by a link that opens once."""

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.models import Role, Staff
from wasl.identity.staffing.four_eyes import ask
from wasl.identity.staffing.models import Approval, Invitation
from wasl.identity.staffing.roles import GIVEN_BY_HEADS, May, may
from wasl.persons.api import handle_of_number
from wasl.trust.api import Kind, Look

HOLDS = timedelta(hours=24)
PURPOSE = "counter-identity-check"
LABELS = {
    "username": Text(ar="اسم المستخدم", en="User name"),
    "name_ar": Text(ar="الاسم بالعربية", en="Name in Arabic"),
    "name_en": Text(ar="الاسم بالإنجليزية", en="Name in English"),
    "role": Text(ar="الدور", en="Role"),
    "person": Text(ar="ملفه في الفهرس", en="Their own file in the index"),
}


@dataclass(frozen=True)
class Newcomer:
    """Whom an office wants to take on."""

    username: str
    name_ar: str
    name_en: str
    role: str
    person: str = ""  # handle; needed of those who serve at a counter


def ask_invitation(head: Staff, newcomer: Newcomer, reason: str) -> Approval:
    """Raises NotAllowed for roles that heads do not give, Refusal for a taken name or an agent who is nobody."""
    if not may(head.role, May.LEAD_STAFF) or newcomer.role not in GIVEN_BY_HEADS:
        raise NotAllowed(_NOT_YOURS_TO_GIVE, mend=_OPERATOR)
    if newcomer.role == Role.AGENT and not newcomer.person:
        raise Refusal(_WHO, mend=_GIVE_NUMBER)
    refuse_a_taken(newcomer.username)
    return ask("staff.invite", newcomer.username, asdict(newcomer), head, reason)


def person_of_number(head: Staff, number: str) -> str:
    """Handle of somebody whom a head takes on, by their national number; on record. Raises Unknown."""
    look = Look(
        actor=head.account_id,
        actor_name=head.display_name,
        office=head.office,
        role=head.role,
        purpose=PURPOSE,
        channel="backoffice",
        kind=Kind.SEARCH,
        assurance=head.assurance,
    )
    if found := handle_of_number(number, look):
        return found
    raise Unknown(
        Text(ar="لا يوجد شخص بهذا الرقم", en="nobody has this number"),
        mend=Text(ar="راجع الرقم القومي للموظف", en="check the national number of the member of staff"),
    )


def placed(row: Approval) -> None:
    """Approved: there is a place, and whoever asked may make its link."""
    refuse_a_taken(row.subject)
    named = {name: row.details[name] for name in ("username", "name_ar", "name_en", "role")}
    Invitation.objects.create(
        **named,
        office=row.office,
        person=row.details["person"] or None,
        invited_by=row.asked_by,
        created=datetime.now(UTC),
    )


def invitations(head: Staff) -> list[Invitation]:
    """Places of the head's office that nobody has taken yet."""
    return list(Invitation.objects.filter(office=head.office, used=None).order_by("-created"))


def make_link(head: Staff, number: int) -> str:
    """The secret of a fresh link; any earlier one opens nothing from now on. Only for who asked. Raises NotAllowed."""
    if secret := fresh_link(Invitation.objects.filter(pk=number, invited_by=head.account_id)):
        return secret
    raise NotAllowed(_NOT_YOUR_LINK, mend=_WHO_ASKED)


def fresh_link(place: QuerySet[Invitation]) -> str | None:
    """The secret for a place that nobody has taken yet; None where there is none such."""
    secret = secrets.token_urlsafe(32)
    if not place.filter(used=None).update(digest=_digest(secret), until=datetime.now(UTC) + HOLDS):
        return None
    event("staff.link_made")
    return secret


def invited(secret: str) -> Invitation:
    """Whose place a link opens. Raises NotAllowed, in the same words for every link that opens nothing."""
    found = Invitation.objects.filter(digest=_digest(secret), used=None, until__gt=datetime.now(UTC)).first()
    if found is None:
        raise NotAllowed(_NO_LINK, mend=_NEW_LINK)
    return found


def join(secret: str, password: str) -> Staff:
    """The account, with a password of its owner's own. Raises NotAllowed, ValidationError for a weak password."""
    with transaction.atomic():
        place = invited(secret)
        account = _account(place)
        validate_password(password, account)
        if not Invitation.objects.filter(pk=place.pk, used=None).update(used=datetime.now(UTC), digest=""):
            raise NotAllowed(_NO_LINK, mend=_NEW_LINK)
        account.set_password(password)
        try:
            with transaction.atomic():
                account.save()
        except IntegrityError as error:
            raise Refusal(_TAKEN, mend=_OTHER_NAME) from error
    event("staff.joined")
    return account


def _account(place: Invitation) -> Staff:
    named = {name: getattr(place, name) for name in ("username", "name_ar", "name_en", "office", "role", "person")}
    return Staff(**named)


def refuse_a_taken(username: str) -> None:
    if Staff.objects.filter(username=username).exists():
        raise Refusal(_TAKEN, mend=_OTHER_NAME)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_NOT_YOURS_TO_GIVE = Text(ar="لا يعطي رئيس المكتب هذا الدور", en="heads of offices do not give this role")
_OPERATOR = Text(ar="اطلبه ممن يدير المنصة", en="ask whoever runs the platform")
_WHO = Text(ar="لا يُعرف من هو موظف الشباك في السجلات", en="it is not known who the counter agent is themselves")
_GIVE_NUMBER = Text(
    ar="اكتب رقمه القومي: لا يخدم موظف نفسه ولا أقاربه",
    en="write their national number: agents serve neither themselves nor relatives",
)
_TAKEN = Text(ar="اسم المستخدم مأخوذ", en="this user name is taken")
_OTHER_NAME = Text(ar="اختر اسمًا آخر", en="choose another")
_NOT_YOUR_LINK = Text(ar="لا يصنع رابط الدعوة إلا من طلبها", en="only who asked for an invitation makes its link")
_WHO_ASKED = Text(ar="اطلبه منه", en="ask them for it")
_NO_LINK = Text(ar="هذا الرابط لم يعد صالحًا", en="this link no longer opens anything")
_NEW_LINK = Text(ar="اطلب رابطًا جديدًا من رئيس مكتبك", en="ask the head of your office for a new one")
