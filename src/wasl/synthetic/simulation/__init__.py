"""Makes the nation's fact tables: a population over generations, then everything that its people have and do."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from wasl.synthetic.nation import AS_OF, Nation
from wasl.synthetic.simulation.care import add_care
from wasl.synthetic.simulation.dealings import add_dealings
from wasl.synthetic.simulation.persons import populate
from wasl.synthetic.simulation.places import add_places
from wasl.synthetic.simulation.telephones import add_telephones
from wasl.synthetic.simulation.things import add_things
from wasl.synthetic.simulation.work import add_work
from wasl.synthetic.simulation.world import World
from wasl.synthetic.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from wasl.country.api import Pack

FEWEST = 200
"""Fewer people than this make no nation: some governorates, ages and trades would be empty."""


def simulate(pack: "Pack", people: int, seed: int, progress: "Callable[[str], None] | None" = None) -> Nation:
    """A nation of about `people` living persons; the dead of a century come on top. A seed gives one nation."""
    if people < FEWEST:
        raise ValueError(f"a nation of {people} people cannot be made: ask for at least {FEWEST}")
    world = World(pack, words(pack.folder / "synthetic"), seed, AS_OF)
    populate(world, people)
    for add in (add_places, add_things, add_telephones, add_work, add_care, add_dealings):
        if progress:
            progress(add.__name__)
        add(world)
    return Nation(pack=pack, seed=seed, today=AS_OF, **world.tables)


def write_facts(folder: Path, people: int, seed: int) -> tuple[int, int]:
    """Leave the nation in that folder, all at once; how many are alive, and how many there are with the dead."""
    from wasl.country.api import pack  # here, because a nation can be simulated for any pack

    draft = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    nation = simulate(pack(), people, seed)
    nation.save(draft)
    draft.rename(folder)
    return int(nation.persons["alive"].sum()), nation.persons.height
