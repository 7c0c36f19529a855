"""Whoever writes a service is told every mistake at once, each with its file, its line and how to mend it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.catalogue.conftest import Write
from wasl.catalogue.api import Surroundings, check
from wasl.country.api import Fault, PackError

Faults = Callable[..., list[Fault]]


def test_the_small_service_has_no_fault(write_service: Write, world: Surroundings) -> None:
    (loaded,) = check([write_service()], world)
    assert loaded.definition.title.en == "Renew a vehicle licence"


MISTAKES = {
    "unknown agency": (
        "service.yaml",
        ("agency: traffic", "agency: trafic"),
        "service.yaml:4",
        "unknown agency 'trafic'",
    ),
    "unknown archetype": (
        "service.yaml",
        ("extends: application", "extends: aplication"),
        "service.yaml:3",
        "archetype",
    ),
    "unknown purpose": (
        "service.yaml",
        ("service-delivery", "delivery"),
        "service.yaml:7",
        "unknown purpose 'delivery'",
    ),
    "unknown life event": ("service.yaml", ("[car]", "[cra]"), "service.yaml:6", "unknown life event 'cra'"),
    "unlisted id": ("service.yaml", ("unlisted: true\n", ""), "service.yaml:1", "unknown service of services.csv"),
    "unknown key": ("service.yaml", ("sector:", "sektor:"), "service.yaml:5", "unknown key 'sektor'"),
    "unknown attribute": ("service.yaml", ("reg-009.engine_cc", "reg-009.engine"), "service.yaml:10", "unknown source"),
    "unknown register": (
        "service.yaml",
        ("reg-009.engine_cc", "reg-909.engine_cc"),
        "service.yaml:10",
        "unknown source",
    ),
    "unknown code": ("service.yaml", ("[unpaid]", "[unpayed]"), "service.yaml:11", "unknown code of payment-status"),
    "sum of texts": ("service.yaml", ("reg-011.fine", "reg-011.place"), "service.yaml:11", "cannot be added up"),
    "section not covered": (
        "service.yaml",
        ("reg-009.engine_cc, of: plate", "reg-055.clinic"),
        "service.yaml:10",
        "'health'",
    ),
    "no way to the row": (
        "service.yaml",
        ("reg-009.engine_cc", "reg-010.unit"),
        "service.yaml:10",
        "reg-010 has no plate by which it could be found",
    ),
    "read for nothing": (
        "service.yaml",
        ("facts:\n", "facts:\n  sale_ban: {source: reg-009.sale_ban, of: plate}\n"),
        "service.yaml:10",
        "nothing uses the fact 'sale_ban'",
    ),
    "unknown answer": (
        "service.yaml",
        ("facts:\n", "shows: [reg-011.fines]\nfacts:\n"),
        "service.yaml:9",
        "unknown source 'reg-011.fines'",
    ),
    "unknown role": ("pages.yaml", ("role: owner", "role: driver"), "pages.yaml:5", "unknown role of reg-009"),
    "later question": (
        "pages.yaml",
        ("show_if: insured}", "show_if: pays}"),
        "pages.yaml:7",
        "undeclared reference to 'pays'",
    ),
    "wrong type": ("pages.yaml", ("engine_cc >= 2030", "engine_cc >= 'x'"), "pages.yaml:8", "no matching overload"),
    "no condition": ("pages.yaml", ("engine_cc >= 2030", "engine_cc + 1"), "pages.yaml:8", "gives int, not bool"),
    "never shown": ("pages.yaml", ("unpaid > 0", "1 > 2"), "pages.yaml:11", "always false"),
    "not CEL": ("pages.yaml", ("unpaid > 0", "unpaid >"), "pages.yaml:11", "Syntax error"),
    "key twice": ("pages.yaml", ("pays:", "plate:"), "pages.yaml:13", "'plate' is already a question"),
    "unknown page": (
        "pages.yaml",
        ("before: contact\n    show_if", "before: kontact\n    show_if"),
        "pages.yaml:10",
        "unknown page",
    ),
    "no options": (
        "pages.yaml",
        ("pays: {type: yes-no}", "pays: {type: choice}"),
        "pages.yaml:13",
        "nothing to choose",
    ),
    "type of source": (
        "pages.yaml",
        ("{type: text, show_if: insured}", "{type: number, source: phone}"),
        "pages.yaml:7",
        "not of the type",
    ),
    "locked alone": (
        "pages.yaml",
        ("pays: {type: yes-no}", "pays: {type: yes-no, locked: true}"),
        "pages.yaml:13",
        "no source",
    ),
    "no law": ("rules.yaml", ("amount: 5000, assumed: true", "amount: 5000"), "rules.yaml:6", "rests on legal"),
    "two versions": ("rules.yaml", ("to: 2025-12-31, ", ""), "rules.yaml:6", "two versions hold on one day"),
    "fee of text": ("rules.yaml", ("amount: unpaid", "amount: plate"), "rules.yaml:9", "gives string, not int"),
    "missing text": (
        "texts.en.yaml",
        ("fee.fines: Unpaid fines\n", ""),
        "texts.en.yaml:1",
        "the text 'fee.fines' is missing",
    ),
    "unused text": ("texts.en.yaml", ("fee.fines:", "fee.fine:"), "texts.en.yaml:12", "unknown text 'fee.fine'"),
    "empty text": (
        "texts.ar.yaml",
        ("page.fines: المخالفات", "page.fines:"),
        "texts.ar.yaml:8",
        "nothing is written here",
    ),
    "wrong example": ("examples.yaml", ("fee: 37000", "fee: 36000"), "examples.yaml:1", "the fee is 37000"),
    "wrong pages": (
        "examples.yaml",
        ("vehicle, fines,", "vehicle,"),
        "examples.yaml:1",
        "the pages are applicant, vehicle, fines",
    ),
    "wrong action": (
        "examples.yaml",
        ("[pay, propose", "[propose"),
        "examples.yaml:1",
        "the action propose is not open, but pay",
    ),
    "wrong end": ("examples.yaml", ("ends_in: granted", "ends_in: refused"), "examples.yaml:1", "it ends in granted"),
    "not answered": ("examples.yaml", (", pays: true", ""), "examples.yaml:1", "pays is not answered"),
    "strange fact": (
        "examples.yaml",
        ("unpaid: 30000", "unpaid: 30000, colour: red"),
        "examples.yaml:1",
        "nothing reads the fact",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_line_and_how_to_mend_it(name: str, faults: Faults) -> None:
    file, change, place, what = MISTAKES[name]
    found = faults({file: change})
    told = [(f"{fault.file.name}:{fault.line}", fault.what) for fault in found]
    assert any(where == place and what in words for where, words in told), told
    assert all(fault.mend for fault in found)


def test_missing_texts_are_told_once_for_a_file_to_be_copied_into_it(faults: Faults) -> None:
    found = faults({"texts.en.yaml": ("fee.licence: Licence\nfee.fines: Unpaid fines\n", "")})
    assert [(fault.what, fault.mend) for fault in found] == [
        ("2 texts are missing", "add to this file\n      fee.licence: ...\n      fee.fines: ...")
    ]


def test_a_file_of_texts_that_cannot_be_read_is_not_told_to_lack_every_text(faults: Faults) -> None:
    (only,) = faults({"texts.en.yaml": ("title: Renew", "title: Renew: again")})
    assert "not YAML" in only.what


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        ("insured = true", "compare with =="),
        ("insured == 'yes'", "by its name alone"),
        ("unpaid > 2.5 * 2", "write whole numbers"),
    ],
)
def test_a_condition_that_is_none_is_told_with_advice_of_its_kind(condition: str, advice: str, faults: Faults) -> None:
    (only,) = faults({"rules.yaml": ("if: insured,", f'if: "{condition}",')})
    assert advice in only.mend


WORKFLOW = """\
start: asked
states:
  asked: {who: case-worker}
  lost: {who: citizen, final: refused}
  stuck: {who: case-worker, clock: {working_days: 1}}
  done: {who: citizen, final: granted}
