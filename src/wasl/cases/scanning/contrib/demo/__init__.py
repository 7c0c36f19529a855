"""The demo's twin: needs no network and scans nothing, but knows the test file that all scanners know (eicar.org)."""

from wasl.cases.scanning.plugins import DEMO, register
from wasl.cases.scanning.provider import Scanner

TEST_FILE = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@register(DEMO)
class Demo(Scanner):
    def check_config(self) -> None:
        """There is nothing to set."""

    def found_in(self, content: bytes) -> str | None:
        return "Eicar-Test-Signature" if TEST_FILE in content else None
