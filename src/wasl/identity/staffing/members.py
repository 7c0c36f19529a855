"""The staff of an office, as its head leads them. What could hurt waits for a second person; suspending does not."""

from collections.abc import Callable

from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.models import Role, Staff
from wasl.identity.staffing import invitations
from wasl.identity.staffing.four_eyes import ask, dangerous
from wasl.identity.staffing.models import Approval
from wasl.identity.staffing.roles import GIVEN_BY_HEADS, May, may
from wasl.identity.staffing.second import forget_factors
from wasl.identity.staffing.working import Why, end_all_of

LABELS = {
    "from": Text(ar="الدور الآن", en="Role now"),
    "to": Text(ar="الدور الجديد", en="New role"),
    "name": Text(ar="الاسم", en="Name"),
}


def members(head: Staff) -> list[Staff]:
    """Those of the head's own office."""
    return list(Staff.objects.filter(office=_leading(head).office).order_by("-is_active", "role", "username"))


def ask_role(head: Staff, username: str, role: str, reason: str) -> Approval:
    """Raises NotAllowed for oneself, another office, or a role that heads do not give."""
    one = _led(head, username)
    if role not in GIVEN_BY_HEADS:
        raise NotAllowed(_NOT_YOURS_TO_GIVE, mend=_OPERATOR)
    if role == one.role:
        raise Refusal(_SAME_ROLE, mend=_CHOOSE_ANOTHER)
    details = {"name": one.display_name, "from": one.role, "to": role}
    return ask("staff.role", username, details, head, reason)


def ask_reset(head: Staff, username: str, reason: str) -> Approval:
    """Have somebody who lost their second factor enrol a new one at the next sign-in."""
    return ask("staff.reset", username, {"name": _led(head, username).display_name}, head, reason)


def ask_reinstate(head: Staff, username: str, reason: str) -> Approval:
    one = _led(head, username)
    if one.is_active:
        raise Refusal(_ACTIVE, mend=_CHOOSE_ANOTHER)
    return ask("staff.reinstate", username, {"name": one.display_name, "to": one.role}, head, reason)


def suspend(head: Staff, username: str) -> None:
    """At once, and signed out everywhere: it can hurt nobody but the work."""
    one = _led(head, username)
    Staff.objects.filter(pk=one.pk).update(is_active=False)
    end_all_of(one, Why.CLOSED)
    event("staff.suspended")


def second_pair_of_eyes(staff: Staff, row: Approval) -> bool:
    """Another head of the office, or a protection officer; never the one whom it is about."""
    if staff.username == row.subject:
        return False
    return staff.role == Role.PROTECTION or (may(staff.role, May.LEAD_STAFF) and staff.office == row.office)


def _act(act: str, name: Text) -> Callable[[Callable[[Approval], None]], Callable[[Approval], None]]:
    return dangerous(act, who_may_approve=second_pair_of_eyes, name=name, labels=LABELS)


@_act("staff.role", Text(ar="تغيير دور موظف", en="Change the role of a member of staff"))
def change_role(row: Approval) -> None:
    one = _locked(row)
    if one.role != row.details["from"]:
        raise Refusal(_CHANGED_SINCE, mend=_ASK_ANEW)
    one.role = row.details["to"]
    one.save(update_fields=["role"])
    end_all_of(one, Why.CLOSED)


@_act("staff.reset", Text(ar="إلغاء العامل الثاني لموظف", en="Reset the second factor of a member of staff"))
def reset_factors(row: Approval) -> None:
    one = _locked(row)
    forget_factors(one, row.decided_by)
    end_all_of(one, Why.CLOSED)


@_act("staff.reinstate", Text(ar="إعادة موظف موقوف", en="Reinstate a suspended member of staff"))
def reinstate(row: Approval) -> None:
    one = _locked(row)
    if one.role != row.details["to"]:
        raise Refusal(_CHANGED_SINCE, mend=_ASK_ANEW)
    one.is_active = True
    one.save(update_fields=["is_active"])


dangerous(
    "staff.invite",
    who_may_approve=second_pair_of_eyes,
    name=Text(ar="دعوة موظف جديد", en="Invite a new member of staff"),
    labels=LABELS | invitations.LABELS,
)(invitations.placed)


def _leading(head: Staff) -> Staff:
    if not may(head.role, May.LEAD_STAFF):
        raise NotAllowed(_NOT_A_HEAD, mend=_OPERATOR)
    return head


def _led(head: Staff, username: str) -> Staff:
    """One of the office whom its head leads: neither themselves nor those who watch over offices."""
    one = Staff.objects.filter(office=_leading(head).office, username=username).first()
    if one is None:
        raise _unknown()
    if one.pk == head.pk:
        raise NotAllowed(_ONESELF, mend=_ANOTHER_HEAD)
    if one.role not in GIVEN_BY_HEADS:
        raise NotAllowed(_NOT_YOURS_TO_GIVE, mend=_OPERATOR)
    return one


def _locked(row: Approval) -> Staff:
    """Whom an approval is about, still in the office that asked."""
    one = Staff.objects.select_for_update().filter(username=row.subject, office=row.office).first()
    if one is None:
        raise _unknown()
    return one


def _unknown() -> Unknown:
    return Unknown(
        Text(ar="لا يوجد موظف بهذا الاسم في مكتبك", en="nobody of this name works in your office"),
        mend=Text(ar="اختر من قائمة موظفي مكتبك", en="choose from the list of your office's staff"),
    )


_NOT_A_HEAD = Text(ar="هذا لرئيس المكتب", en="this is for the head of an office")
_OPERATOR = Text(ar="اطلبه ممن يدير المنصة", en="ask whoever runs the platform")
_NOT_YOURS_TO_GIVE = Text(
    ar="لا يعطي رئيس المكتب هذا الدور ولا يغيّره", en="heads of offices neither give nor change this role"
)
_ONESELF = Text(ar="لا يغيّر أحد حسابه بنفسه", en="nobody changes their own account")
_ANOTHER_HEAD = Text(ar="اطلبه من رئيس آخر للمكتب", en="ask another head of the office")
_SAME_ROLE = Text(ar="هذا هو الدور الحالي", en="that is the role already")
_ACTIVE = Text(ar="هذا الحساب غير موقوف", en="this account is not suspended")
_CHOOSE_ANOTHER = Text(ar="اختر غيره", en="choose another")
_CHANGED_SINCE = Text(ar="تغيّر دور الموظف منذ الطلب", en="the role has changed since this was asked for")
_ASK_ANEW = Text(ar="يُطلب من جديد", en="have it asked for anew")
