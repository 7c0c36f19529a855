"""A proof file: what it proves to somebody who has only the keys, and what becomes of it when it is touched."""

import random
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.standards.tlog.made import NOON, MadeLog, a_cosigner, a_signer
from wasl.core.errors import Refusal
from wasl.trust.log.proof_file import Checked, PersonTold, Policy, Told, read_proof

LOG = MadeLog(300)
WITNESS = a_cosigner()
KEYS = [LOG.signer.vkey, WITNESS.key.vkey]
PROOF = LOG.proof(6, WITNESS).written()


def what(checked: Checked) -> str:
    assert not checked.ok
    assert checked.facts is None
    assert all(finding.ar != finding.en for finding in checked.findings)
    return " ".join(finding.en for finding in checked.findings)


def test_a_proof_tells_what_was_looked_at_and_who_has_signed() -> None:
    checked = read_proof(PROOF, KEYS)
    assert checked.ok, checked.findings
    assert (checked.seq, checked.size, checked.origin) == (7, 300, "log.example/1")
    assert checked.facts
    assert checked.facts["actor_name"] == "منى علي"
    assert checked.at
    assert checked.at.isoformat() == "2026-11-01T09:07:00+00:00"
    assert [(one.name, one.at) for one in checked.cosigned] == [("witness.example/w", NOON)]


def test_a_proof_names_nobody_but_the_one_it_is_for() -> None:
    assert read_proof(PROOF, KEYS).persons == ("p7x0",)
    assert b"p7x1" not in b64decode(PROOF.split("\n")[1].removeprefix("extra "))


@given(st.integers(0, 299), st.integers(1, 300))
def test_every_entry_can_be_proved_in_every_tree_that_holds_it(index: int, size: int) -> None:
    size = max(size, index + 1)
    checked = read_proof(LOG.proof(index, size=size).written(), KEYS)
    assert (checked.ok, checked.seq, checked.size) == (True, index + 1, size)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_proof_of_another_place_is_refused(index: int, claimed: int) -> None:
    proof = LOG.proof(min(index, 299))
    moved = replace(proof, index=claimed)
    assert read_proof(moved.written(), KEYS).ok == (claimed == proof.index)


def test_a_proof_of_another_log_is_refused() -> None:
    other = MadeLog(300, signer=a_signer("other.example/1", 2))
    assert "nobody whom we trust" in what(read_proof(other.proof(6).written(), KEYS))


def test_a_witness_alone_cannot_vouch_for_a_log() -> None:
    assert "did not sign" in what(read_proof(PROOF, [WITNESS.key.vkey]))


def test_a_key_of_another_log_cannot_sign_for_this_one() -> None:
    stranger = a_signer("stranger.example/1", 3)
    note = stranger.sign(LOG.checkpoint().body())
    forged = replace(LOG.proof(6), note=note).written()
    assert "did not sign" in what(read_proof(forged, [*KEYS, stranger.vkey]))


def test_a_false_signature_of_a_known_witness_spoils_the_proof() -> None:
    other = a_cosigner(seed=8).cosign(LOG.checkpoint().body(), NOON).split(" ")[2]
    raw = WITNESS.key.id + b64decode(other)[4:]
    forged = replace(LOG.proof(6), note=LOG.note() + f"— {WITNESS.name} {b64encode(raw).decode()}\n")
    assert "false" in what(read_proof(forged.written(), KEYS))


def test_a_reader_may_ask_for_witnesses() -> None:
    assert read_proof(PROOF, KEYS, Policy(witnesses=1)).ok
    assert "you ask for 2" in what(read_proof(PROOF, KEYS, Policy(witnesses=2)))
    assert "you ask for 1" in what(read_proof(LOG.proof(6).written(), KEYS, Policy(witnesses=1)))
    twice = LOG.proof(6, WITNESS, WITNESS).written()
    assert "you ask for 2" in what(read_proof(twice, KEYS, Policy(witnesses=2)))


def test_salt_and_words_cannot_be_parted_elsewhere() -> None:
    """SHA-256(salt || handle) fixes where one ends only because a salt has 32 bytes."""
    proof = LOG.proof(6)
    first = proof.told.persons[0]
    assert first.handle
    assert first.salt
    shifted = PersonTold(first.commitment, first.handle[2:], first.salt + first.handle[:2].encode())
    forged = replace(proof, told=replace(proof.told, persons=(shifted, *proof.told.persons[1:])))
    assert "damaged" in what(read_proof(forged.written(), KEYS))


