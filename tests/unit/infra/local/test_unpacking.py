"""What functions run is unpacked once on this machine, however many workers start."""

import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.local.unpacking import SHARED, SharedZipFile


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def packed(path: Path, text: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package/module.py", text)
    return path


def unpacked(archive: Path, into: Path) -> Path:
    into.mkdir()
    with SharedZipFile(archive) as opened:
        opened.extractall(into)
    return into


def test_workers_that_start_at_once_share_one_copy(temporary: Path) -> None:
    archives = [packed(temporary / f"{number}.zip", "A = 1") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda one: unpacked(one, one.with_suffix("")), archives))
    assert {one.resolve() for one in folders} == {*(temporary / SHARED).iterdir()}
    assert len(list((temporary / SHARED).iterdir())) == 1
    assert not any(one.exists() for one in archives)
    assert (folders[3] / "package" / "module.py").read_text(encoding="utf-8") == "A = 1"


def test_other_content_is_another_copy(temporary: Path) -> None:
    before = unpacked(packed(temporary / "before.zip", "A = 1"), temporary / "before")
    after = unpacked(packed(temporary / "after.zip", "A = 2"), temporary / "after")
    assert before.resolve() != after.resolve()
    assert (after / "package" / "module.py").read_text(encoding="utf-8") == "A = 2"


def test_a_broken_archive_leaves_no_copy_that_others_would_take(temporary: Path) -> None:
    archive = packed(temporary / "broken.zip", "A = 1")
    content = archive.read_bytes().replace(b"A = 1", b"B = 1", 1)
    archive.write_bytes(content)
    with pytest.raises(zipfile.BadZipFile):
        unpacked(archive, temporary / "broken")
    assert list((temporary / SHARED).iterdir()) == []
