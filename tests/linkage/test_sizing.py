"""What linking a nation needs, reckoned out of what was measured."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wasl.linkage.sizing import MEASURED, Cluster, Measured, Prices, Way, cores_needed, sized

TOLD = Measured.load()
PEOPLE = st.integers(1_000, 200_000_000)
REGISTERS = st.integers(1, 300)
CLUSTERS = st.builds(Cluster, st.integers(1, 200), st.integers(1, 64))


@given(PEOPLE, PEOPLE, REGISTERS, CLUSTERS)
def test_more_people_never_need_less(one: int, two: int, registers: int, cluster: Cluster) -> None:
    few, many = (sized(people, registers, cluster, measured=TOLD) for people in sorted((one, two)))
    assert few.hours <= many.hours
    assert few.memory_gib <= many.memory_gib
    assert few.disk_gib <= many.disk_gib
    assert few.cost <= many.cost


@given(PEOPLE, REGISTERS, REGISTERS, CLUSTERS)
def test_more_registers_never_need_less(people: int, one: int, two: int, cluster: Cluster) -> None:
    few, many = (sized(people, registers, cluster, measured=TOLD) for registers in sorted((one, two)))
    assert few.hours <= many.hours
    assert few.disk_gib <= many.disk_gib


@given(PEOPLE, REGISTERS, CLUSTERS, st.integers(0, 64))
def test_more_cores_are_never_slower(people: int, registers: int, cluster: Cluster, more: int) -> None:
    larger = Cluster(cluster.machines, cluster.cores + more)
    assert (
        sized(people, registers, larger, measured=TOLD).hours <= sized(people, registers, cluster, measured=TOLD).hours
    )


@given(PEOPLE, REGISTERS, CLUSTERS)
def test_the_stage_that_is_named_takes_longest(people: int, registers: int, cluster: Cluster) -> None:
    found = sized(people, registers, cluster, measured=TOLD)
    assert found.bound.hours == max(stage.hours for stage in found.stages)
    assert ("bounded by", found.bound.name) in found.as_rows()
    assert found.hours == pytest.approx(found.fixed_hours + sum(stage.hours for stage in found.stages))


@pytest.mark.parametrize("way", Way)
def test_a_measured_size_comes_out_as_it_was_measured(way: Way) -> None:
    for cost in TOLD.ways[way].stages:
        units, seconds = cost.points[-1]
        assert cost.cpu_seconds(units) == pytest.approx(seconds)
        assert cost.growth >= 1
        assert cost.again


def test_dearer_hours_cost_more() -> None:
    cheap, dear = (sized(prices=Prices(core_hour=price), measured=TOLD) for price in (0.01, 0.1))
    assert cheap.hours == dear.hours
    assert cheap.cost < dear.cost


def test_enough_machines_are_found_for_the_wanted_hours() -> None:
    found = cores_needed(1_000_000, 20, 12.0)
    assert found is not None
    assert found.hours <= 12
    assert cores_needed(107_000_000, 130, 1e-6, most=2) is None


def test_other_measurements_take_the_place_of_ours(tmp_path: Path) -> None:
    told = yaml.safe_load(MEASURED.read_text(encoding="utf-8"))
    for stage in told["ways"]["one machine"]["stages"]:
        stage["points"] = [[units, seconds * 2] for units, seconds in stage["points"]]
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(told), encoding="utf-8")
    mine, ours = sized(measured=Measured.load(path)), sized(measured=TOLD)
    assert mine.stages[0].hours == pytest.approx(2 * ours.stages[0].hours)


def test_a_file_that_is_no_measurement_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text("machine: mine", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.yaml: not measurements"):
        Measured.load(path)


@pytest.mark.parametrize(("people", "registers"), [(0, 130), (1000, 0)])
def test_nobody_in_no_register_is_refused(people: int, registers: int) -> None:
    with pytest.raises(ValueError, match="at least one person and one register"):
        sized(people, registers, measured=TOLD)
