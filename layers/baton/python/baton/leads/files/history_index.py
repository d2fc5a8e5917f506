"""Which histories may hold a person, so that an erasure need not read all of all of them.

The first who looks into a history keeps a filter of the persons in it (``PersonFilter``) beside the
results; later ones read the history only if the filter says that they may be in it. A filter counts for
one version of its file and one reading of its columns only, and goes with the version.
"""

from collections.abc import Collection
from hashlib import sha256

from baton.aws.files import Files, StoredFile
from baton.core.errors import NotFound
from baton.leads.files.person_filter import MOST_BYTES, PersonFilter
from baton.leads.files.raw_records import csv_records
from baton.leads.files.row_identity import Identity

FOLDER = "results/persons/"
_VERSION_BYTES = 32


class HistoryIndex:
    """The filters of histories."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def may_hold(self, stored: StoredFile, external: Collection[str], identity: Identity) -> bool:
        """Whether a history may have a row of the person's. Reads all of it if it has no filter."""
        version = _version(stored, external)
        kept = self._kept(stored.key)
        if kept[:_VERSION_BYTES] == version:
            return PersonFilter(bytearray(kept[_VERSION_BYTES:])).may_hold(identity)
        made = PersonFilter.sized_for(stored.size)
        for record in csv_records(self._files.chunks(stored.key)):
            made.add(record.cells, external)
        self._keep(stored.key, version + bytes(made.bits))
        return made.may_hold(identity)

    def forget(self, key: str) -> None:
        """Drops the filter of a history that was written anew: it told of who is gone."""
        if self._kept(key):
            self._keep(key, b"")

    def _kept(self, key: str) -> bytes:
        try:
            return self._files.read(_place(key), limit=MOST_BYTES + _VERSION_BYTES)
        except NotFound:
            return b""

    def _keep(self, key: str, content: bytes) -> None:
        self._files.write(_place(key), [content], content_type="application/octet-stream")
        self._files.drop_older(_place(key))


def _version(stored: StoredFile, external: Collection[str]) -> bytes:
    return sha256("\n".join((stored.etag, *sorted(external))).encode()).digest()


def _place(key: str) -> str:
    return FOLDER + sha256(key.encode()).hexdigest()
