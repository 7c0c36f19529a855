"""Whether a workflow can be walked from its start to an end, and everything that it names exists."""

from collections.abc import Iterator

from wasl.catalogue.conditions import Kind
from wasl.catalogue.merging import Loc
from wasl.catalogue.model import Action, State, Who, WriteBack
from wasl.catalogue.parts import Parts
from wasl.country.api import Fault
from wasl.registers.api import Operation, key_parts_wanted, not_open


def in_workflow(parts: Parts) -> Iterator[Fault]:
    workflow = parts.workflow
    names = parts.after(in_a_case=True)
    yield from parts.lost("workflow", ("start",), workflow.start, "state", workflow.states)
    for key, state in workflow.states.items():
        yield from _of_a_state(parts, key, state)
    for key, step in workflow.steps.items():
        loc: Loc = ("steps", key)
        yield from parts.lost("workflow", (*loc, "office"), step.office, "agency", parts.world.country.agencies)
        yield from parts.condition("workflow", (*loc, "when"), step.when, names)
        yield from _of_a_write(parts, (*loc, "write_back"), step.write_back)
        if not any(key in state.steps for state in workflow.states.values()):
            yield parts.fault("workflow", loc, "no state has this step", "name it under steps of a state, or remove it")
    for key, action in workflow.actions.items():
        yield from _of_an_action(parts, key, action)
        yield from parts.condition("workflow", ("actions", key, "when"), action.when, names)
    yield from _unreached(parts)
    yield from _payment(parts)


def _of_a_state(parts: Parts, key: str, state: State) -> Iterator[Fault]:
    loc: Loc = ("states", key)
    out = [one for one in parts.workflow.actions.values() if key in one.from_]
    if state.final is None and not out:
        yield parts.fault(
            "workflow", loc, "a case that comes here never leaves", "add an action from here, or say final"
        )
    if state.final and (out or state.clock or state.steps):
        yield parts.fault(
            "workflow", loc, "a final state has an action, a clock or steps", "remove them, or remove final"
        )
    if state.final is None and state.clock is None:
        mend = "add clock: {working_hours: ...} or {working_days: ...}"
        yield parts.fault("workflow", loc, "no clock says how long a case may stand here", mend)
    if state.office:
        yield from parts.lost("workflow", (*loc, "office"), state.office, "agency", parts.world.country.agencies)
    if state.final is None and state.who is not Who.SYSTEM and not any(state.who in one.by for one in out) and out:
        mend = f"add an action by {state.who}, or say who really has the case here"
        yield parts.fault("workflow", (*loc, "who"), f"the {state.who} has the case and can do nothing", mend)
    for place, step in enumerate(state.steps):
        yield from parts.lost("workflow", (*loc, "steps", place), step, "step", parts.workflow.steps)


def _of_an_action(parts: Parts, key: str, action: Action) -> Iterator[Fault]:
    loc: Loc = ("actions", key)
    for place, state in enumerate(action.from_):
        yield from parts.lost("workflow", (*loc, "from", place), state, "state", parts.workflow.states)
    yield from parts.lost("workflow", (*loc, "to"), action.to, "state", parts.workflow.states)
    for place, write in enumerate(action.write_back):
        yield from _of_a_write(parts, (*loc, "write_back", place), write)
    if Who.SYSTEM in action.by and {"reason", "decision"} & set(action.needs):
        mend = "let a person do it, or remove the need"
        yield parts.fault("workflow", (*loc, "by"), "the system gives no reasons and takes no decisions", mend)


def _of_a_write(parts: Parts, loc: Loc, write: WriteBack) -> Iterator[Fault]:
    yield from parts.lost("workflow", (*loc, "register"), write.register_, "register", parts.world.registers.manifests)
    if write.register_ not in parts.service.writes_to:
        mend = f"name {write.register_} under writes_to in service.yaml"
        yield parts.fault(
            "workflow", (*loc, "register"), f"the service does not say that it writes to {write.register_}", mend
        )
    if write.row:
        yield from parts.lost("workflow", (*loc, "row"), write.row, "question", parts.questions)
    yield from _opened(parts, loc, write)
    names = parts.after(in_a_case=True)
    for attribute, expression in write.values.items():
        source = parts.world.source(f"{write.register_}.{attribute}")
        if source is None and parts.world.manifest(write.register_):
            known = [one.partition(".")[2] for one in parts.world.source_names(write.register_)]
            yield from parts.lost("workflow", (*loc, "values", attribute), attribute, "attribute", known)
        kind = source.kind if source else Kind.STRING
        yield from parts.condition("workflow", (*loc, "values", attribute), expression, names, kind)


def _opened(parts: Parts, loc: Loc, write: WriteBack) -> Iterator[Fault]:
    """A register that is written by the platform opens all that is written; any other is changed by hand."""
    manifest, operation = parts.world.manifest(write.register_), Operation(write.operation)
    if (write.undo == "end") if operation is not Operation.ADD else (write.undo == "restore"):
        mend = "write undo: end where a row is added, undo: restore where one is changed or ended, or undo: none"
        yield parts.fault("workflow", (*loc, "undo"), f"what is done by {operation} is not undone so", mend)
    if manifest is None or manifest.writes is None or not manifest.writes.allows(operation):
        return
    for attribute in not_open(manifest, operation, frozenset(write.values)):
        mend = f"open it under writes.{operation} in the manifest of {manifest.id}, or leave it out"
        what = f"{manifest.id} does not open {attribute} to writing"
        yield parts.fault("workflow", (*loc, "values", attribute), what, mend)
    lost = [part for part in key_parts_wanted(manifest) if part not in write.values]
    if lost and operation is Operation.ADD:
        mend = "give it under values, or name it under writes.keys in the manifest"
        yield parts.fault("workflow", (*loc, "values"), f"a new row of {manifest.id} would have no {lost[0]}", mend)


def _unreached(parts: Parts) -> Iterator[Fault]:
    reached, fresh = set[str](), {parts.workflow.start}
    while fresh:
        reached |= fresh
        fresh = {one.to for one in parts.workflow.actions.values() if set(one.from_) & reached} - reached
    for key in parts.workflow.states:
        if key not in reached:
            mend = "add an action that leads here, or remove the state"
            yield parts.fault("workflow", ("states", key), "no case ever comes here", mend)


def _payment(parts: Parts) -> Iterator[Fault]:
    pays = any("payment" in action.needs for action in parts.workflow.actions.values())
    if parts.rules.fees and not pays:
        mend = "add needs: [payment] to the action with which the fee is paid"
        yield parts.fault("workflow", ("actions",), "there is a fee and no action that takes it", mend)
    signs = any("co-signature" in action.needs for action in parts.workflow.actions.values())
    if parts.service.co_sign != signs:
        mend = (
            "write co_sign: true in service.yaml and needs: [co-signature] at the action that waits for it, or neither"
        )
        yield parts.fault("workflow", ("actions",), "co_sign and the workflow disagree", mend)
