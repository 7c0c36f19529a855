"""The token endpoint: a code, a refresh token or a client's own name become tokens. One transaction for each.

Refresh tokens are turned over at each use. The one before is honoured, with the same successor, until that successor is
used, and no longer than FORMER_HOLDS: so two refreshes at the same time, or an answer that was lost, log nobody out.
Any older one revokes the whole grant. Relying parties of FAPI 2.0 keep theirs: it is bound to their key (5.3.2.1).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oauth2.rfc7636.challenge import CODE_VERIFIER_PATTERN, compare_s256_code_challenge
from django.db import transaction

from wasl.identity.openid.dpop import Proof, proof_of
from wasl.identity.openid.errors import ProtocolError, invalid_grant
from wasl.identity.openid.knowing import Call, known
from wasl.identity.openid.minting import ACCESS_HOLDS, Refresh, access_token, id_token
from wasl.identity.openid.models import AuthMethod, Grant, RelyingParty
from wasl.identity.openid.rows import row
from wasl.identity.openid.spent import digest, spend

FORMER_HOLDS = timedelta(minutes=2)

Body = dict[str, Any]
Result = Body | ProtocolError


def tokens(call: Call) -> Body:
    """Raises ProtocolError."""
    who = known(call)
    kind = _KINDS.get(call.get("grant_type"))
    if kind is None:
        raise ProtocolError("unsupported_grant_type", f"one of {', '.join(_KINDS)}")
    if call.get("grant_type") not in who.party.grant_types:
        raise ProtocolError("unauthorized_client", "this client is not registered for that")
    proof = _proof(who.party, call)
    with transaction.atomic():  # a refusal is kept too: what was spent is spent, what was revoked is revoked
        if not spend(who.once):
            told: Result = ProtocolError("invalid_client", "the client assertion was used before", status=401)
        elif proof and not spend(proof.once):
            told = ProtocolError("invalid_dpop_proof", "the proof was used before")
        else:
            told = kind(who.party, call, proof)
    if isinstance(told, ProtocolError):
        raise told
    return told


def _proof(party: RelyingParty, call: Call) -> Proof | None:
    if call.proof:
        return proof_of(call.proof, method=call.method, address=call.endpoint)
    if party.needs_dpop:
        raise ProtocolError("invalid_dpop_proof", "this client proves possession of a key (RFC 9449)")
    return None


def _by_code(party: RelyingParty, call: Call, proof: Proof | None) -> Result:
    now = datetime.now(UTC)
    grant = row(Grant, "code = %s AND party_id = %s", digest(call.get("code")), party.client_id, locked=True)
    if grant is None:
        return invalid_grant("there is no such code of this client")
    if grant.redeemed:
        _revoke(grant, now)
        return invalid_grant("the code was used before; the tokens that it gave are revoked")
    if grant.revoked or grant.code_until <= now:
        return invalid_grant("the code is over")
    if call.get("redirect_uri") != grant.redirect_uri:
        return invalid_grant("redirect_uri is not the one that the code was sent to")
    if not _is_verified(grant.challenge, call.get("code_verifier")):
        return invalid_grant("code_verifier does not fit code_challenge")
    if grant.jkt and (proof is None or proof.jkt != grant.jkt):
        return invalid_grant("the code is bound to another key")
    grant.redeemed, grant.generation = now, 1
    if proof and party.auth_method == AuthMethod.NONE:
        grant.jkt = proof.jkt
    grant.save(update_fields=["redeemed", "generation", "jkt"])
    return _body(party, grant, grant.scope, proof, nonce=grant.nonce)


def _by_refresh(party: RelyingParty, call: Call, proof: Proof | None) -> Result:
    now, shown = datetime.now(UTC), Refresh.of(call.get("refresh_token"))
    grants = Grant.objects.select_for_update()
    grant = grants.filter(pk=shown.grant, party=party, revoked=None, until__gt=now).first() if shown else None
    if grant is None or shown is None or not grant.redeemed:
        return invalid_grant("the refresh token is not known, over or revoked")
    if party.auth_method == AuthMethod.NONE and grant.jkt and (proof is None or proof.jkt != grant.jkt):
        return invalid_grant("the refresh token is bound to another key")
    scope = call.get("scope") or grant.scope
    if not set(scope.split()) <= set(grant.scopes):
        return ProtocolError("invalid_scope", "more than was granted")
    if not _turned_over(party, grant, shown, now):
        _revoke(grant, now)
        return invalid_grant("the refresh token was replaced long ago; the grant is revoked")
    return _body(party, grant, scope, proof)


def _turned_over(party: RelyingParty, grant: Grant, shown: Refresh, now: datetime) -> bool:
    """The grant's row is locked: of two at the same time the second finds the first one's successor."""
    if shown.generation == grant.generation:
        if not party.is_fapi:
            grant.generation, grant.rotated = grant.generation + 1, now
            grant.save(update_fields=["generation", "rotated"])
        return True
    is_former = shown.generation == grant.generation - 1
    return is_former and grant.rotated is not None and now - grant.rotated <= FORMER_HOLDS


def _by_itself(party: RelyingParty, call: Call, proof: Proof | None) -> Result:
    if party.auth_method == AuthMethod.NONE:
        return ProtocolError("unauthorized_client", "who cannot prove itself gets no tokens of its own")
    if call.get("scope"):
        return ProtocolError("invalid_scope", "scopes speak of persons; a client's own token has none")
    token = access_token(party, None, "", jkt=proof.jkt if proof else "", now=datetime.now(UTC))
    return {"access_token": token, "token_type": _type(proof), "expires_in": ACCESS_HOLDS}


_KINDS: dict[str, Callable[[RelyingParty, Call, Proof | None], Result]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh,
    "client_credentials": _by_itself,
}


def _body(party: RelyingParty, grant: Grant, scope: str, proof: Proof | None, *, nonce: str = "") -> Body:
    now = datetime.now(UTC)
    access = access_token(party, grant, scope, jkt=proof.jkt if proof else "", now=now)
    body = {
        "access_token": access,
        "token_type": _type(proof),
        "expires_in": ACCESS_HOLDS,
        "scope": scope,
        "id_token": id_token(party, grant, access, nonce=nonce, now=now),
    }
    if "refresh_token" in party.grant_types:
        body["refresh_token"] = Refresh(grant.id, grant.generation).token()
    return body


def _type(proof: Proof | None) -> str:
    return "DPoP" if proof else "Bearer"


def _is_verified(challenge: str, verifier: str) -> bool:
    if not challenge:
        return not verifier
    return bool(CODE_VERIFIER_PATTERN.fullmatch(verifier)) and compare_s256_code_challenge(verifier, challenge)


def _revoke(grant: Grant, now: datetime) -> None:
    Grant.objects.filter(pk=grant.pk, revoked=None).update(revoked=now)
