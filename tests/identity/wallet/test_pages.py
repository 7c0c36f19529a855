"""The citizen's page of their wallet, and the public pages that check and ask."""

import pytest
from django.test import Client

from tests.channels.conftest import citizen_signed_in
from tests.identity.wallet.holder import Holder
from tests.standards.openid4vc.verifier import read
from wasl.identity.wallet.api import check_credential, issued_to
from wasl.identity.wallet.models import Issued, Offer

KIND = "driving-licence"


def text_of(client: Client, path: str, language: str = "en") -> str:
    answer = client.get(path, {"lang": language})
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_a_citizen_sees_what_they_may_have_in_both_languages(holder: Holder) -> None:
    citizen = citizen_signed_in(holder.person)
    assert "Digital driving licence" in text_of(citizen, "/my/wallet/")
    assert "رخصة القيادة الرقمية" in text_of(citizen, "/my/wallet/", "ar")
    assert "No digital credential has been issued" in text_of(citizen, "/my/wallet/")


def test_nobody_else_opens_it(holder: Holder) -> None:
    for path in ("/my/wallet/", "/my/wallet/offer/", "/my/wallet/take-back/"):
        assert Client().get(path).status_code in {302, 405}
    assert Client().post("/my/wallet/offer/", {"kind": KIND}).status_code == 302
    assert Offer.objects.count() == 0


def test_an_offer_is_shown_once_with_its_number_and_fetched_by_the_wallet(holder: Holder) -> None:
    citizen = citizen_signed_in(holder.person)
    page = citizen.post("/my/wallet/offer/?lang=en", {"kind": KIND}).content.decode()
    assert "data:image/svg+xml" in page
    assert "openid-credential-offer://?credential_offer_uri=" in page
    number = page.partition('class="code told">')[2][:6]
    reference = Offer.objects.get().reference
    code = Client().get(f"/wallet/offers/{reference}").json()["grants"].popitem()[1]["pre-authorized_code"]
    assert number.isdecimal()
    assert holder.asks_token(code, number).status_code == 200


def test_a_kind_that_there_is_not_is_no_page(holder: Holder) -> None:
    assert citizen_signed_in(holder.person).post("/my/wallet/offer/", {"kind": "x"}).status_code == 404


def test_a_citizen_revokes_their_own_credential_and_nobody_elses(holder: Holder, people: dict[str, str]) -> None:
    credential = holder.fetches(KIND)
    [line] = issued_to(holder.person)
    stranger = citizen_signed_in(people["person-identification"])
    if people["person-identification"] != holder.person:
        assert stranger.post("/my/wallet/take-back/", {"number": line.id}).status_code == 404
    citizen = citizen_signed_in(holder.person)
    assert "in force" in text_of(citizen, "/my/wallet/")
    for odd in ("x", "9" * 40, "", "٣"):
        assert citizen.post("/my/wallet/take-back/", {"number": odd}).status_code == 404
    assert check_credential(credential).ok
    citizen.post("/my/wallet/take-back/", {"number": line.id})
    assert not check_credential(credential).ok
    assert "revoked" in text_of(citizen, "/my/wallet/")
    assert Issued.objects.get().why == "holder"


def test_the_look_of_the_wallet_stands_among_who_looked(holder: Holder) -> None:
    holder.fetches(KIND)
    assert "Issuing a digital credential" in text_of(citizen_signed_in(holder.person), "/my/looks/")


SAID = [("en", "genuine and holds", "not rely"), ("ar", "صحيحة", "لا تعتمد")]


@pytest.mark.parametrize(("language", "good", "bad"), SAID)
def test_without_scripts_the_page_checks_on_our_side(holder: Holder, language: str, good: str, bad: str) -> None:
    credential = holder.fetches(KIND)
    shown = holder.shows(credential, ["document_number"], nonce="n", audience="a")
    path = f"/verifier/check/?lang={language}"
    page = Client().post(path, {"text": shown}).content.decode()
    answer = page.partition('id="answer"')[2].partition("<form")[0]
    assert good in answer
    told = dict(check_credential(credential).told())
    assert str(told["document_number"]) in answer
    assert str(told["full_name"]) not in page
    for odd in (shown[:-9] + "~", "x", "", "\0", "~" * 70_000):
        page = Client().post(path, {"text": odd}).content.decode()
        assert bad in page.partition('id="answer"')[2].partition("<form")[0]


def asked_of(client: Client, **more: str) -> str:
    answer = client.post("/verifier/asked/", {"kind": KIND, "claim": ["document_number"], **more})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def test_a_wallet_is_asked_and_its_answer_shown_once(holder: Holder) -> None:
    credential, client = holder.fetches(KIND), Client()
    where = asked_of(client)
    page = text_of(client, where)
    link = page.partition('href="openid4vp://')[2].partition('"')[0].replace("&amp;", "&")
    request = read(f"openid4vp://{link}")
    assert request.answered_with(request.shown_by(holder, credential)).status_code == 200
    assert Client().post(f"{where}answer/").content.decode().count("<dd>") == 0
    shown = client.post(f"{where}answer/?lang=en").content.decode()
    assert str(dict(check_credential(credential).told())["document_number"]) in shown
    assert "is not kept" in client.post(f"{where}answer/?lang=en").content.decode()


def test_a_wallet_on_the_same_device_brings_the_browser_back(holder: Holder) -> None:
    credential, client = holder.fetches(KIND), Client()
    where = asked_of(client, where="here")
    link = text_of(client, where).partition('href="openid4vp://')[2].partition('"')[0].replace("&amp;", "&")
    request = read(f"openid4vp://{link}")
    goes_on = request.answered_with(request.shown_by(holder, credential)).json()["redirect_uri"]
    assert client.post(f"{where}answer/").status_code == 302
    back = goes_on.partition("8000")[2]
    assert client.get(back).status_code == 302
    assert "<dd>" in client.post(f"{where}answer/").content.decode()


def test_nothing_chosen_is_told(holder: Holder) -> None:
    answer = Client().post("/verifier/asked/?lang=en", {"kind": KIND})
    assert answer.status_code == 400
    assert "Choose at least one value" in answer.content.decode()
    assert Client().get("/verifier/ask/", {"kind": KIND}).status_code == 200
    assert Client().get("/verifier/ask/", {"kind": "x"}).status_code == 200
    assert "no such request" in text_of(Client(), "/verifier/asked/nothing/")
