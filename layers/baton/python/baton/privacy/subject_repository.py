"""Whose records are whose, tombstones of the erased, and erasures."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from baton.core.errors import AlreadyExists, Erased, NotFound
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import moment_text
from baton.persistence.transaction import DynamoTransaction, Transaction
from baton.privacy.subject import Erasure, NamedRow, Origin, PersonClaim, Tie, is_person_key

if TYPE_CHECKING:
    from baton.privacy.items import SubjectItem

WORDS = "The person asked to be erased after this came first."


class SubjectRepository(Protocol):
    """Ties between persons and what is kept of them. All keys are hashes."""

    def tie(
        self,
        tie: Tie,
        *,
        asked_at: datetime,
        within: Transaction,
        only: PersonClaim | None = None,
        own: bool = True,
    ) -> None:
        """Ties a new record to its person. The commit raises ``Erased`` if the record was erased, or if
        its person was at ``asked_at``, when the person asked, or later.

        Without an ``own`` tie the record's store must refuse the ids of what it has forgotten, and its
        area must know of what is kept whose it is (``baton.<area>.record_ties``): the commit then
        looks at the tombstones of its keys alone.

        With ``only`` the record claims its person by those keys: the commit raises ``AlreadyExists`` if
        another record has one of them, and also if the person was erased (``was_erased`` tells).
        """
        ...

    def claimant(self, key: str, now: datetime) -> str | None:
        """The record that has claimed a person by a key and still does."""
        ...

    def release(self, key: str, record_id: str) -> None:
        """Ends the claim of a record on a key of its person; nothing happens if another has it."""
        ...

    def tie_row(self, keys: Iterable[str], origin: Origin) -> None:
        """Ties a row that became no record to the persons it names."""
        ...

    def ties(self, key: str) -> Iterator[Tie]:
        """The records with a key, those erased lately among them; read consistently. Of a phone number
        they may be several persons'.
        """
        ...

    def rows(self, key: str) -> Iterator[NamedRow]:
        """The rows that became no records."""
        ...

    def tie_of(self, record_id: str) -> Tie | None:
        """A record's own tie; ``None`` if it has none, or was erased."""
        ...

    def was_erased(self, subject: str, asked_at: datetime | None = None) -> bool:
        """Whether a key, or a record's id, has a tombstone: one of ``asked_at`` or later, if given."""
        ...

    def bury(self, subjects: Sequence[str], at: datetime) -> None:
        """Sets the tombstones of keys and records' ids. A later one of a key replaces an earlier."""
        ...

    def forget(self, tie: Tie) -> None:
        """Takes from a buried record's tombstone all but its moment, and unties it from its keys."""
        ...

    def untie_rows(self, key: str) -> None:
        """Forgets which rows name a person."""
        ...

    def keep(self, erasure: Erasure, within: Transaction | None = None) -> None:
        """Keeps an erasure; what was kept under its id is replaced."""
        ...

    def erasure(self, erasure_id: str) -> Erasure:
        """An erasure. Raises ``NotFound``."""
        ...


ITSELF, PERSON = "itself", "person"
RECORD, ROW = "record#", "row#"


