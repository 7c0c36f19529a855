"""Machine-readable lines, barcodes and photos. The library `mrz` (GPL) is the judge; the product does not import it."""

import resource
import struct
import zlib
from contextlib import suppress
from datetime import UTC, datetime

import numpy as np
import pytest
import vl_convert
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from mrz.checker.td1 import TD1CodeChecker
from mrz.checker.td2 import TD2CodeChecker
from mrz.checker.td3 import TD3CodeChecker
from mrz.generator.td1 import TD1CodeGenerator
from mrz.generator.td2 import TD2CodeGenerator
from mrz.generator.td3 import TD3CodeGenerator

from wasl.core.errors import Refusal, Unknown
from wasl.country.api import pack
from wasl.identity.verification.api import Alike, Claim, Fact, capture, check_document, checkers, register
from wasl.identity.verification.documents import pictures
from wasl.identity.verification.documents.pictures import grey
from wasl.identity.verification.documents.zone import zone

BORN = datetime(1985, 3, 12, tzinfo=UTC).date()
NUMBER = pack().identifier.make(BORN, "01", "male", nth=1)
PASSPORT = str(
    TD3CodeGenerator("P", "EGY", "HASSAN", "AHMED MAHMOUD", "A12345678", "EGY", "850312", "M", "350101", NUMBER)
)
CARD = str(TD1CodeGenerator("ID", "EGY", "A12345678", "850312", "M", "350101", "EGY", "HASSAN", "AHMED", NUMBER))
VISA = str(TD2CodeGenerator("ID", "EGY", "HASSAN", "AHMED", "A12345678", "EGY", "850312", "M", "350101"))
CLAIM = Claim(NUMBER, {Fact.FULL_NAME: "أحمد محمود حسن", Fact.BIRTH_DATE: "1985-03-12", Fact.SEX: "male"})
JUDGES = {"TD1": TD1CodeChecker, "TD2": TD2CodeChecker, "TD3": TD3CodeChecker}


@pytest.mark.parametrize("lines", [PASSPORT, CARD, VISA], ids=["passport", "card", "visa"])
def test_lines_that_another_library_wrote_are_read(lines: str) -> None:
    found = zone(lines)
    assert found
    assert (found.surname, found.document, found.birth, found.wrong) == ("HASSAN", "A12345678", "850312", ())


@pytest.mark.parametrize("lines", [PASSPORT, CARD, VISA], ids=["passport", "card", "visa"])
@given(place=st.integers(0, 89), sign=st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
def test_whatever_sign_is_changed_the_check_digits_are_judged_as_another_library_does(
    lines: str, place: int, sign: str
) -> None:
    place %= len(lines)
    changed = lines if lines[place] == "\n" else lines[:place] + sign + lines[place + 1 :]
    found = zone(changed)
    assert found
    judge = JUDGES[found.size](changed)
    if "<" not in (changed.splitlines()[0 if found.size == "TD1" else 1][14 if found.size == "TD1" else 9]):
        assert (found.wrong == ()) == judge._all_hashes()


def test_a_passport_agrees_with_the_claim_across_scripts() -> None:
    checked = check_document("mrz", PASSPORT, CLAIM)
    assert (checked.told.intact, checked.told.proves, checked.number_agrees) == (True, False, True)
    assert dict(checked.agrees) == dict.fromkeys(CLAIM.facts or {}, Alike.SAME)


def test_lines_in_one_run_and_in_small_letters_are_read_too() -> None:
    assert check_document("mrz", PASSPORT.replace("\n", "").lower(), CLAIM).told.intact


def test_a_wrong_check_digit_is_named() -> None:
    first, second = PASSPORT.splitlines()
    checked = check_document("mrz", f"{first}\n{'B' + second[1:]}", CLAIM)
    assert not checked.told.intact
    assert [one.en for one in checked.told.troubles] == [
        "the check digit does not fit the document's number",
        "the check digit does not fit the line as a whole",
    ]


def test_an_expired_passport_says_so() -> None:
    old = TD3CodeGenerator("P", "EGY", "HASSAN", "AHMED", "A12345678", "EGY", "850312", "M", "200101")
    assert [one.en for one in check_document("mrz", str(old), CLAIM).told.troubles] == ["the document has expired"]


def test_a_number_too_long_for_its_place_is_read_to_its_end() -> None:
    """The example of ICAO Doc 9303, part 5, appendix B: D231458907 with check digit 4 in the optional data."""
    lines = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
    found = zone(lines)
    assert found
    assert (found.document, found.wrong) == ("D23145890734", ())


@pytest.mark.parametrize("content", ["", "P<EGY", "\x00", "A" * 88 + "?", "<" * 30 + "\n" + "<" * 44])
def test_what_is_no_zone_is_refused(content: str) -> None:
    with pytest.raises(Refusal, match="no machine-readable lines"):
        check_document("mrz", content, CLAIM)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(content: str) -> None:
    for id_ in ("mrz", "barcode"):
        try:
            check_document(id_, content, CLAIM)
        except Refusal:
            continue


def test_an_unknown_checker_and_a_document_without_end_are_refused() -> None:
    with pytest.raises(Unknown):
        check_document("tea-leaves", "x", CLAIM)
    with pytest.raises(Refusal, match="longer than any document"):
        check_document("mrz", "<" * 5000, CLAIM)


def test_two_checkers_of_one_name_stop_the_start() -> None:
    with pytest.raises(ValueError, match="two checkers"):
        register("mrz")(type(checkers()["mrz"]))


# --- photos -----------------------------------------------------------------------------------------------------------


def barcode(text: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.PDF417) -> zxingcpp.Barcode:
    return zxingcpp.create_barcode(text, kind)


def png_of(shades: np.ndarray) -> bytes:
    """Written here, so that what is read is not written by what is tested."""
    height, width = shades.shape
    rows = b"".join(b"\0" + shades[y].tobytes() for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return _chunked(head, zlib.compress(rows))


def _chunked(head: bytes, body: bytes) -> bytes:
    parts = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def jpeg_of(one: zxingcpp.Barcode) -> bytes:
    return bytes(vl_convert.svg_to_jpeg(one.to_svg(scale=3), scale=2.0, quality=80))


@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.PDF417, zxingcpp.BarcodeFormat.QRCode])
@pytest.mark.parametrize("write", ["png", "jpeg"])
def test_a_barcode_that_was_written_is_read_from_a_photo(kind: zxingcpp.BarcodeFormat, write: str) -> None:
    made = barcode(f"بطاقة|{NUMBER}|أحمد", kind)
    photo = jpeg_of(made) if write == "jpeg" else png_of(np.array(made.to_image(scale=4)))
    [checked] = capture(photo, CLAIM)
    assert (checked.told.number, checked.number_agrees, checked.told.proves) == (NUMBER, True, False)


