"""Who may ask: what a registration must hold, and what is refused before it can hurt anybody."""

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from wasl.core import conf
from wasl.core.errors import Refusal, Unknown
from wasl.core.text import Text
from wasl.country.api import PackError, pack, relying
from wasl.country.relying import checked_relying
from wasl.identity.openid import fetching
from wasl.identity.openid.api import AuthMethod, Profile, Registration, change, new_secret, party_named, register
from wasl.identity.openid.fetching import may_be_asked
from wasl.identity.openid.models import RelyingParty

KEY = ECKey.generate_key("P-256")
PUBLIC = json.dumps({"keys": [{**KEY.as_dict(private=False), "kid": "1"}]})


def told(**changes: Any) -> Registration:
    given: dict[str, Any] = {
        "client_id": "portal",
        "name": Text(ar="بوابة", en="Portal"),
        "office": "mcit",
        "redirect_uris": ("https://portal.example/back",),
        "jwks": PUBLIC,
    }
    return Registration(**(given | changes))


WRONG: dict[str, dict[str, Any]] = {
    "office": {"office": "nobody"},
    "redirect_uris": {"redirect_uris": ()},
    "scopes": {"scopes": ("openid", "everything")},
    "purpose": {"scopes": ("openid", "profile")},
    "agreement": {"purpose": "agency-sign-in", "agreement": "health-care"},
    "required": {"required": ("shoe_size",)},
    "grant_types": {"grant_types": ("implicit",)},
    "jwks": {"jwks": ""},
    "id_token_alg": {"id_token_alg": "none"},
    "profile": {"auth_method": AuthMethod.SECRET_BASIC, "jwks": ""},
    "auth_method": {
        "auth_method": AuthMethod.NONE,
        "profile": Profile.BASIC,
        "jwks": "",
        "needs_pkce": False,
    },
    "sector_uri": {"redirect_uris": ("https://one.example/", "https://two.example/")},
}


@pytest.mark.parametrize("where", WRONG)
def test_a_registration_with_a_fault_is_refused_and_says_where(where: str) -> None:
    with pytest.raises(Refusal) as refused:
        register(told(**WRONG[where]))
    assert refused.value.where == where


@pytest.mark.parametrize(
    "keys",
    [
        "rubbish",
        "[]",
        json.dumps({"keys": [KEY.as_dict(private=True)]}),
        json.dumps({"keys": [OctKey.generate_key(256).as_dict(private=True)]}),
        json.dumps({"keys": [{"kty": "RSA", "e": "AQAB", "n": "u" * 171}]}),
    ],
    ids=["rubbish", "no set", "private", "shared", "weak"],
)
def test_keys_that_must_not_be_shown_or_trusted_are_refused(keys: str) -> None:
    with pytest.raises(Refusal):
        register(told(jwks=keys))


@pytest.mark.django_db
def test_a_secret_is_told_once_and_kept_as_a_hash() -> None:
    row, secret = register(told(auth_method=AuthMethod.SECRET_BASIC, profile=Profile.BASIC, jwks=""))
    assert secret
    assert secret not in json.dumps(RelyingParty.objects.filter(pk=row.pk).values("secret_digest", "jwks")[0])
    assert new_secret("portal") != secret


@pytest.mark.django_db
def test_a_name_is_registered_once_and_can_be_changed() -> None:
    register(told())
    with pytest.raises(Refusal):
        register(told())
    change(told(name=Text(ar="بوابة جديدة", en="New portal")))
    assert party_named("portal").name.en == "New portal"
    with pytest.raises(Unknown):
        change(told(client_id="other"))


def test_in_production_only_https_addresses_of_the_world_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    real = conf.settings().model_copy(update={"demo": False})
    monkeypatch.setattr(fetching, "settings", lambda: real)
    assert may_be_asked("https://portal.example/jwks")
    for address in ("http://localhost:1/x", "https://u@portal.example/", "https://portal.example/#a", "ftp://x/", "x"):
        assert not may_be_asked(address), address
    with pytest.raises(Refusal, match="inside"):
        fetching.fetch("https://127.0.0.1/jwks")


def test_every_claim_of_the_pack_stands_for_a_fact() -> None:
    assert {"name", "birthdate", "gender", "address"} <= set(relying().claims)
    assert "sub" not in relying().claims


def test_a_pack_that_names_what_is_not_there_is_told_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "relying.yaml").write_text(
        "claims:\n  name: {concept: ful_name}\nscopes:\n  profile: [nam]\n", encoding="utf-8"
    )
    broken = Pack(tmp_path)
    with pytest.raises(PackError) as refused:
        checked_relying(broken)  # type: ignore[arg-type]
    assert [(fault.file.name, fault.line) for fault in refused.value.faults] == [
        ("relying.yaml", 2),
        ("relying.yaml", 4),
    ]


class Pack:
    """The pack of this deployment, with another folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> Any:
        return getattr(pack(), name)
