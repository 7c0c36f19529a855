"""Files that come with a page: each is taken or refused for itself; a refused one loses no other answer."""

import secrets
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from wasl.cases.api import give_file, problem_of
from wasl.catalogue.api import Asked, Shown, Type
from wasl.channels.portal.filling import words
from wasl.channels.portal.filling.access import Visit
from wasl.channels.portal.filling.reading import field_name
from wasl.core.errors import Refusal
from wasl.core.text import Text
from wasl.core.uploading import too_large

MOST = 10
"""Of one question at once."""


def give_files(request: HttpRequest, visit: Visit, shown: Shown) -> dict[str, Text]:
    """Take what was chosen; by question, why something was not taken."""
    asked = [one for one in shown.questions if one.question.type is Type.FILE]
    problems = {one.key: problem for one in asked if (problem := _given(request, visit, one))}
    if asked and too_large(request) and not problems:
        problems[asked[0].key] = _TOGETHER
    return problems


def _given(request: HttpRequest, visit: Visit, one: Asked) -> Text | None:
    files = request.FILES.getlist(field_name(one.key))[:MOST]
    if not files and request.POST.get("add") == one.key and not too_large(request):
        return words.FILE_NEEDED
    for file in files:
        try:
            once = request.POST.get("once", "") or secrets.token_urlsafe(16)
            give_file(visit.reference, one.key, visit.doer, name=file.name or "", content=_content(file), once=once)
        except Refusal as refusal:
            return problem_of(refusal)
    return None


def _content(file: "UploadedFile[bytes]") -> BinaryIO:
    """Held in memory: see core.uploading."""
    return cast(BinaryIO, file.file)


_TOGETHER = Text(
    ar="الملفات معًا أكبر مما يُقبل مرة واحدة. ارفعها واحدًا بعد الآخر",
    en="The files together are larger than what is taken at once. Upload them one after the other",
)