def test_lines_inside_a_barcode_are_checked_as_lines() -> None:
    [checked] = capture(png_of(np.array(barcode(PASSPORT).to_image(scale=3))), CLAIM)
    assert checked.told.intact
    assert checked.agrees[Fact.FULL_NAME] == Alike.SAME


def test_another_number_in_the_barcode_does_not_agree() -> None:
    other = pack().identifier.make(BORN, "01", "male", nth=2)
    [checked] = capture(png_of(np.array(barcode(other).to_image(scale=4))), CLAIM)
    assert checked.number_agrees is False


def test_a_photo_without_a_barcode_says_so() -> None:
    with pytest.raises(Refusal, match="no barcode was found"):
        capture(png_of(np.full((50, 60), 255, np.uint8)), CLAIM)


def filtered(shades: np.ndarray, kind: int) -> bytes:
    """As the standard (ISO/IEC 15948, 9.2) tells an encoder to, pixel by pixel."""
    height, width = shades.shape
    rows = []
    for y in range(height):
        row = bytearray([kind])
        for x in range(width):
            left = int(shades[y, x - 1]) if x else 0
            above = int(shades[y - 1, x]) if y else 0
            corner = int(shades[y - 1, x - 1]) if x and y else 0
            near = min((left, above, corner), key=lambda one: abs(left + above - corner - one))
            row.append((int(shades[y, x]) - (0, left, above, (left + above) // 2, near)[kind]) & 255)
        rows.append(bytes(row))
    return _chunked(struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0), zlib.compress(b"".join(rows)))


@pytest.mark.parametrize("kind", range(5))
@given(seed=st.integers(0, 2**32 - 1), width=st.integers(1, 12), height=st.integers(1, 12))
def test_shades_come_out_as_they_went_in(kind: int, seed: int, width: int, height: int) -> None:
    shades = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    assert (pictures._shades(filtered(shades, kind)) == shades).all()


def test_a_photo_is_drawn_as_it_is() -> None:
    shades = np.kron(np.array([[0, 255], [255, 0]], np.uint8), np.ones((40, 40), np.uint8))
    drawn = grey(png_of(shades))
    assert drawn.shape == shades.shape
    assert (drawn[::80, ::80] == shades[::80, ::80]).all()


def bomb() -> bytes:
    """Fifty thousand by fifty thousand white pixels in a few kilobytes."""
    return _chunked(struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0), zlib.compress(b"\0" * 10_000_000))


def understated() -> bytes:
    """A head that says ten by ten, and four hundred megabytes of pixels behind it."""
    squeeze = zlib.compressobj()
    body = b"".join(squeeze.compress(b"\0" * 1_000_000) for _ in range(400)) + squeeze.flush()
    return _chunked(struct.pack(">IIBBBBB", 10, 10, 8, 0, 0, 0, 0), body)


def test_a_picture_that_unpacks_without_end_is_refused_by_its_head() -> None:
    with pytest.raises(Refusal, match="too large"):
        grey(bomb())


def test_a_head_that_understates_its_body_unpacks_no_more_than_it_says() -> None:
    photo, before = understated(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(Refusal):
        assert grey(photo).shape == (10, 10)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff",
        b"\xff\xd8" + b"\xff" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"%PDF-1.7",
        b"<svg/>",
    ],
)
def test_rubbish_is_no_picture(content: bytes) -> None:
    with pytest.raises(Refusal):
        grey(content)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10", png_of(np.zeros((4, 4), np.uint8))[:40]]),
)
def test_any_bytes_are_read_or_refused(rest: bytes, head: bytes) -> None:
    try:
        read = grey(head + rest)
    except Refusal:
        return
    assert read.ndim == 2


def test_a_file_too_large_is_refused_unread() -> None:
    with pytest.raises(Refusal, match="too large"):
        grey(png_of(np.zeros((4, 4), np.uint8)) + b"\0" * pictures.LARGEST)
