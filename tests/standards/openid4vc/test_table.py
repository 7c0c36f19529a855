"""docs/conformance-wallet.md says of each module of the plans which test stands for it: no more, no less."""

import re

from tests.conftest import ROOT
from tests.standards.openid4vc import test_issuer_plan, test_verifier_plan

TABLE = (ROOT / "docs/conformance-wallet.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| (V\w+) \| `(test_\w+)` \| (passing|not applicable: )", re.MULTILINE)
ISSUER_MODULES, VERIFIER_MODULES = 21, 12


def test_every_module_of_both_plans_stands_in_the_table_once() -> None:
    modules = [module for module, _, _ in LINE.findall(TABLE)]
    assert len(set(modules)) == len(modules)
    assert sum(module.startswith("VCI") for module in modules) == ISSUER_MODULES
    assert sum(module.startswith("VP1") for module in modules) == VERIFIER_MODULES


def test_every_test_that_the_table_names_is_there() -> None:
    for module, test, _ in LINE.findall(TABLE):
        plan = test_issuer_plan if module.startswith("VCI") else test_verifier_plan
        assert callable(getattr(plan, test, None)), f"{module}: {test}"
