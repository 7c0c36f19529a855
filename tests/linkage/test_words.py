"""Names made comparable."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasl.linkage.facts import standardise
from wasl.linkage.settings import Settings
from wasl.linkage.vocabulary import Vocabulary
from wasl.linkage.words import skeleton, standard_form


@given(st.text(max_size=20))
def test_standardising_twice_changes_nothing(token: str) -> None:
    assert standard_form(standard_form(token)) == standard_form(token)


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("محمد", "Muhammad"),
        ("خديجة", "Khadiga"),
        ("يوسف", "Yousef"),
        ("عبدالعزيز", "Abdelaziz"),
        ("الشربيني", "ElSherbiny"),
        ("فتحي", "Fathy"),
        ("صالح", "Saleh"),
    ],
)
def test_a_name_has_one_skeleton_in_both_scripts(arabic: str, latin: str) -> None:
    assert skeleton(standard_form(arabic)) == skeleton(standard_form(latin))


def names(*full: str) -> list[list[str]]:
    words = Vocabulary()
    facts = standardise(pl.DataFrame({"record": list(full), "full_name": list(full)}), Settings(), words)
    return [[words.forms[i] for i in row] for row in facts.block[:, :4].tolist()]


def test_compound_names_are_one_name_split_or_joined() -> None:
    split, joined = names("عبد الرحمن نور الدين ابو زيد عبد الله", "عبدالرحمن نورالدين ابوزيد عبدالله")
    assert split == joined == ["عبدالرحمن", "نورالدين", "ابوزيد", "عبدالله"]
    assert names("Abd El Rahman Nour El-Din Aly El Sayed") == [["abdelrahman", "noureldin", "aly", "elsayed"]]


def test_words_that_join_names_are_dropped() -> None:
    assert names("محمد بن أحمد بن علي السيد") == names("محمد أحمد علي السيد")


def test_many_rows_are_read_like_few() -> None:
    full = ["عبد الله محمد علي حسن", "Mona El-Sayed", "", "لا يوجد", "أحمد", "بن", "  هدى   حسن  "] * 20
    assert names(*full) == [row for name in full for row in names(name)]
