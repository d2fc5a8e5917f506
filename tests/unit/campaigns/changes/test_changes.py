"""What the optimiser accepts reaches the company's own system, each change once."""

from contextlib import suppress
from datetime import timedelta

import pytest

from baton.campaigns.campaign import CampaignStatus, Change
from baton.campaigns.changes import OF_USE_FOR, OWNER
from baton.campaigns.effect_kinds import CHANGE
from baton.core.settings import Settings
from baton.effects.effect import Effect, EffectKind, EffectState, Purpose
from baton.effects.ledger import LEASE
from baton.effects.sender import DeliveryStatus
from baton.effects.sweep import SweepTask
from functions.campaigns.changes.agent import CampaignChanges
from functions.campaigns.optimizer.agent import CampaignOptimizer
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender, FakeSenders
from tests.fakes.platform.faults import Crash, Faults
from tests.fakes.platform.transaction import Ground
from tests.unit.campaigns.optimizer.campaigns import CAMPAIGN, DEAR, POOR
from tests.unit.campaigns.optimizer.test_agent import OTHER, World

CALLED = Settings(
    sending=True,
    webhook_url="https://ads.house.example/baton",
    webhook_secret="baton/crm",
)
KEY = f"change.{CAMPAIGN}.{OTHER}.1"


class ChangesWorld(World):
    """A campaign whose optimiser may lower bids, and the agent that has them lowered."""

    def __init__(self, settings=CALLED):
        faults = Faults()
        super().__init__(FakePlatform(settings, faults=faults))
        self.system = FakeSender(Ground(faults), record=DeliveryStatus.REPEATABLE)
        self.platform.senders = FakeSenders({CHANGE: self.system})
        self.let_it(Change.BID_OPTIMIZATION)

    def restart(self):
        self.platform = self.platform.restarted()
        self.agent = CampaignOptimizer.assemble(self.platform)
        self.let_it(Change.BID_OPTIMIZATION)

    def sweep(self):
        return CampaignChanges.assemble(self.platform).perform(SweepTask())

    def switched(self, status):
        kept = self.kept()
        details = kept.details.model_copy(update={"status": status})
        changes = {"version": kept.version + 1, "details": details}
        with self.platform.transactions.begin() as unit:
            self.platform.campaigns.replace(kept.model_copy(update=changes), unit)

    def effect(self):
        (effect,) = self.platform.effects.all()
        return effect


def test_what_it_accepts_by_itself_is_told_once_with_its_size_and_its_undoing():
    world = ChangesWorld()
    world.report(DEAR)
    for _ in range(2):
        world.review(OTHER)
        world.sweep()

    effect = world.effect()
    assert (effect.effect_id, effect.state) == (KEY, EffectState.DONE)
    assert (effect.kind, effect.purpose) == (CHANGE, Purpose.INTERNAL)
    ((_, order),) = world.system.taken
    (entry,) = world.kept().accepted
    assert order.text == entry.proposals[0].text
    assert order.data == {
        "campaign_id": CAMPAIGN,
        "campaign": world.kept().details.name,
        "platform": world.kept().details.platform,
        "external_id": None,
        "change": "bid_optimization",
        "parameters": entry.proposals[0].parameters,
        "undo": {"bid_change_percent": 17.6471},
        "automatic": True,
    }


def test_what_a_person_agreed_to_is_told_change_by_change():
    world = ChangesWorld()
    world.report(POOR)
    review = world.asked()
    world.sweep()
    assert world.system.taken == []
    task = world.decide(review)
    for _ in range(2):
        world.agent.perform(task)
        world.sweep()

    told = [order.data["change"] for _, order in world.system.taken]
    assert sorted(told) == sorted(one.change.value for one in review.proposals)
    assert len(told) > 1
    assert not any(order.data["automatic"] for _, order in world.system.taken)


