import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.core.errors import Refusal
from wasl.trust.log.checkpoints import Checkpoint
from wasl.trust.log.notes import NoteKey, Signer, opened

# The example of c2sp.org/signed-note
KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
SIGNER = Signer.of("wasl.example/log", bytes(range(32)))
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: text + "\n")


def test_the_standards_own_example_is_opened() -> None:
    found = opened(NOTE, [NoteKey.of(KEY)])
    assert (found.text, found.signed_by) == ("This is an example message.\n", ("example.com/foo",))


@given(texts)
def test_what_is_signed_can_be_opened(text: str) -> None:
    assert opened(SIGNER.sign(text), [SIGNER.key]).text == text


@given(texts, st.data())
def test_a_changed_note_is_refused(text: str, data: st.DataObject) -> None:
    note = SIGNER.sign(text)
    place = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda letter: letter != note[place]))
    with pytest.raises(Refusal):
        opened(note[:place] + other + note[place + 1 :], [SIGNER.key])


@given(st.text())
def test_anything_else_is_refused_and_breaks_nothing(anything: str) -> None:
    with pytest.raises(Refusal):
        opened(anything, [SIGNER.key])
    with pytest.raises(Refusal):
        NoteKey.of(anything)
    with pytest.raises(Refusal):
        Checkpoint.read(anything)


def test_signatures_of_strangers_are_passed_over_but_do_not_suffice() -> None:
    stranger = Signer.made("stranger.example")
    note = SIGNER.sign("text\n") + stranger.sign("text\n").rpartition("\n\n")[2]
    assert opened(note, [SIGNER.key]).signed_by == (SIGNER.name,)
    assert opened(note, [SIGNER.key, stranger.key]).signed_by == (SIGNER.name, stranger.name)
    with pytest.raises(Refusal, match="nobody whom we trust"):
        opened(note, [Signer.made("third.example").key])
    with pytest.raises(Refusal, match="nobody whom we trust"):
        opened(note, [Signer.made(SIGNER.name).key])


def test_a_key_whose_id_is_not_its_own_is_refused() -> None:
    with pytest.raises(Refusal, match="no valid key"):
        NoteKey.of(KEY.replace("530d903a", "530d903b"))


@pytest.mark.parametrize("name", ["", "with space", "with+plus", "with\u2003space"])
def test_a_name_that_no_line_could_hold_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        Signer.made(name)


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_as_it_was_written(size: int, root: bytes) -> None:
    made = Checkpoint("wasl.example/log", size, root)
    assert Checkpoint.read(made.body()) == made


@pytest.mark.parametrize(
    "text",
    [
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        f"a\n{2**63}\n" + "A" * 43 + "=\n",
        "a\n1\nAAAA\n",
        "a\n1\n",
        "a\n1\n" + "A" * 43 + "=\n\nx\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="no checkpoint"):
        Checkpoint.read(text)
