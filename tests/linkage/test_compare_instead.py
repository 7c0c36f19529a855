"""A field that speaks only where those it stands in for do not agree."""

import polars as pl

from wasl.linkage import Field, Kind, Settings
from wasl.linkage.compare import BITS, LEVELS, Comparer, Frequencies, Words
from wasl.linkage.facts import standardise
from wasl.linkage.vocabulary import Vocabulary

SETTINGS = Settings(
    number=False,
    fields=(
        Field("given", Kind.NAME),
        Field("family", Kind.NAME),
        Field("names", Kind.WORDS, instead=("given", "family")),
    ),
    keys=("given",),
    household=(),
)


def said_of_names(one: tuple[str, str], two: tuple[str, str]) -> int:
    """The level of the field `names` for two rows of given and family name."""
    rows = [
        {"record": str(place), "given_name": given, "family_name": family, "names": f"{given} {family}"}
        for place, (given, family) in enumerate((one, two))
    ]
    facts = standardise(pl.DataFrame(rows), SETTINGS, Vocabulary())
    comparer = Comparer(SETTINGS, Frequencies(facts, SETTINGS))
    first, second = pl.Series([0]).to_numpy(), pl.Series([1]).to_numpy()
    return int(comparer.patterns(facts, first, facts, second)[0] >> 3 * BITS & LEVELS - 1)


def test_exchanged_names_are_seen_as_the_same_words() -> None:
    assert said_of_names(("vincent", "ruby"), ("ruby", "vincent")) == Words.SAME


def test_nothing_is_said_twice_where_the_names_themselves_agree() -> None:
    assert said_of_names(("vincent", "ruby"), ("vincent", "ruby")) == 0
    assert said_of_names(("vincent", "ruby"), ("vincent", "smith")) == 0


def test_other_people_have_few_words_in_common() -> None:
    assert said_of_names(("vincent", "ruby"), ("olga", "smith")) == Words.FEW
