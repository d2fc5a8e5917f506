"""A person's decision answers a ticket, and people's votes move what is answered, within bounds."""

from hypothesis import given
from hypothesis import strategies as st

from baton.escalation.case import Decision, NewDecision, Verdict
from baton.gtm.kept_answer import Votes
from baton.gtm.support import SupportAnswer
from baton.gtm.support_service import SupportFeedback, SupportService
from baton.gtm.support_ticket import TicketStatus
from baton.gtm.ticket_cases import TicketCases
from functions.gtm.support.calibration import MOST_VOTES, shift
from tests.fakes.platform.container import FakePlatform
from tests.unit.gtm.support.conftest import Ask, Drop

PLANET = "Which planet?"


def decided(
    platform: FakePlatform, answer: SupportAnswer, verdict: Verdict, note: str | None
) -> None:
    case = platform.escalations.get(str(answer.ticket_id))
    decision = Decision(verdict=verdict, note=note, decided_by="ada", at=platform.clock())
    policy = TicketCases(platform)  # type: ignore[arg-type]
    writes = policy.ended(case.model_copy(update={"decision": decision}), platform.clock())
    with platform.transactions.begin() as within:
        writes(within)


def test_a_persons_note_is_the_tickets_answer_and_is_told(
    ask: Ask, drop: Drop, platform: FakePlatform
) -> None:
    drop()
    answer = ask(PLANET, channel="email", reference="lead/42")
    decided(platform, answer, Verdict.APPROVE, "It is Mars.")
    ticket = platform.support_store.ticket(answer.ticket_id)
    assert (ticket.status, ticket.answer) == (TicketStatus.ANSWERED, "It is Mars.")
    told = [
        entry.payload["message"]["payload"]
        for entry in platform.outbox.entries.values()
        if entry.payload.get("event") == "support.ticket_changed"
    ]
    assert [one["status"] for one in told] == ["open", "answered"]
    assert told[-1]["reference"] == "lead/42"
    decided(platform, answer, Verdict.APPROVE, "No, Venus.")
    assert platform.support_store.ticket(answer.ticket_id).answer == "It is Mars."


def test_a_case_names_what_the_knowledge_base_has_nearest_and_which_documents_contradict(
    ask: Ask, drop: Drop, platform: FakePlatform
) -> None:
    drop()
    drop("question,answer\nHow long does shipping take?,A month.\n", "old.csv")
    unsure, torn = ask(PLANET), ask("How long does shipping take?")
    reasons = [platform.escalations.get(str(one.ticket_id)).reason for one in (unsure, torn)]
    assert reasons[0].count("knowledge/support/") == 1
    for name in ("help.csv", "old.csv"):
        assert f"“How long does shipping take?” in knowledge/support/{name}" in reasons[1]


def test_a_refused_case_closes_its_ticket(ask: Ask, drop: Drop, platform: FakePlatform) -> None:
    drop()
    answer = ask(PLANET)
    decided(platform, answer, Verdict.REFUSE, None)
    assert platform.support_store.ticket(answer.ticket_id).status is TicketStatus.CLOSED


def test_an_approval_without_an_answer_is_told_to_who_made_it(
    ask: Ask, drop: Drop, platform: FakePlatform
) -> None:
    drop()
    case = platform.escalations.get(str(ask(PLANET).ticket_id))
    policy = TicketCases(platform)  # type: ignore[arg-type]
    assert "note" in policy.faults(case, NewDecision(verdict=Verdict.APPROVE))
    assert policy.faults(case, NewDecision(verdict=Verdict.REFUSE)) == {}


def test_feedback_counts_once_a_change_of_mind_moves_it_and_confidence_follows(
    ask: Ask, drop: Drop, platform: FakePlatform
) -> None:
    drop()
    service: SupportService = platform.support
    asked = "How long does shipping take?"
    first = ask(asked)
    for helpful in (True, True, False):
        service.say(
            SupportFeedback(
                conversation_id=first.conversation_id, request_id=first.request_id, helpful=helpful
            )
        )
    assert list(platform.support_store.counts.values()) == [Votes(helpful=0, unhelpful=1)]
    assert ask(asked).confidence < first.confidence


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_votes_move_confidence_within_bounds_and_in_their_direction(
    helpful: int, unhelpful: int
) -> None:
    moved = shift(Votes(helpful, unhelpful))
    assert abs(moved) <= MOST_VOTES
    assert (moved > 0) == (helpful > unhelpful)
    assert shift(Votes(helpful + 1, unhelpful)) >= moved
