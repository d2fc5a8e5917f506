"""Files that survive a crash: a journal of changes that is only appended to, and whole files."""

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any


class Journal:
    """Changes, one a line, each with a checksum. What was appended is on disk when that returns.

    A line that was cut off by a crash, and whatever stands behind it, was never acknowledged: it is
    dropped when the journal is read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("ab")

    def append(self, changes: Iterable[dict[str, Any]]) -> None:
        """Adds changes, all on disk or an ``OSError``."""
        before = self._file.tell()
        try:
            self._file.write(b"".join(map(_line, changes)))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(before)
            raise

    def read(self) -> Iterator[dict[str, Any]]:
        """All changes from the first on; cuts off what is not whole."""
        whole = 0
        with self._path.open("rb") as lines:
            for line in lines:
                change = _change(line)
                if change is None:
                    break
                whole += len(line)
                yield change
        if whole < self._path.stat().st_size:
            self._file.truncate(whole)

    def rewrite(self, changes: Iterable[dict[str, Any]]) -> None:
        """Replaces all changes, in one step."""
        self._file.close()
        write_whole(self._path, map(_line, changes))
        self._file = self._path.open("ab")

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Writes a file that is there either as before or as given, whatever happens."""
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _line(change: dict[str, Any]) -> bytes:
    text = json.dumps(change, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _change(line: bytes) -> dict[str, Any] | None:
    checksum, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
        return None
    change: dict[str, Any] = json.loads(text)
    return change
