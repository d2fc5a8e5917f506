"""What support keeps, in memory."""

from collections.abc import Callable, Iterable

from baton.core.errors import AlreadyExists, Conflict, NotFound, StaleVersion
from baton.gtm.kept_answer import KeptAnswer, Votes, vote_change
from baton.gtm.mail_questions import Correspondence
from baton.gtm.support_store import MOST_EXCHANGES, tickets_query
from baton.gtm.support_ticket import Exchange, Ticket, TicketStatus
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage


class FakeSupport:
    """See ``baton.gtm.support_store.SupportRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept_tickets: dict[str, Ticket] = {}
        self.exchanges: dict[tuple[str, str], Exchange] = {}
        self.counts: dict[str, Votes] = {}
        self.answers: dict[str, KeptAnswer] = {}
        self.mails: dict[str, Correspondence] = {}

    def add_ticket(self, ticket: Ticket, within: Transaction) -> None:
        def check() -> None:
            if ticket.ticket_id in self.kept_tickets:
                raise AlreadyExists(f"There is already a ticket with the id {ticket.ticket_id}.")

        self._stage_ticket(ticket, within, check)

    def replace_ticket(self, ticket: Ticket, within: Transaction) -> None:
        def check() -> None:
            seen = self.kept_tickets.get(ticket.ticket_id)
            if seen is None or seen.version != ticket.version - 1:
                raise StaleVersion(f"The ticket {ticket.ticket_id} was changed since it was read.")

        self._stage_ticket(ticket, within, check)

    def ticket(self, ticket_id: str) -> Ticket:
        with self._ground.faults.at("support.ticket"), self._ground.lock:
            if ticket_id not in self.kept_tickets:
                raise NotFound("ticket", ticket_id)
            return self.kept_tickets[ticket_id]

    def tickets(
        self, *, status: TicketStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Ticket]:
        with self._ground.faults.at("support.tickets"), self._ground.lock:
            listed = [
                (listed_at(one.opened_at, one.ticket_id), one)
                for one in self.kept_tickets.values()
                if status in {None, one.status}
            ]
            return newest_first(listed, tickets_query(status), cursor, limit)

    def keep_exchange(self, exchange: Exchange, within: Transaction) -> None:
        key = (exchange.conversation_id, exchange.request_id)

        def apply() -> None:
            self.exchanges[key] = exchange

        stage(within, ("support", *key), apply)

    def conversation(self, conversation_id: str) -> tuple[Exchange, ...]:
        with self._ground.faults.at("support.conversation"), self._ground.lock:
            keys = sorted(key for key in self.exchanges if key[0] == conversation_id)
            return tuple(self.exchanges[key] for key in keys[-MOST_EXCHANGES:])

    def say_helpful(self, seen: Exchange, helpful: bool, within: Transaction) -> None:
        key = (seen.conversation_id, seen.request_id)

        def check() -> None:
            known = self.exchanges.get(key)
            if (known.helpful if known else None) != seen.helpful:
                raise Conflict("Something else was said of it meanwhile.")

        def apply() -> None:
            self.exchanges[key] = seen.model_copy(update={"helpful": helpful})
            if seen.passage:
                good, bad = vote_change(seen.helpful, helpful)
                before = self.counts.get(seen.passage, Votes())
                self.counts[seen.passage] = Votes(before.helpful + good, before.unhelpful + bad)

        stage(within, ("support", *key), apply, check)

    def votes(self, passages: Iterable[str]) -> dict[str, Votes]:
        with self._ground.faults.at("support.votes"), self._ground.lock:
            return {one: self.counts[one] for one in passages if one in self.counts}

    def keep_answer(self, key: str, answer: KeptAnswer) -> None:
        with self._ground.faults.at("support.keep_answer"), self._ground.lock:
            self.answers[key] = answer

    def kept_answer(self, key: str) -> KeptAnswer | None:
        with self._ground.faults.at("support.kept_answer"), self._ground.lock:
            return self.answers.get(key)

    def keep_correspondence(self, correspondence: Correspondence, within: Transaction) -> None:
        key = correspondence.ticket_id
        stage(within, ("mail", key), lambda: self.mails.update({key: correspondence}))

    def correspondence(self, ticket_id: str) -> Correspondence | None:
        with self._ground.faults.at("support.correspondence"), self._ground.lock:
            return self.mails.get(ticket_id)

    def of_person(self, person: str) -> tuple[Ticket | Exchange | Correspondence, ...]:
        with self._ground.faults.at("support.of_person"), self._ground.lock:
            found: list[tuple[str, Ticket | Exchange | Correspondence]] = [
                (listed_at(one.opened_at, one.ticket_id), one)
                for one in self.kept_tickets.values()
                if one.person == person
            ]
            found += [
                (listed_at(one.at, one.request_id), one)
                for one in self.exchanges.values()
                if one.person == person
            ]
            found += [
                (listed_at(one.at, key), one)
                for key, one in self.mails.items()
                if one.person == person
            ]
            return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))

    def forget_person(self, person: str) -> int:
        with self._ground.faults.at("support.forget_person"), self._ground.lock:
            tickets = [key for key, one in self.kept_tickets.items() if one.person == person]
            exchanges = [key for key, one in self.exchanges.items() if one.person == person]
            for ticket in tickets:
                del self.kept_tickets[ticket]
            for exchange in exchanges:
                del self.exchanges[exchange]
            mails = [key for key, one in self.mails.items() if one.person == person]
            for mail in mails:
                del self.mails[mail]
            return len(tickets) + len(exchanges) + len(mails)

    def _stage_ticket(self, ticket: Ticket, within: Transaction, check: Callable[[], None]) -> None:
        def apply() -> None:
            self.kept_tickets[ticket.ticket_id] = ticket

        stage(within, ("support", ticket.ticket_id), apply, check)
