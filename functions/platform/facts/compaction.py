"""Compaction: the small files of a day made into one, which changes no answer.

1. the files of the day are listed, and their facts written into a new one, each once
2. the day is listed again: if one of them changed or is gone, somebody else was here (an erasure,
   another compaction), and the new file is taken away
3. otherwise the files that went into it are

A crash leaves facts in two files, of which readers make one; the next compaction takes them together.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from baton.aws.files import Files, StoredFile
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound
from baton.facts.bringing import bring
from baton.facts.kind import FactKind
from baton.facts.parquet import merge, pieces, workshop
from baton.facts.partitions import PARQUET, Days, files_of, key_of
from functions.platform.facts.appending import Kinds

MOST_FILES = 500
MOST_BYTES = 200_000_000
"""Of the files that are made into one: a function's disk has 512 MB, and holds both."""

FEWEST_TODAY = 24
"""Files of a day that is not over wait for so many."""

WORKS = timedelta(minutes=10)
"""How long it goes on with days before it leaves the rest to the next time."""


class Compaction:
    """Makes small files into few."""

    def __init__(self, files: Files, kinds: Kinds, clock: Clock, new_id: NewId) -> None:
        self._files = files
        self._kinds = kinds
        self._clock = clock
        self._new_id = new_id

    def run(self) -> tuple[int, bool]:
        """Compacts every day that needs it. Gives how many, and whether nothing is left."""
        end, done = self._clock() + WORKS, 0
        for kind in self._kinds().values():
            for day, files in files_of(self._files, kind.name).items():
                if len(files) < self._fewest(day):
                    continue
                if self._clock() >= end:
                    return done, False
                done += self._compact(kind, day, _some(files))
        return done, True

    def _fewest(self, day: date) -> int:
        return 2 if day < self._clock().date() else FEWEST_TODAY

    def _compact(self, kind: FactKind, day: date, files: Sequence[StoredFile]) -> int:
        """Makes some files of a day into one. Gives 1, or 0 if that is left to the next time."""
        if len(files) < 2:  # noqa: PLR2004 (one is what it should be)
            return 0
        key = key_of(kind.name, day, self._new_id())
        with workshop() as folder:
            paths = [folder / f"{number}.parquet" for number in range(len(files))]
            try:
                for file, path in zip(files, paths, strict=True):
                    bring(self._files, file, path)
            except NotFound:
                return 0
            whole = folder / "whole.parquet"
            merge(kind, paths, whole)
            self._files.write(key, pieces(whole), content_type=PARQUET)
        if not self._are_unchanged(kind, day, files):
            self._files.remove(key)
            return 0
        for file in files:
            self._files.remove(file.key)
        return 1

    def _are_unchanged(self, kind: FactKind, day: date, files: Sequence[StoredFile]) -> bool:
        span = Days(first=day, last=day)
        now = {file.key: file.etag for file in files_of(self._files, kind.name, span).get(day, ())}
        return all(now.get(file.key) == file.etag for file in files)


def _some(files: Sequence[StoredFile]) -> list[StoredFile]:
    """The smallest files, as many as are made into one at a time."""
    some: list[StoredFile] = []
    size = 0
    for file in sorted(files, key=lambda file: (file.size, file.key)):
        if len(some) == MOST_FILES or size + file.size > MOST_BYTES:
            break
        some.append(file)
        size += file.size
    return some