actions:
  decide: {from: [asked], to: done, by: [case-worker], needs: [decision]}
  stall: {from: [asked], to: stuck, by: [citizen], needs: []}
  jump: {from: [asked], to: nowhere, by: [system], needs: [reason], when: fees > 0}
"""


def test_a_service_without_a_workflow_is_told(faults: Faults) -> None:
    found = faults({"service.yaml": ("extends: application\n", CHANNELS)})
    assert ("workflow.yaml", "'start' is missing") in {(fault.file.name, fault.what) for fault in found}


CHANNELS = "channels: [portal]\nassurance: low\n"


def test_states_and_actions_that_lead_nowhere_are_told(write_service: Write, world: Surroundings) -> None:
    folder = write_service()
    (folder / "service.yaml").write_text(
        (folder / "service.yaml").read_text().replace("extends: application\n", CHANNELS), encoding="utf-8"
    )
    (folder / "workflow.yaml").write_text(WORKFLOW, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        check([folder], world)
    told = {(fault.line, fault.what) for fault in caught.value.faults if fault.file.name == "workflow.yaml"}
    assert (3, "no clock says how long a case may stand here") in told
    assert (4, "no case ever comes here") in told
    assert (5, "a case that comes here never leaves") in told
    assert any(line == 10 and "unknown state 'nowhere'" in what for line, what in told)
    assert any(line == 10 and "the system gives no reasons" in what for line, what in told)
    assert any(line == 10 and "undeclared reference to 'fees'" in what for line, what in told)
    assert any("no action that takes it" in what for _, what in told)


WRITING = """\
start: submitted
states:
  submitted: {who: case-worker, clock: {working_days: 1}}
  done: {who: citizen, final: granted}
