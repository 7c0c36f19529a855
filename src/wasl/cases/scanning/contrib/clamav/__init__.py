"""ClamAV through its server clamd (INSTREAM) at WASL_SCANNER_ADDRESS. The line is not encrypted: keep clamd near.

clamd's StreamMaxLength must be 20 MB or more, which is less than its default.
"""

import asyncio
from io import BytesIO
from urllib.parse import SplitResult, urlsplit

from aioclamd import ClamdAsyncClient, ClamdError

from wasl.cases.scanning.plugins import register
from wasl.cases.scanning.provider import NotScanned, Scanner
from wasl.core.conf import settings
from wasl.core.errors import Refusal

SECONDS = 20.0
"""For one file, from connecting to the answer."""
PORT = 3310
_NO_ADDRESS = "WASL_SCANNER_ADDRESS is missing or wrong"


@register("clamav")
class ClamAv(Scanner):
    def check_config(self) -> None:
        if (parts := _address()) is None or not parts.hostname:
            raise Refusal(_NO_ADDRESS, mend="write tcp://server:3310, where clamd listens")

    def found_in(self, content: bytes) -> str | None:
        parts = _address()
        if parts is None or not parts.hostname:
            raise NotScanned(_NO_ADDRESS)
        clamd = ClamdAsyncClient(parts.hostname, parts.port or PORT, timeout=SECONDS)
        try:
            answer = asyncio.run(clamd.instream(BytesIO(content)))
        except (ClamdError, OSError) as error:
            raise NotScanned(f"clamd did not answer: {type(error).__name__}") from error
        return _found(answer)


def _found(answer: dict[str, tuple[str, str | None]] | None) -> str | None:
    """Anything but a plain OK or FOUND is no answer: a file is never clean by mistake."""
    [(status, name)] = (answer or {"": ("", None)}).values()
    if status == "OK":
        return None
    if status == "FOUND":
        return (name or "unnamed")[:100]
    raise NotScanned("clamd gave no verdict")


def _address() -> SplitResult | None:
    parts = urlsplit(settings().scanner_address or "")
    try:
        return parts if parts.scheme == "tcp" and parts.port != 0 else None
    except ValueError:  # a port that is no number
        return None
