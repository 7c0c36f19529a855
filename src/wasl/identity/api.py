"""The door of identity: staff with a role in an office, API keys of their programs, citizens who see their own data.

Accounts of citizens, their factors and sessions have doors of their own: identity.accounts, factors, sessions.
"""

from wasl.identity.addresses import address_of
from wasl.identity.demo import DemoAccount, demo_accounts, ensure_demo_accounts, is_public, seat_demo_agents
from wasl.identity.limits import Speed, attempt
from wasl.identity.made_up import MadeUp, choose_made_up_citizens, made_up_citizens
from wasl.identity.models import LOOKS_AT_PERSONS, ApiKey, Citizen, Role, Staff
from wasl.identity.roster import Newcomer, ensure_staff
from wasl.identity.sessions.api import SignedIn, sign_in, sign_out, signed_in

__all__ = [
    "LOOKS_AT_PERSONS",
    "Citizen",
    "DemoAccount",
    "MadeUp",
    "Newcomer",
    "Role",
    "SignedIn",
    "Speed",
    "Staff",
    "account_of_key",
    "address_of",
    "attempt",
    "choose_made_up_citizens",
    "demo_accounts",
    "ensure_demo_accounts",
    "ensure_staff",
    "made_up_citizens",
    "seat_demo_agents",
    "sign_in",
    "sign_out",
    "signed_in",
]


def account_of_key(secret: str) -> Staff | None:
    """The active account that an unrevoked key stands for."""
    if is_public(secret):
        return None
    key = (
        ApiKey.objects.select_related("account")
        .filter(digest=ApiKey.digest_of(secret), revoked=None, account__is_active=True)
        .first()
    )
    return key.account if key else None
