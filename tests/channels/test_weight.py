"""What a page weighs on its way to a cheap telephone: compressed, and no secret given away by that."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.templatetags.static import static
from django.test import Client

from scripts.assets import LETTERS
from wasl.core.styles import Collected

ASKED = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


def test_a_page_is_compressed_for_who_asks_and_only_for_them(stranger: Client) -> None:
    packed, plain = stranger.get("/my/sign-in/", **ASKED), stranger.get("/my/sign-in/")  # type: ignore[arg-type]
    assert packed["Content-Encoding"] == "gzip"
    assert not plain.has_header("Content-Encoding")
    assert len(packed.content) * 2 < len(plain.content)
    assert b"<main" in gzip.decompress(packed.content)


def test_neither_length_nor_token_of_a_page_tells_what_is_in_it(stranger: Client) -> None:
    """BREACH: pages that differ in nothing but the guess of an attacker are told apart by their lengths."""
    pages = [stranger.get("/my/sign-in/", **ASKED).content for _ in range(12)]  # type: ignore[arg-type]
    tokens = [re.findall(rb'csrfmiddlewaretoken" value="(\w+)"', gzip.decompress(page)) for page in pages]
    assert len({len(page) for page in pages}) > 3
    assert len({token for found in tokens for token in found}) >= len(pages)


def test_styles_are_compressed_once_and_keep_their_name_where_nothing_was_collected(tmp_path: Path) -> None:
    storage = Collected(location=tmp_path, base_url="/static/")
    assert storage.url("wasl/kit.css") == "/static/wasl/kit.css" == static("wasl/kit.css")
    found = finders.find("wasl/kit.css")
    assert isinstance(found, str)
    plain = Path(found).read_bytes()
    storage.save("wasl/kit.css", SimpleUploadedFile("kit.css", plain))
    assert all(done for *_, done in storage.post_process({"wasl/kit.css": (storage, "wasl/kit.css")}))
    address = Collected(location=tmp_path, base_url="/static/").url("wasl/kit.css")
    assert re.fullmatch(r"/static/wasl/kit\.[0-9a-f]{12}\.css", address)
    packed = tmp_path / (address.removeprefix("/static/") + ".gz")
    assert gzip.decompress(packed.read_bytes()) == plain


def test_the_letters_of_both_languages_weigh_little_and_are_those_that_the_styles_name() -> None:
    """Two weights of two scripts come with a first page; all of it should stay below 60 kB."""
    folder = Path(str(finders.find("vendor/ibm-plex-sans-arabic/LICENSE"))).parent
    faces = sorted(folder.glob("letters-*.woff2"))
    assert [face.stem for face in faces] == [
        f"letters-{script}-{w}" for script in ("arabic", "latin") for w in (400, 700)
    ]
    assert sum(face.stat().st_size for face in faces) < 45_000
    named = re.findall(
        r"unicode-range: ([^;]+); src: url\(\"[^\"]*letters-(\w+)-",
        Path(str(finders.find("wasl/tokens.css"))).read_text(),
    )
    assert {(script, ranges.replace(" ", "")) for ranges, script in named} == set(LETTERS.items())
