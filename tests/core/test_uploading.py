"""Files in requests: held in memory up to a limit, and what is more is read past without a crash, a copy or an end."""

import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory

from wasl.core.uploading import MB, MOST_BYTES, READ_PAST, too_large


def posted(*sizes: int) -> HttpRequest:
    files = [SimpleUploadedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]
    return RequestFactory().post("/", {"before": "1", "file": files, "then": "2"})


@pytest.mark.parametrize("sizes", [(1,), (0,), (MOST_BYTES,), (10 * MB, 10 * MB)])
def test_files_within_the_limit_arrive_whole_and_stay_in_memory(sizes: tuple[int, ...]) -> None:
    request = posted(*sizes)
    files = request.FILES.getlist("file")
    assert [one.size for one in files] == list(sizes)
    assert [len(one.read()) for one in files] == list(sizes)
    assert all(isinstance(one, InMemoryUploadedFile) for one in files)
    assert not too_large(request)


def test_what_is_too_large_is_left_out_and_the_rest_of_the_form_arrives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    request = posted(MOST_BYTES + 1)
    assert too_large(request)
    assert "file" not in request.FILES
    assert (request.POST["before"], request.POST["then"]) == ("1", "2")
    assert list(tmp_path.iterdir()) == []


def test_several_files_count_together() -> None:
    request = posted(15 * MB, 6 * MB, 1)
    assert too_large(request)
    assert [one.size for one in request.FILES.getlist("file")] == [15 * MB]


def test_who_sends_without_an_end_is_hung_up_on() -> None:
    class Endless(BytesIO):
        sent = 0

        def read(self, size: int | None = -1) -> bytes:
            given = super().read(size) or b"x" * min(size or 1, 65_536)
            self.sent += len(given)
            return given

    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = Endless(head)
    request = RequestFactory().post("/", content_type="multipart/form-data; boundary=b", data=b"--b--")
    request.META["CONTENT_LENGTH"] = str(10**12)
    request._stream = body  # type: ignore[attr-defined]
    assert too_large(request)
    assert READ_PAST < body.sent < READ_PAST + 2 * MB


@pytest.mark.django_db
def test_a_page_that_wants_no_file_answers_in_words() -> None:
    answer = Client().post("/my/sign-in/", {"file": SimpleUploadedFile("a.pdf", b"x" * (MOST_BYTES + 1))})
    assert answer.status_code in (200, 400, 403, 404, 405, 422)
    assert b"</html>" in answer.content


@pytest.mark.django_db
def test_a_large_body_that_is_no_form_is_refused_in_words() -> None:
    answer = Client().post("/my/sign-in/", b"a=" + b"x" * (MOST_BYTES + 1), "application/x-www-form-urlencoded")
    assert answer.status_code in (400, 413)
    assert b"</html>" in answer.content
