from datetime import UTC, datetime

from tests.identity.factors.device import Device
from wasl.identity.factors.api import By, Kind, passkey_register, passkey_register_options

CITIZEN, STAFF = "citizen:P-1", "staff:mona"


def owner(account: str = CITIZEN, kind: Kind | None = None, proved: datetime | None = None) -> By:
    """The account's own owner, who has just proved themselves: with a factor, or by a code to the telephone."""
    return By(account, "Firefox, Linux", proved or datetime.now(UTC), f"{kind}:1" if kind else "")


def enrolled(account: str = STAFF, device: Device | None = None, by: By | None = None) -> tuple[Device, str]:
    """A device with a passkey of the account, and the passkey's id."""
    device = device or Device()
    asked = passkey_register_options(account, "my telephone", by)
    proof = passkey_register(account, asked.state, device.create(asked.options), "my telephone", by)
    return device, proof.factor
