"""From a request to a code: what still stands between them, and the answer that goes back to the relying party."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode, urlsplit

from django.db import connection, transaction

from wasl.core.conf import settings
from wasl.identity.openid import claims
from wasl.identity.openid.asking import Wish, place_of, wish_of
from wasl.identity.openid.errors import ProtocolError, invalid_request
from wasl.identity.openid.knowing import Call, known, party_with
from wasl.identity.openid.models import Asked, AuthMethod, Grant, RelyingParty, Sharing
from wasl.identity.openid.powers import powers_of
from wasl.identity.openid.rows import row
from wasl.identity.openid.spent import digest, spend
from wasl.identity.openid.subjects import session_name, subject
from wasl.identity.sessions.api import SignedIn
from wasl.trust.api import Assurance, upkeep
from wasl.trust.consent.api import in_force

URN = "urn:ietf:params:oauth:request_uri:"
PUSHED_HOLDS = timedelta(seconds=90)
"""How long a pushed request waits for its person to arrive; once they are here, it waits as long as WAITS."""
WAITS = timedelta(minutes=30)
CODE_HOLDS = timedelta(seconds=60)
SESSION = timedelta(hours=12)
FOREVER = timedelta(days=90)


class Need(StrEnum):
    """What a person still has to do."""

    SIGN_IN = "sign in"
    PROVE = "prove"  # signed in, to prove it anew
    RAISE = "raise"  # surer
    CONSENT = "consent"


@dataclass(frozen=True)
class Waiting:
    """A request that waits for its person."""

    handle: str
    party: RelyingParty
    wish: Wish
    since: datetime
    need: Need
    sharing: Sharing | None = None  # what the person shared here before


@dataclass(frozen=True)
class Answer:
    """The address that the person's browser goes to: back at the relying party."""

    url: str

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def push(call: Call) -> tuple[str, int]:
    """Keep a request (RFC 9126); its request_uri and for how many seconds it holds. Raises ProtocolError."""
    who = known(call)
    if "request_uri" in call.form:
        raise invalid_request("request_uri cannot be pushed")
    if call.get("client_id") not in ("", who.party.client_id):
        raise invalid_request("client_id names another client")
    wish = wish_of(who.party, call.form, place_of(who.party, call.form))
    with transaction.atomic():
        fresh = spend(who.once)
        handle = _keep(who.party, wish, datetime.now(UTC)) if fresh else ""
    if not fresh:
        raise ProtocolError("invalid_client", "the client assertion was used before", status=401)
    return f"{URN}{handle}", int(PUSHED_HOLDS.total_seconds())


def begin(params: Mapping[str, str], here: SignedIn | None) -> Answer | Waiting:
    """A person arrives with a request. Raises ProtocolError for what must not be sent anywhere, but shown."""
    now = datetime.now(UTC)
    party = party_with(params.get("client_id", ""))
    if party is None:
        raise invalid_request("client_id is not that of a registered client")
    if party.sandbox and not settings().demo:
        raise invalid_request("this client is for trying out; it sees made-up people only, and there are none here")
    if params.get("request_uri", "").startswith(URN):
        return _next(_pushed(party, params["request_uri"], now), party, here)
    place = place_of(party, params)
    try:
        wish = _unpushed(party, params, place)
    except ProtocolError as error:
        return _failed(place, params.get("state", ""), error.code, error.description)
    return _next(Asked(handle="", party=party, wish=wish.kept(), created=now), party, here, wish)


def resume(handle: str, here: SignedIn | None) -> Answer | Waiting:
    """The person comes back to a request from signing in, or from proving themselves. Raises ProtocolError."""
    asked = _waiting(handle)
    return _next(asked, asked.party, here)


