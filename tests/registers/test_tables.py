"""Whatever a driver hands out can be held as text."""

from datetime import time, timedelta
from decimal import Decimal
from ipaddress import ip_address
from uuid import UUID

import pytest

from wasl.registers.connectors.tables import text_table

SOME = UUID(int=1)


@pytest.mark.parametrize(
    ("native", "text"),
    [
        (SOME, str(SOME)),
        (ip_address("10.0.0.1"), "10.0.0.1"),
        (memoryview("س".encode()), "س"),
        ({"صفحات": [1, None]}, '{"صفحات": [1, null]}'),
        ([1, "a"], '[1, "a"]'),
        (Decimal("1.50"), "1.50"),
        (time(7, 5), "07:05:00"),
        (timedelta(days=1), "1 day, 0:00:00"),
    ],
)
def test_a_column_of_any_kind_becomes_text(native: object, text: str) -> None:
    assert text_table(["c"], [["plain"], [None], [native]])["c"].to_list() == ["plain", None, text]
