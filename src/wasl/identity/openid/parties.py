"""Registering relying parties, changing, suspending them, and giving them new keys or secrets.

Whoever calls these has seen to it that a second person agreed: dangerous acts are confirmed in the console.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

from django.db import transaction

from wasl.core.conf import settings
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import PartyEntry, pack, relying
from wasl.identity.openid import claims, party_keys
from wasl.identity.openid.fetching import may_be_asked
from wasl.identity.openid.keys import SIGNING_ALGS
from wasl.identity.openid.models import AuthMethod, Grant, Profile, RelyingParty, Status
from wasl.identity.openid.spent import digest
from wasl.trust.api import Assurance

GRANTS = ("authorization_code", "refresh_token", "client_credentials")


@dataclass(frozen=True)
class Registration:
    """All that is said of a relying party when it is registered or changed."""

    client_id: str
    name: Text
    office: str  # agency that owns it, or that licensed its company
    redirect_uris: tuple[str, ...] = ()
    company: Text | None = None
    profile: Profile = Profile.FAPI2
    auth_method: AuthMethod = AuthMethod.PRIVATE_KEY_JWT
    jwks: str = ""
    jwks_uri: str = ""
    post_logout_uris: tuple[str, ...] = ()
    backchannel_logout_uri: str = ""
    sector_uri: str = ""  # needed where the redirect addresses have several hosts
    grant_types: tuple[str, ...] = ("authorization_code", "refresh_token")
    scopes: tuple[str, ...] = ("openid",)
    purpose: str = ""
    agreement: str = ""
    required: tuple[str, ...] = field(default=())
    assurance: Assurance = Assurance.SUBSTANTIAL
    needs_pkce: bool = True
    id_token_alg: str = "ES256"  # noqa: S105
    sandbox: bool = False


def register(told: Registration) -> tuple[RelyingParty, str | None]:
    """The new relying party and, where it needs one, its secret: told now and never again. Raises Refusal."""
    _check(told)
    if RelyingParty.objects.filter(pk=told.client_id).exists():
        raise _refused("client_id", f"{told.client_id} is registered already", "choose another client_id")
    secret = _secret(told.auth_method)
    party = RelyingParty(**_columns(told), secret_digest=digest(secret) if secret else "")
    party.save(force_insert=True)
    return party, secret


def change(told: Registration) -> RelyingParty:
    """Everything but its secret; tokens that run stay. Raises Refusal, Unknown."""
    _check(told)
    party = party_named(told.client_id)
    for name, value in _columns(told).items():
        setattr(party, name, value)
    party.save()
    return party


def suspend(client_id: str) -> None:
    """From now on it gets nothing, and its tokens open nothing. Raises Unknown."""
    _stand(client_id, Status.SUSPENDED)


def reinstate(client_id: str) -> None:
    """Raises Unknown."""
    _stand(client_id, Status.ACTIVE)


def new_secret(client_id: str) -> str:
    """The old one is dead at once. Raises Unknown, and Refusal for one that has none."""
    party = party_named(client_id)
    if (secret := _secret(AuthMethod(party.auth_method))) is None:
        raise _refused("auth_method", f"{client_id} does not prove itself by a secret", "change its keys instead")
    party.secret_digest = digest(secret)
    party.save(update_fields=["secret_digest", "changed"])
    return secret


def new_keys(client_id: str, jwks: str) -> None:
    """In place of those that were registered. Raises Unknown, Refusal."""
    party = party_named(client_id)
    party_keys.parsed(jwks, party_keys.weakest_of(party.sandbox))
    party.jwks, party.jwks_uri = jwks, ""
    party.save(update_fields=["jwks", "jwks_uri", "changed"])


def party_named(client_id: str) -> RelyingParty:
    """Whatever its status. Raises Unknown."""
    party = RelyingParty.objects.filter(pk=client_id).first()
    if party is None:
        raise Unknown(
            Text(ar="لا توجد جهة معتمدة بهذا المعرّف", en=f"there is no relying party {client_id}"),
            mend=Text(ar="راجع قائمة الجهات المعتمدة", en="look it up in the list: `wasl openid parties`"),
        )
    return party


def parties() -> list[RelyingParty]:
    return list(RelyingParty.objects.order_by("client_id"))


@transaction.atomic
def ensure_demo_parties() -> list[str]:
    """Register those of the pack's demo that are missing, in demo mode alone; the ids of the new ones."""
    standing = set(RelyingParty.objects.values_list("client_id", flat=True))
    wanted = relying().demo if settings().demo else {}
    fresh = {slug: entry for slug, entry in wanted.items() if slug not in standing}
    return [register(_of_the_pack(slug, entry))[0].client_id for slug, entry in fresh.items()]