def test_a_changed_fact_is_found() -> None:
    proof = LOG.proof(6)
    told: Told = replace(proof.told, facts=proof.told.facts.replace("منى", "هدى"))
    assert "not in the log in these words" in what(read_proof(replace(proof, told=told).written(), KEYS))


def test_mails_that_turn_line_ends_do_no_harm() -> None:
    assert read_proof(PROOF.replace("\n", "\r\n"), KEYS).ok


@pytest.mark.parametrize("text", ["", "\n\n", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n\n", "x" * 2_000_000])
def test_what_is_no_proof_is_told_so(text: str) -> None:
    assert what(read_proof(text, KEYS))


def told_as(json: str) -> str:
    lines = PROOF.split("\n")
    return "\n".join([lines[0], f"extra {b64encode(json.encode('utf-8', 'surrogatepass')).decode()}", *lines[2:]])


@pytest.mark.parametrize(
    "json",
    [
        "1", "[]", "{}", "null", '"x"', "{", "[" * 100_000,
        '{"facts":1,"salt":"","persons":[]}',
        '{"facts":"1","salt":"","persons":[]}',
        '{"facts":"{}","salt":3,"persons":[]}',
        '{"facts":"{}","salt":"AA==","persons":3}',
        '{"facts":"{}","salt":"AA==","persons":["handle",3,null,{"handle":1,"salt":"AA=="}]}',
        '{"facts":"{\\"a\\":\\"\ud800\\"}","salt":"AA==","persons":[]}',
        '{"facts":"{}","salt":"' + "A" * 43 + '=","persons":[{"handle":"\\ud800","salt":"' + "A" * 43 + '="}]}',
        '{"facts":"{}","salt":"' + "A" * 43 + '=","persons":[{"handle":["x"],"salt":"' + "A" * 43 + '="}]}',
        '{"facts":"{\\"at\\":1e999}","salt":"' + "A" * 43 + '=","persons":[]}',
    ],
)  # fmt: skip
def test_odd_extras_are_answered(json: str) -> None:
    assert what(read_proof(told_as(json), KEYS))


def test_a_key_that_is_none_is_the_readers_own_mistake() -> None:
    for key in ("", "x", "log.example+00000000+AQ==", LOG.signer.vkey[:-4]):
        with pytest.raises(Refusal):
            read_proof(PROOF, [key])


@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    assert not read_proof(text, KEYS).ok
    assert not read_proof(f"c2sp.org/tlog-proof@v1\n{text}", KEYS).ok


@given(st.integers(0, len(PROOF) - 1))
def test_a_proof_cut_anywhere_is_no_longer_one_or_has_lost_a_witness(end: int) -> None:
    checked = read_proof(PROOF[:end], KEYS)
    assert not checked.ok or not checked.cosigned


@given(st.integers(0, len(PROOF.encode()) - 1), st.integers(0, 7))
def test_a_flipped_bit_never_changes_what_a_good_proof_says(place: int, bit: int) -> None:
    raw = bytearray(PROOF.encode())
    raw[place] ^= 1 << bit
    checked = read_proof(raw.decode("utf-8", "replace"), KEYS)
    good = read_proof(PROOF, KEYS)
    assert not checked.ok or replace(checked, cosigned=good.cosigned) == good


def test_two_hundred_random_mutations_change_nothing_that_is_believed() -> None:
    good = read_proof(PROOF, KEYS)
    refused = 0
    for text in mutations(PROOF, 200):
        checked = read_proof(text, KEYS)
        assert not checked.ok or replace(checked, cosigned=good.cosigned) == good
        refused += not checked.ok
    assert refused > 150


def mutations(text: str, count: int) -> list[str]:
    """Letters changed, dropped, doubled; lines dropped, doubled and swapped."""
    dice = random.Random(5)
    return [_mutated(text, dice) for _ in range(count)]


def _mutated(text: str, dice: random.Random) -> str:
    lines, at = text.split("\n"), dice.randrange(len(text))
    one, two = dice.randrange(len(lines)), dice.randrange(len(lines))
    swapped = [lines[two] if n == one else lines[one] if n == two else line for n, line in enumerate(lines)]
    ways = [
        text[:at] + dice.choice("Aa0+/=\n x—") + text[at + 1 :],
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        "\n".join(lines[:one] + lines[one + 1 :]),
        "\n".join([*lines[:one], lines[one], *lines[one:]]),
        "\n".join(swapped),
    ]
    return dice.choice(ways)
