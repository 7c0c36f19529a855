"""Having our log witnessed: what is asked, what is kept, and what is told when a witness has seen something else."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from tests.standards.tlog.made import MadeLog, a_cosigner
from tests.trust.conftest import ledger
from wasl.core.errors import Refusal, words
from wasl.trust.log import witness_asking, witness_kept
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.notes import opened
from wasl.trust.log.witness import Kind, Submission, evidence
from wasl.trust.log.witness_asking import ask, our_witnesses, trust_witness
from wasl.trust.log.witness_kept import held_checkpoints, newest_cosigned, served_checkpoint
from wasl.trust.log.witness_models import OurWitness

__all__ = ["ledger"]

ADDRESS = "https://witness.example/log/witness"
LOG = MadeLog(40)
WITNESS = a_cosigner()


@dataclass
class Theirs:
    """A witness in memory that has seen `log` up to `size`; it believes any proof but of another root."""

    log: MadeLog = LOG
    size: int = 0
    asked: list[Submission] = field(default_factory=list)
    signs_as: str | None = None

    def __call__(self, address: str, body: bytes | None) -> httpx.Response:
        if body is None:
            shown = self.log.note(self.size, WITNESS) if self.size else ""
            return httpx.Response(200 if shown else 404, text=shown)
        assert address == f"{ADDRESS}/add-checkpoint"
        submission = Submission.read(body)
        self.asked.append(submission)
        return self._judged(submission)

    def _judged(self, submission: Submission) -> httpx.Response:
        checkpoint = Checkpoint.read(submission.note.split("\n\n")[0] + "\n")
        if submission.old != self.size:
            return httpx.Response(409, text=f"{self.size}\n", headers={"Content-Type": "text/x.tlog.size"})
        if checkpoint != self.log.checkpoint(checkpoint.size):
            return httpx.Response(422)
        self.size = checkpoint.size
        signer = WITNESS if not self.signs_as else a_cosigner(self.signs_as)
        return httpx.Response(200, text=self.log.note(checkpoint.size, signer).split("\n\n")[1].split("\n", 1)[1])


class Ours:
    """What our own log is, for the test: any made log at any size."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log, self.size = LOG, 12
        for place in (witness_asking, witness_kept):
            monkeypatch.setattr(place, "latest_checkpoint", lambda: self.log.note(self.size))
        monkeypatch.setattr(witness_asking, "consistency", self._consistency)
        monkeypatch.setattr(witness_asking, "log_key", lambda: self.log.signer.key)
        monkeypatch.setattr(witness_asking, "holds", self._holds)

    def _consistency(self, old: int, new: int) -> list[bytes]:
        return self.log.consistency(old, new)

    def _holds(self, seen: Checkpoint) -> bool:
        return seen.size <= self.size and self.log.checkpoint(seen.size) == seen


