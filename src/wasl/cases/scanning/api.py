"""Scanning promises: no file is kept that a scanner has not called clean; where there is no scanner, none is taken."""

from wasl.cases import refusing_files
from wasl.cases.scanning.plugins import DEMO, chosen
from wasl.cases.scanning.provider import NotScanned
from wasl.core.log import event


def is_open() -> bool:
    """Whether files are taken at all."""
    return chosen() is not None


def is_demo() -> bool:
    """Whether nothing is really scanned: pages say so."""
    found = chosen()
    return found is not None and found.id == DEMO


def must_be_open() -> None:
    """Raises Refusal where files are not taken."""
    if not is_open():
        raise refusing_files.closed()


def must_be_clean(content: bytes) -> None:
    """Raises Refusal for a file in which something was found, or that could not be scanned."""
    scanner = chosen()
    if scanner is None:
        raise refusing_files.closed()
    try:
        found = scanner.found_in(content)
    except NotScanned as why:
        event("uploads.not_scanned", level="error", scanner=scanner.id, why=str(why))
        raise refusing_files.scanner_down() from why
    if found is not None:
        event("uploads.infected", level="warning", scanner=scanner.id, found=found)
        raise refusing_files.infected()


def check_config() -> None:
    """Raises Refusal naming what is missing for the scanner that the settings name; says it where none is named."""
    scanner = chosen()
    if scanner is None:
        event("uploads.closed", level="warning", why="WASL_SCANNER names no scanner: files of citizens are refused")
        return
    scanner.check_config()
