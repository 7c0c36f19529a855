"""The made-up nation hangs together."""

from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from wasl.country.api import pack
from wasl.synthetic.nation import TABLES, Nation
from wasl.synthetic.simulation import simulate


@cache
def nation() -> Nation:
    return simulate(pack(), 4_000, seed=11)


def joined(column: str, *wanted: str) -> pl.DataFrame:
    """Persons beside the wanted columns of the person that `column` names."""
    other = nation().persons.select(pl.col("pid").alias(column), *[pl.col(name).alias(f"{name}_") for name in wanted])
    return nation().persons.join(other, on=column)


def fingerprint(of: Nation) -> str:
    """By content: two runs of different processes give the same."""
    parts = [getattr(of, name).write_csv() for name in TABLES]
    return sha256("".join(parts).encode()).hexdigest()


def test_a_seed_gives_the_same_nation_again() -> None:
    assert fingerprint(simulate(pack(), 400, seed=3)) == fingerprint(simulate(pack(), 400, seed=3))


def test_another_seed_gives_another_nation() -> None:
    assert fingerprint(simulate(pack(), 400, seed=3)) != fingerprint(simulate(pack(), 400, seed=4))


def test_about_as_many_live_as_were_asked_for() -> None:
    assert nation().persons["alive"].sum() == pytest.approx(4_000, rel=0.03)


def test_too_few_people_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 200"):
        simulate(pack(), 100, seed=1)


def test_most_living_people_have_parents_and_grandparents_in_the_nation() -> None:
    living = nation().persons.filter("alive")
    assert living["mother_pid"].is_not_null().mean() > 0.97
    mothers = joined("mother_pid", "mother_pid").filter("alive")
    assert mothers["mother_pid_"].is_not_null().mean() > 0.6


def test_everybody_has_a_mother_by_name() -> None:
    assert nation().persons["mother_name"].null_count() == 0
    named = joined("mother_pid", "full_name")
    assert (named["mother_name"] == named["full_name_"]).all()


def test_nobody_is_born_before_the_mother_is_fourteen_or_after_her_death() -> None:
    born = joined("mother_pid", "birth_date", "death_date", "sex")
    assert (born["birth_date"] >= born["birth_date_"].dt.offset_by("14y")).all()
    assert (born["birth_date"] <= born["death_date_"].fill_null(date(2100, 1, 1))).all()
    assert (born["sex_"] == "female").all()


def test_names_come_from_father_and_grandfather() -> None:
    born = joined("father_pid", "given", "father", "family", "religion")
    for column, other in (("father", "given_"), ("grandfather", "father_"), ("family", "family_")):
        assert (born[column] == born[other]).all()


def test_nobody_marries_after_death_or_before_eighteen_or_within_the_closest_family() -> None:
    persons = nation().persons
    for spouse in ("husband", "wife"):
        died = persons["death_date"].gather(nation().marriages[spouse]).fill_null(date(2100, 1, 1))
        born = persons["birth_date"].gather(nation().marriages[spouse])
        assert (nation().marriages["married_on"] < died).all()
        assert (nation().marriages["married_on"] > born.dt.offset_by("17y")).all()
    mothers = [persons["mother_pid"].gather(nation().marriages[spouse]) for spouse in ("husband", "wife")]
    assert not (mothers[0] == mothers[1]).any()


def test_a_marriage_begins_after_the_former_one_has_ended() -> None:
    for spouse in ("husband", "wife"):
        ordered = nation().marriages.sort(spouse, "married_on")
        again = ordered.with_columns(before=pl.col("divorced_on").shift().over(spouse)).filter(
            pl.col("before").is_not_null()
        )
        assert (again["before"] <= again["married_on"]).all()


def test_spouses_are_each_others_and_alive() -> None:
    wedded = joined("spouse_pid", "spouse_pid", "alive")
    assert (wedded["pid"] == wedded["spouse_pid_"]).all()
    assert wedded["alive_"].all()
    assert set(wedded["marital_status"]) == {"married"}


