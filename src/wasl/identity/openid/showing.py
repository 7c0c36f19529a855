"""What an access token opens: read anew at every use, as far as policy and the person's consent allow, on record."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wasl.core.conf import settings
from wasl.core.errors import NotAllowed, Refusal
from wasl.identity.openid import claims
from wasl.identity.openid.dpop import Proof, proof_of
from wasl.identity.openid.errors import ProtocolError, invalid_request
from wasl.identity.openid.jwts import BadToken, check_times, header_of, read
from wasl.identity.openid.keys import ring
from wasl.identity.openid.knowing import Call, known, party_with
from wasl.identity.openid.minting import ACCESS_ALG, ACCESS_HOLDS, Refresh
from wasl.identity.openid.models import Grant, RelyingParty
from wasl.identity.openid.rows import row
from wasl.identity.openid.spent import Once, is_spent, spend
from wasl.persons.api import picture
from wasl.trust.api import Assurance, Kind, Look

CHANNEL = "openid"


@dataclass(frozen=True)
class Shown:
    """A token as it was shown: how, and with which proof."""

    scheme: str  # Bearer, DPoP
    token: str
    proof: str
    method: str
    address: str


def userinfo(shown: Shown) -> dict[str, Any]:
    """Claims of the person whom the token is about. Raises ProtocolError."""
    grant = _grant(shown)
    if claims.OPENID not in grant.scopes:
        raise _challenged(shown, ProtocolError("insufficient_scope", "the token is not for userinfo", status=403))
    asked = grant.claims.split()
    told = claims.written(asked, _picture(shown, grant, asked)) if asked else {}
    return {"sub": grant.subject, **told}


@dataclass(frozen=True)
class Speaks:
    """A program that speaks for a person, as surely as they had signed in."""

    party: RelyingParty
    person: str  # handle
    level: Assurance


def speaks_for(shown: Shown, scope: str) -> Speaks:
    """For whom a token lets its holder do what a scope names (`powers`). Raises ProtocolError."""
    told = _own_words(shown)
    grant = _grant_of(shown, told)
    if scope not in str(told.get("scope", "")).split() or scope not in grant.scopes:
        raise _challenged(shown, ProtocolError("insufficient_scope", f"the token needs {scope}", status=403))
    return Speaks(grant.party, grant.person, Assurance(grant.acr))


def revoke(call: Call) -> None:
    """RFC 7009: the whole grant that a token of the caller's belongs to; of what is not theirs nothing is said."""
    who = known(call)
    if not call.get("token"):
        raise invalid_request("token is missing")
    _spend(who.once)
    own = _own(call.get("token"), who.party)
    if isinstance(own, Grant):
        Grant.objects.filter(pk=own.pk, revoked=None).update(revoked=datetime.now(UTC))
    elif own:
        spend(_withdrawn(own))


def introspect(call: Call) -> dict[str, Any]:
    """RFC 7662, for the caller's own tokens; of any other nothing is said but that it is not active."""
    who = known(call)
    _spend(who.once)
    token = call.get("token")
    own = _own(token, who.party)
    if isinstance(own, Grant):
        told = _believed(token) or {"sub": own.subject, "scope": own.scope, "client_id": who.party.client_id}
        return {"active": True, **told}
    return {"active": True, **own} if own and not is_spent(_withdrawn(own)) else {"active": False}


def _grant(shown: Shown) -> Grant:
    return _grant_of(shown, _own_words(shown))


def _own_words(shown: Shown) -> dict[str, Any]:
    """What a token says, if it is ours and shown by whom it was made for."""
    told = _believed(shown.token)
    if told is None:
        raise _challenged(shown, _invalid("the token is not ours or is over"))
    _check_possession(shown, told)
    return told


def _grant_of(shown: Shown, told: dict[str, Any]) -> Grant:
    grant = row(Grant, "id = %s AND revoked IS NULL", told["jti"].partition(".")[0])
    party = party_with(told["client_id"])
    if grant is None or party is None:
        raise _challenged(shown, _invalid("the token is revoked, or speaks of nobody"))
    grant.party = party
    return grant


def _believed(token: str) -> dict[str, Any] | None:
    """An access token that we signed and that is not over; None for anything else."""
    try:
        head = header_of(token)
        if head.get("typ") != "at+jwt":
            return None
        key = ring().public.get(str(head.get("kid")))
        told = read(token, [key] if key else [], [ACCESS_ALG])
        check_times(told, datetime.now(UTC).timestamp(), longest=ACCESS_HOLDS + 60)
    except BadToken:
        return None
    return told if told.get("iss") == told.get("aud") == settings().public_address else None


def _check_possession(shown: Shown, told: dict[str, Any]) -> None:
    bound = told.get("cnf", {}).get("jkt")
    if (shown.scheme == "DPoP") is not bool(bound):
        raise _challenged(shown, _invalid("the token is shown in another way than it was made for"))
    if not bound:
        return
    try:
        proof: Proof = proof_of(shown.proof, method=shown.method, address=shown.address, token=shown.token)
    except ProtocolError as error:
        raise _challenged(
            shown, ProtocolError(error.code, error.description, status=401, headers=error.headers)
        ) from error
    if proof.jkt != bound:
        raise _challenged(shown, _invalid("the proof is by another key"))
    if not spend(proof.once):
        raise _challenged(shown, ProtocolError("invalid_dpop_proof", "the proof was used before", status=401))


def _picture(shown: Shown, grant: Grant, asked: list[str]) -> Any:
    party = grant.party
    look = Look(
        actor=party.actor,
        actor_name=party.name.ar,
        office=party.office,
        role="party",
        purpose=party.purpose,
        channel=CHANNEL,
        kind=Kind.PICTURE,
        assurance=Assurance(grant.acr),
    )
    try:
        return picture(grant.person, look, sections=claims.sections_of(asked))
    except NotAllowed as refused:
        words = "the person's consent does not stand, or the level of the sign-in is too low"
        raise _challenged(shown, ProtocolError("insufficient_scope", words, status=403)) from refused
    except Refusal as refused:
        raise _challenged(shown, _invalid("the person or the purpose is no longer there")) from refused


def _own(token: str, party: RelyingParty) -> Grant | dict[str, Any] | None:
    """The caller's grant that a token belongs to, or the claims of the caller's own token."""
    shown = Refresh.of(token)
    told = None if shown else _believed(token)
    number = shown.grant if shown else str((told or {}).get("jti", "")).partition(".")[0]
    if number:
        rows = Grant.objects.filter(pk=number, party=party, revoked=None)
        grant = rows.filter(until__gt=datetime.now(UTC)).first()
        is_former = grant is not None and shown is not None and shown.generation < grant.generation
        return None if is_former else grant
    return told if told and told["client_id"] == party.client_id else None


def _withdrawn(told: dict[str, Any]) -> Once:
    return Once("revoked", told["client_id"], told["jti"], datetime.fromtimestamp(told["exp"], UTC))


def _spend(once: Once | None) -> None:
    if not spend(once):
        raise ProtocolError("invalid_client", "the client assertion was used before", status=401)


def _invalid(why: str) -> ProtocolError:
    return ProtocolError("invalid_token", why, status=401)


def _challenged(shown: Shown, error: ProtocolError) -> ProtocolError:
    """RFC 6750, 3 and RFC 9449, 7.1: the header says the same as the body."""
    algs = ', algs="ES256 PS256 EdDSA"' if shown.scheme == "DPoP" else ""
    error.headers["WWW-Authenticate"] = (
        f'{shown.scheme} error="{error.code}", error_description="{error.description}"{algs}'
    )
    return error
