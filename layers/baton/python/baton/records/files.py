"""Files of the intake bucket: dropped files, mappings and results."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from baton.runtime.errors import Fault, InvalidInput


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file without reading it. ``size`` is in bytes."""

    key: str
    size: int
    etag: str


class Files(Protocol):
    """Where files are kept, by key."""

    def find(self, key: str) -> StoredFile | None:
        """What is known of a file; ``None`` if there is none."""
        ...

    def read(self, key: str, *, limit: int = 1_000_000) -> bytes:
        """A small file whole. Raises ``NotFound``; ``InvalidInput`` if it has over ``limit`` bytes."""
        ...

    def chunks(self, key: str) -> Iterator[bytes]:
        """A file of any size, piece by piece. Raises ``NotFound`` at the first piece."""
        ...

    def write(self, key: str, parts: Iterable[bytes], *, content_type: str) -> None:
        """Keeps a file of any size under a key, replacing what was there.

        ``parts`` are joined as they come, so that a big file is never whole in memory. The file
        appears when all of it is there: an error on the way leaves what was there before.
        """
        ...


def too_big(key: str, limit: int) -> InvalidInput:
    """The error for a file that is bigger than what reads it whole allows."""
    text = f"the file {key} has more than {limit} bytes"
    return InvalidInput([Fault("", text, "too_big")], "The file is too big.")