def test_households_have_living_heads_and_count_their_members() -> None:
    persons, households = nation().persons, nation().households
    assert persons["alive"].gather(households["head_pid"]).all()
    assert (persons["household"].gather(households["head_pid"]) == households["household"]).all()
    counted = persons.filter("alive").group_by("household").len().sort("household")
    assert (counted["len"] == households["members"]).all()


def test_children_live_with_a_grown_up() -> None:
    persons = nation().persons.filter("alive")
    grown = persons.filter(pl.col("birth_date") <= date(2008, 10, 1))["household"].unique()
    assert persons["household"].is_in(grown.implode()).all()


def test_numbers_are_unique_valid_and_made_up() -> None:
    numbers = nation().persons["number"]
    scheme = pack().identifier
    assert numbers.is_unique().all()
    assert numbers.str.contains("^[89]").all()
    today = nation().today
    valid = nation().persons.select(scheme.valid_expr("number", demo=True, today=today)).to_series()
    assert valid.all()
    check = nation().persons.select(scheme.check_digit_expr("number")).to_series()
    assert (check.cast(pl.String) == numbers.str.slice(-1)).all()
    assert not any(scheme.is_valid(number, demo=False, today=today) for number in numbers.head(50))


def test_names_are_unevenly_frequent() -> None:
    counts = nation().persons.filter(pl.col("sex") == "male")["given"].value_counts(sort=True)["count"]
    assert counts[0] > 10 * counts[len(counts) // 2]


def test_twins_are_born_on_one_day() -> None:
    same = nation().persons.drop_nulls("mother_pid").group_by("mother_pid", "birth_date").len()
    assert 0.003 < (same["len"] > 1).mean() < 0.03


def test_the_nation_is_young_and_reaches_old_age() -> None:
    born = nation().persons.filter("alive")["birth_date"]
    assert (born > date(2008, 10, 1)).mean() > 0.3
    assert born.min() < date(1945, 1, 1)  # type: ignore[operator]


def test_identifying_numbers_of_things_are_unique() -> None:
    unique = {"vehicles": "plate", "phones": "msisdn", "companies": "tax_no", "insurance": "insurance_no"}
    unique |= {"ration_cards": "card_no", "meters": "meter_no", "deeds": "deed_no", "marriages": "contract_no"}
    for table, column in unique.items():
        assert getattr(nation(), table)[column].is_unique().all(), table


def test_nobody_can_be_called_by_a_made_up_telephone_number() -> None:
    for frame in (nation().persons["phone"], nation().phones["msisdn"], nation().accounts["msisdn"]):
        assert frame.drop_nulls().str.contains(r"^019[0-9]{8}$").all()


def test_every_person_reference_is_a_person() -> None:
    last = nation().persons.height
    for table, column in (("jobs", "pid"), ("vehicles", "owner"), ("deeds", "other"), ("pensions", "payee")):
        highest = getattr(nation(), table)[column].max()
        assert highest is not None
        assert highest < last


def test_nothing_but_appointments_and_expiries_lies_in_the_future() -> None:
    future = {"expiry", "licence_expiry", "expires", "valid_to", "next_session"}
    for table in TABLES:
        frame: pl.DataFrame = getattr(nation(), table)
        for name in frame.select(pl.col(pl.Date)).columns:
            latest = frame[name].max()
            allowed = nation().today + (timedelta(days=3_700) if name in future else timedelta(0))
            assert latest is None or latest <= allowed, (table, name)  # type: ignore[operator]


def test_a_nation_comes_back_from_its_folder(tmp_path: Path) -> None:
    small = simulate(pack(), 300, seed=5)
    small.save(tmp_path)
    again = Nation.load(tmp_path)
    assert fingerprint(small) == fingerprint(again)
    assert (again.seed, again.today) == (small.seed, small.today)
