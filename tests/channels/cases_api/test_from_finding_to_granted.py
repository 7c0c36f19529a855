"""One service from being found to being granted, over HTTP alone: as a citizen's program and as an office's."""

from tests.channels.cases_api.partner import Partner
from tests.ledger import looks
from wasl.cases.api import work_off


def test_a_program_takes_a_service_from_finding_it_to_its_document(
    everybody: Partner, citizen: Partner, worker: Partner, head: Partner, person: str
) -> None:
    service = everybody.finds("كارت الفلاح")
    assert service == "farmer-card"
    assert "api" in everybody.asks("GET", f"/services/{service}")["channels"]

    draft = citizen.fills(service)
    check = citizen.asks("GET", f"/drafts/{draft['reference']}/check")
    assert check["complete"], check
    assert check["eligible"], check
    case = citizen.asks("POST", f"/drafts/{draft['reference']}/send", {"declared": True})
    reference = case["reference"]
    assert (case["stage"], case["who"]) == ("open", "case-worker")

    assert reference in [one["reference"] for one in worker.asks("GET", "/office/cases?whose=nobodys")["cases"]]
    assert worker.asks("POST", "/office/next")["reference"] == reference
    assert worker.steps(reference)["who"] == "office-head"
    assert head.steps(reference)["outcome"] == "granted"
    work_off()  # as the platform's own loop does

    told = citizen.asks("GET", f"/cases/{reference}")
    assert (told["stage"], told["outcome"]) == ("ended", "granted")
    [number] = told["documents"]
    assert [one["number"] for one in citizen.asks("GET", "/documents")] == [number]
    assert citizen.asks("GET", f"/documents/{number}/pdf").startswith(b"%PDF-")
    assert everybody.asks("GET", f"/documents/{number}")["standing"] == "stands"

    seen = {(one.actor, one.case) for one in looks() if person in one.persons}
    assert {("party:partner", reference), ("staff:api-worker", reference), ("staff:api-head", reference)} <= seen