@pytest.mark.parametrize("settings", [Settings(), CALLED.model_copy(update={"sending": False})])
def test_without_such_a_system_changes_are_logged_only(settings):
    world = ChangesWorld(settings)
    world.report(DEAR)
    world.review(OTHER)
    assert len(world.kept().accepted) == 1
    assert world.platform.effects.all() == []


@pytest.mark.parametrize("status", [CampaignStatus.PAUSED, CampaignStatus.ENDED])
def test_a_campaign_that_stopped_meanwhile_is_left_as_it_is(status):
    world = ChangesWorld()
    world.report(DEAR)
    world.review(OTHER)
    world.switched(status)
    world.sweep()
    assert world.effect().state is EffectState.REFUSED
    assert "the campaign" in world.effect().reason
    assert world.system.taken == []


def test_what_a_person_agreed_to_is_made_of_a_paused_campaign_too():
    world = ChangesWorld()
    world.report(POOR)
    world.agent.perform(world.decide(world.asked()))
    world.switched(CampaignStatus.PAUSED)
    world.sweep()
    assert {one.state for one in world.platform.effects.all()} == {EffectState.DONE}


def test_a_change_that_comes_a_day_late_is_not_made():
    world = ChangesWorld()
    world.report(DEAR)
    world.review(OTHER)
    world.platform.clock.advance((OF_USE_FOR + timedelta(seconds=1)).total_seconds())
    world.sweep()
    assert world.effect().state is EffectState.REFUSED
    assert "it is late" in world.effect().reason


def test_a_change_that_its_log_does_not_have_is_not_made():
    world = ChangesWorld()
    world.report(DEAR)
    world.review(OTHER)
    changes = {"version": world.kept().version + 1, "accepted": ()}
    with world.platform.transactions.begin() as unit:
        world.platform.campaigns.replace(world.kept().model_copy(update=changes), unit)
    world.sweep()
    assert "not in the campaign's log" in world.effect().reason


@pytest.mark.parametrize("after", [False, True])
def test_wherever_the_optimiser_or_the_sweep_dies_a_change_is_made_once(after):
    def work(world):
        world.review(OTHER)
        world.sweep()

    probe = ChangesWorld()
    probe.report(DEAR)
    begun = len(probe.platform.faults.calls)
    work(probe)
    calls = probe.platform.faults.calls[begun:]
    assert len(calls) > 10
    for number in range(1, len(calls) + 1):
        world = ChangesWorld()
        world.report(DEAR)
        world.platform.faults.crash_at(begun + number, after=after)
        with suppress(Crash):
            work(world)
        world.restart()
        world.platform.clock.advance((LEASE + timedelta(seconds=1)).total_seconds())
        work(world)
        assert world.effect().state is EffectState.DONE
        assert world.system.keys == [KEY]
        assert len(world.kept().accepted) == 1


def test_what_became_of_a_change_is_in_its_campaigns_story():
    world = ChangesWorld()
    world.report(DEAR)
    world.review(OTHER)
    result = world.sweep()
    (told,) = CampaignChanges.assemble(world.platform).decided(SweepTask(), result)
    assert (told.about, told.subject_id) == ("campaign", CAMPAIGN)
    assert told.what == "change (internal): done"
    assert result.to_json() == {"states": {"done": 1}, "put_off": 0, "more": False}


def test_what_other_functions_of_the_area_send_is_left_to_them_while_it_is_of_use():
    world = ChangesWorld()
    now = world.platform.clock()
    mail = Effect(
        effect_id="report.1",
        kind=EffectKind.NOTICE,
        purpose=Purpose.INTERNAL,
        owner=OWNER,
        planned_at=now,
        due_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    world.platform.effects.put(mail)
    world.sweep()
    assert world.effect() == mail
    world.platform.clock.advance(1_801)
    world.sweep()
    assert world.effect().state is EffectState.REFUSED
    assert "it is late" in world.effect().reason
    assert world.system.taken == []
