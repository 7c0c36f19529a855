"""What the shapes of a definition's files cannot tell: names that stand for nothing, pages and states nobody reaches,
conditions that cannot be right."""

from collections.abc import Iterator, Mapping

from wasl.catalogue.checking_rules import in_rules
from wasl.catalogue.checking_workflow import in_workflow
from wasl.catalogue.conditions import Kind, fixed_value, mentioned
from wasl.catalogue.merging import PARTS, Loc
from wasl.catalogue.model import Fact, Page, Question, Type
from wasl.catalogue.parts import Parts
from wasl.catalogue.scope import RESERVED, names_before
from wasl.country.api import Fault, unknown


def disagreements(parts: Parts) -> Iterator[Fault]:
    """Everything that does not hang together."""
    yield from _in_drops(parts)
    yield from _in_service(parts)
    yield from _in_facts(parts)
    yield from _read_for_nothing(parts)
    yield from _in_answer(parts)
    yield from _in_pages(parts)
    yield from in_workflow(parts)
    yield from in_rules(parts)


def _in_drops(parts: Parts) -> Iterator[Fault]:
    for part in PARTS:
        dropped = parts.layers.own.data(part).get("drop", [])
        if not isinstance(dropped, list) or not all(isinstance(one, str) for one in dropped):
            yield parts.fault(part, ("drop",), "a list of keys is expected", "write drop: [one, another]")
    for name, place, key in parts.layers.drops():
        part = name.removesuffix(".yaml")
        groups = [group for folder in parts.layers.below for group in folder.data(part).values()]
        entries = [group for group in groups if isinstance(group, Mapping)]
        known = {one for group in entries for one in group}
        pages = [page for group in entries for page in group.values() if isinstance(page, Mapping)]
        known |= {one for page in pages for one in page.get("questions") or ()}
        yield from parts.lost(part, ("drop", place), str(key), "key of the archetype", sorted(known))


def _in_service(parts: Parts) -> Iterator[Fault]:
    service, country = parts.service, parts.world.country
    yield from parts.lost("service", ("agency",), service.agency, "agency", country.agencies)
    if service.purpose:
        yield from parts.lost("service", ("purpose",), service.purpose, "purpose", country.purposes)
    for place, event in enumerate(service.life_events):
        yield from parts.lost("service", ("life_events", place), event, "life event", parts.world.life_events)
    for place, register in enumerate(service.writes_to):
        yield from parts.lost("service", ("writes_to", place), register, "register", parts.world.registers.manifests)
    listed = {one.id for one in country.services}
    if service.unlisted == (service.id in listed):
        mend = "leave unlisted out" if service.unlisted else "or write unlisted: true for a service that is not listed"
        what, known = unknown(service.id, sorted(listed), "service of services.csv")
        yield parts.fault(
            "service", ("id",), what if not service.unlisted else f"'{service.id}' is listed", f"{known}; {mend}"
        )
    if not service.legal and not service.assumed:
        yield parts.fault("service", ("legal",), "no law is named", "name one under legal, or write assumed: true")
    reads = [
        *service.facts,
        *service.shows,
        *(key for key, one in parts.questions.items() if one.source or one.type is Type.ROW),
    ]
    if reads and (service.purpose is None or service.assurance == "none"):
        mend = "name a purpose of purposes.yaml, and an assurance from low on"
        yield parts.fault("service", ("purpose",), "registers are read without a purpose or an account", mend)


def source_faults(parts: Parts, part: str, loc: Loc, source: str, role: str | None) -> Iterator[Fault]:
    """Whether a source exists and the purpose covers it."""
    found = parts.world.source(source)
    if found is None:
        known = parts.world.source_names(source.partition(".")[0])
        yield parts.fault(part, (*loc, "source"), *unknown(source, known, "source"))
        return
    purpose = parts.world.country.purposes.get(parts.service.purpose or "")
    if purpose and found.section not in purpose.sections:
        mend = f"name a purpose that covers it in service.yaml; {purpose.id} covers {', '.join(purpose.sections)}"
        yield parts.fault(part, (*loc, "source"), f"{source} is of the section '{found.section}'", mend)
    manifest = parts.world.manifest(found.register_id) if found.register_id else None
    if role and manifest:
        roles = [one.role for one in manifest.persons]
        yield from parts.lost(part, (*loc, "role"), role, f"role of {manifest.id}", roles)


