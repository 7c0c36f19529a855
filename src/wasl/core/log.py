"""Logging by event name: `event("picture.read", registers=31, took_ms=48)`. No personal data in a log line."""

import logging
import sys
from typing import Literal

import structlog


def configure(*, style: Literal["console", "json"], level: str) -> None:
    """Send every log line, ours and the libraries', to standard error in one shape."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _on_one_line,
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def _on_one_line(logger: object, method: str, told: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """What somebody sent cannot begin a line of its own, nor steer a terminal.

    >>> _on_one_line(None, "info", {"path": "/a\\n2026-01-01 all is well", "took_ms": 3})
    {'path': '/a\\\\n2026-01-01 all is well', 'took_ms': 3}
    """
    return {key: _escaped(value) if isinstance(value, str) else value for key, value in told.items()}


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def event(name: str, *, level: str = "info", **keywords: object) -> None:
    """Log that something happened. Names are block.what, such as `registers.read`."""
    getattr(structlog.stdlib.get_logger("wasl"), level)(name, **keywords)
