"""An authenticator in software, on Yubico's fido2: its own CBOR, COSE and client data, none of it shared with ours."""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
ORIGIN = "http://localhost:8000"


@dataclass
class Device:
    """One credential on one device. Change a field and it lies in that way."""

    origin: str = ORIGIN
    rp_id: str | None = None  # what it was asked for
    verifies: bool = True
    synced: bool = False
    count: int = 0
    counts: bool = True
    framed: bool = False
    user_handle: bytes | None = None
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def twin(self) -> "Device":
        """A copy of it: same key, same count."""
        return replace(self)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        self.user_handle = websafe_decode(options["user"]["id"])
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = self._data(options["rp"]["id"], FLAG.AT, credential)
        return self._answer(
            clientDataJSON=websafe_encode(self._client(CollectedClientData.TYPE.CREATE, options["challenge"])),
            attestationObject=websafe_encode(AttestationObject.create("none", data, {})),
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        data = self._data(options["rpId"], FLAG(0), b"")
        client = self._client(CollectedClientData.TYPE.GET, options["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=websafe_encode(client),
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=websafe_encode(self.user_handle) if self.user_handle else None,
        )

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin, cross_origin=self.framed)

    def _data(self, rp_id: str, more: FLAG, credential: bytes) -> AuthenticatorData:
        self.count += self.counts
        flags = FLAG.UP | more
        flags |= FLAG.UV if self.verifies else FLAG(0)
        flags |= FLAG.BE | FLAG.BS if self.synced else FLAG(0)
        return AuthenticatorData.create(
            hashlib.sha256((self.rp_id or rp_id).encode()).digest(), flags, self.count, credential
        )

    def _answer(self, **response: str | None) -> dict[str, Any]:
        name = websafe_encode(self.id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
