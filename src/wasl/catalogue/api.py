"""What the state offers: definitions of services, their versions, and what follows from them.

Promises: a definition that is loaded hangs together, in both languages; a published version never changes; the same
definition, answers and facts always give the same path, verdicts, fee and actions. Nothing here reads a register or
knows a case: whoever calls brings the facts and keeps the answers.
"""

from pathlib import Path as Folder

from wasl.catalogue import finding
from wasl.catalogue.acting import actions, steps, written
from wasl.catalogue.conditions import Kind, Value
from wasl.catalogue.examples import example_faults
from wasl.catalogue.finding import Found, Index
from wasl.catalogue.loading import Loaded, load_service, load_services
from wasl.catalogue.making import new_service
from wasl.catalogue.model import (
    Action,
    Definition,
    Example,
    Fact,
    Page,
    Question,
    Service,
    Span,
    State,
    Step,
    Type,
    Who,
    WriteBack,
)
from wasl.catalogue.models import ServiceVersion, Stage
from wasl.catalogue.once_only import Share, once_only, once_only_over
from wasl.catalogue.publishing import publish_all
from wasl.catalogue.ruling import FeeLine, Verdict, eligible, fees, tariff, total
from wasl.catalogue.sampling import sample, sample_example
from wasl.catalogue.signs import PURPOSE as FOR_YOU
from wasl.catalogue.signs import Known as KnownSign
from wasl.catalogue.signs import signs
from wasl.catalogue.surroundings import LifeEvent, Surroundings, surroundings
from wasl.catalogue.telling import told
from wasl.catalogue.versions import (
    definition_of,
    differences,
    exported,
    keep_draft,
    live,
    live_definitions,
    publish,
    published,
    version,
)
from wasl.catalogue.walking import Asked, Circumstances, Path, Shown, fit_answer, path
from wasl.country.api import PackError

__all__ = [
    "FOR_YOU",
    "Action",
    "Asked",
    "Circumstances",
    "Definition",
    "Example",
    "Fact",
    "FeeLine",
    "Found",
    "Index",
    "Kind",
    "KnownSign",
    "LifeEvent",
    "Loaded",
    "Page",
    "Path",
    "Question",
    "Service",
    "ServiceVersion",
    "Share",
    "Shown",
    "Span",
    "Stage",
    "State",
    "Step",
    "Surroundings",
    "Type",
    "Value",
    "Verdict",
    "Who",
    "WriteBack",
    "actions",
    "by_agency",
    "by_life_event",
    "check",
    "definition_of",
    "differences",
    "eligible",
    "exported",
    "fees",
    "find",
    "fit_answer",
    "folder_of",
    "keep_draft",
    "live",
    "live_definitions",
    "load_service",
    "load_services",
    "new_service",
    "once_only",
    "once_only_over",
    "path",
    "publish",
    "publish_all",
    "published",
    "sample",
    "sample_example",
    "signs",
    "steps",
    "surroundings",
    "tariff",
    "told",
    "total",
    "version",
    "written",
]


def folder_of(name: str, world: Surroundings) -> Folder:
    """The folder of a service, by its slug or its own path."""
    path_of_it = Folder(name)
    return path_of_it if path_of_it.is_dir() else world.services.get(name, world.country.folder / "services" / name)


def check(folders: list[Folder], world: Surroundings) -> list[Loaded]:
    """Loads definitions and runs their examples. Raises PackError with every fault of all."""
    faults = []
    try:
        loaded = load_services(folders, world)
    except PackError as error:
        loaded, faults = [], error.faults
    faults += [fault for one in loaded for fault in example_faults(one)]
    if faults:
        raise PackError(faults)
    return loaded


def find(text: str, limit: int = 10) -> list[Found]:
    """Live services by what people call them, the best first."""
    return _index(live_definitions()).find(text, limit)


def by_life_event(event: str) -> list[Definition]:
    """Live services that belong to an event of life_events.yaml."""
    return finding.by_life_event(live_definitions(), event)


def by_agency(agency: str) -> list[Definition]:
    """Live services of an agency."""
    return finding.by_agency(live_definitions(), agency)


_INDEX: list[tuple[list[Definition], Index]] = []


def _index(standing: list[Definition]) -> Index:
    """Made anew when anything was published, also by another process: each definition is one object."""
    if _INDEX and list(map(id, _INDEX[0][0])) == list(map(id, standing)):
        return _INDEX[0][1]
    made = Index(standing)
    _INDEX[:] = [(standing, made)]
    return made
