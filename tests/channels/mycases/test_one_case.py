"""The page of one request: what is to be done, where it stands, what came of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.cases.walking import citizen, officer, once
from tests.channels.conftest import citizen_signed_in
from tests.channels.mycases.conftest import (
    APPLICATION,
    LANGUAGES,
    Sender,
    address,
    browser,
    by_office,
    form,
    missing,
    page,
    pay,
    text_of,
)
from tests.ledger import looks
from wasl.cases import api as cases
from wasl.cases.api import Case, Kind, Outcome, Stage
from wasl.cases.models import Upload
from wasl.catalogue.api import Who
from wasl.payments.api import payments_for
from wasl.persons.models import Person
from wasl.trust.api import Assurance, upkeep

SUBPAGES = ["", "print/", "do/withdraw/", "review/", "sign/", "signers/", "files/x/", "documents/x/"]


@pytest.fixture
def waiting(sent: Sender) -> Case:
    return sent()


@pytest.fixture
def to_correct(waiting: Case) -> Case:
    pay(waiting)
    return by_office(waiting, "ask_correction", words="عقد الإيجار غير واضح")


@pytest.fixture
def refused(waiting: Case) -> Case:
    pay(waiting)
    by_office(waiting, "propose", words="internal thoughts")
    return by_office(waiting, "refuse", Who.OFFICE_HEAD, "المساحة أقل من المطلوب")


@LANGUAGES
def test_the_fee_is_on_top_with_what_comes_next_and_by_when(waiting: Case, language: str) -> None:
    text = page(browser(waiting, language), address(waiting))
    [payment] = payments_for(waiting.reference)
    told = {
        "ar": ("مطلوب منك الآن", "ادفع الرسوم", "ماذا بعد", "موعد القرار على الأكثر", "عندك أنت", "لمن تسأل"),
        "en": (
            "What you must do now",
            "Pay the fee",
            "What comes next",
            "A decision at the latest",
            "With you",
            "Whom",
        ),
    }
    assert missing(text, *told[language], f"/pay/{payment.reference}/") == []
    assert text.index(told[language][0]) < text.index(told[language][2])


def test_paying_moves_the_state_and_gives_a_receipt(waiting: Case) -> None:
    client, [payment] = browser(waiting), payments_for(waiting.reference)
    answer = client.post(f"/pay/{payment.reference}/", {"outcome": "pay"})
    assert answer["Location"] == address(waiting)
    text = page(client, answer["Location"])
    assert "examin" in text
    assert f"/pay/{payment.reference}/receipt/" in text
    assert "What you must do now" not in text


def test_somebody_elses_request_is_not_there(waiting: Case) -> None:
    stranger = Person.objects.exclude(handle=waiting.person).exclude(number="").first()
    assert stranger
    client = browser(stranger.handle)
    for where in SUBPAGES:
        assert client.get(address(waiting, where)).status_code == 404, where
        assert client.post(address(waiting, where), {"once": "1", "words": "x"}).status_code == 404, where
    assert waiting.reference not in page(client, "/my/cases/")
    waiting.refresh_from_db()
    assert waiting.stage == Stage.OPEN


def test_who_is_not_signed_in_is_asked_to_and_comes_back(waiting: Case) -> None:
    client = Client()
    answer = client.get(address(waiting))
    assert answer["Location"] == "/my/sign-in/"
    assert client.session["citizen-next"] == address(waiting)


def test_an_account_that_is_not_surely_the_persons_sees_nothing(waiting: Case) -> None:
    client = citizen_signed_in(waiting.person, Assurance.LOW)
    answer = client.get(address(waiting))
    assert answer.status_code == 403
    assert "answers" not in answer.content.decode()


def test_looking_at_ones_own_request_reads_no_register_and_leaves_no_entry(waiting: Case) -> None:
    client, before = browser(waiting), len(looks())
    page(client, address(waiting))
    page(client, address(waiting, "print/"))
    assert len(looks()) == before


@LANGUAGES
def test_withdrawing_asks_once_more_and_is_done_once(waiting: Case, language: str) -> None:
    client = browser(waiting, language)
    assert address(waiting, "do/withdraw/") in page(client, address(waiting))
    asked = page(client, address(waiting, "do/withdraw/"))
    assert {"ar": "لا يمكن الرجوع", "en": "cannot be undone"}[language] in asked
    for _ in range(2):
        answer = client.post(address(waiting, "do/withdraw/"), form(asked))
        assert answer["Location"] == address(waiting, "?done=withdraw")
    waiting.refresh_from_db()
    assert (waiting.outcome, waiting.journal.filter(action="withdraw").count()) == (Outcome.WITHDRAWN, 1)
    text = page(client, answer["Location"])
    assert {"ar": "تم: سحب الطلب", "en": "Done: Withdraw the request"}[language] in text
    assert "/review/" not in text
    assert client.get(address(waiting, "do/withdraw/"))["Location"] == address(waiting)


def test_who_was_overtaken_is_told_what_happened_meanwhile(waiting: Case) -> None:
    client = browser(waiting)
    asked = page(client, address(waiting, "do/withdraw/"))
    pay(waiting)
    answer = client.post(address(waiting, "do/withdraw/"), form(asked))
    text = text_of(answer)
    assert answer.status_code == 409
    assert "Something happened in this case since you opened it" in text
    assert text.index("This happened since") < text.index("Paid") < text.index("Where it stands")
    waiting.refresh_from_db()
    assert waiting.stage == Stage.OPEN


@pytest.mark.parametrize("action", ["grant", "ask_correction", "no-such", "pay", "send_correction"])
def test_what_is_not_the_citizens_to_do_is_refused(waiting: Case, action: str) -> None:
    answer = browser(waiting).post(address(waiting, f"do/{action}/"), {"once": "1", "seen": "9" * 40})
    assert answer.status_code == 409
    waiting.refresh_from_db()
    assert waiting.state == "awaiting_payment"


@LANGUAGES
def test_a_correction_says_what_is_wanted_and_is_sent_after_a_change(to_correct: Case, language: str) -> None:
    client = browser(to_correct, language)
    text = page(client, address(to_correct))
    assert "عقد الإيجار غير واضح" in text
    assert address(to_correct, "fill/") in text
    found = cases.opened(to_correct.reference, citizen(to_correct.person))
    where = address(to_correct, "fill/contact/")
    assert client.get(where).status_code == 200
    given = {one.key: one.value for shown in found.path.pages if shown.key == "contact" for one in shown.questions}
    given = {key: value for key, value in given.items() if value is not None}
    changed = {**given, "address": "٧ شارع الجديد"}
    cases.save_page(to_correct.reference, citizen(to_correct.person), "contact", changed)
    text = page(client, address(to_correct))
    assert "٧ شارع الجديد" in text
    for _ in range(2):
        answer = client.post(address(to_correct, "do/send_correction/"), form(text))
        assert answer.status_code == 302
    to_correct.refresh_from_db()
    assert (to_correct.state, to_correct.journal.filter(action="send_correction").count()) == ("in_review", 1)
    assert "fill/" not in page(client, address(to_correct))


def test_a_refusal_gives_its_reason_who_decided_and_a_way_to_a_review(refused: Case) -> None:
    text = page(browser(refused), address(refused))
    assert missing(text, "المساحة أقل من المطلوب", "the head of the office", "Ask for a review") == []
    assert "internal thoughts" not in text


@LANGUAGES
def test_a_review_needs_words_keeps_them_and_is_asked_for_once(refused: Case, language: str) -> None:
    client = browser(refused, language)
    empty = client.post(address(refused, "review/"), {"once": "a", "words": "  "})
    assert empty.status_code == 409
    assert 'aria-invalid="true"' in text_of(empty)
    long = client.post(address(refused, "review/"), {"once": "b", "words": "طويل " * 1000})
    assert long.status_code == 409
    assert "طويل طويل" in text_of(long)
    for _ in range(2):
        answer = client.post(address(refused, "review/"), {"once": "c", "words": "المساحة كافية"})
        assert answer.status_code == 302
    assert refused.appeals.count() == 1
    text = page(client, address(refused, "?done=review"))
    assert {"ar": "طلبت مراجعة القرار", "en": "You have asked for a review"}[language] in text
    assert "المساحة كافية" in text


def test_a_review_that_is_sent_again_after_its_answer_breaks_nothing(refused: Case) -> None:
    client = browser(refused)
    sent = {"once": "c", "words": "المساحة كافية"}
    client.post(address(refused, "review/"), sent)
    head = officer(Who.OFFICE_HEAD, refused.office, "head")
    cases.answer_appeal(refused.reference, "قيست مرتين", head, upheld=False, once=once())
    assert client.post(address(refused, "review/"), sent).status_code in (302, 409)
    text = page(client, address(refused))
    assert "stays as it is" in text
    assert "قيست مرتين" in text
    assert refused.appeals.count() == 1


def test_the_offices_own_notes_are_not_shown(waiting: Case) -> None:
    pay(waiting)
    waiting.refresh_from_db()
    cases.note(waiting.reference, "a note of the office", officer(Who.CASE_WORKER, waiting.office), once=once())
    cases.take(waiting.reference, officer(Who.CASE_WORKER, waiting.office), once=once())
    text = page(browser(waiting), address(waiting))
    hidden = ("a note of the office", ">Internal note<", ">Taken up<")
    assert missing(text, *hidden) == [*hidden]


@LANGUAGES
def test_what_is_late_says_so_and_whom_to_call(waiting: Case, language: str) -> None:
    pay(waiting)
    Case.objects.filter(pk=waiting.pk).update(due=datetime.now(UTC) - timedelta(days=2))
    text = page(browser(waiting, language), address(waiting))
    assert {"ar": "تأخر هذا الطلب", "en": "This request is late"}[language] in text
    assert 'href="tel:' in text


def test_what_is_late_by_the_citizen_is_no_delay_of_the_agency(waiting: Case) -> None:
    Case.objects.filter(pk=waiting.pk).update(due=datetime.now(UTC) - timedelta(days=2))
    text = page(browser(waiting), address(waiting))
    assert "You can still do it" in text
    assert "This request is late" not in text


def test_a_file_that_was_given_is_downloaded_by_its_own_people_only(
    waiting: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with upkeep("a test"):
        upload = Upload.objects.filter(case=waiting).first()
    assert upload
    monkeypatch.setattr("wasl.cases.uploads.shelves.content_of", lambda digest: b"%PDF-1.7")
    client = browser(waiting)
    assert f"files/{upload.key}/" in page(client, address(waiting))
    answer = client.get(address(waiting, f"files/{upload.key}/"))
    assert (answer["Content-Type"], answer.content) == ("application/pdf", b"%PDF-1.7")
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(address(waiting, "files/another/")).status_code == 404


def test_a_file_whose_content_is_lost_is_told(waiting: Case) -> None:
    with upkeep("a test"):
        upload = Upload.objects.filter(case=waiting).first()
    assert upload
    answer = browser(waiting).get(address(waiting, f"files/{upload.key}/"))
    assert answer.status_code in (404, 409)


@LANGUAGES
def test_the_print_view_has_all_and_no_forms(refused: Case, language: str) -> None:
    text = page(browser(refused, language), address(refused, "print/"))
    main = text[text.index("<main") : text.index("</main>")]
    main = main[main.index("</nav>") :]
    assert "<form" not in main
    assert "<details" not in main
    assert {"ar": "كل ما حدث", "en": "All that happened"}[language] in main
    assert {"ar": "ما كُتب في الطلب", "en": "What stands in the request"}[language] in main


def test_a_draft_is_taken_up_where_it_is_filled_in(sent: Sender, waiting: Case) -> None:
    draft = cases.begin(APPLICATION, citizen(waiting.person), once=once())
    client = browser(waiting)
    assert client.get(address(draft))["Location"] == address(draft, "fill/")
    cases.discard(draft.reference, citizen(waiting.person))
    assert client.get(address(draft))["Location"] == "/my/cases/"


def test_the_journal_names_who_did_it_by_part_and_never_by_name(refused: Case) -> None:
    text = page(browser(refused), address(refused))
    history = text[text.index('id="history"') :]
    assert "the head of the office" in history
    assert "You" in history
    assert "staff:" not in text
    assert refused.journal.filter(kind=Kind.SENT).count() == 1


def test_after_the_last_page_of_a_correction_one_is_back_on_the_page_of_the_request(to_correct: Case) -> None:
    assert browser(to_correct).get(address(to_correct, "check/"))["Location"] == address(to_correct)
