"""Whose turn it is in a run (requirement D6). Pure.

::

    lead_generation ─► content_creator ─► ad_manager ─► analytics ─► end
          │ ads are there already ────────────▲             │ score < 0.7, at most 3 times
          └ nobody qualified ─► end           └─ content_creator ◄─┘
"""

from collections.abc import Callable
from typing import NamedTuple

from baton.campaigns.brief import ContentKind
from baton.campaigns.run import MOST_REVISIONS, CampaignRun, RunState, RunStepName
from baton.core.wording import counted

GOOD_ENOUGH = 0.7
"""The performance score from which a run is left alone."""


class Turn(NamedTuple):
    """The step that is next and why; ``revision`` is that of the run from now on."""

    step: RunStepName
    why: str
    revision: int
    state: RunState = RunState.RUNNING


def next_turn(run: CampaignRun) -> Turn:
    """What follows the run's step, which has just been done."""
    return _AFTER[run.step](run)


def turn_after_failure(run: CampaignRun) -> Turn:
    """What goes on although the run's step has failed: whatever does not depend on it."""
    step, name = run.step, run.step.replace("_", " ")
    if step is RunStepName.CONTENT_CREATOR and run.brief.platforms and not _ads_need_texts(run):
        return Turn(RunStepName.AD_MANAGER, f"{name} failed; the ads do without", run.revision)
    if step is RunStepName.AD_MANAGER and run.ads is not None and run.ads.any_active:
        return Turn(RunStepName.ANALYTICS, f"{name} failed; earlier ads run on", run.revision)
    return Turn(RunStepName.END, f"{name} failed", run.revision, RunState.FAILED)


def _ads_need_texts(run: CampaignRun) -> bool:
    has = run.content is not None and any(
        piece.kind is ContentKind.AD for piece in run.content.pieces
    )
    return ContentKind.AD in run.brief.texts and not has


def _after_leads(run: CampaignRun) -> Turn:
    qualified = run.leads.qualified if run.leads else 0
    if not qualified:
        return _end(run, "nobody who was found qualifies")
    why = f"qualified: {counted(qualified, 'person', 'people')}"
    if run.brief.content or _ads_need_texts(run):
        return Turn(RunStepName.CONTENT_CREATOR, why, run.revision)
    if run.brief.platforms:
        return Turn(RunStepName.AD_MANAGER, why, run.revision)
    return _end(run, "neither content nor ads are wanted")


def _after_content(run: CampaignRun) -> Turn:
    if run.brief.platforms:
        return Turn(RunStepName.AD_MANAGER, "the content is ready", run.revision)
    return _end(run, "the content is ready, and no ads are wanted")


def _after_ads(run: CampaignRun) -> Turn:
    if run.ads is not None and run.ads.any_active:
        return Turn(RunStepName.ANALYTICS, "ads run", run.revision)
    return _end(run, "no platform runs an ad")


def _after_analytics(run: CampaignRun) -> Turn:
    score = run.performance.score if run.performance else None
    if score is None:
        return _end(run, "what it brought is unknown")
    if score >= GOOD_ENOUGH:
        return _end(run, f"it does well: {score:.2f}")
    if run.revision >= MOST_REVISIONS:
        return _end(run, f"still at {score:.2f} after {MOST_REVISIONS} revisions")
    why = f"{score:.2f} is below {GOOD_ENOUGH}"
    return Turn(RunStepName.CONTENT_CREATOR, why, run.revision + 1)


def _end(run: CampaignRun, why: str) -> Turn:
    return Turn(RunStepName.END, why, run.revision, RunState.ENDED)


_AFTER: dict[RunStepName, Callable[[CampaignRun], Turn]] = {
    RunStepName.LEAD_GENERATION: _after_leads,
    RunStepName.CONTENT_CREATOR: _after_content,
    RunStepName.AD_MANAGER: _after_ads,
    RunStepName.ANALYTICS: _after_analytics,
    RunStepName.END: lambda run: _end(run, run.why or "it is over"),
}
