"""What a session remembers of a factor that was shown in it, and where to go back to afterwards."""

from datetime import UTC, datetime

from django.http import HttpRequest
from django.urls import reverse

from wasl.channels.portal.mydata.access import is_own_path
from wasl.identity.api import SignedIn
from wasl.identity.factors.api import By, device_of, recently_proved

PROOF, BACK = "factor-proof", "prove-back"


def note(request: HttpRequest, here: SignedIn, factor: str) -> None:
    """A factor was shown now, in this session and in none that follows it in the same browser."""
    request.session[PROOF] = {"session": here.id, "factor": factor, "at": datetime.now(UTC).isoformat()}


def by(request: HttpRequest, here: SignedIn) -> By:
    """Who changes factors, and how they last proved themselves: by a factor noted here, else as they signed in."""
    proof = request.session.get(PROOF) or {}
    told = proof.get("session") == here.id
    return By(
        here.citizen.account_id,
        device_of(request),
        datetime.fromisoformat(proof["at"]) if told else here.proved,
        proof["factor"] if told else "",
        telephone="sms" in here.amr,
    )


def proved_of_late(request: HttpRequest, here: SignedIn) -> bool:
    """For other pages that do something dangerous: where it is not so, send the person to `to_prove`."""
    return recently_proved(here.citizen.account_id, by(request, here))


def to_prove(request: HttpRequest, back: str) -> str:
    """The address to redirect to; afterwards the person comes back to a path of ours."""
    remember(request, back)
    return reverse("my-prove")


def remember(request: HttpRequest, back: str) -> None:
    if is_own_path(back):
        request.session[BACK] = back


def way_back(request: HttpRequest) -> str:
    back = request.session.pop(BACK, "")
    return back if isinstance(back, str) and is_own_path(back) else reverse("my-factors")
