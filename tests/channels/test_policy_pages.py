"""The pages under /policies/ and /transparency/: rules as cards and forms, four eyes, figures for everybody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.ledger import looks
from tests.staff import at_work
from tests.trust.conftest import empty_the_table, ledger
from wasl.country.api import pack
from wasl.identity.api import Staff, ensure_demo_accounts
from wasl.trust.api import Kind, Look
from wasl.trust.log.api import Written, write_many
from wasl.trust.policies.api import PolicyProposal, current, propose, told_of

__all__ = ["empty_the_table", "ledger"]

TAX = {
    "effect": "permit",
    "purpose": "tax-assessment",
    "roles": ["officer"],
    "offices": ["tax-authority"],
    "sections": ["identity", "work"],
    "basis": "law",
    "case": "required",
    "case_kinds": ["tax"],
    "assurance": "low",
    "sensitive": "all",
    "assumed": "on",
    "valid_from": "2020-10-14",
}


def signed_in(username: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    return at_work(Staff.objects.get(username=username), client)


@pytest.fixture
def accounts(ledger: Path) -> None:
    ensure_demo_accounts()


@pytest.fixture
def protection(accounts: None) -> Client:
    return signed_in("protection")


@pytest.fixture
def second(accounts: None) -> Client:
    return signed_in("protection-2")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def drafted(protection: Client) -> PolicyProposal:
    protection.post("/policies/proposals/new/", {"title": "Less for tax", "reason": "Law 1"})
    made = PolicyProposal.objects.latest("pk")
    answer = protection.post(f"/policies/proposals/{made.pk}/rules/tax-assessment/", TAX)
    assert answer.status_code == 302, text(answer)
    return PolicyProposal.objects.get(pk=made.pk)


def act(client: Client, made: PolicyProposal, what: str, **more: Any) -> Any:
    return client.post(f"/policies/proposals/{made.pk}/act/", {"act": what, **more})


def acknowledged(protection: Client, made: PolicyProposal) -> None:
    from wasl.trust.policies.api import to_acknowledge

    act(protection, made, "acknowledge", key=sorted(to_acknowledge(made)))


def test_the_rules_in_force_stand_in_plain_words(protection: Client) -> None:
    page = text(protection.get("/policies/"))
    assert page.count("<article") == len(pack().policies.rules)
    assert "officer of Egyptian Tax Authority" in page
    assert "This page lists the rules" in page


@pytest.mark.parametrize("username", ["officer", "steward"])
def test_others_do_not_come_in(accounts: None, username: str) -> None:
    assert signed_in(username).get("/policies/").status_code == 403
    assert Client().get("/policies/").status_code == 302


def test_an_auditor_reads_and_decides_but_does_not_propose(accounts: None) -> None:
    auditor = signed_in("auditor")
    assert auditor.get("/policies/").status_code == 200
    assert auditor.get("/policies/proposals/new/").status_code == 403


def test_a_rule_is_changed_in_a_form_and_told_in_words(protection: Client) -> None:
    made = drafted(protection)
    assert list(made.changes) == ["tax-assessment"]
    page = text(protection.get(f"/policies/proposals/{made.pk}/"))
    assert "would no longer see" in page
    assert "sections:" in page


def test_a_form_sent_as_it_was_shown_changes_nothing(protection: Client) -> None:
    made = propose("t", "r", "staff:protection")
    for slug in pack().policies.rules:
        form = protection.get(f"/policies/proposals/{made.pk}/rules/{slug}/").context["form"]
        sent = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        answer = protection.post(f"/policies/proposals/{made.pk}/rules/{slug}/", sent)
        assert answer.status_code == 302, text(answer)
    assert PolicyProposal.objects.get(pk=made.pk).changes == {}


def test_faults_of_a_rule_stand_beside_their_fields(protection: Client) -> None:
    made = propose("t", "r", "staff:protection")
    told = {**TAX, "sections": [], "valid_to": "2019-01-01", "rule": "Bad Name"}
    page = text(protection.post(f"/policies/proposals/{made.pk}/rules/", told))
    assert "There is a problem" in page
    assert 'href="#id_rule"' in page
    assert "choose at least one" in page


def test_the_whole_way_from_draft_to_the_next_look(protection: Client, second: Client) -> None:
    write_many([_written(n) for n in range(6)])
    made = drafted(protection)
    assert act(protection, made, "submit").status_code == 409
    act(protection, made, "simulate")
    page = text(protection.get(f"/policies/proposals/{made.pk}/"))
    assert "6 looks by officer of Egyptian Tax Authority" in page
    csv = text(protection.get(f"/policies/proposals/{made.pk}/simulation.csv"))
    assert "closed,finance,tax-assessment,officer,tax-authority,6,1 2 3 4 5" in csv
    acknowledged(protection, made)
    assert act(protection, made, "submit").status_code == 302
    own = protection.post(f"/policies/proposals/{made.pk}/decide/", {"act": "publish", "note": "mine"})
    assert own.status_code == 403
    assert second.post(f"/policies/proposals/{made.pk}/decide/", {"act": "publish", "note": ""}).status_code == 400
    second.post(f"/policies/proposals/{made.pk}/decide/", {"act": "publish", "note": "Good"})
    assert current().rules["tax-assessment"].sections == ("identity", "work")
    assert looks()[-1].outcome == "policy edition 1 published"
    history = text(second.get("/policies/history/"))
    assert "Less for tax" in history
    assert "would no longer see" in history
    second.post("/policies/editions/1/take-back/")
    back = PolicyProposal.objects.latest("pk")
    assert back.changes == {"tax-assessment": told_of(pack().policies.rules["tax-assessment"])}


def test_an_empty_log_is_said_to_be_empty_and_suffices(protection: Client) -> None:
    made = drafted(protection)
    act(protection, made, "simulate")
    acknowledged(protection, made)
    assert "nothing to try it on" in text(protection.get(f"/policies/proposals/{made.pk}/"))
    assert act(protection, made, "submit").status_code == 302


def test_a_contradiction_is_shown_to_be_confirmed(protection: Client) -> None:
    made = propose("t", "r", "staff:protection")
    rule = {
        **TAX,
        "effect": "refuse",
        "offices": [],
        "case": "any",
        "case_kinds": [],
        "sensitive": "",
        "rule": "no-tax",
    }
    rule["sections"] = list(pack().policies.rules["tax-assessment"].sections)
    assert protection.post(f"/policies/proposals/{made.pk}/rules/", rule).status_code == 302
    page = text(protection.get(f"/policies/proposals/{made.pk}/"))
    assert "contradiction:tax-assessment:no-tax" in page
    assert "the example “Examining tax on a tax file”" in page


def test_a_rule_is_left_out_or_removed_with_one_press(protection: Client) -> None:
    made = drafted(protection)
    act(protection, made, "leave-out", rule="tax-assessment")
    act(protection, made, "remove", rule="links-right")
    assert PolicyProposal.objects.get(pk=made.pk).changes == {"links-right": None}
    act(protection, made, "withdraw")
    assert PolicyProposal.objects.get(pk=made.pk).state == "withdrawn"


def test_a_proposal_that_is_none_is_not_found(protection: Client) -> None:
    assert protection.get("/policies/proposals/9/").status_code == 404


def _written(place: int, **more: Any) -> Written:
    look = Look("staff:9", "M", "tax-authority", "officer", "tax-assessment", "backoffice", Kind.PICTURE, case="TAX-1")
    at = datetime.now(UTC) - timedelta(days=1) + timedelta(seconds=place)
    shown: dict[str, Any] = {"sections": ("identity", "finance"), "outcome": "shown", "persons": ("p1",)}
    return Written(look, at, **(shown | more))


def test_everybody_reads_how_the_state_looks_and_small_counts_are_hidden(ledger: Path) -> None:
    write_many([*(_written(n) for n in range(40)), *(_written(n, outcome="refused", sections=()) for n in range(2))])
    visitor = Client()
    page = text(visitor.get("/transparency/?lang=en"))
    assert "This page tells everybody" in page
    assert "hidden</span>" in page
    assert "p1" not in text(visitor.get("/transparency/looks.csv"))
    assert ",finance,,40" in text(visitor.get("/transparency/looks.csv"))
    assert "/log/checkpoint" in page


def test_before_the_first_look_the_public_page_says_so(ledger: Path) -> None:
    assert "Nobody has looked yet" in text(Client().get("/transparency/?lang=en"))
    assert Client().get("/transparency/?month=1999-01").status_code == 404


def test_pages_with_a_form_answer_no_other_method(protection: Client) -> None:
    made = propose("t", "r", "staff:protection")
    for address in ("proposals/new/", f"proposals/{made.pk}/rules/"):
        assert protection.put(f"/policies/{address}").status_code == 405
