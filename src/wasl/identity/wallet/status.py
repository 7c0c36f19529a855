"""Token status lists (draft-ietf-oauth-status-list): two bits a credential, one signed list for many of them.

Entries are taken at random, so that neighbours tell nothing; decoys look revoked, so that counting tells little. A list
is signed anew when it changed or half its life is over; verifiers may keep it for its `ttl`.
"""

import base64
import secrets
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction
from joserfc import jwt

from wasl.identity.wallet import addresses
from wasl.identity.wallet.keys import ALGORITHM, signing_key
from wasl.identity.wallet.models import Issued, Standing, StatusList

SIZE = 16_384
BITS = 2
FULL = 0.8
"""Share of entries given away from which on a new list is begun: at random, the last ones would be found slowly."""
DECOYS = 160
HOLDS = timedelta(hours=24)
TTL = timedelta(hours=1)
TRIES = 50


@dataclass(frozen=True)
class Entry:
    list: StatusList
    index: int

    @property
    def claim(self) -> dict[str, Any]:
        return {"status_list": {"idx": self.index, "uri": addresses.status_list(self.list.pk)}}


def take(issued: Issued) -> Entry:
    """Give a credential its entry, and keep it. One transaction around it is the caller's."""
    for _ in range(TRIES):
        entry = _free(_open_list())
        issued.list, issued.index = entry.list, entry.index
        try:
            with transaction.atomic():
                issued.save(force_insert=True)
        except IntegrityError:  # taken meanwhile
            continue
        return entry
    raise RuntimeError("no free entry was found in the status list")


def _open_list() -> StatusList:
    newest = StatusList.objects.order_by("-pk").first()
    if newest and Issued.objects.filter(list=newest).count() < newest.size * FULL:
        return newest
    now = datetime.now(UTC)
    decoys = sorted(secrets.SystemRandom().sample(range(SIZE), DECOYS))
    return StatusList.objects.create(size=SIZE, decoys=decoys, created=now, changed=now)


def _free(found: StatusList) -> Entry:
    decoys = set(found.decoys)
    while (index := secrets.randbelow(found.size)) in decoys or found.issued_set.filter(index=index).exists():
        pass
    return Entry(found, index)


def changed(number: int) -> None:
    """An entry is another from now on."""
    StatusList.objects.filter(pk=number).update(changed=datetime.now(UTC))


def numbers() -> list[int]:
    """Of all lists, for whoever keeps them in order to check without a connection."""
    return list(StatusList.objects.order_by("pk").values_list("pk", flat=True))


def token(number: int) -> str | None:
    """The list as `statuslist+jwt`; None where there is none of this number."""
    found = StatusList.objects.filter(pk=number).first()
    if found is None:
        return None
    half_lives = int(datetime.now(UTC).timestamp() // (HOLDS.total_seconds() / 2))
    return _signed(number, addresses.issuer(), signing_key().kid, found.changed, half_lives)


@lru_cache(64)
def _signed(number: int, issuer: str, kid: str, changed_at: datetime, half_life: int) -> str:
    """Once for each state of the list, half of its life and key."""
    now = int(datetime.now(UTC).timestamp())
    claims = {
        "sub": addresses.status_list(number),
        "iat": now,
        "exp": now + int(HOLDS.total_seconds()),
        "ttl": int(TTL.total_seconds()),
        "status_list": {"bits": BITS, "lst": packed(_entries(number))},
    }
    key = signing_key()
    header = {"alg": ALGORITHM, "typ": "statuslist+jwt", "kid": key.kid}
    return jwt.encode(header, claims | {"iss": issuer}, key.key, algorithms=[ALGORITHM])


def _entries(number: int) -> bytes:
    found = StatusList.objects.get(pk=number)
    raw = bytearray(found.size * BITS // 8)
    told = Issued.objects.filter(list=found).exclude(standing=Standing.VALID).values_list("index", "standing")
    for index, standing in [*told, *((decoy, Standing.REVOKED) for decoy in found.decoys)]:
        raw[index * BITS // 8] |= standing << (index * BITS % 8)
    return bytes(raw)


def packed(raw: bytes) -> str:
    """Zlib, then base64url without padding.

    >>> unpacked(packed(bytes([1, 2, 3])), most=3)
    b'\\x01\\x02\\x03'
    """
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def unpacked(text: str, most: int) -> bytes:
    """Raises ValueError for anything that is no list, or a longer one: it might be a bomb."""
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), most)
    except zlib.error as error:
        raise ValueError("no zlib stream") from error
    if unpacker.unconsumed_tail:
        raise ValueError("longer than a status list may be")
    return raw


def entry_in(claims: dict[str, Any], index: int, most: int = 4_000_000) -> int:
    """The value of an entry of a status list token's claims. Raises ValueError, KeyError, TypeError for odd ones."""
    bits = int(claims["status_list"]["bits"])
    raw = unpacked(claims["status_list"]["lst"], most)
    if bits not in (1, 2, 4, 8) or not 0 <= index < len(raw) * 8 // bits:
        raise ValueError("the list has no such entry")
    return raw[index * bits // 8] >> (index * bits % 8) & ((1 << bits) - 1)