def _of_the_pack(slug: str, entry: PartyEntry) -> Registration:
    same = {f.name for f in fields(Registration)} & set(PartyEntry.model_fields) - {"profile"}
    values = {name: getattr(entry, name) for name in same}
    return Registration(
        client_id=slug, profile=Profile(entry.profile), sector_uri=entry.redirect_uris[0], sandbox=True, **values
    )


def _stand(client_id: str, status: Status) -> None:
    party = party_named(client_id)
    party.status = status
    party.save(update_fields=["status", "changed"])


def _secret(method: AuthMethod) -> str | None:
    return secrets.token_urlsafe(32) if method in (AuthMethod.SECRET_BASIC, AuthMethod.SECRET_POST) else None


def _columns(told: Registration) -> dict[str, object]:
    fapi = told.profile == Profile.FAPI2
    company = told.company
    own = ("client_id", "office", "jwks", "jwks_uri", "backchannel_logout_uri", "purpose", "agreement", "needs_pkce")
    return {
        **{name: getattr(told, name) for name in (*own, "id_token_alg", "sandbox")},
        **{name: str(getattr(told, name)) for name in ("profile", "auth_method", "assurance")},
        **{name: list(getattr(told, name)) for name in ("redirect_uris", "post_logout_uris", "grant_types", "scopes")},
        "required": list(told.required),
        "name_ar": told.name.ar,
        "name_en": told.name.en,
        "company_ar": company.ar if company else "",
        "company_en": company.en if company else "",
        "sector": _sector(told),
        "needs_par": fapi,
        "needs_dpop": fapi,
    }


def _sector(told: Registration) -> str:
    """OpenID Core 8.1: the host of the redirect addresses, or of the sector's own address."""
    hosts = {urlsplit(one).hostname or "" for one in ([told.sector_uri] if told.sector_uri else told.redirect_uris)}
    return hosts.pop() if len(hosts) == 1 else told.client_id


def _check(told: Registration) -> None:
    _check_words(told)
    _check_addresses(told)
    _check_proof(told)


def _check_words(told: Registration) -> None:
    known = (
        ("office", [told.office], pack().agencies),
        ("purpose", [told.purpose] if told.purpose else [], pack().purposes),
        ("agreement", [told.agreement] if told.agreement else [], pack().agreements),
        ("grant_types", told.grant_types, GRANTS),
        ("scopes", told.scopes, claims.scopes()),
        ("required", told.required, relying().claims),
        ("id_token_alg", [told.id_token_alg], SIGNING_ALGS),
    )
    for name, given, choices in known:
        if lost := set(given) - set(choices):
            raise _refused(name, f"{name}: {', '.join(sorted(lost))} is not known", f"known: {', '.join(choices)}")
    if bool(told.purpose) != bool(told.agreement) or (claims.of_scopes(told.scopes) and not told.purpose):
        raise _refused("purpose", "facts are shared for a purpose, under an agreement", "name both, or openid alone")
    if told.purpose and pack().agreements[told.agreement].purpose != told.purpose:
        raise _refused("agreement", "the agreement is for another purpose", "name an agreement of this purpose")


def _check_addresses(told: Registration) -> None:
    if "authorization_code" in told.grant_types and not told.redirect_uris:
        raise _refused("redirect_uris", "there is no address to come back to", "give at least one")
    asked = [one for one in (told.jwks_uri, told.backchannel_logout_uri) if one]
    for one in (*told.redirect_uris, *told.post_logout_uris, *asked):
        if not may_be_asked(one) or len(one) > 500:
            raise _refused("redirect_uris", f"{one[:80]} is not an https address", "give https, without fragment")
    hosts = {urlsplit(one).hostname for one in told.redirect_uris}
    if len(hosts) > 1 and not told.sector_uri:
        raise _refused("sector_uri", "its addresses have several hosts", "name the one that people's names hang on")


def _check_proof(told: Registration) -> None:
    signs = told.auth_method == AuthMethod.PRIVATE_KEY_JWT
    if signs and bool(told.jwks) == bool(told.jwks_uri):
        raise _refused("jwks", "its public keys are needed, in one place", "give either jwks or jwks_uri")
    if told.jwks:
        party_keys.parsed(told.jwks, party_keys.weakest_of(told.sandbox))
    if told.profile == Profile.FAPI2 and not (signs and told.needs_pkce and told.id_token_alg != "RS256"):  # noqa: S105
        raise _refused("profile", "FAPI 2.0 asks for private_key_jwt, PKCE and not RS256", "choose the profile basic")
    public = told.auth_method == AuthMethod.NONE
    if public and (not told.needs_pkce or "client_credentials" in told.grant_types):
        raise _refused(
            "auth_method", "who cannot prove itself needs PKCE and gets no tokens of its own", "choose another"
        )


def _refused(where: str, what: str, mend: str) -> Refusal:
    return Refusal(what, where=where, mend=mend)


def grants_of(client_ids: Iterable[str]) -> int:
    """How many grants run: for the console."""
    return Grant.objects.filter(party__in=list(client_ids), revoked=None).count()
