"""Ties, tombstones and erasures in memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from baton.core.errors import Erased, NotFound
from baton.persistence.transaction import Transaction
from baton.privacy.subject import Erasure, NamedRow, Origin, Tie
from baton.privacy.subject_repository import WORDS
from tests.fakes.platform.transaction import Ground, stage


class FakeSubjects:
    """See ``baton.privacy.subject_repository.SubjectRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.records: dict[str, str] = {}
        self.tied: dict[tuple[str, str], str] = {}
        self.named: dict[tuple[str, str, int], NamedRow] = {}
        self.tombstones: dict[str, datetime] = {}
        self.erasures: dict[str, str] = {}

    def tie(self, tie: Tie, *, asked_at: datetime, within: Transaction) -> None:
        document = tie.model_dump_json(exclude_none=True)

        def own() -> None:
            if tie.record_id in self.tombstones:
                raise Erased(WORDS)

        def put_own() -> None:
            self.records[tie.record_id] = document

        for key in tie.keys:
            stage(
                within,
                ("subjects", key, "erased"),
                lambda: None,
                partial(self._alive, key, asked_at),
            )
            put = partial(self.tied.__setitem__, (key, tie.record_id), document)
            stage(within, ("subjects", key, tie.record_id), put)
        stage(within, ("subjects", tie.record_id), put_own, own)

    def _alive(self, key: str, asked_at: datetime) -> None:
        if (erased := self.tombstones.get(key)) and asked_at <= erased:
            raise Erased(WORDS)

    def tie_row(self, keys: Iterable[str], origin: Origin) -> None:
        with self._ground.faults.at("subjects.tie_row"), self._ground.lock:
            named = NamedRow(import_id=origin.import_id, row=origin.row, keys=tuple(keys))
            for key in named.keys:
                self.named[key, origin.import_id, origin.row] = named

    def ties(self, key: str) -> Iterator[Tie]:
        with self._ground.faults.at("subjects.ties"), self._ground.lock:
            found = [text for (one, _), text in sorted(self.tied.items()) if one == key]
        yield from map(Tie.model_validate_json, found)

    def rows(self, key: str) -> Iterator[NamedRow]:
        with self._ground.faults.at("subjects.rows"), self._ground.lock:
            found = [origin for (one, *_), origin in sorted(self.named.items()) if one == key]
        yield from found

    def tie_of(self, record_id: str) -> Tie | None:
        with self._ground.faults.at("subjects.tie_of"), self._ground.lock:
            document = self.records.get(record_id)
        return Tie.model_validate_json(document) if document else None

    def was_erased(self, subject: str) -> bool:
        with self._ground.faults.at("subjects.was_erased"), self._ground.lock:
            return subject in self.tombstones

    def bury(self, subjects: Sequence[str], at: datetime) -> None:
        with self._ground.faults.at("subjects.bury"), self._ground.lock:
            for subject in subjects:
                self.tombstones[subject] = max(at, self.tombstones.get(subject, at))

    def forget(self, tie: Tie) -> None:
        with self._ground.faults.at("subjects.forget"), self._ground.lock:
            for key in tie.keys:
                self.tied.pop((key, tie.record_id), None)
            self.records.pop(tie.record_id, None)

    def untie_rows(self, key: str) -> None:
        with self._ground.faults.at("subjects.untie_rows"), self._ground.lock:
            for place in [one for one in self.named if one[0] == key]:
                del self.named[place]

    def keep(self, erasure: Erasure, within: Transaction | None = None) -> None:
        def apply() -> None:
            self.erasures[erasure.erasure_id] = erasure.model_dump_json(exclude_none=True)

        if within is not None:
            stage(within, ("subjects", "erasure", erasure.erasure_id), apply)
            return
        with self._ground.faults.at("subjects.keep"), self._ground.lock:
            apply()

    def erasure(self, erasure_id: str) -> Erasure:
        with self._ground.faults.at("subjects.erasure"), self._ground.lock:
            document = self.erasures.get(erasure_id)
        if document is None:
            raise NotFound("erasure", erasure_id)
        return Erasure.model_validate_json(document)
