"""A relying party's settings as its own program, or another provider's registration, reads them (RFC 7591)."""

import json
from typing import Any

from wasl.identity.openid.api import RelyingParty


def metadata(party: RelyingParty) -> dict[str, Any]:
    """Empty ones are left out."""
    told = {
        "client_id": party.client_id,
        "client_id_issued_at": int(party.registered.timestamp()),
        "client_name": party.name_en,
        "client_name#ar": party.name_ar,
        "redirect_uris": party.redirect_uris,
        "grant_types": party.grant_types,
        "response_types": ["code"],
        "scope": " ".join(party.scopes),
        "token_endpoint_auth_method": party.auth_method,
        "jwks_uri": party.jwks_uri,
        "jwks": json.loads(party.jwks) if party.jwks else None,
        "post_logout_redirect_uris": party.post_logout_uris,
        "backchannel_logout_uri": party.backchannel_logout_uri,
        "backchannel_logout_session_required": bool(party.backchannel_logout_uri),
        "subject_type": "pairwise",
        "id_token_signed_response_alg": party.id_token_alg,
        "default_acr_values": [f"urn:wasl:acr:{party.assurance}"],
        "require_pushed_authorization_requests": party.needs_par,
        "dpop_bound_access_tokens": party.needs_dpop,
    }
    return {name: value for name, value in told.items() if value not in ("", None, [])}
