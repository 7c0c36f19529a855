"""Being a witness: what extends all that was seen is cosigned, what does not is refused and kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import ClassVar

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.standards.tlog.made import MadeLog, a_signer
from wasl.core import conf
from wasl.trust.log import places, witness
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.cosigning import cosignatures
from wasl.trust.log.notes import opened
from wasl.trust.log.tree import EMPTY_ROOT, consistent
from wasl.trust.log.witness import Answer, Kind, Submission, Verdict, answer_to, evidence, seen_of, trust_log, watched
from wasl.trust.log.witness_keys import cosigner
from wasl.trust.log.witness_models import Misconduct, WatchedLog

LOG = MadeLog(60)
FORK = MadeLog(60, seed=1)  # the same key signs another past


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    moved = conf.settings().model_copy(update={"home": tmp_path})
    monkeypatch.setattr(places, "settings", lambda: moved)
    return tmp_path


@pytest.fixture
def watching(transactional_db: None) -> Iterator[None]:
    trust_log(LOG.signer.vkey)
    yield
    Misconduct.objects.all().delete()
    WatchedLog.objects.all().delete()


def offer(old: int, size: int, log: MadeLog = LOG, proof: list[bytes] | None = None) -> Answer:
    steps = log.consistency(old, size) if proof is None and old <= size else proof or []
    return answer_to(Submission(old, tuple(steps), log.note(size)).written().encode())


def test_the_first_checkpoint_is_cosigned_and_so_is_what_extends_it(watching: None) -> None:
    for old, size in [(0, 3), (3, 4), (4, 33), (33, 33), (33, 60)]:
        answer = offer(old, size)
        assert answer.verdict is Verdict.COSIGNED
        key = cosigner().key
        note = opened(LOG.note(size) + answer.lines, [LOG.signer.key, key])
        assert note.signed_by == (LOG.signer.name, key.name)
        [given] = cosignatures(note.lines, [key])
        assert given.at.timestamp() > 0
    assert watched()[0].size == 60
    assert evidence() == []


def test_a_monitor_gets_what_was_cosigned_with_both_signatures(watching: None) -> None:
    address = watched()[0].origin_hash
    assert seen_of(address) is None
    offer(0, 9)
    note = opened(seen_of(address) or "", [LOG.signer.key, cosigner().key])
    assert note.signed_by == (LOG.signer.name, cosigner().name)
    assert Checkpoint.read(note.text) == LOG.checkpoint(9)
    assert seen_of("0" * 64) is None


def test_a_log_that_nobody_named_is_unknown(watching: None) -> None:
    assert offer(0, 3, MadeLog(3, signer=a_signer("stranger.example/1", 5))).verdict is Verdict.UNKNOWN_LOG


def test_a_checkpoint_that_the_log_did_not_sign_is_refused(watching: None) -> None:
    forger = MadeLog(3, signer=a_signer(LOG.signer.name, 5))
    assert offer(0, 3, forger).verdict is Verdict.UNSIGNED
    assert evidence() == []


def test_whoever_stands_elsewhere_is_told_where_the_witness_stands(watching: None) -> None:
    offer(0, 9)
    assert offer(5, 12) == Answer(Verdict.ELSEWHERE, size=9)
    assert offer(0, 12) == Answer(Verdict.ELSEWHERE, size=9)


def test_an_old_size_beyond_the_checkpoint_is_malformed(watching: None) -> None:
    assert offer(9, 3).verdict is Verdict.MALFORMED


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 0", b"old 0\n\n", b"\xff\xfe", b"old 00\n\n" + LOG.note(3).encode(),
        b"old -1\n\n" + LOG.note(3).encode(), b"new 0\n\n" + LOG.note(3).encode(),
        b"old 0\nAAAA\n\n" + LOG.note(3).encode(), b"old 0\n" + b"A" * 44 + b"\n\n" + LOG.note(3).encode(),
        b"old 0\n" + (b"A" * 43 + b"=\n") * 64 + b"\n" + LOG.note(3).encode(),
        b"old 0\n\n" + LOG.note(3).encode()[:-1], b"old 0\n\nx\ny\nz\n\n" + "— a AAAAAAAA\n".encode(),
        b"old 99999999999999999999\n\n" + LOG.note(3).encode(),
    ],
)  # fmt: skip
def test_what_is_no_request_is_malformed(watching: None, body: bytes) -> None:
    assert answer_to(body).verdict is Verdict.MALFORMED


def test_an_empty_log_has_the_root_of_the_empty_tree(watching: None) -> None:
    lie = LOG.signer.sign(Checkpoint(LOG.signer.name, 0, bytes(32)).body())
    assert answer_to(Submission(0, (), lie).written().encode()).verdict is Verdict.UNPROVEN
    assert offer(0, 0).verdict is Verdict.COSIGNED
    assert watched()[0].size == 0


def test_no_proof_is_taken_from_nothing(watching: None) -> None:
    assert offer(0, 3, proof=[bytes(32)]).verdict is Verdict.UNPROVEN


def test_a_log_that_shows_two_pasts_is_refused_and_both_are_kept(watching: None) -> None:
    offer(0, 9)
    assert offer(9, 9, FORK).verdict is Verdict.UNPROVEN
    [case] = evidence()
    assert case.kind == Kind.FORK
    for note, log in [(case.held, LOG), (case.offered, FORK)]:
        assert Checkpoint.read(opened(note, [LOG.signer.key]).text) == log.checkpoint(9)
    assert "proof" in witness.WORDS[Kind.FORK].en
    assert watched()[0].size == 9


def test_a_fork_is_kept_even_if_the_request_is_wrong_otherwise(watching: None) -> None:
    offer(0, 9)
    assert offer(3, 9, FORK).verdict is Verdict.ELSEWHERE
    assert [case.kind for case in evidence()] == [Kind.FORK]


def test_the_same_evidence_is_kept_once(watching: None) -> None:
    offer(0, 9)
    for _ in range(3):
        offer(9, 9, FORK)
    assert len(evidence()) == 1


def test_a_longer_past_that_does_not_hold_the_former_is_refused(watching: None) -> None:
    offer(0, 9)
    assert offer(9, 20, FORK).verdict is Verdict.UNPROVEN
    assert [case.kind for case in evidence()] == [Kind.UNPROVEN]


def test_a_suspicion_that_a_stranger_raised_ends_when_the_log_shows_its_proof(watching: None) -> None:
    """Anybody can send a log's newest checkpoint with a bad proof; that alone must not speak against the log."""
    offer(0, 9)
    offer(9, 20, proof=[bytes(32)])
    assert len(evidence()) == 1
    assert offer(9, 20).verdict is Verdict.COSIGNED
    assert evidence() == []


