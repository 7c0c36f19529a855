"""Staff are told of changes of how they sign in, and are led to them until they say that they know."""

import re
from typing import Any

import pyotp
import pytest
from django.test import Client

from tests.identity.staffing.conftest import PASSWORD, Office, office
from tests.staff import at_work
from tests.trust.conftest import ledger
from wasl.identity.factors.api import By, forget, history, remove, totp_confirm, totp_new
from wasl.identity.factors.models import Change, TimeCode
from wasl.identity.models import Staff
from wasl.identity.staffing.api import know, untold

__all__ = ["ledger", "office"]

pytestmark = pytest.mark.django_db

ME = "/staff/me/"


def enrolled(account: Staff) -> pyotp.TOTP:
    app = pyotp.TOTP(totp_new(account.account_id, "an app").secret)
    totp_confirm(account.account_id, app.now())
    TimeCode.objects.update(last_step=0)  # so that the code of now may be sent again
    return app


def signed_in(account: Staff, app: pyotp.TOTP, wanted: str = "") -> tuple[Client, str]:
    """A browser, and where it was led."""
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.post("/sign-in/", {"username": account.username, "password": PASSWORD, "next": wanted})
    TimeCode.objects.update(last_step=0)
    return client, client.post("/sign-in/second/", {"code": app.now()})["Location"]


def page(client: Client) -> str:
    return str(client.get(ME, {"lang": "en"}).content.decode())


def shown(client: Client) -> str:
    """The number up to which the page's button says that one knows."""
    found = re.search(r'name="up_to" value="(\d+)"', page(client))
    assert found
    return found[1]


def test_the_factor_that_an_account_begins_with_is_no_news(office: Office) -> None:
    _, led = signed_in(office.officer, enrolled(office.officer), wanted="/persons/")
    assert led == "/persons/"


def test_a_change_is_told_at_every_sign_in_until_its_owner_knows(office: Office) -> None:
    app = enrolled(office.officer)
    enrolled(office.officer)
    for _ in range(2):
        client, led = signed_in(office.officer, app, wanted="/persons/")
        assert led == ME
        assert "Time code: Added" in page(client)
        assert "If this was not you" in page(client)
    assert client.post(f"{ME}known/", {"up_to": shown(client)})["Location"] == "/persons/"
    assert 'id="untold"' not in page(client)
    assert signed_in(office.officer, app, wanted="/persons/")[1] == "/persons/"


def test_what_changed_since_the_page_was_shown_is_still_to_be_told(office: Office) -> None:
    enrolled(office.officer)
    enrolled(office.officer)
    client = at_work(office.officer)
    read = shown(client)
    remove(office.officer.account_id, f"totp:{TimeCode.objects.latest('pk').pk}")
    client.post(f"{ME}known/", {"up_to": read})
    assert [one.what for one in untold(office.officer)] == ["removed"]
    know(office.officer, 0)
    assert len(untold(office.officer)) == 1, "and what was known stays known"


def test_what_others_did_is_told_with_their_name(office: Office) -> None:
    enrolled(office.officer)
    forget(office.officer.account_id, By(office.head.account_id))
    assert "staff:head" in page(at_work(office.officer))


def test_a_changed_password_is_told_too(ledger: None, office: Office) -> None:
    enrolled(office.officer)
    client = at_work(office.officer)
    new = "words that nobody else knows"
    asked = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(f"{ME}password/", asked)["Location"] == ME
    assert "Password: Replaced" in page(client)
    assert history(office.officer.account_id)[0].by == office.officer.account_id


@pytest.mark.parametrize("odd", ["", "x", "-1", "٣", "9" * 30])
def test_an_odd_answer_makes_nothing_known(office: Office, odd: Any) -> None:
    enrolled(office.officer)
    enrolled(office.officer)
    assert at_work(office.officer).post(f"{ME}known/", {"up_to": odd})["Location"] == ME
    assert len(untold(office.officer)) == 1


def test_nobody_knows_in_the_name_of_somebody_else(office: Office) -> None:
    for _ in range(2):
        enrolled(office.officer)
    at_work(office.head).post(f"{ME}known/", {"up_to": str(Change.objects.latest("pk").pk)})
    assert len(untold(office.officer)) == 1
    assert Client().post(f"{ME}known/")["Location"].startswith("/sign-in/")
