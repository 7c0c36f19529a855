"""Names by which relying parties know a person: one for each sector, that cannot be joined, and never the number."""

from wasl.identity.openid.keys import named
from wasl.identity.openid.models import RelyingParty


def subject(party: RelyingParty, person: str) -> str:
    """43 letters; always the same for a person and a sector."""
    return named("sub", party.sector, person)


def session_name(party: RelyingParty, sign_in: int) -> str:
    """`sid`: a session as this relying party knows it."""
    return named("sid", party.client_id, str(sign_in))[:22]
