"""What somebody outside can tell two calls apart by."""

import re
from collections.abc import Callable

from django.db import connection

from wasl.core.errors import Refusal


def statements(call: Callable[[], object]) -> list[str]:
    """The statements that a call sends to the store, without their values."""
    seen: list[str] = []
    watch = lambda run, sql, *rest: (seen.append(sql), run(sql, *rest))[1]  # noqa: E731
    with connection.execute_wrapper(watch):
        call()
    return [re.sub(r"savepoint \S+|\"s\d+_x\d+\"", "savepoint", sql, flags=re.IGNORECASE) for sql in seen]


def refusal_of(call: Callable[[], object]) -> str:
    try:
        call()
    except Refusal as refusal:
        return str(refusal)
    return "done"
