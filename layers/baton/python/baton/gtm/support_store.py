"""What support keeps: tickets, conversations, what people say of passages, and answers for when search
is down.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from baton.core.errors import AlreadyExists, Conflict, NotFound, StaleVersion
from baton.gtm.kept_answer import KeptAnswer, Votes, vote_change
from baton.gtm.mail_questions import Correspondence
from baton.gtm.support_ticket import CONVERSATION_STAYS, STAYS, Exchange, Ticket, TicketStatus
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.timestamps import epoch_seconds, listed_at
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.gtm.support_items import SupportItem


class SupportRepository(Protocol):
    """Where support keeps what it must know again. All methods raise ``Unavailable``."""

    def add_ticket(self, ticket: Ticket, within: Transaction) -> None:
        """Keeps a new ticket. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace_ticket(self, ticket: Ticket, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` unless the one before is kept."""
        ...

    def ticket(self, ticket_id: str) -> Ticket:
        """The ticket, read consistently. Raises ``NotFound``."""
        ...

    def tickets(
        self, *, status: TicketStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Ticket]:
        """Tickets, the newest first, 1 to 100 a page."""
        ...

    def keep_exchange(self, exchange: Exchange, within: Transaction) -> None:
        """Keeps a question with its answer; the same again changes nothing that counts."""
        ...

    def conversation(self, conversation_id: str) -> tuple[Exchange, ...]:
        """What was said, the oldest first: at most 20 questions."""
        ...

    def say_helpful(self, seen: Exchange, helpful: bool, within: Transaction) -> None:
        """Keeps what somebody says of an answer, and counts it at the passage that it quotes. The
        commit raises ``Conflict`` if something else was said since ``seen``.
        """
        ...

    def votes(self, passages: Iterable[str]) -> dict[str, Votes]:
        """What was said of passages, by their keys; of none that nobody spoke of."""
        ...

    def keep_answer(self, key: str, answer: KeptAnswer) -> None:
        """Keeps where an answer stood, for 30 days."""
        ...

    def kept_answer(self, key: str) -> KeptAnswer | None:
        """Where the answer stood, if it is known."""
        ...

    def keep_correspondence(self, correspondence: Correspondence, within: Transaction) -> None:
        """Keeps how whoever waits for a ticket is written to, in the place of what was."""
        ...

    def correspondence(self, ticket_id: str) -> Correspondence | None:
        """How they are written to, if they left an address; read consistently."""
        ...

    def of_person(self, person: str) -> tuple[Ticket | Exchange | Correspondence, ...]:
        """Everything that a person asked, and where they are written to because of it."""
        ...

    def forget_person(self, person: str) -> int:
        """Deletes it. Gives how many things went; doing it again is safe."""
        ...


MOST_EXCHANGES = 20
ALL_TICKETS = "support tickets"
_TICKET, _KEPT, _PASSAGE, _CONVERSATION = "ticket#", "kept#", "passage#", "conversation#"
_MAIL = "mail#"
_WHOLE = "-"


def tickets_query(status: TicketStatus | None) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"{ALL_TICKETS} status={status or '*'}"


class DynamoSupport:
    """Support's table."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.gtm.support_items import SupportItem

        self._database = database
        self._items = database.bound(SupportItem, table)
        self._listing = Listing(
            database, self._items, lambda item: (item.record, item.part), _ticket
        )

    def add_ticket(self, ticket: Ticket, within: Transaction) -> None:
        """See ``SupportRepository``."""
        text = f"There is already a ticket with the id {ticket.ticket_id}."
        free = self._items.record.does_not_exist()
        DynamoTransaction.of(within).put(self._of_ticket(ticket), free, AlreadyExists(text))

    def replace_ticket(self, ticket: Ticket, within: Transaction) -> None:
        """See ``SupportRepository``."""
        text = f"The ticket {ticket.ticket_id} was changed since it was read."
        seen = self._items.version == ticket.version - 1
        DynamoTransaction.of(within).put(self._of_ticket(ticket), seen, StaleVersion(text))

    def ticket(self, ticket_id: str) -> Ticket:
        """See ``SupportRepository``."""
        item = self._get(f"{_TICKET}{ticket_id}", _WHOLE)
        if item is None:
            raise NotFound("ticket", ticket_id)
        return _ticket(item)

    def tickets(
        self, *, status: TicketStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Ticket]:
        """See ``SupportRepository``."""
        partitions = [one.value for one in ([status] if status else TicketStatus)]
        return self._listing.page(
            tickets_query(status),
            self._items.by_status,
            partitions,
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.status in partitions,
        )

    def keep_exchange(self, exchange: Exchange, within: Transaction) -> None:
        """See ``SupportRepository``."""
        DynamoTransaction.of(within).put(self._of_exchange(exchange))

    def conversation(self, conversation_id: str) -> tuple[Exchange, ...]:
        """See ``SupportRepository``."""
        with database_errors():
            found = self._items.query(
                f"{_CONVERSATION}{conversation_id}",
                consistent_read=True,
                scan_index_forward=False,
                limit=MOST_EXCHANGES,
            )
            items = list(found)
        return tuple(_exchange(item) for item in reversed(items))

    def say_helpful(self, seen: Exchange, helpful: bool, within: Transaction) -> None:
        """See ``SupportRepository``."""
        of, said = self._items, seen.model_copy(update={"helpful": helpful})
        silent = seen.helpful is None
        before = of.helpful.does_not_exist() if silent else of.helpful == int(bool(seen.helpful))
        transaction = DynamoTransaction.of(within)
        transaction.put(
            self._of_exchange(said), before, Conflict("Something else was said of it meanwhile.")
        )
        if seen.passage:
            good, bad = vote_change(seen.helpful, helpful)
            transaction.update(
                of(f"{_PASSAGE}{seen.passage}", _WHOLE),
                [of.helpful.add(good), of.unhelpful.add(bad)],
            )

    def votes(self, passages: Iterable[str]) -> dict[str, Votes]:
        """See ``SupportRepository``."""
        keys = [(f"{_PASSAGE}{one}", _WHOLE) for one in dict.fromkeys(passages)]
        return {
            item.record.removeprefix(_PASSAGE): Votes(
                int(item.helpful or 0), int(item.unhelpful or 0)
            )
            for item in self._database.fetch(self._items, keys)
        }

    def keep_answer(self, key: str, answer: KeptAnswer) -> None:
        """See ``SupportRepository``."""
        item = self._items(
            f"{_KEPT}{key}",
            _WHOLE,
            expires_at=epoch_seconds(answer.at + CONVERSATION_STAYS),
            document=answer.model_dump_json(exclude_none=True),
        )
        with database_errors():
            item.save()

    def kept_answer(self, key: str) -> KeptAnswer | None:
        """See ``SupportRepository``."""
        item = self._get(f"{_KEPT}{key}", _WHOLE)
        return KeptAnswer.model_validate_json(item.document) if item else None

    def keep_correspondence(self, correspondence: Correspondence, within: Transaction) -> None:
        """See ``SupportRepository``."""
        one = correspondence
        item = self._items(
            f"{_MAIL}{one.ticket_id}",
            _WHOLE,
            person=one.person,
            listed_at=listed_at(one.at, one.ticket_id),
            expires_at=epoch_seconds(one.at + STAYS),
            document=one.model_dump_json(exclude_none=True),
        )
        DynamoTransaction.of(within).put(item)

    def correspondence(self, ticket_id: str) -> Correspondence | None:
        """See ``SupportRepository``."""
        item = self._get(f"{_MAIL}{ticket_id}", _WHOLE)
        return Correspondence.model_validate_json(item.document) if item else None

    def of_person(self, person: str) -> tuple[Ticket | Exchange | Correspondence, ...]:
        """See ``SupportRepository``."""
        found = self._database.fetch(self._items, self._keys_of(person))
        return tuple(
            _read_of_person(item) for item in sorted(found, key=lambda item: item.listed_at)
        )

    def forget_person(self, person: str) -> int:
        """See ``SupportRepository``."""
        keys = [(item.record, item.part) for item in self._there(person)]
        self._database.delete(self._items, keys)
        return len(keys)

    def _there(self, person: str) -> "list[SupportItem]":
        return self._database.fetch(self._items, self._keys_of(person))

    def _keys_of(self, person: str) -> list[tuple[str, str]]:
        with database_errors():
            return [(item.record, item.part) for item in self._items.by_person.query(person)]

    def _get(self, record: str, part: str) -> "SupportItem | None":
        try:
            with database_errors():
                return self._items.get(record, part, consistent_read=True)
        except self._items.DoesNotExist:
            return None

    def _of_ticket(self, ticket: Ticket) -> "SupportItem":
        return self._items(
            f"{_TICKET}{ticket.ticket_id}",
            _WHOLE,
            version=ticket.version,
            status=ticket.status.value,
            person=ticket.person,
            listed_at=listed_at(ticket.opened_at, ticket.ticket_id),
            expires_at=epoch_seconds(ticket.updated_at + STAYS),
            document=ticket.model_dump_json(exclude_none=True),
        )

    def _of_exchange(self, exchange: Exchange) -> "SupportItem":
        return self._items(
            f"{_CONVERSATION}{exchange.conversation_id}",
            exchange.request_id,
            person=exchange.person,
            listed_at=listed_at(exchange.at, exchange.request_id),
            helpful=None if exchange.helpful is None else int(exchange.helpful),
            expires_at=epoch_seconds(exchange.at + CONVERSATION_STAYS),
            document=exchange.model_dump_json(exclude_none=True),
        )


def _read_of_person(item: "SupportItem") -> Ticket | Exchange | Correspondence:
    if item.record.startswith(_MAIL):
        return Correspondence.model_validate_json(item.document)
    return _ticket(item) if item.record.startswith(_TICKET) else _exchange(item)


def _ticket(item: "SupportItem") -> Ticket:
    return Ticket.model_validate_json(item.document)


def _exchange(item: "SupportItem") -> Exchange:
    return Exchange.model_validate_json(item.document)
