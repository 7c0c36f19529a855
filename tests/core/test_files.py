"""Files that are written once, by whoever comes first."""

from pathlib import Path

from wasl.core.files import begin


def test_the_first_one_is_kept_whole_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "key"
    assert begin(path, b"first")
    assert not begin(path, b"second")
    assert path.read_bytes() == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [*path.parent.iterdir()] == [path]
