"""Ends: a relying party asks to sign a person out, and every relying party of a session is told when it is over.

The telling happens beside the person's own request and is tried again; nobody waits for a relying party that is down.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.db import connections, transaction

from wasl.core.errors import Refusal
from wasl.core.log import event
from wasl.identity.openid.claims import OFFLINE
from wasl.identity.openid.fetching import fetch
from wasl.identity.openid.hints import claims_in
from wasl.identity.openid.knowing import party_with
from wasl.identity.openid.minting import logout_token
from wasl.identity.openid.models import Farewell, Grant, RelyingParty
from wasl.identity.openid.subjects import session_name
from wasl.identity.sessions.api import SignedIn, on_end

MOST_TRIES = 8
FIRST_PAUSE = timedelta(seconds=10)
"""Doubled after each try: the last one comes about twenty minutes after the first."""
LEASE = timedelta(seconds=30)
"""For so long a telling is one process's alone."""

_TELLERS = ThreadPoolExecutor(2, thread_name_prefix="farewell")


@dataclass(frozen=True)
class Leaving:
    """What became of a request to sign out."""

    to: str = ""  # back to the relying party; empty: stay here
    sure: bool = False  # the hint names this very session: no need to ask


def leave(params: Mapping[str, str], here: SignedIn | None) -> Leaving:
    """OpenID Connect RP-Initiated Logout 1.0. What is not registered or not proven is not followed."""
    party, told = _who_asks(params)
    wanted = params.get("post_logout_redirect_uri", "")
    is_known = party is not None and wanted in party.post_logout_uris
    state = {"state": params["state"]} if params.get("state") else {}
    joined = "&" if urlsplit(wanted).query else "?"
    to = f"{wanted}{joined + urlencode(state) if state else ''}" if is_known else ""
    is_this = party is not None and here is not None and told.get("sid") == session_name(party, here.id)
    return Leaving(to, sure=is_this)


def _who_asks(params: Mapping[str, str]) -> tuple[RelyingParty | None, Mapping[str, object]]:
    try:
        told = claims_in(params["id_token_hint"]) if params.get("id_token_hint") else {}
    except Refusal:
        return None, {}
    named = params.get("client_id") or str(told.get("aud", ""))
    if told and told.get("aud") != named:
        return None, {}
    return party_with(named), told


@on_end
def remember(sign_ins: list[int]) -> None:
    """In the transaction that ends them: tokens that were for the session alone end, and who is to be told is noted."""
    now = datetime.now(UTC)
    grants = list(Grant.objects.select_related("party").filter(sign_in__in=sign_ins, revoked=None))
    if not grants:
        return
    told = {(one.party_id, one.sid): one for one in grants if one.party.backchannel_logout_uri and one.redeemed}
    Farewell.objects.bulk_create(
        Farewell(party=one.party, subject=one.subject, sid=one.sid, created=now, due=now) for one in told.values()
    )
    over = [one.pk for one in grants if OFFLINE not in one.scopes]
    Grant.objects.filter(pk__in=over).update(revoked=now)
    if told:
        transaction.on_commit(soon)


def soon() -> None:
    """Tell them now, in a thread of its own."""
    _TELLERS.submit(_deliver_and_close)


def deliver(now: datetime | None = None) -> list[tuple[str, bool]]:
    """Tell all who are due; who was told, and whether they heard. What fails comes due again after a growing pause."""
    now = now or datetime.now(UTC)
    waiting = Farewell.objects.select_related("party").filter(told=None, due__lte=now, tries__lt=MOST_TRIES)
    return [(one.party_id, _told(one, now)) for one in waiting.order_by("due")[:100] if _is_ours(one, now)]


def _is_ours(one: Farewell, now: datetime) -> bool:
    mine = Farewell.objects.filter(pk=one.pk, told=None, due=one.due)
    return bool(mine.update(due=now + LEASE))


def _told(one: Farewell, now: datetime) -> bool:
    token = logout_token(one.party, one.subject, one.sid, datetime.now(UTC))
    try:
        heard = fetch(one.party.backchannel_logout_uri, form={"logout_token": token}).status in (200, 204)
    except Refusal as refused:
        event("openid.not_told", level="warning", party=one.party_id, why=str(refused))
        heard = False
    pause = FIRST_PAUSE * 2**one.tries
    changes = {"told": datetime.now(UTC)} if heard else {"due": now + pause}
    Farewell.objects.filter(pk=one.pk).update(tries=one.tries + 1, **changes)
    return heard


def _deliver_and_close() -> None:
    try:
        deliver()
    except Exception as error:  # noqa: BLE001  nobody waits for this thread; the next command tries again
        event("openid.not_told", level="error", exc_info=error)
    finally:
        connections.close_all()