def test_a_log_that_was_rolled_back_is_noticed(watching: None) -> None:
    offer(0, 20)
    assert offer(9, 12) == Answer(Verdict.ELSEWHERE, size=20)
    assert [case.kind for case in evidence()] == [Kind.BEHIND]


def test_strangers_cannot_fill_the_store_with_old_copies(watching: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "MOST_KEPT", 3)
    offer(0, 60)
    for size in range(1, 20):
        offer(0, size)
    assert len(evidence()) == 3
    offer(60, 60, FORK)
    assert Kind.FORK in {case.kind for case in evidence()}


def test_a_second_key_of_a_log_is_taken_beside_the_first(watching: None) -> None:
    rotated = MadeLog(60, signer=a_signer(LOG.signer.name, 7))
    assert offer(0, 9, rotated).verdict is Verdict.UNSIGNED
    trust_log(rotated.signer.vkey)
    assert len(watched()) == 1
    assert offer(0, 9, rotated).verdict is Verdict.COSIGNED
    assert offer(9, 12).verdict is Verdict.COSIGNED


def test_nothing_is_signed_that_could_not_be_remembered(watching: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(WatchedLog, "save", full_disk)
    with pytest.raises(OSError, match="no space"):
        offer(0, 9)
    assert watched()[0].size == 0


def test_of_two_requests_at_once_one_is_told_to_come_again(watching: None) -> None:
    """Else the later answer could take back what the earlier one had signed."""
    offer(0, 9)
    start = Barrier(2)

    def ask(size: int) -> Answer:
        start.wait()
        try:
            return offer(9, size)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = dict(zip((12, 20), pool.map(ask, (12, 20)), strict=True))
    [signed] = [size for size, answer in answers.items() if answer.verdict is Verdict.COSIGNED]
    assert watched()[0].size == signed
    assert {answer.verdict for answer in answers.values()} == {Verdict.COSIGNED, Verdict.ELSEWHERE}


class TestWhateverIsOffered:
    """Of all that a witness ever signs, each extends the one before."""

    steps: ClassVar = st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 60)), max_size=12)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps)
    def test_it_signs_one_past_only(self, watching: None, steps: list[tuple[bool, int, int]]) -> None:
        WatchedLog.objects.update(size=0, root=witness._text(EMPTY_ROOT), checkpoint="")
        signed = [Checkpoint(LOG.signer.name, 0, EMPTY_ROOT)]
        past: MadeLog | None = None
        for honest, some, other in steps:
            log, old, size = (LOG if honest else FORK), min(some, other), max(some, other)
            if offer(old, size, log).verdict is Verdict.COSIGNED:
                before = signed[-1]
                assert old == before.size
                assert past in (log, None) or not before.size
                now = log.checkpoint(size)
                assert consistent(before.size, size, log.consistency(old, size), before.root, now.root)
                signed.append(now)
                past = log
        assert watched()[0].size == signed[-1].size


@pytest.mark.parametrize("name", ["%00", "abc", "a%2eb"])
def test_of_a_log_that_is_not_watched_there_is_nothing(watching: None, client: Client, name: str) -> None:
    assert client.get(f"/log/witness/{name}/checkpoint").status_code == 404
