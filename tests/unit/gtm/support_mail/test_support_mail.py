"""Who asks by mail is answered by mail, from the documents or by a person; nobody else hears of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from baton.core.errors import Unavailable
from baton.escalation.case import Decision, Verdict
from baton.gtm.events import SupportReply
from baton.gtm.support_service import SupportQuestion
from baton.gtm.support_ticket import TicketStatus
from baton.gtm.ticket_cases import TicketCases
from baton.privacy.subject import email_key
from functions.gtm.support_mail.agent import SupportMail
from functions.gtm.support_mail.letters import helpful_said, question_in
from functions.gtm.support_mail.models import MailEventOutcome, SupportMailResult, SupportMailTask
from tests.fakes.platform.container import FakePlatform
from tests.unit.gtm.support.conftest import RETURNS, Drop, drop, platform

__all__ = ["drop", "platform"]

ADA, BOB = "ada@example.com", "bob@example.com"
ASKED = "How long do I have to return something?"
UNKNOWN = "Which planet?"
EVENTS = Path(__file__).parents[4] / "events"


class Post:
    """Support by e-mail, over a platform in memory."""

    def __init__(self, platform: FakePlatform) -> None:
        self.platform = platform
        self.support = platform.support_store

    def comes(self, text: str, email: str = ADA, **given: Any) -> SupportMailResult:
        question = {
            "reply_id": self.platform.new_id(),
            "email": email,
            "subject": "A question",
            "text": text,
            "mail_id": "<two@example.com>",
            "references": ["<one@example.com>"],
            "asked_at": self.platform.clock().isoformat(),
            **given,
        }
        return self.take(question)

    def take(self, payload: dict[str, Any]) -> SupportMailResult:
        agent = SupportMail.assemble(self.platform)  # type: ignore[arg-type]
        return agent.perform(SupportMailTask.model_validate(payload))

    def answers(self, email: str = ADA) -> list[SupportReply]:
        found = [
            SupportReply.model_validate(message.payload)
            for name, message in self.platform.bus.events
            if name == "support.reply_ready"
        ]
        return [one for one in found if one.email == email]

    def tickets(self) -> list[dict[str, Any]]:
        """What was announced of tickets."""
        entries = self.platform.outbox.entries.values()
        told = [
            one.payload for one in entries if one.payload.get("event") == "support.ticket_changed"
        ]
        return [one["message"]["payload"] for one in told]

    def decided(self, ticket_id: str, note: str | None, verdict: Verdict) -> None:
        case = self.platform.escalations.get(ticket_id)
        decision = Decision(verdict=verdict, note=note, decided_by="mira", at=self.platform.clock())
        policy, now = TicketCases(self.platform), self.platform.clock()  # type: ignore[arg-type]
        writes = policy.ended(case.model_copy(update={"decision": decision}), now)
        with self.platform.transactions.begin() as within:
            writes(within)


@pytest.fixture
def post(platform: FakePlatform) -> Post:
    return Post(platform)


def test_a_question_is_answered_with_the_quote_in_the_thread_of_the_mail(
    post: Post, drop: Drop
) -> None:
    drop()
    result = post.comes(f"Hello,\n\n{ASKED}\n\nThanks, Ada")
    assert result.became is MailEventOutcome.ANSWERED
    (mail,) = post.answers()
    assert mail.body.startswith("Hello,\n\nThank you for your message.\n\nFrom ")
    assert RETURNS in mail.body
    assert "“Help” (version 1)" in mail.body
    assert "Was this helpful?" in mail.body
    assert "“yes” or “no”" in mail.body
    assert (mail.subject, mail.in_reply_to) == ("Re: A question", "<two@example.com>")
    assert mail.references == ("<one@example.com>", "<two@example.com>")
    assert mail.automatic, "so that no program answers it"
    assert post.support.of_person(email_key(ADA)), "it is found for export and erasure"
    assert post.support.correspondence(result.request_id or "") is None, "no address is kept"


def test_the_same_mail_again_is_the_same_answer(post: Post, drop: Drop) -> None:
    drop()
    for _ in range(2):
        post.comes(UNKNOWN, reply_id="01KWZA7Q3M9T2C4E5G6H7J8K9N")
    assert len({one.message_id for one in post.answers()}) == 1
    assert len(post.tickets()) == 1


def test_what_is_not_sure_becomes_a_ticket_and_a_persons_answer_is_mailed(
    post: Post, drop: Drop
) -> None:
    drop()
    result = post.comes(UNKNOWN)
    assert result.became is MailEventOutcome.HANDED_OVER
    (told,) = post.answers()
    assert (result.ticket_id or "") in told.body
    post.decided(result.ticket_id or "", "Yes, on Fridays.", Verdict.APPROVE)
    (_, changed) = post.tickets()
    assert post.take(changed).became is MailEventOutcome.TICKET_ANSWERED
    answer = post.answers()[-1]
    assert answer.body.startswith("Yes, on Fridays.")
    assert (answer.in_reply_to, answer.automatic) == ("<two@example.com>", False)
    assert post.take(changed).message_id == answer.message_id


def test_who_left_an_address_at_the_api_gets_a_persons_answer_by_mail(
    post: Post, drop: Drop
) -> None:
    drop()
    asked = post.platform.support.ask(
        SupportQuestion(question=UNKNOWN, email=BOB), post.platform.new_id(), "c"
    )
    post.decided(asked.ticket_id or "", "On Fridays.", Verdict.APPROVE)
    assert post.take(post.tickets()[-1]).became is MailEventOutcome.TICKET_ANSWERED
    (mail,) = post.answers(BOB)
    assert (mail.in_reply_to, mail.references) == (None, ())
    assert mail.subject == f"Re: {asked.ticket_id}"


def test_who_left_none_and_whose_ticket_was_refused_get_no_mail(post: Post, drop: Drop) -> None:
    drop()
    service = post.platform.support
    asked = service.ask(SupportQuestion(question=UNKNOWN), post.platform.new_id(), "c")
    post.decided(asked.ticket_id or "", "On Fridays.", Verdict.APPROVE)
    assert post.take(post.tickets()[-1]).became is MailEventOutcome.NOTHING
    refused = post.comes(UNKNOWN)
    post.decided(refused.ticket_id or "", None, Verdict.REFUSE)
    assert post.take(post.tickets()[-1]).became is MailEventOutcome.NOTHING
    assert len(post.answers()) == 1, "that a person would answer"


@pytest.mark.parametrize(
    ("said", "helpful"),
    [("Yes", True), ("ja, danke!", True), ("Oui.", True), ("¡Sí!", True), ("No", False),
     ("Leider nein", False), ("Non, pas du tout", None), ("Yes, but what about shoes?", None)],
)  # fmt: skip
def test_whether_it_helped_is_understood(said: str, helpful: bool | None) -> None:
    assert helpful_said(said) is helpful


def test_whether_an_answer_helped_is_learned_and_not_answered(post: Post, drop: Drop) -> None:
    drop()
    post.comes(ASKED)
    (mail,) = post.answers()
    assert post.comes("Ja, danke!", answers=mail.reference).became is MailEventOutcome.RATED
    (exchange,) = post.support.conversation(mail.reference.split("/")[1])
    assert exchange.helpful is True
    assert len(post.answers()) == 1


def test_what_answers_goes_on_with_the_ticket_of_its_conversation(post: Post, drop: Drop) -> None:
    drop()
    first = post.comes(UNKNOWN)
    (told,) = post.answers()
    again = post.comes("We are twenty pupils.", answers=told.reference)
    assert again.ticket_id == first.ticket_id
    ticket = post.support.ticket(first.ticket_id or "")
    assert [one.text for one in ticket.turns] == [UNKNOWN, "We are twenty pupils."]


def test_of_one_persons_conversation_nothing_is_in_anothers(post: Post, drop: Drop) -> None:
    drop()
    first = post.comes("Can my class of 5b visit your factory?")
    (told,) = post.answers()
    other = post.comes("May my class visit your factory, too?", BOB, answers=told.reference)
    assert other.ticket_id != first.ticket_id
    ticket = post.support.ticket(other.ticket_id or "")
    assert not any("5b" in one.text for one in ticket.turns)
    assert not any("5b" in one.body for one in post.answers(BOB))
    assert post.comes("Yes", BOB, answers=told.reference).became is MailEventOutcome.NOTHING


def test_who_was_erased_gets_no_answer_any_more(post: Post, drop: Drop) -> None:
    drop()
    result = post.comes(UNKNOWN)
    assert post.support.correspondence(result.ticket_id or "") is not None
    post.decided(result.ticket_id or "", "On Fridays.", Verdict.APPROVE)
    post.support.forget_person(email_key(ADA))
    assert post.take(post.tickets()[-1]).became is MailEventOutcome.NOTHING
    assert post.support.correspondence(result.ticket_id or "") is None


def test_our_own_mail_that_comes_back_is_not_answered(post: Post) -> None:
    settings = {"inbox_address": "reply@in.example", "sender": "Baton <hello@baton.example>"}
    post.platform.settings = post.platform.settings.model_copy(update=settings)
    for own in settings.values():
        email = own.partition("<")[2].rstrip(">") or own
        assert post.comes(ASKED, email).became is MailEventOutcome.NOTHING


def test_a_mail_that_is_not_handed_over_is_tried_again(post: Post, drop: Drop) -> None:
    drop()
    question = "01KWZA7Q3M9T2C4E5G6H7J8K9N"
    post.platform.faults.fail("bus.publish", times=1)
    with pytest.raises(Unavailable):
        post.comes(UNKNOWN, reply_id=question)
    assert post.comes(UNKNOWN, reply_id=question).became is MailEventOutcome.HANDED_OVER
    assert (len(post.answers()), len(post.tickets())) == (1, 1)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (f"Hi,\n\n{ASKED}\n\nBest regards\nAda", ASKED),
        (f"Guten Tag!\n{ASKED}\nMit freundlichen Grüßen\nAda Feld", ASKED),
        (ASKED, ASKED),
        ("Thanks", "Thanks"),
        (f"{ASKED}\nThanks for telling me whether that holds for shoes?",
         f"{ASKED}\nThanks for telling me whether that holds for shoes?"),
    ],
)  # fmt: skip
def test_greeting_and_closing_are_no_part_of_a_question(text: str, asked: str) -> None:
    assert question_in(text) == asked


def test_what_the_inbox_tells_is_understood_as_it_tells_it(post: Post) -> None:
    (own,) = EVENTS.glob("leads/lead_question_asked.json")
    payload = json.loads(own.read_text(encoding="utf-8"))["detail"]["payload"]
    assert post.take(payload).became is MailEventOutcome.HANDED_OVER
    assert post.take({"reply_id": "x"}).became is MailEventOutcome.REFUSED
    status = TicketStatus.OPEN.value
    assert post.take({"ticket_id": "x", "status": status}).became is MailEventOutcome.REFUSED