def agree(waiting: Waiting, here: SignedIn, chosen: Iterable[str], record: str) -> Answer:
    """The person shares what they chose of what `resume` has just said that the same sign-in may be asked for.

    Raises ProtocolError where something else still has to be done before, or where another answer was quicker.
    """
    if waiting.need != Need.CONSENT:
        raise invalid_request("the sign-in is no longer the one that the request needs")
    wish = waiting.wish
    shared = claims.known((set(chosen) & set(wish.claims)) | set(wish.essential))
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        _taken(waiting.handle)
        _remember(waiting, here, shared, record)
        _grant(waiting.party, wish, here, shared, code).save(force_insert=True)
    return _answered(wish.redirect_uri, {"code": code, "state": wish.state})


def content_with_less(handle: str) -> None:
    """The person goes on at the level that they have: more was wished for, but nothing less was excluded."""
    asked = _waiting(handle)
    wish = Wish.of(asked.wish)
    if wish.level_essential:
        raise invalid_request("this client serves nobody whose sign-in is less sure")
    asked.wish = replace(wish, level=asked.party.assurance, level_essential=True).kept()
    asked.save(update_fields=["wish"])


def deny(handle: str, code: str = "access_denied") -> Answer:
    """The person wants none of it, or cannot have it."""
    asked = _waiting(handle)
    wish = Wish.of(asked.wish)
    asked.delete()
    return _failed(wish.redirect_uri, wish.state, code, "the person did not share")


def _next(asked: Asked, party: RelyingParty, here: SignedIn | None, wish: Wish | None = None) -> Answer | Waiting:
    wish = wish or Wish.of(asked.wish)
    sharing = _sharing(party, here)
    need = _need(wish, party, here, asked.created, sharing)
    if need is None and here is not None and sharing is not None:
        return _granted(asked, wish, here, [one for one in wish.claims if one in sharing.chosen])
    if "none" in wish.prompt:
        return _failed(wish.redirect_uri, wish.state, _SILENT[need or Need.SIGN_IN], "a person would have to act")
    handle = asked.handle or _keep(party, wish, asked.created)
    return Waiting(handle, party, wish, asked.created, need or Need.SIGN_IN, sharing)


_SILENT = {
    Need.SIGN_IN: "login_required",
    Need.PROVE: "login_required",
    Need.RAISE: "interaction_required",
    Need.CONSENT: "consent_required",
}


def _need(
    wish: Wish, party: RelyingParty, here: SignedIn | None, since: datetime, sharing: Sharing | None
) -> Need | None:
    if here is None:
        return Need.SIGN_IN
    if not _is_fresh_enough(wish, here, since):
        return Need.PROVE
    if wish.subject and wish.subject != subject(party, here.citizen.person):
        return Need.SIGN_IN
    if here.level.rank < Assurance(wish.level).rank:
        return Need.RAISE
    if "consent" in wish.prompt or not _is_shared(wish, party, sharing):
        return Need.CONSENT
    return None


def _is_fresh_enough(wish: Wish, here: SignedIn, since: datetime) -> bool:
    if here.proved >= since:
        return True
    if {"login", "select_account"} & set(wish.prompt):
        return False
    return wish.max_age is None or datetime.now(UTC) - here.proved <= timedelta(seconds=wish.max_age)


def _is_shared(wish: Wish, party: RelyingParty, sharing: Sharing | None) -> bool:
    """The person was asked for all of this before, and what they chose still stands.

    Never of a program that cannot prove which one it is: another may ask under its name (RFC 8252, 8.6).
    """
    if party.auth_method == AuthMethod.NONE:
        return False
    if sharing is None or not _asked_for(wish) <= set(sharing.asked):
        return False
    if not set(wish.claims) & set(sharing.chosen):
        return True
    with upkeep("whether a person has to be asked again"):
        return any(one.agreement == party.agreement for one in in_force(sharing.person, party.purpose))


def _asked_for(wish: Wish) -> set[str]:
    return {claims.OPENID, *wish.claims, *powers_of(wish.scope), *([claims.OFFLINE] if wish.forever else [])}


def _sharing(party: RelyingParty, here: SignedIn | None) -> Sharing | None:
    return row(Sharing, "person = %s AND party_id = %s", here.citizen.person, party.client_id) if here else None


