"""Files of this deployment's own."""

import os
import secrets
from pathlib import Path


def begin(path: Path, content: bytes, *, mode: int = 0o600) -> bool:
    """Write a file, whole and on disk, unless there is one; whether it is ours. Of several at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(fresh)
    except FileExistsError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    return True
