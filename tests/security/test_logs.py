"""What a log line is."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from wasl.core import log
from wasl.core.conf import settings

SENT = "/persons/\n2026-01-01T00:00:00Z [info] ledger.verified\x1b[2J"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Lines as JSON, caught; afterwards logging is as it was."""
    log.configure(style="json", level="INFO")
    stream = io.StringIO()
    (handler,) = logging.getLogger().handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    structlog.reset_defaults()
    log.configure(style=settings().log_format, level=settings().log_level)


def test_a_line_says_what_when_in_utc_and_of_which_request(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        log.event("limit.met", what="sign-in")
    line = json.loads(lines.getvalue())
    assert (line["event"], line["what"], line["request_id"], line["level"]) == ("limit.met", "sign-in", "abc", "info")
    assert line["timestamp"].endswith("Z")


def test_lines_of_libraries_have_the_same_form(lines: io.StringIO) -> None:
    logging.getLogger("django.security").warning("Invalid host %s", "evil.example")
    line = json.loads(lines.getvalue())
    assert line["event"] == "Invalid host evil.example"
    assert line["timestamp"].endswith("Z")


def test_what_somebody_sent_cannot_begin_a_line_of_its_own(lines: io.StringIO) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", SENT)
    log.event("http.request", route=SENT)
    assert len(lines.getvalue().splitlines()) == 2
    assert "\x1b" not in lines.getvalue()


def test_nor_where_lines_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(style="console", level="INFO")
    try:
        stream = io.StringIO()
        logging.getLogger().handlers[0].setStream(stream)  # type: ignore[attr-defined]
        logging.getLogger("django.request").warning("Not Found: %s", SENT)
        assert len(stream.getvalue().splitlines()) == 1
    finally:
        structlog.reset_defaults()
        log.configure(style=settings().log_format, level=settings().log_level)


def test_there_is_one_place_where_lines_go(lines: io.StringIO) -> None:
    everybody = [one for one in logging.getLogger().handlers if not type(one).__module__.startswith("_pytest")]
    assert len(everybody) == 1
    ours = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith(("wasl", "django"))]
    assert not [logger.name for logger in ours if logger.handlers]