def _keep(party: RelyingParty, wish: Wish, now: datetime) -> str:
    handle = secrets.token_urlsafe(32)
    Asked.objects.create(handle=handle, party=party, wish=wish.kept(), created=now)
    return handle


_OF_PARTY = "handle = %s AND party_id = %s AND created > %s"


def _pushed(party: RelyingParty, request_uri: str, now: datetime) -> Asked:
    of_whom = (request_uri.removeprefix(URN), party.client_id, now - PUSHED_HOLDS)
    asked = row(Asked, _OF_PARTY, *of_whom) if request_uri.isprintable() else None
    if asked is None:
        raise ProtocolError("invalid_request_uri", "this request is over, was used, or is another client's")
    asked.party = party
    return asked


def _waiting(handle: str) -> Asked:
    since = datetime.now(UTC) - WAITS
    asked = row(Asked, "handle = %s AND created > %s", handle, since) if handle.isprintable() else None
    party = party_with(asked.party_id) if asked else None
    if asked is None or party is None:
        raise ProtocolError("invalid_request_uri", "this request is over or was answered already")
    asked.party = party
    return asked


def _unpushed(party: RelyingParty, params: Mapping[str, str], place: str) -> Wish:
    if "request_uri" in params:
        raise ProtocolError("request_uri_not_supported", "push the request instead (RFC 9126)")
    if party.needs_par:
        raise invalid_request("this client pushes its requests (RFC 9126)")
    return wish_of(party, params, place)


def _granted(asked: Asked, wish: Wish, here: SignedIn, shared: Iterable[str]) -> Answer:
    """One transaction: the request is over, the code exists."""
    code = secrets.token_urlsafe(32)
    with transaction.atomic():
        if asked.handle:
            _taken(asked.handle)
        _grant(asked.party, wish, here, shared, code).save(force_insert=True)
    return _answered(wish.redirect_uri, {"code": code, "state": wish.state})


def _taken(handle: str) -> None:
    """The request is over. Raises ProtocolError for all but the first of several answers."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM openid_asked WHERE handle = %s", [handle])
        if not cursor.rowcount:
            raise ProtocolError("invalid_request_uri", "this request was answered already")


def _grant(party: RelyingParty, wish: Wish, here: SignedIn, shared: Iterable[str], code: str) -> Grant:
    now = datetime.now(UTC)
    return Grant(
        id=secrets.token_urlsafe(16),
        party=party,
        person=here.citizen.person,
        sign_in=here.id,
        subject=subject(party, here.citizen.person),
        sid=session_name(party, here.id),
        scope=" ".join(wish.scope),
        claims=" ".join(shared),
        acr=here.level,
        amr=" ".join(here.amr),
        auth_time=here.proved,
        nonce=wish.nonce,
        redirect_uri=wish.redirect_uri,
        challenge=wish.challenge,
        jkt=wish.jkt,
        code=digest(code),
        code_until=now + CODE_HOLDS,
        created=now,
        until=now + (FOREVER if wish.forever else SESSION),
    )


def _remember(waiting: Waiting, here: SignedIn, shared: list[str], record: str) -> None:
    now, wish = datetime.now(UTC), waiting.wish
    standing = waiting.sharing or Sharing(party=waiting.party, person=here.citizen.person, since=now)
    kept = set(standing.chosen) - set(wish.claims)
    standing.asked = sorted(_asked_for(wish) | set(standing.asked))
    standing.chosen = sorted(kept | set(shared))
    standing.record, standing.last = record or standing.record, now
    standing.save()


def _failed(place: str, state: str, code: str, description: str) -> Answer:
    return _answered(place, {"error": code, "error_description": description, "state": state})


def _answered(place: str, told: dict[str, str]) -> Answer:
    """With the issuer (RFC 9207), so that no relying party mistakes one provider's answer for another's."""
    query = urlencode({name: value for name, value in {**told, "iss": settings().public_address}.items() if value})
    return Answer(f"{place}{'&' if urlsplit(place).query else '?'}{query}")
