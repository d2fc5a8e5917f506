"""Whose turn it is in a run (requirement D6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.flow import next_turn, turn_after_failure
from baton.campaigns.parts.ads import AdsPart, PlatformAds
from baton.campaigns.parts.content import ContentPart, PieceSummary
from baton.campaigns.parts.leads import LeadsPart
from baton.campaigns.parts.performance import PerformancePart
from baton.campaigns.run import MOST_REVISIONS, OVER, CampaignRun, RunState, RunStepName
from baton.campaigns.run_changes import StepReport, failed, reported
from tests.fakes.platform.clock import NOON
from tests.unit.campaigns.runs import RUN, a_brief, a_run

STEP = RunStepName
ADS = ContentPart(pieces=(PieceSummary(piece_id=RUN, kind="ad", language="en"),))
ACTIVE = AdsPart(platforms=(PlatformAds(platform="google", active=True),))


@pytest.mark.parametrize(
    ("qualified", "wanted", "step"),
    [
        (0, {}, STEP.END),
        (3, {}, STEP.CONTENT_CREATOR),
        (3, {"content": ()}, STEP.CONTENT_CREATOR),
        (3, {"content": ("email",), "platforms": ()}, STEP.CONTENT_CREATOR),
        (3, {"content": (), "platforms": ()}, STEP.END),
    ],
)
def test_leads_lead_to_content_or_to_ads_or_to_the_end(
    qualified: int, wanted: dict[str, object], step: RunStepName
) -> None:
    run = a_run(brief=a_brief(**wanted), leads=LeadsPart(found=9, qualified=qualified))

    assert next_turn(run).step is step


def test_where_nothing_else_is_wanted_and_ads_are_there_leads_lead_to_the_ads() -> None:
    leads = LeadsPart(found=9, qualified=3)
    run = a_run(brief=a_brief(content=()), leads=leads, content=ADS)

    assert next_turn(run).step is STEP.AD_MANAGER
    wants_more = run.model_copy(update={"brief": a_brief(content=("email",))})
    assert next_turn(wants_more).step is STEP.CONTENT_CREATOR


def test_content_leads_to_ads_and_ads_that_run_to_analytics() -> None:
    assert next_turn(a_run(step=STEP.CONTENT_CREATOR)).step is STEP.AD_MANAGER
    assert next_turn(a_run(step=STEP.AD_MANAGER, ads=ACTIVE)).step is STEP.ANALYTICS


def test_without_an_ad_that_runs_there_is_nothing_to_analyse() -> None:
    assert next_turn(a_run(step=STEP.AD_MANAGER, ads=AdsPart())).step is STEP.END


@pytest.mark.parametrize(("score", "step"), [(0.69, STEP.CONTENT_CREATOR), (0.7, STEP.END)])
def test_a_poor_score_sends_the_run_back_to_its_content(score: float, step: RunStepName) -> None:
    run = a_run(step=STEP.ANALYTICS, performance=PerformancePart(score=score, enough_data=True))

    assert next_turn(run).step is step


def test_an_unknown_score_is_no_poor_one() -> None:
    turn = next_turn(a_run(step=STEP.ANALYTICS, performance=PerformancePart()))

    assert (turn.step, turn.why) == (STEP.END, "what it brought is unknown")


@given(scores=st.lists(st.floats(0, 1) | st.none(), min_size=20, max_size=20))
def test_there_is_never_a_fourth_revision(scores: list[float | None]) -> None:
    run, revisions = a_run(leads=LeadsPart(found=1, qualified=1), ads=ACTIVE), []
    for score in scores:
        while not run.is_over and run.step is not STEP.ANALYTICS:
            run = _done(run)
        if run.is_over:
            break
        judged = run.model_copy(update={"performance": PerformancePart(score=score)})
        run = _done(judged)
        revisions.append(run.revision)

    assert run.state is RunState.ENDED
    assert max(revisions) <= MOST_REVISIONS
    assert len(revisions) <= MOST_REVISIONS + 1


@pytest.mark.parametrize("step", [one for one in STEP if one is not STEP.END])
def test_a_step_that_fails_is_recorded_and_stops_only_what_depends_on_it(step: STEP) -> None:
    run = failed(a_run(step=step, ads=ACTIVE), "no answer", NOON)

    goes_on = step is STEP.AD_MANAGER
    assert [(error.step, error.cause) for error in run.errors] == [(step, "no answer")]
    assert (run.state in OVER) is not goes_on
    assert (run.step is STEP.ANALYTICS) is goes_on


def test_ads_that_have_their_texts_do_without_content_that_failed() -> None:
    brief = a_brief(content=("blog_post",))
    run = a_run(step=STEP.CONTENT_CREATOR, brief=brief, content=ADS)

    assert turn_after_failure(run).step is STEP.AD_MANAGER


def _done(run: CampaignRun) -> CampaignRun:
    return reported(run, StepReport(summary="done"), NOON, NOON)
