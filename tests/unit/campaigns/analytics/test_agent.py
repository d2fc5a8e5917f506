"""The analyst's turn in a run."""

from datetime import date, timedelta

import pytest

from baton.campaigns.brief import Platform
from baton.campaigns.container import Campaigns
from baton.campaigns.parts.ads import AdsPart, PlatformAds
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.run import RunState, RunStepName, StepLog, StepOutcome
from baton.campaigns.run_turns import Action, StepTask
from baton.core.errors import Unavailable
from baton.experiments.analysis import analyse
from baton.experiments.container import Experiments
from functions.campaigns.analytics.agent import CampaignAnalyst, since_of, spent_of
from functions.campaigns.analytics.journeys import Journey
from functions.campaigns.analytics.rules import Scoring
from tests.fakes.platform.container import FakePlatform
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.unit.campaigns.analytics.channels import (
    CAMPAIGNS,
    NOW,
    START,
    a_campaign,
    a_channel,
    some_days,
)
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_brief, a_run
from tests.unit.experiments.experiments import an_experiment, tally

BRIEF = a_brief(budget={"amount": 1_700_000, "currency": "USD"})
ADS = AdsPart(
    platforms=(
        PlatformAds(platform=Platform.META, campaign_id=CAMPAIGNS["meta"], active=True),
        PlatformAds(platform=Platform.GOOGLE, findings=("not connected",)),
    )
)
TASK = StepTask(
    campaign_id=CAMPAIGN, run_id=RUN, execution=RUN, step=RunStepName.ANALYTICS, visit=1
)


class SomeTouches:
    """Touches of whoever is asked for."""

    def __init__(self):
        self.asked = []

    def journeys(self, campaigns, since, until):
        self.asked.append((tuple(campaigns), since, until))
        return (Journey(("meta",), True, 3.0),)


class SilentTouches:
    """Facts that do not answer."""

    def journeys(self, campaigns, since, until):
        raise Unavailable("Athena does not answer.")


def prepared(platform):
    """A run whose turn is the analyst's."""
    platform.clock.set(NOW)
    run = a_run(brief=BRIEF, step=RunStepName.ANALYTICS, ads=ADS, execution=RUN)
    area = platform.area(Campaigns)
    with platform.transactions.begin() as within:
        area.runs.add(run.model_copy(update={"leads": LeadsPart(average_quality=0.8)}), within)
        area.campaigns.add(a_campaign("meta"), within)


def the_agent(platform, touches):
    return CampaignAnalyst(
        CampaignAnalyst.writer_of(platform),
        platform.clock,
        campaigns=platform.area(Campaigns).campaigns,
        experiments=platform.area(Experiments).experiments,
        touches=touches,
        scoring=Scoring.load(),
        longest_wait=600,
    )


class World:
    """That run, and the analyst."""

    def __init__(self, touches=None):
        self.platform = FakePlatform()
        prepared(self.platform)
        area = self.platform.area(Campaigns)
        self.campaigns, self.runs = area.campaigns, area.runs
        self.agent = the_agent(self.platform, touches or SomeTouches())

    def report(self, days):
        with self.platform.transactions.begin() as within:
            for day in days:
                self.campaigns.put_metrics(CAMPAIGNS["meta"], day, within)

    def run(self):
        return self.runs.get(CAMPAIGN, RUN)


@pytest.fixture
def world():
    return World()


def test_what_does_poorly_goes_back_to_its_content_with_advice(world):
    world.report(some_days(clicks=60, leads=2))
    turn = world.agent.perform(TASK)
    run = world.run()
    assert run.performance.score < 0.7
    assert run.performance.advice
    assert (turn.action, turn.step, run.revision) == (Action.WORK, RunStepName.CONTENT_CREATOR, 1)


def test_what_does_well_ends_the_run(world):
    world.report(some_days(clicks=400, leads=45))
    turn = world.agent.perform(TASK)
    assert turn.action is Action.END
    assert world.run().state is RunState.ENDED
    assert world.run().performance.score >= 0.7
    assert turn.told.startswith("Score 0.")


def test_a_platform_that_tells_neither_impressions_nor_clicks_is_judged_by_its_leads(world):
    world.report(some_days(20, impressions=None, clicks=None, leads=45))
    world.agent.perform(TASK)
    assert world.run().state in {RunState.ENDED, RunState.WAITING}


def test_too_little_data_makes_the_workflow_wait_and_not_the_function(world):
    world.report(some_days(1))
    turn = world.agent.perform(TASK)
    run = world.run()
    assert turn.action is Action.WAIT
    assert 0 < turn.wait_seconds <= 601
    assert run.state is RunState.WAITING
    assert run.performance.score is None
    assert run.steps[-1].outcome is StepOutcome.NEEDS_DATA


