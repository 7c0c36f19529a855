"""Secrets at rest: sealed differently each time, and closed to whoever changes a single bit."""

from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest

from wasl.core.errors import Refusal
from wasl.identity.factors import seal as factors
from wasl.identity.openid import sealing as openid
from wasl.identity.wallet import vault as wallet

SECRET = b"a secret of sixteen or more bytes"


def of_factors(sealed: bytes) -> bytes | None:
    opened = factors.opened(b64encode(sealed).decode(), "citizen:x")
    return opened.encode() if opened is not None else None


def refused(open_it: Callable[[], bytes]) -> bytes | None:
    try:
        return open_it()
    except Refusal:
        return None


BOXES: dict[str, tuple[Callable[[], bytes], Callable[[bytes], bytes | None]]] = {
    "time codes": (lambda: b64decode(factors.sealed(SECRET.decode(), "citizen:x")), of_factors),
    "keys of the provider": (
        lambda: openid.seal(SECRET).encode(),
        lambda sealed: refused(lambda: openid.unseal(sealed.decode("latin-1"))),
    ),
    "keys of the wallet": (
        lambda: wallet.seal("key", SECRET),
        lambda sealed: refused(lambda: wallet.unseal("key", sealed)),
    ),
}
each = pytest.mark.parametrize(("seal", "opened"), BOXES.values(), ids=BOXES)


@each
def test_what_was_sealed_is_opened(seal: Callable[[], bytes], opened: Callable[[bytes], bytes | None]) -> None:
    sealed = seal()
    assert opened(sealed) == SECRET
    assert SECRET not in sealed


@each
def test_one_secret_is_sealed_differently_each_time(
    seal: Callable[[], bytes], opened: Callable[[bytes], bytes | None]
) -> None:
    assert len({seal()[:28] for _ in range(50)}) == 50


@each
def test_whatever_was_changed_stays_closed(seal: Callable[[], bytes], opened: Callable[[bytes], bytes | None]) -> None:
    sealed = seal()
    for at in range(len(sealed)):
        changed = bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]])
        assert opened(changed) in (None, SECRET if is_spare(sealed, at) else None)


def is_spare(sealed: bytes, at: int) -> bool:
    """The last letter of base64 before its filling has bits that say nothing."""
    return sealed[at + 1 : at + 2] == b"=" or sealed[at : at + 1] == b"="


@each
def test_a_part_of_it_stays_closed(seal: Callable[[], bytes], opened: Callable[[bytes], bytes | None]) -> None:
    sealed = seal()
    assert opened(sealed[:-20]) is None
