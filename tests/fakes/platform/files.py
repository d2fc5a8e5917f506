"""Files in memory."""

from collections.abc import Iterable, Iterator
from hashlib import md5

from baton.aws.files import StoredFile, too_big
from baton.core.errors import NotFound, StaleVersion
from tests.fakes.platform.transaction import Ground

CHUNK = 65_536


class FakeFiles:
    """See ``baton.aws.files.Files``. ``kept`` is the content by key, ``older`` are
    versions that were replaced."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, bytes] = {}
        self.older: dict[str, list[bytes]] = {}
        self.rewritten: set[str] = set()

    def find(self, key: str) -> StoredFile | None:
        with self._ground.faults.at("files.find"), self._ground.lock:
            content = self.kept.get(key)
        if content is None:
            return None
        return StoredFile(key, len(content), _etag(content), key in self.rewritten)

    def read(self, key: str, *, limit: int = 1_000_000) -> bytes:
        with self._ground.faults.at("files.read"), self._ground.lock:
            content = self.kept.get(key)
        if content is None:
            raise NotFound("file", key)
        if len(content) > limit:
            raise too_big(key, limit)
        return content

    def chunks(self, key: str) -> Iterator[bytes]:
        with self._ground.faults.at("files.chunks"), self._ground.lock:
            content = self.kept.get(key)
        if content is None:
            raise NotFound("file", key)
        for start in range(0, len(content), CHUNK):
            yield content[start : start + CHUNK]

    def names(self, prefix: str) -> Iterator[str]:
        with self._ground.faults.at("files.names"), self._ground.lock:
            found = sorted(key for key in self.kept if key.startswith(prefix))
        yield from found

    def listed(self, prefix: str) -> Iterator[StoredFile]:
        with self._ground.faults.at("files.listed"), self._ground.lock:
            found = sorted(one for one in self.kept.items() if one[0].startswith(prefix))
        for key, content in found:
            yield StoredFile(key, len(content), _etag(content))

    def remove(self, key: str) -> None:
        with self._ground.faults.at("files.remove"), self._ground.lock:
            self.kept.pop(key, None)
            self.older.pop(key, None)
            self.rewritten.discard(key)

    def drop_older(self, key: str) -> int:
        with self._ground.faults.at("files.drop_older"), self._ground.lock:
            return len(self.older.pop(key, ()))

    def write(
        self,
        key: str,
        parts: Iterable[bytes],
        *,
        content_type: str,
        rewritten: bool = False,
        replacing: str | None = None,
    ) -> None:
        content = b"".join(parts)
        with self._ground.faults.at("files.write"), self._ground.lock:
            if replacing and (key not in self.kept or _etag(self.kept[key]) != replacing):
                raise StaleVersion(f"the file {key} was changed meanwhile")
            if key in self.kept:
                self.older.setdefault(key, []).append(self.kept[key])
            self.kept[key] = content
            (self.rewritten.add if rewritten else self.rewritten.discard)(key)


def _etag(content: bytes) -> str:
    return md5(content, usedforsecurity=False).hexdigest()
