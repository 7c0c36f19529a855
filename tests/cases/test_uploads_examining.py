"""What is a file that can be taken: by its content, whatever it is called."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.cases.files import ACTIVE, EICAR, carry_test_file, pdf, picture
from wasl.cases import examining, inspecting
from wasl.cases.examining import kind_of, must_be_sound, shown_name, taken
from wasl.catalogue.api import Question, Type
from wasl.core.errors import Refusal
from wasl.core.uploading import MB, MOST_BYTES

FILE = Question(type=Type.FILE, largest_mb=1)
FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])  # each starts a process


class Counted(BytesIO):
    """Says how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.taken += len(found)
        return found


@pytest.mark.parametrize(("content", "kind"), [(pdf(), "pdf"), (picture(), "jpeg"), (picture("png"), "png")])
def test_a_sound_file_is_taken_whole(content: bytes, kind: str) -> None:
    assert taken(BytesIO(content), FILE) == (content, kind)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + b"\x00" * 200,
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"PK\x03\x04" + b"\x00" * 200,
        b"GIF89a" + b"\x00" * 200,
        b" " + pdf(),
        b"<html>" + pdf(),
        EICAR,
    ],
    ids=["exe", "html", "svg", "zip", "gif", "pdf-after-blank", "html-before-pdf", "test-file"],
)
def test_what_is_no_pdf_jpeg_or_png_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="not of a kind") as refused:
        taken(BytesIO(content), FILE)
    assert "PDF or JPEG or PNG" in str(refused.value.mend)


def test_a_kind_that_the_question_does_not_accept_is_refused() -> None:
    with pytest.raises(Refusal, match="not of a kind"):
        taken(BytesIO(pdf()), FILE.model_copy(update={"accept": ("jpeg", "png")}))


def test_reading_stops_where_the_question_does() -> None:
    content = Counted(b"%PDF-1.7" + b"\x00" * 3 * MB)
    with pytest.raises(Refusal, match="larger than 1 MB"):
        taken(content, FILE)
    assert content.taken == MB + 1


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Refusal, match="empty"):
        taken(BytesIO(b""), FILE)


def test_the_largest_that_a_question_may_allow_passes_the_door_of_requests() -> None:
    [most] = [one.le for one in Question.model_fields["largest_mb"].metadata if hasattr(one, "le")]
    assert most * MB == MOST_BYTES


@pytest.mark.parametrize("change", ACTIVE, ids=lambda one: one.__name__)
def test_a_pdf_that_does_something_by_itself_is_refused(change: Any) -> None:
    with pytest.raises(Refusal, match="programs, interactive forms or other files"):
        must_be_sound(pdf(change=change), "pdf")


@pytest.mark.parametrize("password", ["secret", ""])
def test_a_locked_pdf_is_refused(password: str) -> None:
    def lock(writer: Any) -> None:
        writer.encrypt(user_password=password, owner_password="owner")

    with pytest.raises(Refusal, match="protected by a password"):
        must_be_sound(pdf(change=lock), "pdf")


def test_an_infected_file_is_refused_and_said_to_be() -> None:
    with pytest.raises(Refusal, match="harmful software"):
        taken(BytesIO(pdf(change=carry_test_file)), FILE)


@pytest.mark.parametrize(("width", "height"), [(4, 4), (15, 3000)])
def test_a_picture_of_no_use_is_refused(width: int, height: int) -> None:
    with pytest.raises(Refusal, match="too small"):
        must_be_sound(picture("png", width, height), "png")


def test_a_picture_that_would_fill_the_memory_is_refused_by_its_head() -> None:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )
    with pytest.raises(Refusal, match="far too big"):
        must_be_sound(bomb, "png")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_large_photo_of_a_telephone_is_taken() -> None:
    must_be_sound(picture("jpeg", 8064, 6048, "grey"), "jpeg")


def test_a_pdf_that_says_it_is_a_picture_is_refused() -> None:
    with pytest.raises(Refusal, match="cannot be read"):
        must_be_sound(pdf(), "jpeg")


def nested(depth: int) -> bytes:
    whole = pdf()
    return whole.replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * depth + b"]" * depth, 1)


def looped() -> bytes:
    """A tree of pages that is its own child."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n%%EOF", looped(), b"%PDF-" + b"1 0 obj" * 9999 + b"%%EOF", nested(50_000)]
)
def test_a_pdf_made_to_break_a_parser_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        must_be_sound(content, "pdf")


def test_who_takes_too_long_to_read_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspecting, "SECONDS", 0.001)
    with pytest.raises(Refusal, match="cannot be read"):
        must_be_sound(pdf(), "pdf")


def test_an_inspector_that_cannot_start_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="cannot be inspected"):
        must_be_sound(pdf(), "pdf")


@FEW
@given(st.sampled_from([("pdf", pdf(3)), ("jpeg", picture()), ("png", picture("png"))]), st.floats(0.02, 0.97))
def test_a_file_that_was_cut_off_is_refused(file: tuple[str, bytes], part: float) -> None:
    kind, content = file
    with pytest.raises(Refusal):
        must_be_sound(content[: int(len(content) * part)], kind)


@FEW
@given(st.sampled_from(["pdf", "jpeg", "png"]), st.binary(max_size=3000))
def test_noise_behind_a_signature_is_refused_in_words(kind: str, noise: bytes) -> None:
    start = next(one for one, named in examining.SIGNATURES.items() if named == kind)
    with pytest.raises(Refusal, match=r"cannot be read|far too"):
        must_be_sound(start + noise + b"%%EOF", kind)


@FEW
@given(st.integers(10, 900), st.binary(min_size=1, max_size=40))
def test_a_pdf_with_a_spoiled_place_is_taken_or_refused_and_breaks_nothing(place: int, noise: bytes) -> None:
    whole = pdf(2)
    spoiled = whole[:place] + noise + whole[place + len(noise) :]
    try:
        must_be_sound(spoiled, "pdf")
    except Refusal:
        return
    assert len(PdfReader(BytesIO(spoiled)).pages)


@given(st.binary(max_size=64))
def test_anything_has_a_kind_or_none(content: bytes) -> None:
    assert kind_of(content) in {None, "pdf", "jpeg", "png"}


@given(
    st.text(st.characters()) | st.text("/\\.\u202e\u200f\x00\x1f ا", max_size=400),
    st.sampled_from(["pdf", "jpeg", "png"]),
)
def test_a_name_is_short_visible_and_true(name: str, kind: str) -> None:
    shown = shown_name(name, kind)
    assert 5 <= len(shown) <= 120
    assert shown.lower().endswith(examining.ENDINGS[kind])
    assert not set(shown) & set("/\\\x00\n\r\u202e\u202a\u2066\u2069\u200f\u2028")
    assert not shown.startswith((".", " "))
    shown.encode()
    assert shown_name(shown, kind) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("بطاقة.pdf", "بطاقة.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\scan.PDF", "scan.PDF"),
        ("setup.exe", "setup.exe.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("a" * 500 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_as_people_have_them(name: str, shown: str) -> None:
    assert shown_name(name, "pdf") == shown
