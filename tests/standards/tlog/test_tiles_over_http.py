"""The open log: a client that knows only C2SP tlog-tiles rebuilds the tree, and learns nothing about anybody."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client

from tests.trust.conftest import ledger, look
from wasl.standards.tlog.paths import Place
from wasl.trust.api import Look, record
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.entries import Written
from wasl.trust.log.notes import NoteKey, opened
from wasl.trust.log.recording import write_many
from wasl.trust.log.tree import consistency_path, consistent, leaf_hash, node_hash, root_at

__all__ = ["ledger", "look"]

SIZE = 600


@pytest.fixture
def filled(ledger: Path, look: Look) -> Path:
    entry = record(look, outcome="shown", persons=["person-1"])
    write_many(Written(look, entry.at, "shown", (f"person-{number}",)) for number in range(2, SIZE + 1))
    return ledger


class Mirror:
    """A client of the tiles: it asks for what a checkpoint's size promises, and for nothing else."""

    def __init__(self, client: Client, size: int) -> None:
        self.client, self.size = client, size

    def tile(self, level: int, index: int) -> bytes:
        width = min(256, (self.size >> (8 * level)) - 256 * index)
        return self.got(f"/log/tile/{Place(level, index, width).path}")

    def got(self, address: str) -> bytes:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        assert answer["Content-Type"] == "application/octet-stream"
        assert "immutable" in answer["Cache-Control"]
        return answer.content

    def hashes(self, level: int, start: int, count: int) -> list[bytes]:
        return [self._node(level, place) for place in range(start, start + count)]

    def _node(self, level: int, place: int) -> bytes:
        if level % 8:
            return node_hash(self._node(level - 1, 2 * place), self._node(level - 1, 2 * place + 1))
        at = place % 256
        return self.tile(level // 8, place // 256)[32 * at : 32 * at + 32]


def checkpoint(client: Client) -> Checkpoint:
    answer = client.get("/log/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "max-age=2" in answer["Cache-Control"]
    key = NoteKey.of(client.get("/log/key").content.decode())
    return Checkpoint.read(opened(answer.content.decode(), [key]).text)


def test_the_root_is_rebuilt_from_tiles(client: Client, filled: Path) -> None:
    now = checkpoint(client)
    assert now.size == SIZE
    assert root_at(now.size, Mirror(client, now.size).hashes) == now.root


def test_that_the_log_only_grew_is_computed_from_tiles(client: Client, filled: Path, look: Look) -> None:
    before = checkpoint(client)
    for _ in range(9):
        record(look, outcome="shown", persons=["later"])
    now = checkpoint(client)
    path = consistency_path(before.size, now.size, Mirror(client, now.size).hashes)
    assert consistent(before.size, now.size, path, before.root, now.root)


def test_entries_hash_to_the_leaves_of_the_tree_and_hold_nothing_about_anybody(client: Client, filled: Path) -> None:
    mirror = Mirror(client, SIZE)
    for index in range(3):
        width = min(256, SIZE - 256 * index)
        bundle = mirror.got(f"/log/tile/{Place(None, index, width).path}")
        assert b"".join(leaf_hash(entry) for entry in cut(bundle)) == mirror.tile(0, index)
        for told in (b"citizen-request", b"social-solidarity", b"person-"):  # base64 has no hyphen
            assert told not in bundle


def cut(bundle: bytes) -> list[bytes]:
    entries = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        entries.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return entries


def test_entries_come_compressed_to_whoever_takes_that(client: Client, filled: Path) -> None:
    answer = client.get("/log/tile/entries/000", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "0/002", "0/002.p/89", "0/003.p/1", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/00", "0/0", "00/000",
        "0/x000/000", "0/x000/001", "1/001.p/1", "1/000", "1/000.p/3", "2/000.p/1", "63/000.p/1", "64/000.p/1",
        "entries/002", "entries/x000/000", "entries/000.p/", "0/x999/x999/x999/x999/x999/x999/x999/999", "0/000/", "",
    ],
)  # fmt: skip
def test_what_the_tree_does_not_have_is_not_found_in_plain_words(client: Client, filled: Path, path: str) -> None:
    answer = client.get(f"/log/tile/{path}")
    assert (answer.status_code, answer.content) == (404, b"not found\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"


def test_a_smaller_tile_of_a_former_checkpoint_is_still_served(client: Client, filled: Path) -> None:
    whole = client.get("/log/tile/0/000").content
    assert len(whole) == 256 * 32
    assert client.get("/log/tile/0/000.p/7").content == whole[: 7 * 32]


@pytest.mark.parametrize("path", ["checkpoint", "key", "tile/0/000", "tile/entries/000", "verifier.html"])
def test_head_is_answered_and_nothing_can_be_written(client: Client, filled: Path, path: str) -> None:
    assert client.head(f"/log/{path}").status_code == 200
    assert client.post(f"/log/{path}").status_code == 405


@pytest.mark.parametrize("path", ["checkpoint", "checkpoint.cosigned", "key", "tile/0/000", "nothing/such", ""])
def test_before_the_first_entry_there_is_nothing(client: Client, ledger: Path, path: str) -> None:
    answer = client.get(f"/log/{path}")
    assert (answer.status_code, answer.content) == (404, b"not found\n")


def test_the_verifier_may_run_its_own_script_alone(client: Client) -> None:
    answer = client.get("/log/verifier.html")
    page, policy = answer.content.decode(), answer["Content-Security-Policy"]
    for part in ("script", "style"):
        inside = page.split(f"<{part}>")[1].split(f"</{part}>")[0]
        assert f"{part}-src 'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
