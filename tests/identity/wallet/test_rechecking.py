"""What the register no longer says is revoked by the nightly run, and nothing else."""

from typing import Any

import pytest

from tests.identity.wallet.holder import Holder
from tests.ledger import looks
from wasl.identity.wallet import values
from wasl.identity.wallet.api import Problem, check_credential, issued_to, recheck, suspend
from wasl.identity.wallet.denial import Denied
from wasl.identity.wallet.rechecking import Rechecked

KIND = "driving-licence"


def says(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    def qualifying(*_: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(values, "qualifying", qualifying)


def test_what_still_stands_is_left_and_the_look_is_on_record(holder: Holder) -> None:
    credential = holder.fetches(KIND)
    before = len(looks())
    assert recheck() == Rechecked(held=1)
    assert check_credential(credential).ok
    assert len(looks()) == before + 1


def test_a_row_that_is_gone_takes_its_credentials_with_it(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    one, another = holder.fetches(KIND), holder.fetches(KIND)
    suspend(issued_to(holder.person)[0].id)
    says(monkeypatch, Denied("credential_request_denied", "no row"))
    assert recheck() == Rechecked(revoked=2)
    assert {check_credential(credential).problem for credential in (one, another)} == {Problem.REVOKED}
    assert recheck() == Rechecked()


def test_another_licence_of_the_same_person_does_not_keep_the_former_alive(
    holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = holder.fetches(KIND)
    says(monkeypatch, [values.Row("another", {}, {})])
    assert recheck() == Rechecked(revoked=1)
    assert check_credential(credential).problem is Problem.REVOKED


def test_a_register_that_does_not_answer_revokes_nothing(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    credential = holder.fetches(KIND)
    says(monkeypatch, values.NotYet())
    assert recheck() == Rechecked(waiting=1)
    assert check_credential(credential).ok
