"""One credential as SD-JWT VC: every value may be kept back, times are whole days, and it is bound to one key.

The library signs with jwcrypto; everything else of JOSE here is joserfc.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from jwcrypto.jwk import JWK  # type: ignore[import-untyped]
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer

from wasl.identity.wallet import addresses
from wasl.identity.wallet.keys import ALGORITHM, signing_key
from wasl.identity.wallet.kinds import Kind

TYPE = "dc+sd-jwt"


@dataclass(frozen=True)
class Term:
    """From the beginning of one day to the end of another (UTC): a moment would tie credentials together."""

    issued: datetime
    expires: datetime


def term_of(kind: Kind, today: date, until: date | None) -> Term:
    last = min(today + timedelta(days=kind.days), until or date.max)
    ends = datetime.combine(last, time.min, UTC) + timedelta(days=1)
    return Term(datetime.combine(today, time.min, UTC), ends)


def sign(
    kind: Kind,
    claims: Iterable[tuple[tuple[str, ...], Any]],
    term: Term,
    status: dict[str, Any],
    holder: dict[str, Any],
) -> str:
    """The credential for one holder key (public JWK)."""
    open_claims = {
        **deepcopy(kind.fixed),
        "iss": addresses.issuer(),
        "iat": int(term.issued.timestamp()),
        "exp": int(term.expires.timestamp()),
        "vct": addresses.vct(kind.id),
        "status": status,
        "cnf": {"jwk": holder},
    }
    for path, value in claims:
        _put(open_claims, path, value)
    key = signing_key()
    made = SDJWTIssuer(
        open_claims,
        JWK.from_pem(key.key.as_pem(private=True)),
        sign_alg=ALGORITHM,
        extra_header_parameters={"typ": TYPE, "kid": key.kid},
    )
    return str(made.sd_jwt_issuance)


def _put(claims: dict[Any, Any], path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        claims = claims.setdefault(name, {})
    claims[SDObj(path[-1])] = value
