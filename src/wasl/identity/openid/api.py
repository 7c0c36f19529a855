"""The OpenID provider promises: a program learns who signed in, how surely, and what they chose to share. No more.

Names are pairwise, facts are read on record at every use, what a person withdraws is closed from the next read on.
"""

from wasl.identity.openid.asking import Wish
from wasl.identity.openid.browsers import bind, is_bound
from wasl.identity.openid.claims import Claim, claim
from wasl.identity.openid.describing import address, metadata
from wasl.identity.openid.dpop import nonce
from wasl.identity.openid.errors import ProtocolError
from wasl.identity.openid.granting import Answer, Need, Waiting, agree, begin, content_with_less, deny, push, resume
from wasl.identity.openid.keys import listed, ring, rotate, withdraw
from wasl.identity.openid.knowing import Call
from wasl.identity.openid.leaving import Leaving, deliver, leave
from wasl.identity.openid.models import AuthMethod, KeyState, Profile, RelyingParty, SigningKey, Status
from wasl.identity.openid.parties import (
    Registration,
    change,
    ensure_demo_parties,
    new_keys,
    new_secret,
    parties,
    party_named,
    register,
    reinstate,
    suspend,
)
from wasl.identity.openid.powers import POWERS, powers_of
from wasl.identity.openid.sharing import Connected, connected, disconnect
from wasl.identity.openid.showing import Shown, Speaks, introspect, revoke, speaks_for, userinfo
from wasl.identity.openid.subjects import subject
from wasl.identity.openid.tidying import tidy
from wasl.identity.openid.tokens import tokens

__all__ = [
    "POWERS",
    "Answer",
    "AuthMethod",
    "Call",
    "Claim",
    "Connected",
    "KeyState",
    "Leaving",
    "Need",
    "Profile",
    "ProtocolError",
    "Registration",
    "RelyingParty",
    "Shown",
    "SigningKey",
    "Speaks",
    "Status",
    "Waiting",
    "Wish",
    "address",
    "agree",
    "begin",
    "bind",
    "change",
    "claim",
    "connected",
    "content_with_less",
    "deliver",
    "deny",
    "disconnect",
    "ensure_demo_parties",
    "introspect",
    "is_bound",
    "leave",
    "listed",
    "metadata",
    "new_keys",
    "new_secret",
    "nonce",
    "parties",
    "party_named",
    "powers_of",
    "push",
    "register",
    "reinstate",
    "resume",
    "revoke",
    "ring",
    "rotate",
    "speaks_for",
    "subject",
    "suspend",
    "tidy",
    "tokens",
    "userinfo",
    "withdraw",
]
