"""The modules of the conformance plan for OpenID4VCI 1.0 issuers (oid4vci-1_0-issuer, with HAIP), one test for each."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from joserfc import jwe, jwt
from joserfc.jwk import ECKey

from tests.identity.wallet.holder import ANY_HEADER, Holder, body, broken, disclosures_of, dpop, new_key, public
from tests.standards.openid4vc.makers import Maker, headers, wallet_proof
from wasl.core.conf import settings
from wasl.identity.wallet.api import check_credential, issuer, public_keys

KIND = "driving-licence"


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    trusted = Maker()
    monkeypatch.setenv("WASL_WALLET_TRUST", str(trusted.trusted_in(tmp_path)))
    settings.cache_clear()
    yield trusted
    monkeypatch.undo()
    settings.cache_clear()


def refused(answer: Any, code: str, status: int = 400) -> None:
    assert (answer.status_code, answer.json()["error"]) == (status, code), answer.content
    assert answer.json()["error_description"]
    assert answer["Cache-Control"] == "no-store"


def metadata() -> dict[str, Any]:
    return dict(Client().get("/.well-known/openid-credential-issuer/wallet").json())


def test_metadata(holder: Holder) -> None:
    told = metadata()
    assert told["credential_issuer"] == issuer()
    kinds = told["credential_configurations_supported"]
    assert set(kinds) == {"person-identification", "driving-licence", "trainee-certificate"}
    assert {one["format"] for one in kinds.values()} == {"dc+sd-jwt"}
    assert {entry["locale"] for entry in kinds[KIND]["credential_metadata"]["display"]} == {"ar", "en"}
    for name in ("credential_endpoint", "nonce_endpoint", "deferred_credential_endpoint", "notification_endpoint"):
        assert told[name].startswith(issuer() + "/")
    server = Client().get("/.well-known/oauth-authorization-server/wallet").json()
    assert server["issuer"] == issuer()
    assert server["token_endpoint"] == f"{issuer()}/token"
    keys = Client().get("/.well-known/jwt-vc-issuer/wallet").json()
    assert keys["issuer"] == issuer()
    assert "d" not in keys["jwks"]["keys"][0]
    type_told = Client().get(kinds[KIND]["vct"].removeprefix(settings().public_address)).json()
    assert type_told["vct"] == kinds[KIND]["vct"]


def test_metadata_signed(holder: Holder) -> None:
    answer = Client().get("/.well-known/openid-credential-issuer/wallet", headers={"accept": "application/jwt"})
    assert answer["Content-Type"] == "application/jwt"
    key = ECKey.import_key(public_keys()[0])
    found = jwt.decode(answer.content, key, registry=ANY_HEADER)
    assert found.header["typ"] == "openidvci-issuer-metadata+jwt"
    assert found.claims["sub"] == issuer()
    assert {name: found.claims[name] for name in metadata()} == metadata()


def test_happy_flow(holder: Holder) -> None:
    token = holder.gets_token(KIND)
    assert token["token_type"] == "Bearer"
    [details] = token["authorization_details"]
    asked = {"credential_identifier": details["credential_identifiers"][0], "proofs": {"jwt": [holder.proof()]}}
    answer = holder.posts("/wallet/credential", asked)
    assert answer.status_code == 200, answer.content
    [credential] = [one["credential"] for one in answer.json()["credentials"]]
    claims = body(credential.split("~")[0])
    assert body(credential.split("~")[0], 0)["typ"] == "dc+sd-jwt"
    assert claims["cnf"]["jwk"] == public(holder.key)
    assert claims["iat"] % 86_400 == claims["exp"] % 86_400 == 0
    assert {"document_number", "full_name", "driving_privileges"} <= set(disclosures_of(credential))
    assert not {"document_number", "full_name"} & set(claims)
    told = {"notification_id": answer.json()["notification_id"], "event": "credential_accepted"}
    assert holder.posts("/wallet/notification", told).status_code == 204
    assert check_credential(credential).ok


def test_happy_flow_additional_requests(holder: Holder) -> None:
    """Once more with the same token and a new proof; and what the first answer gave keeps its standing."""
    first = holder.fetches(KIND)
    again = holder.asks(KIND)
    assert again.status_code == 200
    second = again.json()["credentials"][0]["credential"]
    assert body(first.split("~")[0])["status"] != body(second.split("~")[0])["status"]
    assert check_credential(first).ok
    assert check_credential(second).ok


def test_happy_flow_multiple_clients(holder: Holder) -> None:
    other = Holder(holder.person)
    credentials = [holder.fetches(KIND), other.fetches(KIND)]
    keys = [body(one.split("~")[0])["cnf"]["jwk"] for one in credentials]
    assert keys == [public(holder.key), public(other.key)]
    stolen = other.posts("/wallet/notification", {"notification_id": "x" * 32, "event": "credential_deleted"})
    refused(stolen, "invalid_notification_id")


def test_happy_flow_with_skipped_notification(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    assert check_credential(credential).ok


def test_batch_issuance(holder: Holder) -> None:
    size = metadata()["batch_credential_issuance"]["batch_size"]
    holder.gets_token(KIND)
    nonce, keys = holder.nonce(), [new_key() for _ in range(size)]
    answer = holder.asks(KIND, {"jwt": [holder.proof(nonce, key) for key in keys]})
    assert answer.status_code == 200, answer.content
    credentials = [one["credential"] for one in answer.json()["credentials"]]
    claims = [body(one.split("~")[0]) for one in credentials]
    assert [one["cnf"]["jwk"] for one in claims] == [public(key) for key in keys]
    assert len({json.dumps(one["status"]) for one in claims}) == size
    assert len({(one["iat"], one["exp"]) for one in claims}) == 1
    assert len({name for one in credentials for name in one.split("~")[1:-1]}) == size * len(
        disclosures_of(credentials[0])
    )
    indexes = sorted(one["status"]["status_list"]["idx"] for one in claims)
    assert indexes != list(range(indexes[0], indexes[0] + size))
    too_many = {"jwt": [holder.proof(nonce, new_key()) for _ in range(size + 1)]}
    refused(holder.asks(KIND, too_many), "invalid_proof")


def test_fail_on_invalid_nonce(holder: Holder) -> None:
    holder.gets_token(KIND)
    refused(holder.asks(KIND, {"jwt": [holder.proof("made-up")]}), "invalid_nonce")
    nonce = holder.nonce()
    assert holder.asks(KIND, {"jwt": [holder.proof(nonce)]}).status_code == 200
    refused(holder.asks(KIND, {"jwt": [holder.proof(nonce)]}), "invalid_nonce")


def test_fail_on_invalid_jwt_proof_signature(holder: Holder) -> None:
    holder.gets_token(KIND)
    refused(holder.asks(KIND, {"jwt": [broken(holder.proof())]}), "invalid_proof")


def test_fail_on_invalid_key_attestation_signature(holder: Holder, maker: Maker) -> None:
    holder.gets_token(KIND)
    good = maker.attests_key(holder.key)
    for bad in (broken(good), maker.attests_key(holder.key, new_key()), maker.attests_key(new_key())):
        refused(holder.asks(KIND, {"jwt": [holder.proof(header={"key_attestation": bad})]}), "invalid_proof")
    kept = holder.asks(KIND, {"jwt": [holder.proof(header={"key_attestation": good})]})
    assert kept.status_code == 200, kept.content


def attested(holder: Holder, attestation: str, proof: str, **form: str) -> Any:
    given, code = holder.offered(KIND)
    return holder.asks_token(code, given.tx_code, headers=headers(attestation, proof), form=form)


def test_fail_on_invalid_client_attestation_signature(holder: Holder, maker: Maker) -> None:
    wallet = new_key()
    refused(attested(holder, broken(maker.attests_wallet(wallet)), wallet_proof(wallet)), "invalid_client", 401)
    stranger = maker.attests_wallet(wallet, new_key())
    refused(attested(holder, stranger, wallet_proof(wallet)), "invalid_client", 401)
    assert attested(holder, maker.attests_wallet(wallet), wallet_proof(wallet)).status_code == 200


def test_fail_on_invalid_client_attestation_pop_signature(holder: Holder, maker: Maker) -> None:
    wallet = new_key()
    refused(attested(holder, maker.attests_wallet(wallet), broken(wallet_proof(wallet))), "invalid_client", 401)


def test_fail_on_client_attestation_exp_in_past(holder: Holder, maker: Maker) -> None:
    wallet = new_key()
    old = maker.attests_wallet(wallet, exp=int(time.time()) - 300)
    refused(attested(holder, old, wallet_proof(wallet)), "invalid_client", 401)


def test_fail_on_client_attestation_no_sub(holder: Holder, maker: Maker) -> None:
    wallet = new_key()
    refused(attested(holder, maker.attests_wallet(wallet, sub=None), wallet_proof(wallet)), "invalid_client", 401)


def test_fail_on_client_attestation_pop_wrong_aud(holder: Holder, maker: Maker) -> None:
    wallet = new_key()
    elsewhere = wallet_proof(wallet, aud="https://elsewhere.example")
    refused(attested(holder, maker.attests_wallet(wallet), elsewhere), "invalid_client", 401)


def test_fail_on_mismatched_client_attestation_pop_key(holder: Holder, maker: Maker) -> None:
    refused(attested(holder, maker.attests_wallet(new_key()), wallet_proof(new_key())), "invalid_client", 401)


def test_fail_on_missing_proof(holder: Holder) -> None:
    holder.gets_token(KIND)
    for proofs in ({}, {"jwt": []}, {"jwt": "x"}, [], {"ldp_vp": [{}]}):
        refused(holder.asks(KIND, proofs), "invalid_proof")
    refused(holder.posts("/wallet/credential", {"credential_configuration_id": KIND}), "invalid_proof")


def encrypted(holder: Holder, asked: dict[str, Any]) -> Any:
    [jwk] = metadata()["credential_request_encryption"]["jwks"]["keys"]
    algorithms = ["ECDH-ES", "A256GCM"]
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"]}
    sent = jwe.encrypt_compact(header, json.dumps(asked), ECKey.import_key(jwk), algorithms=algorithms)
    said = {"authorization": f"Bearer {holder.token}"}
    return holder.client.post("/wallet/credential", sent, content_type="application/jwt", headers=said)


def test_fail_on_unsupported_encryption_algorithm(holder: Holder) -> None:
    holder.gets_token(KIND)
    own = new_key()

    def wish(**changed: Any) -> dict[str, Any]:
        wanted = {"jwk": {**public(own), "alg": "ECDH-ES"}, "enc": "A128GCM"} | changed
        return {
            "credential_configuration_id": KIND,
            "proofs": {"jwt": [holder.proof()]},
            "credential_response_encryption": wanted,
        }

    for bad in ({"enc": "A128CBC"}, {"jwk": {**public(own), "alg": "RSA1_5"}}, {"jwk": "x"}, {"zip": "DEF"}):
        refused(encrypted(holder, wish(**bad)), "invalid_encryption_parameters")
    refused(holder.posts("/wallet/credential", wish()), "invalid_encryption_parameters")
    answer = encrypted(holder, wish())
    assert answer["Content-Type"] == "application/jwt", answer.content
    told = jwe.decrypt_compact(answer.content, own, algorithms=["ECDH-ES", "A128GCM"]).plaintext
    assert check_credential(json.loads(told or b"")["credentials"][0]["credential"]).ok


def test_fail_on_unknown_credential_configuration_id(holder: Holder) -> None:
    holder.gets_token(KIND)
    refused(holder.asks("flying-licence"), "unknown_credential_configuration")
    refused(holder.asks("person-identification"), "invalid_credential_request")


def test_fail_on_unknown_credential_identifier(holder: Holder) -> None:
    holder.gets_token(KIND)
    asked = {"credential_identifier": "another", "proofs": {"jwt": [holder.proof()]}}
    refused(holder.posts("/wallet/credential", asked), "unknown_credential_identifier")


def test_fail_on_request_with_access_token_in_query(holder: Holder) -> None:
    holder.gets_token(KIND)
    asked = json.dumps({"credential_configuration_id": KIND, "proofs": {"jwt": [holder.proof()]}})
    kind = "application/json"
    answer = holder.client.post(f"/wallet/credential?access_token={holder.token}", asked, content_type=kind)
    refused(answer, "invalid_request")


def test_a_token_bound_to_a_key_needs_that_key(holder: Holder) -> None:
    """Not a module of its own: the plan's DPoP variant."""
    key, here = new_key(), settings().public_address
    token = holder.gets_token(KIND, headers={"DPoP": dpop(key, f"{here}/wallet/token")})
    assert token["token_type"] == "DPoP"
    refused(holder.asks(KIND), "invalid_token", 401)
    asked = {"credential_configuration_id": KIND, "proofs": {"jwt": [holder.proof()]}}
    said = {"authorization": f"DPoP {holder.token}"}
    address = f"{here}/wallet/credential"
    for bad in (dpop(new_key(), address, holder.token), dpop(key, address, "x"), dpop(key, here, holder.token)):
        assert holder.posts("/wallet/credential", asked, **said, DPoP=bad).status_code in {400, 401}
    proof = dpop(key, address, holder.token)
    assert holder.posts("/wallet/credential", asked, **said, DPoP=proof).status_code == 200
    refused(holder.posts("/wallet/credential", asked, **said, DPoP=proof), "invalid_dpop_proof")
