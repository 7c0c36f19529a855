"""In which order registers are linked: what goes via another register comes after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from wasl.core.errors import Refusal
from wasl.registers.api import Manifest, Role


@dataclass(frozen=True)
class Task:
    """One register in one role."""

    manifest: Manifest
    role: Role

    @property
    def register(self) -> str:
        return self.manifest.id


def tasks(manifests: Mapping[str, Manifest], only: Sequence[str] | None = None) -> list[Task]:
    """Every role of every register (or of those named). Raises Refusal for a name that is no register."""
    if lost := sorted(set(only or ()) - set(manifests)):
        raise Refusal(f"no register is called {', '.join(lost)}", where="linking", mend="see `wasl registers list`")
    by_name = {(m.id, role.role): Task(m, role) for m in manifests.values() for role in m.persons}
    order = TopologicalSorter({name: _before(task) for name, task in by_name.items()}).static_order()
    return [by_name[name] for name in order if only is None or name[0] in only]


def _before(task: Task) -> list[tuple[str, str]]:
    via = task.role.via
    return [(via.register_id, via.role)] if via else []
