"""What callers see of campaigns and experiments where it differs from what is kept."""

from typing import Self

from pydantic import Field

from baton.campaigns.campaign import Campaign
from baton.campaigns.run import RunView
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.experiments.experiment import Experiment, ExperimentStatus
from baton.experiments.metric import Key
from baton.experiments.report import ExperimentOutcome
from baton.http.parameters import NextCursor


class CampaignPage(Contract):
    """Campaigns, the newest first."""

    items: tuple[Campaign, ...]
    next_cursor: str | None = NextCursor


class RunPage(Contract):
    """Runs of a campaign, the newest first."""

    items: tuple[RunView, ...]
    next_cursor: str | None = NextCursor


class ExperimentSummary(Contract):
    """An experiment in a listing; the whole of it is at ``href``."""

    experiment_id: Ulid
    version: int
    status: ExperimentStatus
    name: str
    campaign_id: Ulid | None = None
    metric: Key = Field(description="the primary one")
    created_at: UtcDatetime
    started_at: UtcDatetime | None = None
    stopped_at: UtcDatetime | None = None
    planned_units: int
    units: int | None = Field(default=None, description="at the last reading")
    outcome: ExperimentOutcome | None = Field(default=None, description="of the last reading")
    chosen: Key | None = None
    href: str

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        """The summary of an experiment."""
        details, report = experiment.details, experiment.report
        return cls(
            experiment_id=experiment.experiment_id,
            version=experiment.version,
            status=experiment.status,
            name=details.name,
            campaign_id=details.campaign_id,
            metric=details.primary.name,
            created_at=experiment.created_at,
            started_at=experiment.started_at,
            stopped_at=experiment.stopped_at,
            planned_units=experiment.plan.total_units,
            units=report.units if report else None,
            outcome=report.outcome if report else None,
            chosen=experiment.chosen,
            href=f"/api/v1/experiments/{experiment.experiment_id}",
        )


class ExperimentPage(Contract):
    """Experiments, the newest first."""

    items: tuple[ExperimentSummary, ...]
    next_cursor: str | None = NextCursor