def test_without_any_metrics_after_its_end_a_run_ends_as_unknown_and_not_as_bad(world):
    world.platform.clock.advance(timedelta(days=40).total_seconds())
    world.agent.perform(TASK)
    run = world.run()
    assert run.state is RunState.ENDED
    assert run.performance.score is None
    assert "unknown" in run.why


def test_the_same_task_again_changes_nothing(world):
    world.report(some_days(clicks=60, leads=2))
    world.agent.perform(TASK)
    before = world.run()
    world.agent.perform(TASK)
    assert world.run() == before


def test_wherever_it_dies_the_run_is_judged_once_and_sent_back_once():
    def prepare(platform):
        prepared(platform)
        with platform.transactions.begin() as within:
            for day in some_days(clicks=60, leads=2):
                platform.area(Campaigns).campaigns.put_metrics(CAMPAIGNS["meta"], day, within)

    def state(platform, _):
        run = platform.area(Campaigns).runs.get(CAMPAIGN, RUN)
        return run.performance, run.step, run.revision, run.visit, len(platform.outbox.entries)

    ends_the_same_wherever_it_dies(
        prepare,
        lambda platform, _: the_agent(platform, SomeTouches()).perform(TASK),
        state,
        least=5,
    )


def test_touches_are_asked_of_the_campaign_and_its_platforms(world):
    world.report(some_days())
    world.agent.perform(TASK)
    touches = world.agent._touches
    assert touches.asked == [((CAMPAIGN, CAMPAIGNS["meta"]), START, NOW.date())]
    assert world.run().performance.journeys == 3


def test_facts_that_do_not_answer_cost_the_attribution_alone():
    world = World(SilentTouches())
    world.report(some_days())
    world.agent.perform(TASK)
    performance = world.run().performance
    assert performance.score is not None
    assert performance.attribution == ()
    assert "cannot be read" in performance.missing[-1]


def test_what_experiments_of_its_campaigns_say_stands_beside_attribution(world):
    own = an_experiment(campaign_id=CAMPAIGNS["meta"])
    tallies = [tally("present", 2_000, opened=400), tally("shorter", 2_000, opened=500)]
    read = own.model_copy(update={"report": analyse(own, tallies, NOW)})
    others = [
        an_experiment(campaign_id=campaign).model_copy(update={"experiment_id": experiment_id})
        for campaign, experiment_id in (
            (CAMPAIGNS["meta"], "01ARZ3NDEKTSV4RRFFQ69G5FAW"),  # never read
            (CAMPAIGNS["google"], "01ARZ3NDEKTSV4RRFFQ69G5FAX"),
        )
    ]
    with world.platform.transactions.begin() as within:
        for one in (read, *others):
            world.platform.area(Experiments).experiments.add(one, within)
    world.report(some_days())
    world.agent.perform(TASK)
    (found,) = world.run().performance.experiments
    assert (found.experiment_id, found.outcome) == (read.experiment_id, read.report.outcome)
    assert found.text == read.report.text[:500]


def line(step, day, revision):
    return StepLog(
        step=step,
        visit=1,
        revision=revision,
        outcome=StepOutcome.DONE,
        summary="",
        started_at=NOW.replace(day=day),
        ended_at=NOW.replace(day=day),
    )


def test_days_count_since_the_ads_were_last_changed():
    ads, content = RunStepName.AD_MANAGER, RunStepName.CONTENT_CREATOR
    meta = ADS.platforms[0]
    first = (line(ads, 4, 0),)
    assert since_of(a_run(steps=first), meta) == date(2026, 3, 1)
    later = (*first, line(content, 7, 1), line(ads, 8, 1))
    assert since_of(a_run(steps=later), meta) == date(2026, 3, 8)


def test_they_count_by_the_platforms_own_date_if_it_tells_it():
    meta = ADS.platforms[0].model_copy(update={"told_on": date(2026, 3, 7)})
    steps = (line(RunStepName.AD_MANAGER, 8, 1),)
    assert since_of(a_run(steps=steps), meta) == date(2026, 3, 7)


def test_what_was_spent_is_told_in_the_briefs_currency_or_not_at_all():
    yen = a_channel("google", currency="JPY", days=some_days(1, spend=1_000))
    spent = spent_of((a_channel(days=some_days(1, spend=500)), yen), "USD", NOW.date())
    assert 1_000 < spent < 1_600
    assert spent_of((yen,), "XAF", date(2099, 1, 1)) is None
