"""What the provider says of itself: OpenID Connect Discovery 1.0, RFC 8414."""

from functools import lru_cache
from typing import Any

from wasl.core.conf import settings
from wasl.country.api import relying
from wasl.identity.openid.asking import acrs
from wasl.identity.openid.claims import scopes
from wasl.identity.openid.dpop import ALGS as DPOP_ALGS
from wasl.identity.openid.jwts import all_algs
from wasl.identity.openid.keys import SIGNING_ALGS
from wasl.identity.openid.models import AuthMethod
from wasl.identity.openid.parties import GRANTS


def metadata() -> dict[str, Any]:
    return dict(_metadata(settings().public_address))


def address(name: str) -> str:
    """Of an endpoint, as programs are told it."""
    return f"{settings().public_address}/openid/{name}"


@lru_cache(4)
def _metadata(issuer: str) -> dict[str, Any]:
    methods = list(AuthMethod.values)
    at = {"token": "token", "revocation": "revoke", "introspection": "introspect"}
    proving = {f"{name}_endpoint_auth_methods_supported": methods for name in at}
    signing = {f"{name}_endpoint_auth_signing_alg_values_supported": list(all_algs()) for name in at}
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/openid/authorize",
        "pushed_authorization_request_endpoint": f"{issuer}/openid/par",
        "userinfo_endpoint": f"{issuer}/openid/userinfo",
        "end_session_endpoint": f"{issuer}/openid/end_session",
        "jwks_uri": f"{issuer}/openid/jwks",
        **{f"{name}_endpoint": f"{issuer}/openid/{path}" for name, path in at.items()},
        **proving,
        **signing,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(scopes()),
        "claims_supported": ["sub", "acr", "amr", "auth_time", "nonce", "sid", *relying().claims],
        "claims_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": list(SIGNING_ALGS),
        "dpop_signing_alg_values_supported": list(DPOP_ALGS),
        "acr_values_supported": acrs(),
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "display_values_supported": ["page", "popup", "touch"],
        "ui_locales_supported": ["ar", "en"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "require_pushed_authorization_requests": False,
    }
