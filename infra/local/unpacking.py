"""Unpacked code and layers of functions, one copy of each on this machine.

MiniStack unpacks a function's code and layers for every worker that it starts, and each worker compiles
its copy: tens of thousands of files, which take seconds of a start and minutes to be deleted again. Here
what was unpacked once is linked to.
"""

import hashlib
import shutil
import tempfile
import threading
import zipfile
from pathlib import Path

SHARED = "baton-unpacked"
"""The folder of unpacked archives, among what is temporary."""

_unpacking = threading.Lock()


class SharedZipFile(zipfile.ZipFile):
    """An archive in a file whose ``extractall`` into an empty folder makes that a link to the only copy,
    and removes the archive, which was written for this alone. What is in the copy must not be written to
    by whoever unpacked it.
    """

    def extractall(self, path=None, members=None, pwd=None) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        """As ``ZipFile.extractall``; what is no whole archive in an empty folder is unpacked there."""
        wanted = Path(path) if path is not None else None
        if wanted is None or members is not None or self.filename is None or any(wanted.iterdir()):
            super().extractall(path, members, pwd)
            return
        archive = Path(self.filename)
        copy = self._only_copy(archive)
        wanted.rmdir()
        wanted.symlink_to(copy, target_is_directory=True)
        archive.unlink()

    def _only_copy(self, archive: Path) -> Path:
        with archive.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()[:32]
        copy = Path(tempfile.gettempdir()) / SHARED / digest
        with _unpacking:
            if not copy.exists():
                copy.parent.mkdir(exist_ok=True)
                begun = Path(tempfile.mkdtemp(dir=copy.parent))
                try:
                    super().extractall(begun)
                except BaseException:
                    shutil.rmtree(begun, ignore_errors=True)
                    raise
                begun.chmod(0o755)
                begun.rename(copy)
        return copy
