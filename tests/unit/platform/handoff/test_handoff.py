"""The handoff step."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baton.campaigns.campaign import Campaign, NewCampaign
from baton.core.errors import InvalidInput
from baton.core.message import PERSON, AgentName, Priority
from baton.core.money import Money
from baton.escalation.case import Resume, Verdict
from baton.leads.contact_history import History
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead
from baton.messaging.handoff import Handoff, Route
from baton.runtime.task import TaskRequest
from functions.platform.handoff.agent import HandoffStep
from functions.platform.handoff.models import HandoffResult, HandoffTask, HandoffWork
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import LEAD_ID, a_lead

ROOT = Path(__file__).parents[4]
CAMPAIGN_ID = "01JNBX5T00CAMPAGNCAMPAGN00"
CASE_ID = "01JNBX5T00CASECASECASECASE"
TRIAGED: dict[str, Any] = {
    "category": "campaign_qualified",
    "temperature": "hot",
    "score": 78.0,
    "confidence": 0.8,
    "reasons": ["was recommended"],
    "secret": "psst",
}


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def a_task(lead: Lead, target: AgentName = "engagement", **changes: Any) -> HandoffTask:
    route = Route(target_agent=target, priority=Priority.HIGH, reason="A qualified lead.")
    task = HandoffTask(
        kind="lead", record=lead, source_agent="lead_triage", route=route, context=TRIAGED
    )
    return task.model_copy(update=changes)


def handed_over(platform: FakePlatform, task: HandoffTask) -> Handoff:
    return HandoffStep.assemble(platform).hand_over(task)  # type: ignore[arg-type]


def decided(verdict: Verdict) -> Resume:
    return Resume(escalation_id=CASE_ID, verdict=verdict)


def keep_campaign(platform: FakePlatform) -> None:
    budget = Money(amount=5_000, currency="EUR")
    campaign = Campaign(
        campaign_id=CAMPAIGN_ID,
        created_at=platform.clock(),
        updated_at=platform.clock(),
        details=NewCampaign(name="Spring", platform="google", daily_budget=budget),
    )
    with platform.transactions.begin() as unit:
        platform.campaigns.add(campaign, unit)


def test_a_good_context_is_handed_over_at_the_first_attempt(platform: FakePlatform) -> None:
    handoff = handed_over(platform, a_task(a_lead()))
    assert handoff.accepted
    assert handoff.quality.attempts == 1
    assert handoff.priority is Priority.HIGH
    assert handoff.reason == "A qualified lead."
    assert platform.naps == []


def test_the_receiver_gets_what_the_source_knew_and_the_history_and_no_more(
    platform: FakePlatform,
) -> None:
    lead = a_lead()
    with platform.transactions.begin() as unit:
        platform.interactions.add(
            Interaction(
                lead_id=lead.lead_id,
                interaction_id="i-1",
                kind=InteractionKind.OPENED,
                occurred_at=platform.clock(),
                recorded_at=platform.clock(),
            ),
            unit,
        )
    context = handed_over(platform, a_task(lead)).context
    assert History.model_validate(context["history"]).kinds == {InteractionKind.OPENED: 1}
    assert context["score"] == 78.0
    assert "secret" not in context
    assert "anna" not in json.dumps(context).lower()


def test_of_a_lead_just_received_the_same_goes_along_though_nothing_beside_it_is_read(
    platform: FakePlatform,
) -> None:
    read = handed_over(platform, a_task(a_lead()))
    begun = len(platform.faults.calls)

    assert handed_over(platform, a_task(a_lead(), just_received=True)) == read
    called = set(platform.faults.calls[begun:])
    assert "long_term.recall" in called
    assert not called & {"interactions.of", "short_term.recent"}


def test_the_campaign_goes_along_in_four_words(platform: FakePlatform) -> None:
    keep_campaign(platform)
    handoff = handed_over(platform, a_task(a_lead(campaign_id=CAMPAIGN_ID)))
    assert handoff.context["campaign"] == {
        "campaign_id": CAMPAIGN_ID,
        "name": "Spring",
        "platform": "google",
        "status": "active",
    }


def test_only_what_the_receiver_asks_for_is_read_and_only_once(platform: FakePlatform) -> None:
    keep_campaign(platform)
    platform.faults.calls.clear()
    handed_over(platform, a_task(a_lead(campaign_id=CAMPAIGN_ID)))
    assert sorted(platform.faults.calls) == [
        "campaigns.get",
        "episodes.search",
        "interactions.of",
        "long_term.recall",
        "semantic.walk",
        "short_term.recent",
    ]
    platform.faults.calls.clear()
    handed_over(platform, a_task(a_lead(), "campaign_optimizer"))
    assert platform.faults.calls == []


@pytest.mark.parametrize("error", [None, TimeoutError(), ConnectionError()])
def test_a_source_that_is_down_is_tried_three_times_and_then_a_person_is_asked(
    platform: FakePlatform, error: Exception | None
) -> None:
    platform.faults.fail("interactions", error)
    handoff = handed_over(platform, a_task(a_lead()))
    assert not handoff.accepted
    assert handoff.quality.attempts == 3
    assert handoff.quality.unavailable == ("interactions",)
    assert "history" in handoff.quality.missing
    assert "interactions" in handoff.reason
    first, second = platform.naps
    assert 0.1 <= first <= 0.15
    assert 0.3 <= second <= 0.45


@pytest.mark.parametrize("times", [1, 2])
def test_a_source_that_comes_back_is_not_held_against_the_lead(
    platform: FakePlatform, times: int
) -> None:
    platform.faults.fail("interactions", times=times)
    handoff = handed_over(platform, a_task(a_lead()))
    assert handoff.accepted
    assert handoff.quality.attempts == times + 1
    assert handoff.quality.unavailable == ()


def test_only_what_did_not_answer_is_read_again(platform: FakePlatform) -> None:
    keep_campaign(platform)
    platform.faults.calls.clear()
    platform.faults.fail("interactions", times=1)
    handed_over(platform, a_task(a_lead(campaign_id=CAMPAIGN_ID)))
    read = Counter(platform.faults.calls)
    assert read["interactions.of"] == 2
    assert set((read - Counter(["interactions.of"])).values()) == {1}


def test_a_helpful_source_that_is_down_does_not_hold_the_lead_back(platform: FakePlatform) -> None:
    platform.faults.fail("campaigns")
    handoff = handed_over(platform, a_task(a_lead(campaign_id=CAMPAIGN_ID)))
    assert handoff.accepted
    assert handoff.quality.unavailable == ("campaigns",)


def test_a_campaign_that_nobody_knows_costs_no_time(platform: FakePlatform) -> None:
    handoff = handed_over(platform, a_task(a_lead(campaign_id=CAMPAIGN_ID)))
    assert handoff.accepted
    assert "campaign" in handoff.quality.missing
    assert platform.naps == []


def test_a_poor_context_is_gathered_three_times(platform: FakePlatform) -> None:
    old = a_lead(occurred_at=platform.clock() - timedelta(days=1500))
    handoff = handed_over(platform, a_task(old))
    assert not handoff.accepted
    assert handoff.quality.attempts == 3


def test_contradictions_are_named_to_the_person_who_decides(platform: FakePlatform) -> None:
    mixed_up = a_lead(phone="+12125550100", timezone="Asia/Tokyo")
    handoff = handed_over(platform, a_task(mixed_up, context=TRIAGED | {"confidence": 0.2}))
    assert not handoff.accepted
    assert "the phone number is of another country" in handoff.reason
    assert len(handoff.context["contradictions"]) == 2


@pytest.mark.parametrize(
    ("verdict", "accepted"),
    [(Verdict.APPROVE, True), (Verdict.CHANGE, True), (Verdict.REFUSE, False)],
)
def test_a_persons_decision_counts_more_than_the_quality(
    platform: FakePlatform, verdict: Verdict, accepted: bool
) -> None:
    platform.faults.fail("interactions")
    poor = handed_over(platform, a_task(a_lead(), resume=decided(verdict)))
    assert poor.quality.quality < 0.7
    assert poor.accepted is accepted
    platform.faults.clear()
    assert handed_over(platform, a_task(a_lead(), resume=decided(verdict))).accepted is accepted


def test_a_repeated_step_is_the_same_handoff(platform: FakePlatform) -> None:
    once = handed_over(platform, a_task(a_lead()))
    platform.clock.advance(5)
    again = handed_over(platform, a_task(a_lead()))
    assert once.handoff_id == again.handoff_id
    assert once.conversation_id == again.conversation_id


def test_another_lead_receiver_or_decision_is_another_handoff(platform: FakePlatform) -> None:
    other = LEAD_ID[:-1] + "T"
    ids = {
        handed_over(platform, task).handoff_id
        for task in (
            a_task(a_lead()),
            a_task(a_lead(other)),
            a_task(a_lead(), "campaign_optimizer"),
            a_task(a_lead(), source_agent="engagement"),
            a_task(a_lead(), resume=decided(Verdict.APPROVE)),
        )
    }
    assert len(ids) == 5


def test_an_agent_that_has_not_said_what_it_needs_gets_nothing(platform: FakePlatform) -> None:
    with pytest.raises(InvalidInput) as error:
        handed_over(platform, a_task(a_lead(), PERSON))
    assert error.value.faults[0].pointer == "/route/target_agent"


def test_the_threshold_is_a_setting(platform: FakePlatform) -> None:
    platform.settings = platform.settings.model_copy(update={"context_quality_threshold": 1.0})
    assert not handed_over(platform, a_task(a_lead())).accepted


def test_the_sample_event_is_a_task(platform: FakePlatform) -> None:
    event = json.loads((ROOT / "events/platform/handoff_task.json").read_text(encoding="utf-8"))
    work = HandoffWork.model_validate(TaskRequest.model_validate(event).task)
    result = HandoffStep.assemble(platform).perform(work)  # type: ignore[arg-type]
    assert isinstance(result, HandoffResult)
    assert result.handoff.accepted
