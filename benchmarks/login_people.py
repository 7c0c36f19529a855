"""Who signs in, and where: opened and registered inside the benchmark's home, through the doors of the blocks.

    python benchmarks/login_people.py <file> <citizens> <basic | fapi2>      # called by login.py, with its WASL_HOME

Each citizen has an account that a counter confirmed, a passkey in software (synced, as most are, so it counts nothing)
and a time code. What a relying party and these people hold is written to the file, which lives as long as the home.
"""

import json
import sys
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

ROOT = Path(__file__).resolve().parent.parent
COUNTER = "staff:benchmark"
PARTY, CODES = "benchmark", "benchmark-codes"
CALLBACK = "https://rp.example/callback"
SCOPES = ("openid", "profile", "email", "phone", "address")


def main() -> None:
    file, citizens, profile = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    sys.path.insert(0, str(ROOT))
    from wasl.cli import setup_django

    setup_django()
    keys = {name: ECKey.generate_key("P-256", auto_kid=True) for name in ("proves", "possesses")}
    registered(keys["proves"], profile)
    found = grown_ups(citizens)
    if len(found) < citizens:
        raise SystemExit(f"the nation has only {len(found)} grown-ups with a number: give more --people")
    told = {name: key.as_dict(private=True) for name, key in keys.items()}
    told["people"] = [opened(handle, number, place) for place, (handle, number) in enumerate(found)]
    file.touch(mode=0o600)
    file.write_text(json.dumps(told))


def registered(key: ECKey, profile: str) -> None:
    """One party that reads facts, and one that only wants to know who it is, whose codes are redeemed in bulk."""
    from wasl.core.text import Text
    from wasl.identity.openid.api import Profile, Registration, register

    jwks = json.dumps({"keys": [{**key.as_dict(private=False), "use": "sig"}]})
    same: dict[str, Any] = {
        "name": Text(ar="جهة للقياس", en="A portal for measuring"),
        "office": "mcit",
        "redirect_uris": (CALLBACK,),
        "jwks": jwks,
    }
    facts = {"scopes": SCOPES, "purpose": "agency-sign-in", "agreement": "agency-sign-in", "required": ("name",)}
    register(Registration(client_id=PARTY, profile=Profile(profile), **same, **facts))
    register(Registration(client_id=CODES, profile=Profile.BASIC, grant_types=("authorization_code",), **same))


def grown_ups(most: int) -> list[tuple[str, str]]:
    """Handles and national numbers."""
    from datetime import date

    from wasl.persons.models import Person
    from wasl.trust.api import upkeep

    with upkeep("citizens of a benchmark"):
        those = Person.objects.filter(in_spine=True, merged_into=None, number__isnull=False)
        born = those.filter(birth_date__range=(date(1950, 1, 1), date(2004, 1, 1)))
        return list(born.order_by("id").values_list("handle", "number")[:most])


def opened(handle: str, number: str, place: int) -> dict[str, str]:
    """An account with both factors; what its owner holds, and the address that they come from."""
    import pyotp
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from tests.identity.factors.device import Device
    from wasl.identity.accounts.api import open_at_counter, visit
    from wasl.identity.factors.api import By, passkey_register, passkey_register_options, totp_confirm, totp_new

    citizen, by = open_at_counter(handle, None, by=COUNTER), By(COUNTER)
    visit(citizen, by=COUNTER, seen=["identity-card"])
    account, device = citizen.account_id, Device(origin=origin(), synced=True, counts=False)
    asked = passkey_register_options(account, "benchmark", by)
    passkey_register(account, asked.state, device.create(asked.options), "benchmark", by)
    secret = totp_new(account, "benchmark", by).secret
    totp_confirm(account, pyotp.TOTP(secret).now(), by)
    return {
        "number": number,
        "secret": secret,
        "origin": device.origin,
        "credential": device.id.hex(),
        "user_handle": (device.user_handle or b"").hex(),
        "key": device.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "address": f"198.18.{place // 250}.{place % 250 + 1}",
    }


def origin() -> str:
    from wasl.identity.factors.api import origins

    return origins()[0]


if __name__ == "__main__":
    main()
