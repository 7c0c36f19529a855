"""One spelling for one value: what is hashed, here and by whoever checks it, is this text."""

import json


def canonical(value: object) -> str:
    """Sorted keys, no spaces, real letters.

    >>> canonical({"b": None, "a": ["ق"]})
    '{"a":["ق"],"b":null}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)
