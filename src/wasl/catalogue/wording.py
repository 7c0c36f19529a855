"""Which texts a definition needs, by key."""

from collections.abc import Iterator, Mapping

from wasl.catalogue.model import Page, Rules, Service, Workflow

ALWAYS = ("title", "summary")
MOST_REASONS = 9
"""Ready-made reasons of an action, of which an officer may choose one: reason.<action>.1 and on."""


def needed(service: Service, pages: Mapping[str, Page], workflow: Workflow, rules: Rules) -> list[str]:
    """Keys without which a person would read nothing."""
    return [*ALWAYS, *_of_service(service), *_of_pages(pages), *_of_workflow(workflow), *_of_rules(rules)]


def allowed(pages: Mapping[str, Page], workflow: Workflow) -> set[str]:
    """Keys that may be left out."""
    keys = {"bring", "contact"}  # what to have at hand; whom to call
    for key, page in pages.items():
        keys |= {f"page.{key}.lead", *(f"question.{name}.hint" for name in page.questions)}
    for key, action in workflow.actions.items():
        if "reason" in action.needs:
            keys |= {f"reason.{key}.{number}" for number in range(1, MOST_REASONS + 1)}
    return keys


def _of_service(service: Service) -> Iterator[str]:
    if service.declaration:
        yield "declaration"
    yield from (f"document.{issued.key}" for issued in service.issues)
    yield from (f"answer.{name}" for name in service.shows)


def _of_pages(pages: Mapping[str, Page]) -> Iterator[str]:
    for key, page in pages.items():
        yield f"page.{key}"
        if page.stop_if:
            yield f"page.{key}.stop"
        for name, question in page.questions.items():
            yield f"question.{name}"
            if isinstance(question.options, tuple):
                yield from (f"option.{name}.{option}" for option in question.options)


def _of_workflow(workflow: Workflow) -> Iterator[str]:
    for key, state in workflow.states.items():
        yield f"state.{key}"
        if state.final is None:
            yield f"state.{key}.next"
    for key, action in workflow.actions.items():
        yield f"action.{key}"
        if action.message:
            yield f"action.{key}.message"
    yield from (f"step.{key}" for key in workflow.steps)


def _of_rules(rules: Rules) -> Iterator[str]:
    yield from (f"rule.{key}" for key in rules.eligibility)
    yield from (f"fee.{key}" for key in rules.fees)
