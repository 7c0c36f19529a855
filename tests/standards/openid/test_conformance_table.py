"""docs/conformance.md and the tests say the same: no module without a test or a reason, no test without its line."""

import ast
import re
from pathlib import Path

from tests.conftest import ROOT

HERE = Path(__file__).parent
LINE = re.compile(r"^\| `(?P<module>[^|]+)` \| (?P<test>[^|]+) \| (?P<state>[^|]+) \|$", re.MULTILINE)
PLANS = {"OpenID Connect Basic OP": "test_basic_op.py", "FAPI 2.0 Security Profile": "test_fapi2.py"}


def of_tests(file: str) -> dict[str, str]:
    """Module to test, as the docstrings say."""
    functions = [node for node in ast.parse((HERE / file).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]
    tests = [one for one in functions if one.name.startswith("test_")]
    return {(ast.get_docstring(one) or "").splitlines()[0]: one.name for one in tests}


def of_table(plan: str) -> dict[str, tuple[str, str]]:
    page = (ROOT / "docs/conformance.md").read_text("utf-8")
    part = page.split(f"## {plan}\n")[1].split("\n## ")[0]
    return {line["module"]: (line["test"].strip("` "), line["state"].strip()) for line in LINE.finditer(part)}


def test_every_test_of_a_plan_stands_in_the_table_and_the_other_way_round() -> None:
    for plan, file in PLANS.items():
        passing = {module: test for module, (test, state) in of_table(plan).items() if state == "passing"}
        assert passing == of_tests(file), plan


def test_a_module_without_a_test_says_why() -> None:
    for plan in PLANS:
        others = {module: state for module, (_, state) in of_table(plan).items() if state != "passing"}
        assert all(len(state.split()) >= 4 for state in others.values()), others


def test_the_basic_plan_is_whole() -> None:
    assert len(of_table("OpenID Connect Basic OP")) >= 38
