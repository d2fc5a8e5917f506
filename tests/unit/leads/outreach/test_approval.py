"""A text that waits for a person is not sent, and one that a person refused never is."""

from datetime import timedelta

from baton.campaigns.brief import ApprovalMode
from baton.campaigns.campaign import Campaign, NewCampaign
from baton.core.money import Money
from baton.effects.effect import EffectState
from baton.leads.approval import steps_of, with_steps
from baton.leads.engagement import Approval
from tests.fakes.platform.clock import NOON
from tests.samples.outreach import STEPS, Campaigning

CAMPAIGN = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
DONE, PLANNED, REFUSED = EffectState.DONE, EffectState.PLANNED, EffectState.REFUSED


def world(mode: ApprovalMode = ApprovalMode.REQUIRED) -> Campaigning:
    made = Campaigning(details={"campaign_id": CAMPAIGN})
    money = Money(amount=100, currency="EUR")
    details = NewCampaign(name="Spring", platform="email", daily_budget=money, approval=mode)
    campaign = Campaign(campaign_id=CAMPAIGN, created_at=NOON, updated_at=NOON, details=details)
    with made.platform.transactions.begin() as within:
        made.platform.campaigns.add(campaign, within)
    made.at(1)
    made.sweep()
    assert made.states() == [DONE, PLANNED], "a call is nothing to approve"
    made.at(2)
    made.sweep()
    return made


def decided(made: Campaigning, step: int, *, approved: bool) -> None:
    lead = made.platform.leads.get(made.lead.lead_id)
    kept = steps_of(lead)[step - 1]
    now = made.platform.clock()
    approval = Approval(approved=approved, by="operator", at=now)
    changed = {step: kept.model_copy(update={"approval": approval})}
    with made.platform.transactions.begin() as within:
        made.platform.leads.replace(with_steps(lead, changed, now), within)


def test_a_draft_that_awaits_approval_is_not_sent_and_goes_out_once_it_is_approved() -> None:
    made = world()
    waiting = made.effects()[1]
    assert waiting.state is PLANNED
    assert "waits for a person's approval" in waiting.story[-1].text
    assert len(made.sender.taken) == 1

    decided(made, 2, approved=True)
    assert waiting.due_at is not None
    made.platform.clock.set(waiting.due_at)
    made.sweep()
    assert made.effects()[1].state is DONE


def test_a_refused_draft_never_goes_out_and_the_sequence_goes_on() -> None:
    made = world()
    decided(made, 2, approved=False)
    made.platform.clock.set(made.platform.clock() + timedelta(hours=1))
    made.sweep()

    refused = made.effects()[1]
    assert (refused.state, refused.reason) == (REFUSED, "operator refused the text")
    assert len(made.effects()) == STEPS


def test_what_nobody_approves_in_time_is_not_sent_late() -> None:
    made = world()
    made.run_to_the_end()

    assert made.states() == [DONE, REFUSED, REFUSED]
    assert len(made.sender.taken) == 1


def test_without_the_mode_nothing_waits() -> None:
    assert world(ApprovalMode.NONE).states()[:2] == [DONE, DONE]
