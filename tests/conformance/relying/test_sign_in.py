"""Clients that none of us wrote sign people in: npm's openid-client (certified by its foundation), Debian's jose."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.conformance.packages import installed
from tests.conformance.serving import served
from tests.nation import Nation
from tests.standards.openid.conftest import provider
from tests.standards.openid.party import Party, fapi, party
from wasl.identity.openid.describing import metadata

__all__ = ["provider"]

HERE = Path(__file__).parent
CALLBACK = "http://localhost:9/callback"
SCOPE = "openid profile phone"


@pytest.fixture
def address(provider: Nation) -> Iterator[str]:
    with served() as found:
        yield found
    assert metadata()["issuer"] != found


def signed_in(rp: Party, browser: Client, address: str) -> dict[str, Any]:
    """What openid-client believes at the end of a whole sign-in."""
    told = {
        "modules": str(installed(HERE) / "node_modules"),
        "issuer": address,
        "client_id": rp.client_id,
        "callback": CALLBACK,
        "scope": SCOPE,
        "dpop": rp.row.needs_dpop,
        "key": {**rp.key.as_dict(private=True), "kid": "rp"},
    }
    command = ["node", str(HERE / "sign_in.mjs"), json.dumps(told)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as node:
        assert node.stdin
        assert node.stdout
        first = node.stdout.readline()
        if not first:
            pytest.fail(node.communicate()[1])
        node.stdin.write(f"{brought_back(browser, json.loads(first)['go'], address)}\n")
        node.stdin.flush()
        said, failed = node.communicate(timeout=60)
    assert node.returncode == 0, failed
    return dict(json.loads(said))


def brought_back(browser: Client, go: str, address: str) -> str:
    """What the person's browser does between leaving the relying party and coming back."""
    waits = browser.get(go.removeprefix(address))
    page = waits["Location"]
    assert "Date of birth" in browser.get(f"{page}?lang=en").content.decode()
    agreed = browser.post(page, {"answer": "yes", "fact": ["birthdate", "phone_number"]})
    return str(agreed["Refresh"]).removeprefix("0; url=")


@pytest.mark.parametrize("profile", [fapi, party], ids=["fapi2", "basic"])
def test_openid_client_signs_somebody_in(profile: Any, address: str, provider: Nation) -> None:
    rp = profile(redirect_uris=(CALLBACK,), required=("name",))
    said = signed_in(rp, citizen_signed_in(provider.handle), address)
    assert said["claims"]["acr"] == "urn:wasl:acr:substantial"
    assert said["type"] == ("dpop" if rp.row.needs_dpop else "bearer")
    assert said["facts"]["name"] == provider.full_name
    assert {"birthdate", "phone_number"} <= set(said["facts"])
    assert "gender" not in said["facts"], "it was not chosen"
    assert said["revoked"] != "still open"


def test_debians_jose_verifies_what_we_sign(address: str, provider: Nation, tmp_path: Path) -> None:
    jose = shutil.which("jose")
    if not jose:
        pytest.skip("no `jose` on this machine (Debian package jose)")
    rp = party(redirect_uris=(CALLBACK,), required=("name",))
    said = signed_in(rp, citizen_signed_in(provider.handle), address)
    keys, token = tmp_path / "keys.json", tmp_path / "token"
    keys.write_bytes(Client().get("/openid/jwks").content)
    token.write_text(said["id_token"])
    command = [jose, "jws", "ver", "-i", str(token), "-k", str(keys), "-O", "-"]
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sub"] == said["claims"]["sub"]
    head, body, signature = said["id_token"].split(".")
    token.write_text(f"{head}.{body[:-2]}AA.{signature}")
    assert subprocess.run(command, capture_output=True, timeout=20, check=False).returncode != 0
