"""Cases for a person."""

from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.escalation.case import Escalation, EscalationStatus
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.escalation.items import EscalationItem


class EscalationRepository(Protocol):
    """Where cases are kept."""

    def add(self, escalation: Escalation, within: Transaction) -> None:
        """Keeps a new case. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, escalation: Escalation, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` unless the one before is kept."""
        ...

    def get(self, escalation_id: str) -> Escalation:
        """The case, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self, *, status: EscalationStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Escalation]:
        """Cases, the newest first, 1 to 100 a page."""
        ...

    def about(self, subject_id: str) -> tuple[Escalation, ...]:
        """The cases about a subject, the oldest first; one that was added this second may be missing."""
        ...


def listing_query(status: EscalationStatus | None) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"escalations status={status or '*'}"


class DynamoEscalations:
    """Cases in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.escalation.items import EscalationItem

        self._database = database
        self._items = database.bound(EscalationItem, table)
        self._listing = Listing(database, self._items, lambda item: (item.escalation_id,), _read)

    def add(self, escalation: Escalation, within: Transaction) -> None:
        """See ``EscalationRepository``."""
        text = f"There is already an escalation with the id {escalation.escalation_id}."
        condition = self._items.escalation_id.does_not_exist()
        DynamoTransaction.of(within).put(self._item(escalation), condition, AlreadyExists(text))

    def replace(self, escalation: Escalation, within: Transaction) -> None:
        """See ``EscalationRepository``."""
        text = f"The escalation {escalation.escalation_id} was changed since it was read."
        condition = self._items.version == escalation.version - 1
        DynamoTransaction.of(within).put(self._item(escalation), condition, StaleVersion(text))

    def get(self, escalation_id: str) -> Escalation:
        """See ``EscalationRepository``."""
        try:
            with database_errors():
                return _read(self._items.get(escalation_id, consistent_read=True))
        except self._items.DoesNotExist:
            raise NotFound("escalation", escalation_id) from None

    def page(
        self, *, status: EscalationStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Escalation]:
        """See ``EscalationRepository``."""
        partitions = [one.value for one in ([status] if status else EscalationStatus)]
        return self._listing.page(
            listing_query(status),
            self._items.by_status,
            partitions,
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.status in partitions,
        )

    def about(self, subject_id: str) -> tuple[Escalation, ...]:
        """See ``EscalationRepository``."""
        with database_errors():
            named = list(self._items.by_subject.query(subject_id))
        found = self._database.fetch(self._items, [(item.escalation_id,) for item in named])
        return tuple(_read(item) for item in sorted(found, key=lambda item: item.listed_at))

    def _item(self, escalation: Escalation) -> "EscalationItem":
        return self._items(
            escalation.escalation_id,
            version=escalation.version,
            status=escalation.status.value,
            subject_id=escalation.subject_id,
            listed_at=listed_at(escalation.opened_at, escalation.escalation_id),
            document=escalation.model_dump_json(exclude_none=True),
        )


def _read(item: "EscalationItem") -> Escalation:
    return Escalation.model_validate_json(item.document)
