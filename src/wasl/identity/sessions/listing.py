"""A person's own list of where they are signed in, and the button that ends it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wasl.core.errors import Unknown
from wasl.core.log import event
from wasl.core.text import Text
from wasl.identity.models import Citizen
from wasl.identity.sessions.models import SignIn, Why
from wasl.identity.sessions.signing_in import IDLE, LONGEST, ended

SHOWN = timedelta(days=90)
"""How long a session that is over stays in the list."""
AT_ONCE = 500
"""Sessions that are ended in one transaction."""


@dataclass(frozen=True)
class Line:
    """One session."""

    id: int
    device: str
    amr: tuple[str, ...]
    created: datetime
    last_seen: datetime
    ended: datetime | None
    why: str

    @property
    def runs(self) -> bool:
        return self.ended is None


def lines(citizen: Citizen) -> list[Line]:
    """Those that run first, then what has ended of late, the newest first."""
    now = datetime.now(UTC)
    rows = SignIn.objects.filter(citizen=citizen, last_seen__gt=now - SHOWN).order_by("-last_seen", "-pk")
    return sorted((_line(row, now) for row in rows), key=lambda one: not one.runs)


def end(citizen: Citizen, number: int) -> None:
    """End one of their own sessions. Raises Unknown for anybody else's."""
    if not SignIn.objects.filter(citizen=citizen, pk=number).exists():
        raise Unknown(
            Text(ar="لا توجد جلسة بهذا الرقم", en="there is no such session"),
            mend=Text(ar="ارجع إلى قائمة أجهزتك", en="go back to the list of your devices"),
        )
    ended([number], Why.ENDED)


def end_all(citizen: Citizen, *, but: int | None = None, why: Why = Why.ENDED) -> int:
    """Sign out everywhere, or everywhere else; how many sessions ended."""
    running = SignIn.objects.filter(citizen=citizen, ended=None).values_list("pk", flat=True)
    return ended([number for number in running if number != but], why)


def end_for(person: str) -> int:
    """Sign a person (handle) out everywhere, in the name of whoever runs the platform; how many sessions ended.

    Raises Unknown for somebody without an account.
    """
    citizen = Citizen.objects.filter(person=person).first()
    if citizen is None:
        raise Unknown(
            Text(ar="لا يوجد حساب بهذا المعرّف", en=f"nobody with the handle {person:.40} has an account"),
            mend=Text(ar="راجع المعرّف في صفحة الشخص", en="look at the handle again: the person's picture shows it"),
        )
    number = end_all(citizen, why=Why.KEEPERS)
    event("sessions.ended_by_keepers", level="warning", whose="one", number=number)
    return number


def end_everybodys() -> int:
    """Sign every citizen out; how many sessions ended."""
    number = 0
    while running := list(SignIn.objects.filter(ended=None).values_list("pk", flat=True)[:AT_ONCE]):
        number += ended(running, Why.KEEPERS)
    event("sessions.ended_by_keepers", level="warning", whose="everybody", number=number)
    return number


def _line(row: SignIn, now: datetime) -> Line:
    over = row.ended or min(row.last_seen + IDLE, row.created + LONGEST)
    return Line(
        row.pk,
        row.device,
        tuple(row.amr.split()),
        row.created,
        row.last_seen,
        over if row.ended or over < now else None,
        row.ended_why,
    )
