"""Files that citizens give: taken once, only what was asked for, sealed at rest, gone when nothing names them."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from django.db import connection

from tests.cases.files import pdf, picture
from tests.cases.knowing.conftest import service
from tests.cases.walking import citizen, officer, once, visitor
from wasl.cases import examining, refusing_files, sheets, shelves
from wasl.cases import uploads as ours
from wasl.cases.doing import Doer
from wasl.cases.drafting import discard
from wasl.cases.models import Basis, Case, Filled, Invited, Stage, Upload
from wasl.cases.scanning import api as scanning
from wasl.cases.uploads import content_of, give, read, remove, tidy
from wasl.catalogue.api import Who
from wasl.core.conf import settings
from wasl.core.errors import NotAllowed, Refusal, Unknown
from wasl.core.passage import UnguardedRead, guarded
from wasl.trust.api import upkeep

QUESTIONS: dict[str, dict[str, object]] = {
    "deed": {"type": "file", "largest_mb": 1},
    "papers": {"type": "file", "many": True, "optional": True},
    "photo": {"type": "file", "accept": ["jpeg", "png"], "optional": True},
    "wanted": {"type": "yes-no", "optional": True},
    "extra": {"type": "file", "optional": True, "show_if": "wanted"},
}
ME = visitor()
LATER = timedelta(hours=1)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    definition = service(QUESTIONS, purpose=None)
    monkeypatch.setattr(sheets, "definition_for", lambda case: definition)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a file is sound is tried in a file of its own; here nothing waits for it."""
    monkeypatch.setattr(examining, "must_be_sound", lambda content, kind: None)


@pytest.fixture
def case(transactional_db: None) -> Iterator[Case]:
    now = datetime.now(UTC)
    made = Case.objects.create(
        reference="W-TEST2345", slug="test", version=1, actor=ME.account, basis=Basis.VISITOR, channel="portal",
        once=once(), office="civil-status", begun=now, saved=now,
    )  # fmt: skip
    Filled.objects.create(case=made)
    return made


def given(case: Case, question: str = "deed", content: bytes = b"", doer: Doer = ME, **more: str) -> Upload:
    told = {"name": "سند.pdf", "once": once(), **more}
    return give(case.reference, question, doer, content=BytesIO(content or pdf()), **told)


def answers(case: Case) -> dict[str, object]:
    return dict(Filled.objects.get(pk=case.pk).answers)


def shelf() -> list[Path]:
    """Contents that are kept."""
    return sorted(one for one in (settings().home / "uploads").glob("??/*") if one.is_file())


def test_a_file_is_taken_and_stands_in_the_answers(case: Case) -> None:
    content = pdf()
    upload = given(case, content=content)
    assert answers(case) == {"deed": upload.key}
    assert (upload.name, upload.kind, upload.size, upload.by) == ("سند.pdf", "pdf", len(content), ME.account)
    assert read(case.reference, upload.key, ME) == (upload, content)


def test_what_is_kept_is_sealed_and_for_its_owner_only(case: Case) -> None:
    given(case, content=pdf(title="a secret of mine"))
    [place] = shelf()
    assert b"a secret of mine" not in place.read_bytes()
    assert b"%PDF" not in place.read_bytes()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.parent.stat().st_mode) == 0o700


def test_a_content_moved_to_another_name_stays_closed(case: Case) -> None:
    one, two = given(case, "papers"), given(case, "papers", picture())
    [first, second] = sorted(shelf(), key=lambda place: place.name != one.digest)
    first.replace(second)
    with pytest.raises(Refusal, match="cannot be opened"):
        read(case.reference, two.key, ME)


def test_the_same_content_again_is_the_same_upload(case: Case) -> None:
    first = given(case)
    assert given(case) == first
    assert given(case, once="another press") == first
    assert Upload.objects.count() == 1
    assert answers(case) == {"deed": first.key}


