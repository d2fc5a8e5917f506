"""Facts of persons, for export and erasure (requirement B7).

An erasure rewrites the files that hold the person, each only if it is still the one that was read, and
looks again until a listing has nothing that it has not seen. Compaction that ran beside it takes away
what it made of a file that changed (``functions/platform/facts``), so nothing comes back by it; what is
on its way meanwhile is found when the erasure is verified.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from baton.aws.files import Files, StoredFile
from baton.core.errors import NotFound, StaleVersion
from baton.facts.bringing import bring, bring_days
from baton.facts.kind import FactKind
from baton.facts.parquet import pieces, rows_of, without, workshop
from baton.facts.partitions import PARQUET, Days, files_of
from baton.facts.query import Value
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Origin, digest_of


class PersonalFacts:
    """See ``PersonFiles``. Doing it again finds nothing more."""

    def __init__(self, files: Files, kinds: Callable[[], Mapping[str, FactKind]]) -> None:
        self._files = files
        self._kinds = kinds

    def forget(
        self,
        keys: Sequence[str],
        records: Sequence[SubjectRecord],
        rows: Mapping[str, frozenset[int]],
    ) -> int:
        """See ``PersonFiles``."""
        del rows  # facts are found by whom they name
        subjects = subjects_of(keys, records)
        return sum(self._forget(kind, subjects) for kind in self._personal()) if subjects else 0

    def show(
        self, keys: Sequence[str], records: Sequence[SubjectRecord], origins: Sequence[Origin]
    ) -> Iterator[Json]:
        """See ``PersonFiles``: every fact of the person, with its kind."""
        del origins
        subjects = subjects_of(keys, records)
        for kind in self._personal() if subjects else ():
            for day in files_of(self._files, kind.name):
                with workshop() as folder:
                    span = Days(first=day, last=day)
                    paths = bring_days(self._files, kind.name, span, folder).get(day, ())
                    found = rows_of(kind, paths, subjects)
                yield from ({"fact": kind.name, **_shown(row)} for row in found)

    def _forget(self, kind: FactKind, subjects: Sequence[str]) -> int:
        gone, clean = 0, set[tuple[str, str]]()
        while True:
            listed = [file for those in files_of(self._files, kind.name).values() for file in those]
            fresh = [file for file in listed if (file.key, file.etag) not in clean]
            if not fresh:
                return gone
            for file in fresh:
                taken = self._rewrite(kind, file, subjects)
                if taken == 0:
                    clean.add((file.key, file.etag))
                gone += taken or 0

    def _rewrite(self, kind: FactKind, file: StoredFile, subjects: Sequence[str]) -> int | None:
        """Takes a subject's facts out of a file, and its older versions away. Gives how many went;
        ``None`` if the file changed meanwhile.
        """
        with workshop() as folder:
            path, rest = folder / "whole.parquet", folder / "rest.parquet"
            try:
                bring(self._files, file, path)
                gone = without(kind, path, subjects, rest)
                if gone:
                    self._files.write(
                        file.key,
                        pieces(rest),
                        content_type=PARQUET,
                        rewritten=True,
                        replacing=file.etag,
                    )
            except (NotFound, StaleVersion):
                return None
        found = self._files.find(file.key)
        if found and found.rewritten:  # also what an interrupted erasure left of older versions
            self._files.drop_older(file.key)
        return gone

    def _personal(self) -> list[FactKind]:
        return [kind for kind in self._kinds().values() if kind.subject]


def _shown(row: Mapping[str, Value]) -> Json:
    """A fact for people: without what it does not say, days and moments as texts."""
    told = {name: value for name, value in row.items() if value is not None}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in told.items()
    }


def subjects_of(keys: Sequence[str], records: Sequence[SubjectRecord]) -> list[str]:
    """What a fact may name the person by: a record's id or what else callers know it by (the company's
    own id of a customer), or a key with or without its beginning.
    """
    known = [name for record in records for name in (record.record_id, *record.names)]
    return list(dict.fromkeys((*known, *keys, *map(digest_of, keys))))
