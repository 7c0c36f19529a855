"""Files in requests: held in memory up to a limit, never on disk unsealed. What is more is read past, not kept.

Django's own handlers write large files to a folder for anybody's process to read, and without an end.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

MB = 1024 * 1024
MOST_BYTES = 20 * MB
"""Of the files of one request together."""
READ_PAST = 5 * MOST_BYTES
"""A browser shows no answer before it has sent everything; who sends more than this is hung up on."""

_MARK = "wasl.files_too_large"


class Bounded(FileUploadHandler):
    """The one handler: settings name it."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._read = 0
        self._kept: BytesIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._read += len(raw_data)
        if self._read > READ_PAST:
            raise StopUpload(connection_reset=True)
        if self._read > MOST_BYTES:
            self._kept = None
            if self.request is not None:
                self.request.META[_MARK] = True
        if self._kept is not None:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if self._kept is None:
            return None
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


def too_large(request: HttpRequest) -> bool:
    """Whether files of this request were left out because together they are larger than MOST_BYTES."""
    len(request.FILES)  # the body is read when it is first asked for
    return bool(request.META.get(_MARK))
