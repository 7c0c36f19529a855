"""A wallet and a verifier from npm, that none of us wrote, against our issuer."""

import json
import subprocess
from pathlib import Path

from tests.conformance.packages import installed
from tests.conformance.serving import served
from tests.identity.wallet.conftest import empty_wallets, people
from wasl.identity.wallet.api import check_credential, issued_to, offer, offer_link, revoke
from wasl.identity.wallet.models import Issued
from wasl.trust.api import Assurance

__all__ = ["empty_wallets", "people"]

CLIENT = Path(__file__).with_name("wallet_client.mjs")
KIND = "driving-licence"


def run(folder: Path, link: str, number: str) -> subprocess.CompletedProcess[str]:
    command = ["node", str(CLIENT), link, number]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_a_wallet_from_npm_fetches_a_credential_that_a_verifier_from_npm_accepts(
    people: dict[str, str], empty_wallets: None
) -> None:
    folder = installed()
    with served() as address:
        given = offer(people[KIND], KIND, Assurance.SUBSTANTIAL)
        done = run(folder, offer_link(given.reference), given.tx_code)
        assert done.returncode == 0, done.stderr[-2000:]
        told = json.loads(done.stdout)
        assert told["version"] == "V1"
        assert told["tokenType"] == "DPoP"
        assert told["payload"]["iss"] == f"{address}/wallet"
        assert told["payload"]["document_number"] == told["presented"]["document_number"]
        assert "full_name" in told["payload"]
        assert "full_name" not in told["presented"]
        assert dict(check_credential(told["shown"]).told())["document_number"] == told["payload"]["document_number"]
        assert Issued.objects.get().told == "credential_accepted"


def test_a_wallet_from_npm_is_told_that_a_number_is_wrong(people: dict[str, str], empty_wallets: None) -> None:
    folder = installed()
    with served():
        given = offer(people[KIND], KIND, Assurance.SUBSTANTIAL)
        done = run(folder, offer_link(given.reference), "000000" if given.tx_code != "000000" else "111111")
        assert done.returncode != 0
        assert "invalid_grant" in done.stderr
        assert Issued.objects.count() == 0


def test_a_verifier_from_npm_refuses_what_we_revoked(people: dict[str, str], empty_wallets: None) -> None:
    """The list is fetched and read by their code."""
    folder = installed()
    script = CLIENT.with_name("verify_client.mjs")
    with served() as address:
        given = offer(people[KIND], KIND, Assurance.SUBSTANTIAL)
        credential = json.loads(run(folder, offer_link(given.reference), given.tx_code).stdout)["credential"]

        def verify() -> subprocess.CompletedProcess[str]:
            command = ["node", str(script), f"{address}/wallet", credential]
            return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)

        assert verify().returncode == 0
        assert revoke(issued_to(people[KIND])[0].id)
        refused = verify()
        assert refused.returncode != 0
        assert "Status is not valid" in refused.stderr
