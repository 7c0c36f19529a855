"""A registration as text, for a second person to read and approve, and back again, exactly."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace

from wasl.core.text import Text
from wasl.identity.openid.api import AuthMethod, Profile, Registration, RelyingParty
from wasl.trust.api import Assurance

LISTED = ("redirect_uris", "post_logout_uris", "grant_types", "scopes", "required")
LINE = "\n"


def standing(party: RelyingParty) -> Registration:
    """What is registered of it now."""
    told = {one.name: getattr(party, one.name) for one in fields(Registration) if one.name != "sector_uri"}
    listed = {name: tuple(told[name]) for name in LISTED}
    return Registration(**{**told, **listed}, sector_uri=f"https://{party.sector}/")


def written(told: Registration) -> dict[str, str]:
    plain = ("client_id", "office", "jwks", "jwks_uri", "backchannel_logout_uri", "purpose", "agreement", "sector_uri")
    return {
        "name_ar": told.name.ar,
        "name_en": told.name.en,
        **{name: str(getattr(told, name)) for name in plain},
        **{name: LINE.join(getattr(told, name)) for name in LISTED},
        **{name: str(getattr(told, name)) for name in ("profile", "auth_method", "assurance", "id_token_alg")},
        "company": json.dumps(told.company.model_dump(), ensure_ascii=False) if told.company else "",
        "needs_pkce": "yes" if told.needs_pkce else "",
        "sandbox": "yes" if told.sandbox else "",
    }


def read(details: Mapping[str, str]) -> Registration:
    """
    >>> one = Registration("x", Text(ar="س", en="x"), "mcit", ("https://x.example/back",), scopes=("openid", "email"))
    >>> read(written(one)) == one
    True
    """
    flags = {name: bool(details[name]) for name in ("needs_pkce", "sandbox")}
    listed = {name: tuple(one for one in details[name].split(LINE) if one) for name in LISTED}
    same = {one.name: details[one.name] for one in fields(Registration) if one.name in details}
    told = Registration(**{**same, **flags, **listed, "name": Text(ar=details["name_ar"], en=details["name_en"])})  # type: ignore[arg-type]
    return replace(
        told,
        company=Text(**json.loads(details["company"])) if details["company"] else None,
        profile=Profile(details["profile"]),
        auth_method=AuthMethod(details["auth_method"]),
        assurance=Assurance(details["assurance"]),
    )
