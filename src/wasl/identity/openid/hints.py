"""ID tokens of ours that come back as a hint: past their time they still say whom they were about."""

from wasl.core.conf import settings
from wasl.core.errors import Refusal
from wasl.identity.openid.jwts import BadToken, header_of, read
from wasl.identity.openid.keys import SIGNING_ALGS, ring
from wasl.identity.openid.models import RelyingParty


def claims_in(token: str) -> dict[str, object]:
    """Of an ID token that we signed, however old. Raises Refusal."""
    try:
        head = header_of(token)
        key = ring().public.get(str(head.get("kid")))
        claims = read(token, [key] if key and head.get("typ") == "JWT" else [], SIGNING_ALGS)
    except BadToken as bad:
        raise Refusal(f"no ID token of ours: {bad}", mend="send an ID token as it was received") from bad
    if claims.get("iss") != settings().public_address:
        raise Refusal("another issuer's ID token", mend="send an ID token as it was received")
    return claims


def subject_in(token: str, party: RelyingParty) -> str:
    """Whom the token was about, where it was issued to this relying party. Raises Refusal."""
    claims = claims_in(token)
    if claims.get("aud") != party.client_id:
        raise Refusal("another client's ID token", mend="send an ID token as it was received")
    return str(claims["sub"])
