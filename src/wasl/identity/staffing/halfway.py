"""Between the password and the second factor: a browser that is nobody's yet, for ten minutes and a few tries."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from wasl.identity.models import Staff
from wasl.identity.staffing.working import KEY, Why, end_sessions

HALF = "staff-halfway"
HOLDS = timedelta(minutes=10)
MOST_TRIES = 5


@dataclass(frozen=True)
class Halfway:
    """Whose password was right, and where they wanted to go."""

    account: Staff
    wanted: str


def password_given(request: HttpRequest, account: Staff, wanted: str = "") -> None:
    """From here on this browser may only give or enrol a second factor; whoever else was signed in here is not."""
    if former := request.session.get(KEY):
        end_sessions([former], Why.REPLACED)
    request.session.flush()
    request.session[HALF] = {
        "account": account.pk,
        "proof": account.get_session_auth_hash(),
        "at": datetime.now(UTC).isoformat(),
        "wanted": wanted,
        "tries": 0,
    }
    request.session.set_expiry(int(HOLDS.total_seconds()))


def halfway(request: HttpRequest) -> Halfway | None:
    """None too for a password that was changed, or an account that was suspended, since it was given."""
    kept = request.session.get(HALF)
    if not kept or kept["tries"] >= MOST_TRIES:
        return None
    if datetime.now(UTC) - datetime.fromisoformat(kept["at"]) > HOLDS:
        return None
    account = Staff.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None or not constant_time_compare(kept["proof"], account.get_session_auth_hash()):
        return None
    return Halfway(account, kept["wanted"])


def tried(request: HttpRequest) -> None:
    """A wrong code was given."""
    kept = request.session.get(HALF)
    if kept:
        request.session[HALF] = kept | {"tries": kept["tries"] + 1}