def where_faults(
    parts: Parts, part: str, loc: Loc, source: str, where: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    """Whether the attributes of `where` exist and their values are codes of theirs."""
    register_id = source.partition(".")[0]
    for attribute, values in where.items():
        found = parts.world.source(f"{register_id}.{attribute}")
        if found is None:
            known = [name.partition(".")[2] for name in parts.world.source_names(register_id)]
            yield parts.fault(
                part, (*loc, "where", attribute), *unknown(attribute, known, f"attribute of {register_id}")
            )
            continue
        codes = parts.world.country.code_lists.get(found.codes or "")
        for place, value in enumerate(values if codes else ()):
            yield from parts.lost(part, (*loc, "where", attribute, place), value, f"code of {found.codes}", codes or ())


def _in_facts(parts: Parts) -> Iterator[Fault]:
    for key, fact in parts.service.facts.items():
        loc: Loc = ("facts", key)
        yield from source_faults(parts, "service", loc, fact.source, fact.role)
        yield from where_faults(parts, "service", loc, fact.source, fact.where)
        if key in RESERVED or key in parts.questions:
            yield parts.fault("service", loc, f"the name '{key}' is taken", "choose another key")
        yield from _chosen_in(parts, "service", loc, fact.of, parts.questions)
        yield from _joins(parts, "service", loc, fact.source, fact.of)
        yield from _takes_what_can_be_taken(parts, loc, fact)


def _read_for_nothing(parts: Parts) -> Iterator[Fault]:
    """Nothing is read of a person that no condition, fee or answer uses."""
    used = {
        *parts.service.shows,
        *(word.removeprefix("given.") for one in _expressions(parts) for word in mentioned(one)),
    }
    for key in parts.service.facts:
        if key not in used:
            mend = "remove it: what is not needed is not read"
            yield parts.fault("service", ("facts", key), f"nothing uses the fact '{key}'", mend)


def _expressions(parts: Parts) -> Iterator[str]:
    """Every condition, amount and written value of the definition."""
    for page in parts.pages.values():
        yield from filter(None, (page.show_if, page.stop_if))
        for question in page.questions.values():
            yield from filter(None, (question.show_if, question.required_if))
    for rules in parts.rules.eligibility.values():
        yield from (rule.condition for rule in rules)
    for fees in parts.rules.fees.values():
        yield from (str(one) for fee in fees for one in (fee.amount, fee.when) if one is not None)
    workflow = parts.workflow
    yield from (action.when for action in workflow.actions.values() if action.when)
    yield from (step.when for step in workflow.steps.values() if step.when)
    writes = [*(write for one in workflow.actions.values() for write in one.write_back)]
    writes += [one.write_back for one in workflow.steps.values()]
    yield from (value for write in writes for value in write.values.values())


def _in_answer(parts: Parts) -> Iterator[Fault]:
    for place, name in enumerate(parts.service.shows):
        if name not in parts.service.facts:
            for fault in source_faults(parts, "service", ("shows", place), name, None):
                yield parts.fault("service", ("shows", place), fault.what, fault.mend)


def _takes_what_can_be_taken(parts: Parts, loc: Loc, fact: Fact) -> Iterator[Fault]:
    source = parts.world.source(fact.source)
    if fact.take == "sum" and source and source.kind is not Kind.INT:
        mend = "take: sum goes with a column of type integer or money; use count or any here"
        yield parts.fault("service", (*loc, "take"), f"{fact.source} cannot be added up", mend)


def _chosen_in(parts: Parts, part: str, loc: Loc, of: str | None, asked: Mapping[str, Question]) -> Iterator[Fault]:
    choosers = [key for key, one in asked.items() if one.type in (Type.ROW, Type.RELATIVE)]
    if of is not None and of not in choosers:
        what, mend = unknown(of, choosers, "question that chooses a row or a relative before this one")
        yield parts.fault(part, (*loc, "of"), what, mend)


def _joins(parts: Parts, part: str, loc: Loc, source: str, of: str | None) -> Iterator[Fault]:
    """A value of another register than that of the chosen row is found by what people know the row by."""
    chooser = parts.questions.get(of or "")
    if chooser is None or chooser.type is not Type.ROW or not chooser.source or "." not in source:
        return
    register, attribute = source.partition(".")[0], chooser.source.partition(".")[2]
    if parts.world.manifest(register) and parts.world.source(f"{register}.{attribute}") is None:
        mend = f"choose the row by an attribute that {register} has too, or leave `of` out"
        yield parts.fault(part, (*loc, "of"), f"{register} has no {attribute} by which it could be found", mend)


def _in_pages(parts: Parts) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    asked: dict[str, Question] = {}
    for key, page in parts.pages.items():
        loc: Loc = ("pages", key)
        if page.before:
            yield from parts.lost(
                "pages", (*loc, "before"), page.before, "page", [one for one in parts.pages if one != key]
            )
        yield from _of_a_page(parts, key, page)
        for name, question in page.questions.items():
            here = (*loc, "questions", name)
            if name in seen or name in RESERVED:
                where = f"a question of the page '{seen[name]}'" if name in seen else "a name with a meaning of its own"
                yield parts.fault("pages", here, f"'{name}' is already {where}", "choose another key")
            seen[name] = key
            yield from _of_a_question(parts, key, name, question)
            yield from _chosen_in(parts, "pages", here, question.of, asked)
            yield from _joins(parts, "pages", here, question.source or "", question.of)
            asked[name] = question


def _of_a_page(parts: Parts, key: str, page: Page) -> Iterator[Fault]:
    loc: Loc = ("pages", key)
    before = names_before(parts.pages, parts.service.facts, parts.kinds, key)
    at_end = names_before(_with_end(parts.pages, key), parts.service.facts, parts.kinds, "")
    for field, expression, names in (("show_if", page.show_if, before), ("stop_if", page.stop_if, at_end)):
        faults = list(parts.condition("pages", (*loc, field), expression, names))
        yield from faults
        if expression and not faults and (fixed := fixed_value(expression, names)) is not None:
            what = f"'{expression}' is always {str(fixed).lower()}"
            yield parts.fault("pages", (*loc, field), what, "write a condition that depends on an answer or a fact")


def _with_end(pages: Mapping[str, Page], last: str) -> dict[str, Page]:
    """The pages up to and with one."""
    keys = list(pages)
    return {key: pages[key] for key in keys[: keys.index(last) + 1]}


def _of_a_question(parts: Parts, page: str, name: str, question: Question) -> Iterator[Fault]:
    loc: Loc = ("pages", page, "questions", name)
    if question.show_if or question.required_if:
        names = names_before(parts.pages, parts.service.facts, parts.kinds, page, name)
        for field in ("show_if", "required_if"):
            yield from parts.condition("pages", (*loc, field), getattr(question, field), names)
    if question.source:
        yield from source_faults(parts, "pages", loc, question.source, question.role)
        yield from where_faults(parts, "pages", loc, question.source, question.where)
        yield from _fits_its_source(parts, loc, question)
    yield from _of_options(parts, loc, question)
    for what, mend in _contradictions(question):
        yield parts.fault("pages", loc, what, mend)


_OF_KIND = {
    Kind.INT: {Type.NUMBER, Type.MONEY},
    Kind.TIMESTAMP: {Type.DATE},
    Kind.BOOL: {Type.YES_NO},
    Kind.DOUBLE: {Type.TEXT},
}


def _fits_its_source(parts: Parts, loc: Loc, question: Question) -> Iterator[Fault]:
    source = parts.world.source(question.source or "")
    if source is None or question.type in (Type.ROW, Type.RELATIVE):
        return
    wanted = _OF_KIND.get(source.kind, set(Type) - {Type.NUMBER, Type.MONEY, Type.DATE, Type.YES_NO, Type.FILE})
    if question.type not in wanted:
        mend = f"write type: {' or '.join(sorted(wanted))}"
        yield parts.fault("pages", (*loc, "type"), f"{question.source} is not of the type {question.type}", mend)


def _of_options(parts: Parts, loc: Loc, question: Question) -> Iterator[Fault]:
    chooses = question.type in (Type.CHOICE, Type.CHOICES)
    if chooses and not question.options:
        yield parts.fault("pages", loc, "there is nothing to choose from", "give options: a code list, or own values")
    if question.options and not chooses:
        yield parts.fault(
            "pages", (*loc, "options"), "only choices have options", "remove options, or write type: choice"
        )
    if isinstance(question.options, str):
        yield from parts.lost("pages", (*loc, "options"), question.options, "code list", parts.world.country.code_lists)


def _contradictions(question: Question) -> Iterator[tuple[str, str]]:
    several = (Type.ROW, Type.RELATIVE, Type.FILE)
    if question.type is Type.ROW and "." not in (question.source or ""):
        yield "a row is chosen from no register", "give source: register.attribute, by which people know the row"
    if question.type is Type.RELATIVE and not question.relations:
        yield "it is not said which relatives", "give relations: [child], [spouse]..."
    if question.relations and question.type is not Type.RELATIVE:
        yield "only a relative has relations", "remove relations"
    if question.locked and not question.source:
        yield "it is locked and has no source", "give its source, or remove locked"
    if question.many and question.type not in several:
        yield "several cannot be given of this type", "remove many"
    if question.optional and question.required_if:
        yield "optional and required_if contradict each other", "keep required_if alone: it is optional otherwise"
    if question.smallest is not None and question.largest is not None and question.smallest > question.largest:
        yield "smallest is greater than largest", "exchange them"
