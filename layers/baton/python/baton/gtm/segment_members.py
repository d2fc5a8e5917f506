"""Persons among the members of segments, for export and erasure (requirement B7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baton.aws.files import Files
from baton.core.errors import NotFound, StaleVersion
from baton.facts.personal_facts import subjects_of
from baton.gtm.segment_repository import FOLDER, member_of, read_rows, written
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Origin, external_key

_MEMBERS = "/members-"
_MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom members may be: by what facts may name them, or by a key of the company's own id."""

    names: frozenset[str]

    @classmethod
    def of(cls, keys: Sequence[str], records: Sequence[SubjectRecord]) -> "_Person":
        return cls(frozenset(subjects_of(keys, records)))

    def is_member(self, row: Sequence[object]) -> bool:
        return row[0] in self.names or external_key(str(row[0])) in self.names


class SegmentMembers:
    """See ``PersonFiles``. Doing it again finds nothing more."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def forget(
        self,
        keys: Sequence[str],
        records: Sequence[SubjectRecord],
        rows: Mapping[str, frozenset[int]],
    ) -> int:
        """See ``PersonFiles``."""
        del rows  # members are found by their ids
        person = _Person.of(keys, records)
        return sum(self._rewrite(key, person) for key in self._pages()) if person.names else 0

    def show(
        self, keys: Sequence[str], records: Sequence[SubjectRecord], origins: Sequence[Origin]
    ) -> Iterator[Json]:
        """See ``PersonFiles``: each segment that has the person, with what it says of them."""
        del origins
        person = _Person.of(keys, records)
        for key in self._pages() if person.names else ():
            for row in self._read(key) or ():
                if person.is_member(row):
                    yield {"segment": key.split("/")[1], **member_of(row).to_json()}

    def _pages(self) -> Iterator[str]:
        return (key for key in self._files.names(FOLDER) if _MEMBERS in key)

    def _read(self, key: str) -> list[list[object]] | None:
        try:
            return read_rows(self._files.read(key, limit=_MOST_BYTES))
        except NotFound:
            return None

    def _rewrite(self, key: str, person: "_Person") -> int:
        """Takes persons out of a page, and its older versions away. Gives how many went."""
        while True:
            found, rows = self._files.find(key), self._read(key)
            if found is None or rows is None:
                return 0
            rest = [row for row in rows if not person.is_member(row)]
            gone = len(rows) - len(rest)
            if gone:
                try:
                    self._files.write(
                        key,
                        [written(rest)],
                        content_type="application/json",
                        rewritten=True,
                        replacing=found.etag,
                    )
                except StaleVersion:
                    continue
            if gone or found.rewritten:  # also what an interrupted erasure left of older versions
                self._files.drop_older(key)
            return gone
