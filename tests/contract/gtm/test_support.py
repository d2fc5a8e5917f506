"""What the store of support promises."""

from datetime import timedelta

import pytest

from baton.core.errors import AlreadyExists, Conflict, NotFound, StaleVersion
from baton.gtm.container import Gtm
from baton.gtm.kept_answer import KeptAnswer, Votes
from baton.gtm.mail_questions import Correspondence, ReplyTo
from baton.gtm.support import Asker, HandoverReason, SupportChannel, SupportOutcome
from baton.gtm.support_store import SupportRepository
from baton.gtm.support_ticket import Exchange, Ticket, TicketStatus
from baton.knowledge_base.quotation import Place
from baton.privacy.subject import email_key
from baton.runtime.platform import Platform

ADA = email_key("ada@example.com")


@pytest.fixture
def store(platform: Platform) -> SupportRepository:
    return platform.area(Gtm).support_store


def a_ticket(platform: Platform, **changes: object) -> Ticket:
    name, now = platform.new_id(), platform.clock()
    given = {
        "ticket_id": name,
        "version": 1,
        "asker": Asker.CUSTOMER,
        "person": ADA,
        "channel": SupportChannel.API,
        "language": "en",
        "reason": HandoverReason.UNSURE,
        "confidence": 0.4,
        "conversation_id": name,
        "turns": (),
        "escalation_id": name,
        "correlation_id": name,
        "opened_at": now,
        "updated_at": now,
    }
    return Ticket.model_validate({**given, **changes})


def an_exchange(platform: Platform, conversation_id: str, **changes: object) -> Exchange:
    given = {
        "conversation_id": conversation_id,
        "request_id": platform.new_id(),
        "person": ADA,
        "question": "How long?",
        "text": "30 days.",
        "outcome": SupportOutcome.ANSWERED,
        "passage": f"{conversation_id}#quote",
        "confidence": 0.9,
        "at": platform.clock(),
    }
    return Exchange.model_validate({**given, **changes})


def test_a_ticket_comes_back_and_changes_only_from_what_was_read(
    platform: Platform, store: SupportRepository
) -> None:
    ticket = a_ticket(platform)
    with platform.transactions.begin() as within:
        store.add_ticket(ticket, within)
    assert store.ticket(ticket.ticket_id) == ticket
    with pytest.raises(AlreadyExists), platform.transactions.begin() as within:
        store.add_ticket(ticket, within)
    closed = ticket.next_version(platform.clock(), status=TicketStatus.CLOSED)
    with platform.transactions.begin() as within:
        store.replace_ticket(closed, within)
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        store.replace_ticket(closed, within)
    with pytest.raises(NotFound):
        store.ticket(platform.new_id())


def test_tickets_are_listed_by_status_newest_first_page_by_page(
    platform: Platform, store: SupportRepository
) -> None:
    start = platform.clock()
    tickets = [a_ticket(platform, opened_at=start + timedelta(seconds=n)) for n in range(3)]
    tickets[1] = tickets[1].model_copy(update={"status": TicketStatus.ANSWERED})
    for one in tickets:
        with platform.transactions.begin() as within:
            store.add_ticket(one, within)
    page = store.tickets(limit=2)
    rest = store.tickets(cursor=page.cursor, limit=2)
    assert [*page.items, *rest.items] == tickets[::-1]
    assert store.tickets(status=TicketStatus.ANSWERED).items == (tickets[1],)


def test_what_is_said_of_an_answer_counts_once_at_its_passage(
    platform: Platform, store: SupportRepository
) -> None:
    exchange = an_exchange(platform, platform.new_id())
    with platform.transactions.begin() as within:
        store.keep_exchange(exchange, within)
    key = str(exchange.passage)
    assert store.votes([key]) == {}
    for helpful in (True, False):
        (seen,) = store.conversation(exchange.conversation_id)
        with platform.transactions.begin() as within:
            store.say_helpful(seen, helpful, within)
        with pytest.raises(Conflict), platform.transactions.begin() as within:
            store.say_helpful(seen, helpful, within)
    assert store.votes([key, "other#passage"]) == {key: Votes(helpful=0, unhelpful=1)}


def test_a_conversation_is_read_in_its_order(platform: Platform, store: SupportRepository) -> None:
    conversation = platform.new_id()
    said = [an_exchange(platform, conversation) for _ in range(3)]
    for one in reversed(said):
        with platform.transactions.begin() as within:
            store.keep_exchange(one, within)
    assert store.conversation(conversation) == tuple(said)
    assert store.conversation(platform.new_id()) == ()


def test_where_an_answer_stood_is_known_again(platform: Platform, store: SupportRepository) -> None:
    answer = KeptAnswer(
        document_id=platform.new_id(),
        version=2,
        place=Place(begin=0, end=4),
        confidence=0.8,
        language="en",
        at=platform.clock(),
    )
    store.keep_answer("a" * 64, answer)
    assert store.kept_answer("a" * 64) == answer
    assert store.kept_answer("b" * 64) is None


def test_everything_of_a_person_is_found_and_forgotten_and_nothing_of_another(
    platform: Platform, store: SupportRepository
) -> None:
    ticket, conversation = a_ticket(platform), platform.new_id()
    theirs = an_exchange(platform, conversation)
    others = an_exchange(platform, conversation, person=email_key("bob@example.com"))
    to = ReplyTo(email="ada@example.com", subject="Returns", mail_id="<a@example.com>")
    now = platform.clock()
    mail = Correspondence(ticket_id=conversation, person=ADA, reply_to=to, at=now)
    with platform.transactions.begin() as within:
        store.add_ticket(ticket, within)
        store.keep_exchange(theirs, within)
        store.keep_exchange(others, within)
        store.keep_correspondence(mail, within)
    assert set(store.of_person(ADA)) == {ticket, theirs, mail}
    assert store.correspondence(conversation) == mail
    assert store.forget_person(ADA) == 3
    assert store.correspondence(conversation) is None
    assert store.forget_person(ADA) == 0
    assert store.of_person(ADA) == ()
    assert store.conversation(conversation) == (others,)
