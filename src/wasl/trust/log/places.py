"""What the log keeps outside the store, in WASL_HOME/log: its key, and where it stood."""

from pathlib import Path

from wasl.core.conf import settings


def folder() -> Path:
    return settings().home / "log"


def checkpoint_path() -> Path:
    return folder() / "checkpoint"


def key_path() -> Path:
    return folder() / "key"


def origin() -> str:
    """The log's name in checkpoints: whoever holds one of ours knows by it which log is meant."""
    return settings().log_origin or f"wasl.local/{settings().country}"
