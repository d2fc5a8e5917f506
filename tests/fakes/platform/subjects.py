"""Ties, tombstones and erasures in memory."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from baton.core.errors import AlreadyExists, Erased, NotFound
from baton.persistence.transaction import Transaction
from baton.privacy.subject import Erasure, NamedRow, Origin, PersonClaim, Tie
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
        self.claims: dict[str, tuple[str, datetime]] = {}
        self.erasures: dict[str, str] = {}

    def tie(
        self,
        tie: Tie,
        *,
        asked_at: datetime,
        within: Transaction,
        only: PersonClaim | None = None,
        own: bool = True,
    ) -> None:
        document = tie.model_dump_json(exclude_none=True)

        def alone() -> None:
            if tie.record_id in self.tombstones:
                raise Erased(WORDS)

        def put_own() -> None:
            self.records[tie.record_id] = document

        for key in tie.keys:
            if only is not None and key in only.keys:
                claim = partial(self.claims.__setitem__, key, (tie.record_id, only.until))
                free = partial(self._free, key, tie, asked_at)
                stage(within, ("subjects", key, "person"), claim, free)
            else:
                alive = partial(self._alive, key, asked_at)
                stage(within, ("subjects", key, "person"), lambda: None, alive)
        for key in tie.places:
            put = partial(self.tied.__setitem__, (key, tie.record_id), document)
            stage(within, ("subjects", key, tie.record_id), put)
        if own:
            stage(within, ("subjects", tie.record_id), put_own, alone)

    def _alive(self, key: str, asked_at: datetime) -> None:
        if (erased := self.tombstones.get(key)) and asked_at <= erased:
            raise Erased(WORDS)

    def _free(self, key: str, tie: Tie, asked_at: datetime) -> None:
        record_id, until = self.claims.get(key, (tie.record_id, asked_at))
        try:
            self._alive(key, asked_at)
        except Erased as error:
            raise AlreadyExists(str(error)) from None
        if record_id != tie.record_id and until > tie.received_at:
            raise AlreadyExists("Another record is its person's only one.")

    def claimant(self, key: str, now: datetime) -> str | None:
        with self._ground.faults.at("subjects.claimant"), self._ground.lock:
            record_id, until = self.claims.get(key, (None, now))
            return record_id if until > now else None

    def release(self, key: str, record_id: str) -> None:
        with self._ground.faults.at("subjects.release"), self._ground.lock:
            if self.claims.get(key, ("",))[0] == record_id:
                del self.claims[key]

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

    def was_erased(self, subject: str, asked_at: datetime | None = None) -> bool:
        with self._ground.faults.at("subjects.was_erased"), self._ground.lock:
            erased = self.tombstones.get(subject)
        return erased is not None and (asked_at is None or asked_at <= erased)

    def bury(self, subjects: Sequence[str], at: datetime) -> None:
        with self._ground.faults.at("subjects.bury"), self._ground.lock:
            for subject in subjects:
                self.tombstones[subject] = max(at, self.tombstones.get(subject, at))

    def forget(self, tie: Tie) -> None:
        with self._ground.faults.at("subjects.forget"), self._ground.lock:
            for key in tie.places:
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