def test_one_press_that_arrives_twice_at_once_is_one_upload(case: Case) -> None:
    token, content, made = once(), pdf(), list[str]()

    def press() -> None:
        made.append(given(case, "papers", content, once=token).key)
        connection.close()

    threads = [Thread(target=press) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert answers(case) == {"papers": [made[0]]}


def test_another_content_replaces_the_first_where_one_is_asked_for(case: Case) -> None:
    given(case)
    second = given(case, content=picture())
    assert answers(case) == {"deed": second.key}
    assert list(Upload.objects.all()) == [second]


def test_several_stand_side_by_side_where_several_are_asked_for(case: Case) -> None:
    keys = [given(case, "papers", one).key for one in (pdf(), picture(), picture("png"))]
    assert answers(case) == {"papers": keys}


def test_ten_files_are_enough_for_one_question(case: Case) -> None:
    for pages in range(refusing_files.MOST_FILES):
        given(case, "papers", pdf(pages + 1))
    with pytest.raises(Refusal, match="No more than 10"):
        given(case, "papers", picture())
    assert len(Upload.objects.all()) == len(answers(case)["papers"]) == 10  # type: ignore[arg-type]
    given(case, "papers", pdf(1))  # one that stands already


def test_a_case_has_an_end_too(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing_files, "MOST_MB", 0.001)
    with pytest.raises(Refusal, match="come to more than"):
        given(case, "papers", picture("png", 900, 900) + b"\x00" * 2000)
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("question", ["wanted", "extra", "unknown", ""])
def test_what_is_no_file_question_on_the_path_takes_none(case: Case, question: str) -> None:
    with pytest.raises(Refusal, match="No file is asked for"):
        given(case, question)
    assert shelf() == []


def test_a_question_that_comes_onto_the_path_takes_one(case: Case) -> None:
    Filled.objects.update(answers={"wanted": True})
    assert answers(case)["wanted"]
    upload = given(case, "extra")
    assert answers(case) == {"wanted": True, "extra": upload.key}


def test_a_case_that_was_sent_takes_none(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    Case.objects.update(stage=Stage.OPEN, sent=datetime.now(UTC), state="end", who=Who.CASE_WORKER)
    with pytest.raises(Refusal, match="sent already"):
        given(case)


def test_somebody_elses_case_does_not_exist(case: Case) -> None:
    upload = given(case)
    other = citizen("somebody")
    for attempt in (
        lambda: given(case, doer=other),
        lambda: read(case.reference, upload.key, other),
        lambda: remove(case.reference, upload.key, other),
    ):
        with pytest.raises(Unknown):
            attempt()


def test_a_file_of_another_case_is_not_read_through_ones_own(case: Case) -> None:
    upload = given(case)
    Case.objects.filter(pk=case.pk).update(actor="visitor:2")
    now = datetime.now(UTC)
    mine = Case.objects.create(
        reference="W-MINE2345", slug="test", version=1, actor=ME.account, basis=Basis.VISITOR, channel="portal",
        once=once(), office="civil-status", begun=now, saved=now,
    )  # fmt: skip
    Filled.objects.create(case=mine)
    for key in (upload.key, "", "\x00", "../" + upload.digest):
        with pytest.raises(Unknown):
            read(mine.reference, key, ME)
    remove(mine.reference, upload.key, ME)
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_who_only_co_signs_gives_and_takes_nothing(case: Case) -> None:
    upload = given(case)
    Invited.objects.create(case=case, person="partner", part=Invited.Part.COSIGNER, invited=datetime.now(UTC))
    partner = citizen("partner")
    with pytest.raises(NotAllowed):
        given(case, doer=partner, content=picture())
    with pytest.raises(NotAllowed):
        remove(case.reference, upload.key, partner)
    assert read(case.reference, upload.key, partner)[0] == upload


def test_staff_read_only_through_an_open_passage(case: Case) -> None:
    upload = given(case)
    Case.objects.update(stage=Stage.OPEN, sent=datetime.now(UTC), state="end", who=Who.CASE_WORKER)
    clerk = officer(Who.CASE_WORKER, "civil-status")
    with guarded():
        with pytest.raises(UnguardedRead):
            read(case.reference, upload.key, clerk)
        with pytest.raises(UnguardedRead):
            content_of(case, upload.key)
        with upkeep("a test"):
            assert read(case.reference, upload.key, clerk)[0] == upload
        assert read(case.reference, upload.key, ME)[0] == upload


def test_all_of_giving_works_under_the_guard(case: Case) -> None:
    with guarded():
        upload = given(case)
        remove(case.reference, upload.key, ME)
        tidy(datetime.now(UTC) + LATER)


def test_a_file_taken_back_leaves_the_answers_and_the_shelf(case: Case) -> None:
    first, second = given(case, "papers"), given(case, "papers", picture())
    remove(case.reference, first.key, ME)
    remove(case.reference, first.key, ME)  # pressed twice
    assert answers(case) == {"papers": [second.key]}
    remove(case.reference, second.key, ME)
    assert answers(case) == {}
    assert tidy(datetime.now(UTC) + LATER) == 2
    assert shelf() == []


def test_a_file_that_an_office_may_have_seen_stays_on_file(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The case came back for a correction: what was sent is evidence, what is given now is not yet."""
    seen = given(case)
    now = datetime.now(UTC)
    Case.objects.update(stage=Stage.OPEN, sent=now, entered=now, state="end", who=Who.CITIZEN)
    monkeypatch.setattr(ours, "must_be_fillable", lambda found, doer: None)
    replaced = given(case, content=picture())
    last = given(case, content=picture("png"))
    assert answers(case) == {"deed": last.key}
    assert set(Upload.objects.all()) == {seen, last}
    assert replaced.digest != last.digest


def test_equal_contents_of_two_questions_stand_once_until_both_are_gone(case: Case) -> None:
    one, two = given(case, "deed"), given(case, "papers")
    assert len(shelf()) == 1
    remove(case.reference, one.key, ME)
    assert tidy(datetime.now(UTC) + LATER) == 0
    assert read(case.reference, two.key, ME)[1] == pdf()
    remove(case.reference, two.key, ME)
    assert tidy(datetime.now(UTC) + LATER) == 1


def test_a_discarded_draft_leaves_no_content(case: Case) -> None:
    given(case)
    discard(case.reference, ME)
    assert tidy(datetime.now(UTC)) == 0  # what was given in the last minutes can wait
    assert tidy(datetime.now(UTC) + LATER) == 1
    assert tidy(datetime.now(UTC) + LATER) == 0
    assert shelf() == []
    assert list((settings().home / "uploads" / "marked").iterdir()) == []


def test_a_power_cut_between_shelf_and_row_leaves_nothing_for_good(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ours, "_enter", cut)
    with pytest.raises(KeyboardInterrupt):
        given(case)
    assert len(shelf()) == 1
    assert answers(case) == {}
    assert tidy(datetime.now(UTC) + LATER) == 1


def test_a_power_cut_while_a_content_is_written_leaves_nothing_for_good(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(path: Path, content: bytes) -> bool:
        path.parent.mkdir(parents=True)
        path.with_suffix(".half").write_bytes(content[:10])
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(shelves, "begin", cut)
        with pytest.raises(KeyboardInterrupt):
            given(case)
    assert len(shelf()) == 1
    tidy(datetime.now(UTC) + LATER)
    assert shelf() == []
    assert read(case.reference, given(case).key, ME)[1] == pdf()


def test_nothing_is_tidied_away_while_somebody_gives_it(case: Case) -> None:
    """Given, taken back, and given again just when tidying comes by."""
    first = given(case)
    remove(case.reference, first.key, ME)
    old = (datetime.now(UTC) - LATER).timestamp()
    with shelves.kept(pdf()) as digest:
        os.utime(settings().home / "uploads" / "marked" / digest, (old, old))
        assert tidy(datetime.now(UTC)) == 0
    assert len(shelf()) == 1


def test_a_lost_content_is_said_in_words(case: Case) -> None:
    upload = given(case)
    [place] = shelf()
    place.unlink()
    with pytest.raises(Refusal, match="cannot be opened"):
        read(case.reference, upload.key, ME)
    assert given(case) == upload  # given again, it is there again
    assert read(case.reference, upload.key, ME)[1] == pdf()


def test_without_a_scanner_nothing_is_read_or_kept(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "chosen", lambda: None)
    with pytest.raises(Refusal, match="closed until a scanner"):
        given(case)
    assert shelf() == []


@pytest.mark.parametrize("content", [b"MZ" + b"\x00" * 100, b"%PDF-" + b"\x00" * 1024 * 1024], ids=["exe", "too large"])
def test_of_what_is_refused_nothing_is_kept(case: Case, content: bytes) -> None:
    with pytest.raises(Refusal):
        given(case, content=content)
    assert (shelf(), Upload.objects.count(), answers(case)) == ([], 0, {})