actions:
  pay: {from: [submitted], to: done, by: [citizen], needs: [payment], write_back: [{register: %s}]}
"""


def faults_of(folder: Path, world: Surroundings, written: str) -> list[Fault]:
    (folder / "workflow.yaml").write_text(WRITING % written, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        check([folder], world)
    return caught.value.faults


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "reg-009, operation: change, row: plate, values: {owner_name: full_name}, undo: restore",
            "reg-009 does not open owner_name to writing",
        ),
        (
            "reg-009, operation: change, row: plate, values: {licence_expiry: today}, undo: end",
            "what is done by change is not undone so",
        ),
        (
            "reg-027, operation: add, values: {branch_address: full_name}, undo: end",
            "a new row of reg-027 would have no registration_no",
        ),
        ("reg-027, operation: add, values: {branch_address: full_name}, undo: restore", "not undone so"),
    ],
)
def test_a_write_that_a_register_does_not_open_is_told(
    write_service: Write, world: Surroundings, written: str, told: str
) -> None:
    assert told in " ".join(fault.what for fault in faults_of(write_service(), world, written))


@pytest.mark.parametrize(
    "written",
    [
        "reg-009, operation: end, row: plate, undo: restore",
        "reg-011, operation: change, row: plate, values: {place: full_name}, undo: restore",
    ],
)
def test_what_no_manifest_opens_is_changed_by_hand(write_service: Write, world: Surroundings, written: str) -> None:
    found = faults_of(write_service(), world, written)
    assert not [fault.what for fault in found if "writing" in fault.what or "undone" in fault.what]


def test_all_faults_of_several_files_come_at_once(faults: Faults) -> None:
    found = faults({
        "service.yaml": ("agency: traffic", "agency: trafic"),
        "pages.yaml": ("unpaid > 0", "unpayed > 0"),
        "texts.en.yaml": ("title:", "titel:"),
    })  # fmt: skip
    assert {fault.file.name for fault in found} == {"service.yaml", "pages.yaml", "texts.en.yaml"}


def test_a_missing_file_and_a_strange_one_are_told(write_service: Write, world: Surroundings) -> None:
    folder = write_service({"examples.yaml": None})
    (folder / "page.yaml").write_text("x: 1\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        check([folder], world)
    assert {(fault.file.name, fault.what) for fault in caught.value.faults} >= {
        ("examples.yaml", "the file is missing"),
        ("page.yaml", "a file that nothing reads"),
    }


def test_a_file_that_is_no_yaml_hides_no_other_fault(faults: Faults) -> None:
    found = faults({"pages.yaml": "pages: [", "service.yaml": ("agency: traffic", "agency: 7")})
    assert {fault.file.name for fault in found} >= {"pages.yaml", "service.yaml"}