@pytest.fixture
def ours(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Ours:
    return Ours(monkeypatch)


@pytest.fixture
def witness(ours: Ours) -> OurWitness:
    return trust_witness(f"{ADDRESS}/add-checkpoint", WITNESS.key.vkey)


def again() -> OurWitness:
    return our_witnesses()[0]


def test_the_cosignature_is_kept_with_the_checkpoint(ours: Ours, witness: OurWitness) -> None:
    given = ask(witness, Theirs())
    assert given.name == WITNESS.name
    note = served_checkpoint()
    assert opened(note, [LOG.signer.key, WITNESS.key]).signed_by == (LOG.signer.name, WITNESS.name)
    assert newest_cosigned() == note
    assert held_checkpoints() == [note]
    assert again().size == 12


def test_the_newest_is_served_and_the_newest_cosigned_beside_it(ours: Ours, witness: OurWitness) -> None:
    ask(witness, Theirs())
    ours.size = 20
    assert served_checkpoint() == LOG.note(20)
    assert "\n12\n" in (newest_cosigned() or "")
    assert newest_cosigned(at_least=13) is None


def test_a_second_asking_proves_the_way_from_the_first(ours: Ours, witness: OurWitness) -> None:
    theirs = Theirs()
    ask(witness, theirs)
    ours.size = 33
    ask(again(), theirs)
    assert [(one.old, list(one.proof)) for one in theirs.asked] == [(0, []), (12, LOG.consistency(12, 33))]
    assert len(held_checkpoints()) == 2


def test_a_witness_that_stands_elsewhere_is_asked_from_there(ours: Ours, witness: OurWitness) -> None:
    theirs = Theirs(size=7)
    ask(witness, theirs)
    assert [one.old for one in theirs.asked] == [0, 7]


def test_two_witnesses_sign_under_one_checkpoint_each_once(ours: Ours, witness: OurWitness) -> None:
    second = a_cosigner("other.example/w", 11)
    ask(witness, Theirs())
    ask(again(), Theirs(size=12))
    other = trust_witness("https://other.example", second.key.vkey)
    text = LOG.checkpoint(12).body()
    line = LOG.note(12, second).split("\n\n")[1].split("\n", 1)[1]
    ask(other, lambda address, body: httpx.Response(200, text=line))
    assert text in served_checkpoint()
    assert [one.split(" ")[1] for one in served_checkpoint().split("\n\n")[1].splitlines()] == [
        LOG.signer.name,
        WITNESS.name,
        second.name,
    ]


def told(theirs: Theirs) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        ask(again(), theirs)
    what = words(refused.value.what)
    return what.ar, what.en


def test_a_log_that_was_rolled_back_is_told_so_with_its_own_signature(ours: Ours, witness: OurWitness) -> None:
    ours.size = 5
    arabic, english = told(Theirs(size=12))
    assert "rolled back" in english
    assert "إلى الوراء" in arabic
    [case] = evidence()
    assert case.kind == Kind.ROLLED_BACK
    assert (case.held, case.offered) == (LOG.note(12, WITNESS), LOG.note(5))


def test_a_log_that_was_written_anew_is_told_so(ours: Ours, witness: OurWitness) -> None:
    ours.log, ours.size = MadeLog(40, seed=1), 20
    assert "written anew" in told(Theirs(size=12))[1]
    assert [case.kind for case in evidence()] == [Kind.REWRITTEN]


def test_a_log_with_two_faces_is_told_so(ours: Ours, witness: OurWitness) -> None:
    ours.log = MadeLog(40, seed=1)
    assert "two different versions" in told(Theirs(size=12))[1]
    assert [case.kind for case in evidence()] == [Kind.FORK]


def test_a_checkpoint_that_is_merely_late_speaks_against_nobody(
    ours: Ours, witness: OurWitness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the file may be behind the store, which holds what the witness saw."""
    ours.size = 5
    monkeypatch.setattr(witness_asking, "holds", lambda seen: True)
    assert "though our log holds what it saw" in told(Theirs(size=12))[1]
    assert evidence() == []


def test_a_witness_that_lies_about_where_it_stands_proves_nothing(ours: Ours, witness: OurWitness) -> None:
    class Liar(Theirs):
        def __call__(self, address: str, body: bytes | None) -> httpx.Response:
            return httpx.Response(409, text="99\n") if body else httpx.Response(404)

    assert "shows none of ours" in told(Liar())[1]
    assert evidence() == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(409, text="x"),
        httpx.Response(409, text="9" * 30),
        httpx.Response(500, text="down"),
        httpx.Response(404),
        httpx.Response(200, text=""),
        httpx.Response(200, text="— witness.example/w AAAA\n"),
        httpx.Response(200, text=LOG.note(12, a_cosigner("stranger.example/w")).split("\n\n")[1]),
    ],
    ids=lambda answer: f"{answer.status_code}-{answer.text[:9]}",
)
def test_an_odd_answer_is_told_and_nothing_is_kept(ours: Ours, witness: OurWitness, answer: httpx.Response) -> None:
    with pytest.raises(Refusal, match="did not sign"):
        ask(again(), lambda address, body: answer)
    assert held_checkpoints() == []
    assert again().size == 0


def test_a_witness_that_keeps_moving_is_not_asked_for_ever(ours: Ours, witness: OurWitness) -> None:
    sizes = iter(range(1, 100))
    with pytest.raises(Refusal, match="stands elsewhere"):
        ask(again(), lambda address, body: httpx.Response(409, text=f"{next(sizes) % 12}\n"))


def test_a_false_signature_in_a_known_name_is_not_kept(ours: Ours, witness: OurWitness) -> None:
    with pytest.raises(Refusal, match="not that of the key"):
        ask(again(), Theirs(log=replace(LOG), signs_as="stranger.example/w"))


def test_nobody_answering_is_told(ours: Ours) -> None:
    silent = trust_witness("http://127.0.0.1:1", WITNESS.key.vkey)
    with pytest.raises(Refusal, match="does not answer"):
        ask(silent)


@pytest.mark.parametrize("address", ["", "witness.example", "ftp://witness.example"])
def test_an_address_that_is_none_is_refused(ours: Ours, address: str) -> None:
    with pytest.raises(Refusal, match="no address"):
        trust_witness(address, WITNESS.key.vkey)


def test_a_larger_checkpoint_outside_the_store_is_never_overwritten(ours: Ours, witness: OurWitness) -> None:
    """Whoever rolls the store back must roll back the file too, and cannot roll back the witness."""
    ours.size = 20
    ask(witness, Theirs())
    outside = held_checkpoints()
    witness_kept.CosignedCheckpoint.objects.all().delete()
    ours.size = 12
    OurWitness.objects.update(size=0)
    ask(again(), Theirs())
    assert outside[0] in held_checkpoints()
