"""Sessions promise: who is signed in here, how surely and since when; and that ended is ended at the next click."""

from wasl.identity.sessions.listing import Line, end, end_all, end_everybodys, end_for, lines
from wasl.identity.sessions.models import Why
from wasl.identity.sessions.signing_in import (
    CARRIED,
    SignedIn,
    on_end,
    prove_again,
    sign_in,
    sign_out,
    signed_in,
)

__all__ = [
    "CARRIED",
    "Line",
    "SignedIn",
    "Why",
    "end",
    "end_all",
    "end_everybodys",
    "end_for",
    "lines",
    "on_end",
    "prove_again",
    "sign_in",
    "sign_out",
    "signed_in",
]
