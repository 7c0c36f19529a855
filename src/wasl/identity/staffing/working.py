"""Being at work: a session that began with both factors, and ends by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.devices import device_of
from wasl.identity.models import Staff
from wasl.identity.staffing.models import StaffSession
from wasl.trust.api import Assurance

Why = StaffSession.Why
KEY = "staff-session"
"""Where a browser's session keeps the number of its row."""
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
SHOWN = timedelta(days=90)
"""How long a session that is over stays in the list."""
BACKEND = "wasl.identity.signing_in.StaffPasswords"


@dataclass(frozen=True)
class WorkLine:
    """One session, for the person's own list."""

    id: int
    device: str
    amr: tuple[str, ...]
    created: datetime
    last_seen: datetime
    ended: datetime | None


def begin(request: HttpRequest, account: Staff, *, amr: Iterable[str]) -> None:
    """Both factors were given. Nothing of what the browser's session held before, or of who used it, stays."""
    if former := request.session.get(KEY):
        end_sessions([former], Why.REPLACED)
    request.session.flush()
    login(request, account, backend=BACKEND)
    now = datetime.now(UTC)
    row = StaffSession.objects.create(
        account=account, amr=" ".join(amr), device=device_of(request), created=now, last_seen=now
    )
    request.session[KEY] = row.pk
    request.session.set_expiry(int(IDLE.total_seconds()))
    account.assurance = Assurance.SUBSTANTIAL
    event("staff.signed_in")


def at_work(request: HttpRequest, user: Staff | AnonymousUser) -> Staff | AnonymousUser:
    """The one place where it is decided who is staff here: of whom Django knows, only who has a session that runs."""
    if not isinstance(user, Staff):
        return user
    now = datetime.now(UTC)
    row = _running(now).filter(pk=request.session.get(KEY, 0), account=user.pk).first()
    if row is None:
        request.session.flush()
        return AnonymousUser()
    if now - row.last_seen > SEEN_EVERY:
        StaffSession.objects.filter(pk=row.pk).update(last_seen=now)
        request.session.modified = True  # the time runs from the last visit
    user.assurance = Assurance.SUBSTANTIAL
    return user


def work_lines(account: Staff) -> list[WorkLine]:
    """Those that run first, then what has ended of late, the newest first."""
    now = datetime.now(UTC)
    rows = StaffSession.objects.filter(account=account, last_seen__gt=now - SHOWN).order_by("-last_seen", "-pk")
    return sorted((_line(row, now) for row in rows), key=lambda line: line.ended is not None)


def end_own(account: Staff, number: int) -> None:
    """Raises Unknown for anybody else's."""
    if not StaffSession.objects.filter(account=account, pk=number).exists():
        raise Unknown(
            Text(ar="لا توجد جلسة بهذا الرقم", en="there is no such session"),
            mend=Text(ar="ارجع إلى قائمة أجهزتك", en="go back to the list of your devices"),
        )
    end_sessions([number], Why.ENDED)


def end_all_of(account: Staff, why: Why, *, but: int | None = None) -> int:
    """Sign somebody out everywhere, or everywhere else; how many sessions ended."""
    running = StaffSession.objects.filter(account=account, ended=None).values_list("pk", flat=True)
    return end_sessions([number for number in running if number != but], why)


def end_all_of_staff() -> int:
    """Sign all staff out, by whoever runs the platform; how many sessions ended."""
    ended = StaffSession.objects.filter(ended=None).update(ended=datetime.now(UTC), ended_why=Why.CLOSED)
    event("staff.sessions_ended_by_keepers", level="warning", number=ended)
    return ended


def end_sessions(numbers: list[int], why: Why) -> int:
    running = StaffSession.objects.filter(pk__in=numbers, ended=None)
    return running.update(ended=datetime.now(UTC), ended_why=why)


def _running(now: datetime) -> QuerySet[StaffSession]:
    return StaffSession.objects.filter(ended=None, last_seen__gte=now - IDLE, created__gte=now - LONGEST)


def _line(row: StaffSession, now: datetime) -> WorkLine:
    over = row.ended or min(row.last_seen + IDLE, row.created + LONGEST)
    ended = over if row.ended or over < now else None
    return WorkLine(row.pk, row.device, tuple(row.amr.split()), row.created, row.last_seen, ended)
