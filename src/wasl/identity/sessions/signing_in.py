"""Signing in, being signed in, proving oneself again, signing out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.http import HttpRequest

from wasl.identity.devices import device_of
from wasl.identity.models import Citizen
from wasl.identity.sessions.models import SignIn, Why
from wasl.identity.sessions.telling import tell_of_a_new_device
from wasl.trust.api import Assurance

KEY = "sign-in"
"""Where a browser's session keeps the number of its row."""
CARRIED = "carried"
"""What a page leaves for itself across a sign-in. It must be sealed, and opened only where its reader has the right:
the browser may be another person's by then."""
IDLE = timedelta(minutes=30)
"""After which a session without a visit ends: people sign in at counters and on borrowed telephones."""
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
"""A visit is written down at most this often."""

LOOKING = ("GET", "HEAD")
_TOLD_ALREADY = "_signed_in"
_TOLD: list[Callable[[list[int]], None]] = []


@dataclass(frozen=True)
class SignedIn:
    """A citizen who is here."""

    citizen: Citizen
    level: Assurance  # of this session: the lower of the account's and what the factors carry
    amr: tuple[str, ...]  # RFC 8176
    proved: datetime
    id: int  # of the session


def on_end(told: Callable[[list[int]], None]) -> Callable[[list[int]], None]:
    """Have a function told the numbers of sessions when they end, in the transaction that ends them."""
    _TOLD.append(told)
    return told


def sign_in(request: HttpRequest, citizen: Citizen, *, amr: Iterable[str], carries: Assurance) -> SignedIn:
    """From here on the session is the citizen's alone: nothing of what it held, or of who else used it, stays.

    Only what is sealed for one page (`CARRIED`) goes along.
    """
    now = datetime.now(UTC)
    if former := request.session.get(KEY):
        ended([former], Why.REPLACED)
    row = SignIn.objects.create(
        citizen=citizen,
        amr=" ".join(dict.fromkeys(amr)),
        carries=carries,
        proved=now,
        device=device_of(request),
        created=now,
        last_seen=now,
    )
    carried = request.session.get(CARRIED)
    request.session.flush()
    request.session[KEY] = row.pk
    if carried is not None:
        request.session[CARRIED] = carried
    request.session.cycle_key()
    request.session.set_expiry(int(IDLE.total_seconds()))
    request.__dict__.pop(_TOLD_ALREADY, None)
    tell_of_a_new_device(row)
    return _told(row)


def signed_in(request: HttpRequest) -> SignedIn | None:
    """Who is here; nobody where a member of staff signed in since, or where the session was ended from elsewhere.

    A visit that only looks is told once: what its page asks again is answered alike.
    """
    if request.method not in LOOKING:
        return _here(request)
    if _TOLD_ALREADY not in request.__dict__:
        request.__dict__[_TOLD_ALREADY] = _here(request)
    found: SignedIn | None = request.__dict__[_TOLD_ALREADY]
    return found


def _here(request: HttpRequest) -> SignedIn | None:
    number = request.session.get(KEY)
    if not number or request.user.is_authenticated:
        return None
    now = datetime.now(UTC)
    row = SignIn.objects.select_related("citizen").filter(pk=number, ended=None, citizen__closed=None).first()
    if row is None or now - row.last_seen > IDLE or now - row.created > LONGEST:
        return None
    if now - row.last_seen > SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk).update(last_seen=now)
        request.session.modified = True  # the time runs from the last visit
    return _told(row)


def prove_again(request: HttpRequest, here: SignedIn, *, amr: Iterable[str], carries: Assurance) -> SignedIn:
    """The same person has shown one factor more: a step up, or before something dangerous. The key changes."""
    row = SignIn.objects.select_related("citizen").get(pk=here.id)
    row.amr = " ".join(dict.fromkeys([*here.amr, *amr]))
    row.carries = max(Assurance(row.carries), carries, key=lambda one: one.rank)
    row.proved = datetime.now(UTC)
    row.save(update_fields=["amr", "carries", "proved"])
    request.session.cycle_key()
    request.__dict__.pop(_TOLD_ALREADY, None)
    return _told(row)


def sign_out(request: HttpRequest) -> None:
    request.__dict__.pop(_TOLD_ALREADY, None)
    if number := request.session.get(KEY):
        ended([number], Why.LEFT)
    request.session.flush()


def ended(numbers: list[int], why: Why) -> int:
    """End those that still run; how many did."""
    with transaction.atomic():
        running = list(SignIn.objects.filter(pk__in=numbers, ended=None).values_list("pk", flat=True))
        SignIn.objects.filter(pk__in=running).update(ended=datetime.now(UTC), ended_why=why)
        for told in _TOLD if running else ():
            told(running)
    return len(running)


def _told(row: SignIn) -> SignedIn:
    level = min(row.citizen.level, Assurance(row.carries), key=lambda one: one.rank)
    return SignedIn(row.citizen, level, tuple(row.amr.split()), row.proved, row.pk)