class DynamoSubjects:
    """Ties, tombstones and erasures in DynamoDB.

    A key has an item that says who of it claims to be the only record, and is its tombstone once it has
    ``erased_at``; a record's tombstone is the record's tie. One write so asks and answers both.
    """

    def __init__(self, database: Database, table: str) -> None:
        from baton.privacy.items import SubjectItem

        self._database = database
        self._items = database.bound(SubjectItem, table)

    def tie(
        self,
        tie: Tie,
        *,
        asked_at: datetime,
        within: Transaction,
        only: PersonClaim | None = None,
        own: bool = True,
    ) -> None:
        """See ``SubjectRepository``."""
        transaction, of = DynamoTransaction.of(within), self._items
        document = tie.model_dump_json(exclude_none=True)
        living = of.erased_at.does_not_exist()
        for key in tie.keys:
            alive = living | (of.erased_at < moment_text(asked_at))
            if only is not None and key in only.keys:
                self._claim(key, tie, only, alive, transaction)
            else:
                transaction.check(of(key, PERSON), alive, Erased(WORDS))
        for key in tie.places:
            transaction.put(of(key, f"{RECORD}{tie.record_id}", document=document))
        if own:
            itself = of(f"{RECORD}{tie.record_id}", ITSELF, document=document)
            transaction.put(itself, living, Erased(WORDS))

    def _claim(
        self, key: str, tie: Tie, claim: PersonClaim, alive: Any, within: DynamoTransaction
    ) -> None:
        of, now = self._items, moment_text(tie.received_at)
        free = of.claimed_by.does_not_exist() | (of.claimed_until <= now)
        within.update(
            of(key, PERSON),
            [
                of.claimed_by.set(tie.record_id),
                of.claimed_until.set(moment_text(claim.until)),
            ],
            alive & (free | (of.claimed_by == tie.record_id)),
            AlreadyExists("Another record is its person's only one."),
        )

    def claimant(self, key: str, now: datetime) -> str | None:
        """See ``SubjectRepository``."""
        item = self._find(key, PERSON)
        held = item is not None and (item.claimed_until or "") > moment_text(now)
        return item.claimed_by if item is not None and held else None

    def release(self, key: str, record_id: str) -> None:
        """See ``SubjectRepository``."""
        from pynamodb.exceptions import UpdateError

        of = self._items
        try:
            with database_errors():
                of(key, PERSON).update(
                    [of.claimed_by.remove(), of.claimed_until.remove()],
                    condition=of.claimed_by == record_id,
                )
        except UpdateError as error:
            if not condition_failed(error):
                raise

    def tie_row(self, keys: Iterable[str], origin: Origin) -> None:
        """See ``SubjectRepository``."""
        named = NamedRow(import_id=origin.import_id, row=origin.row, keys=tuple(keys))
        part = f"{ROW}{origin.import_id}#{origin.row:010}"
        for key in named.keys:
            with database_errors():
                self._items(key, part, document=named.model_dump_json()).save()

    def ties(self, key: str) -> Iterator[Tie]:
        """See ``SubjectRepository``."""
        for item in self._parts(key, RECORD):
            yield Tie.model_validate_json(item.document or "")

    def rows(self, key: str) -> Iterator[NamedRow]:
        """See ``SubjectRepository``."""
        for item in self._parts(key, ROW):
            yield NamedRow.model_validate_json(item.document or "")

    def tie_of(self, record_id: str) -> Tie | None:
        """See ``SubjectRepository``."""
        item = self._find(f"{RECORD}{record_id}", ITSELF)
        return Tie.model_validate_json(item.document) if item and item.document else None

    def was_erased(self, subject: str, asked_at: datetime | None = None) -> bool:
        """See ``SubjectRepository``."""
        item = self._find(*_tombstone(subject))
        if item is None or item.erased_at is None:
            return False
        return asked_at is None or item.erased_at >= moment_text(asked_at)

    def bury(self, subjects: Sequence[str], at: datetime) -> None:
        """See ``SubjectRepository``."""
        from pynamodb.exceptions import UpdateError

        moment, of = moment_text(at), self._items
        for subject in subjects:
            earlier = of.erased_at.does_not_exist() | (of.erased_at < moment)
            try:
                with database_errors():
                    of(*_tombstone(subject)).update([of.erased_at.set(moment)], condition=earlier)
            except UpdateError as error:
                if not condition_failed(error):
                    raise

    def forget(self, tie: Tie) -> None:
        """See ``SubjectRepository``."""
        places = [(key, f"{RECORD}{tie.record_id}") for key in tie.places]
        self._database.delete(self._items, places)
        with database_errors():
            own = self._items(f"{RECORD}{tie.record_id}", ITSELF)
            own.update([self._items.document.remove()])

    def untie_rows(self, key: str) -> None:
        """See ``SubjectRepository``."""
        keys = [(item.subject, item.part) for item in self._parts(key, ROW)]
        self._database.delete(self._items, keys)

    def keep(self, erasure: Erasure, within: Transaction | None = None) -> None:
        """See ``SubjectRepository``."""
        document = erasure.model_dump_json(exclude_none=True)
        item = self._items(f"erasure#{erasure.erasure_id}", ITSELF, document=document)
        if within is not None:
            DynamoTransaction.of(within).put(item)
            return
        with database_errors():
            item.save()

    def erasure(self, erasure_id: str) -> Erasure:
        """See ``SubjectRepository``."""
        item = self._find(f"erasure#{erasure_id}", ITSELF)
        if item is None:
            raise NotFound("erasure", erasure_id)
        return Erasure.model_validate_json(item.document or "")

    def _find(self, subject: str, part: str) -> "SubjectItem | None":
        try:
            with database_errors():
                return self._items.get(subject, part, consistent_read=True)
        except self._items.DoesNotExist:
            return None

    def _parts(self, key: str, prefix: str) -> "Iterator[SubjectItem]":
        with database_errors():
            yield from self._items.query(
                key, self._items.part.startswith(prefix), consistent_read=True
            )


def _tombstone(subject: str) -> tuple[str, str]:
    """Where the tombstone of a key, or of a record's id, is."""
    if is_person_key(subject):
        return subject, PERSON
    return f"{RECORD}{subject}", ITSELF
