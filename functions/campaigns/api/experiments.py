"""Routes of experiments: planning, starting, reading and stopping them (requirement A8)."""

from datetime import datetime
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.campaigns.campaign_repository import CampaignRepository
from baton.core.clock import Clock
from baton.core.errors import (
    AlreadyExists,
    FieldError,
    InvalidInput,
    NotFound,
    StaleVersion,
    Unavailable,
)
from baton.core.observability import logger
from baton.experiments.experiment import Experiment, ExperimentStatus, NewExperiment
from baton.experiments.report import ExperimentReport
from baton.experiments.repository import ExperimentRepository
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import check_if_match, document, etag, page_of, version_of
from baton.persistence.page import fitting
from baton.persistence.transaction import Transactions
from functions.campaigns.api import SERVICE
from functions.campaigns.api.experiment_changes import (
    ExperimentChange,
    check_change,
    entered,
    feasible_plan,
    split_anew,
    stopped,
)
from functions.campaigns.api.views import ExperimentPage, ExperimentSummary

TAGS = ["experiments"]
READINGS = 5
"""How often a report is made again when others change the experiment meanwhile."""


class ExperimentService:
    """Plans experiments, changes and reads them."""

    def __init__(
        self,
        *,
        experiments: ExperimentRepository,
        campaigns: CampaignRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._experiments = experiments
        self._campaigns = campaigns
        self._transactions = transactions
        self._clock = clock

    def register(self, details: NewExperiment, experiment_id: str) -> Experiment:
        """Stores a new experiment with its plan; one that is there under this id is given as it is.

        Raises ``InvalidInput`` for an unknown campaign and a design that nobody can carry out.
        """
        self._check_campaign(details)
        now = self._clock()
        experiment = Experiment(
            experiment_id=experiment_id,
            created_at=now,
            updated_at=now,
            details=details,
            plan=feasible_plan(details),
        )
        try:
            with self._transactions.begin() as within:
                self._experiments.add(experiment, within)
        except AlreadyExists:
            return self._experiments.get(experiment_id)
        return experiment

    def change(self, experiment: Experiment, change: ExperimentChange, by: str) -> Experiment:
        """Starts, pauses, resumes, stops or splits an experiment; who does the last two is kept, and
        of a stop the last reading.

        Raises ``Conflict`` if it is not at that point, ``InvalidInput`` or ``StaleVersion``.
        """
        check_change(experiment, change)
        now = self._clock()
        if change.phase is not None:
            return self._keep(experiment, split_anew(experiment, change.phase, now, by))
        status = change.status or experiment.status
        changes = entered(experiment, status, now)
        if status is ExperimentStatus.STOPPED:
            last = self._reading(experiment, now) if experiment.started_at else None
            changes |= stopped(experiment, last, change.chosen, by) | {"stopped_at": now}
        return self._keep(experiment, changes)

    def report(self, experiment_id: str) -> ExperimentReport:
        """Reads an experiment now; of one that is stopped, the last reading. Raises ``NotFound``.

        A reading that brings something new is kept, since the sequential test of the next one goes
        on from it.
        """
        for _ in range(READINGS):
            experiment = self._experiments.get(experiment_id)
            before = experiment.report
            if experiment.status is ExperimentStatus.STOPPED and before:
                return before
            report = self._reading(experiment, self._clock())
            same = before and report.model_copy(update={"at": before.at}) == before
            if same or not experiment.is_open:
                return report
            try:
                self._keep(experiment, {"report": report})
            except StaleVersion:
                continue
            return report
        raise Unavailable("Others are reading the same experiment all the time. Try again later.")

    def _reading(self, experiment: Experiment, at: datetime) -> ExperimentReport:
        """The counts analysed. A unit may be counted while its tallies are read one after another,
        and then seem to have an outcome before it was there; or a phase may begin meanwhile. So the
        counts are read again, and the experiment.
        """
        from baton.experiments.analysis import analyse

        for _ in range(READINGS):
            tallies = self._experiments.tallies(experiment.experiment_id)
            try:
                return analyse(experiment, tallies, at)
            except ValueError:
                logger(SERVICE).warning("The counts of an experiment did not agree.", exc_info=True)
                experiment = self._experiments.get(experiment.experiment_id)
        raise Unavailable("The experiment's counts do not agree at the moment. Try again.")

    def _keep(self, experiment: Experiment, changes: dict[str, Any]) -> Experiment:
        changed = experiment.next_version(self._clock(), **changes)
        with self._transactions.begin() as within:
            self._experiments.replace(changed, within)
        return changed

    def _check_campaign(self, details: NewExperiment) -> None:
        if details.campaign_id is None:
            return
        try:
            self._campaigns.get(details.campaign_id)
        except NotFound:
            fault = FieldError("/campaign_id", "there is no such campaign", "unknown_campaign")
            raise InvalidInput([fault]) from None


class ExperimentRoutes:
    """Takes experiments in, shows, changes and reads them."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        service: ExperimentService,
        experiments: ExperimentRepository,
    ) -> None:
        self._app = app
        self._service = service
        self._experiments = experiments

    def register(self) -> None:
        """Adds the routes to the app."""
        self._register_all()
        self._register_one()

    def _register_all(self) -> None:
        self._app.post(
            "/api/v1/experiments",
            tags=TAGS,
            operation_id="register_experiment",
            description="The answer's `plan` says how many units a variant needs, how long that "
            "takes, and in its `notes` what it does not cover. It is a draft until it is started.",
            responses=described(201, Experiment, "The experiment", "ETag", "Location"),
        )(self.add)
        self._app.get(
            "/api/v1/experiments",
            tags=TAGS,
            operation_id="list_experiments",
            responses=described(200, ExperimentPage, "A page of experiments", "Link"),
        )(self.page)

    def _register_one(self) -> None:
        one = "/api/v1/experiments/<experiment_id>"
        self._app.get(
            one,
            tags=TAGS,
            operation_id="read_experiment",
            responses={**described(200, Experiment, "The experiment", "ETag"), **described(304)},
        )(self.read)
        self._app.patch(
            one,
            tags=TAGS,
            operation_id="change_experiment",
            description="Starts or resumes it (`running`), pauses it (`paused`) or stops it "
            "(`stopped`); or begins a new `phase` with other weights, another share or more variants. "
            "Units that were assigned keep their variant in every phase, and what a variant does is "
            "compared within phases only. Needs `If-Match`.",
            responses=described(200, Experiment, "The experiment as it is now", "ETag"),
        )(self.change)
        self._app.get(
            f"{one}/report",
            tags=TAGS,
            operation_id="report_experiment",
            description="Reads it now. The sequential test may be read as often as one likes; the "
            "fixed one counts once, when the planned units are there. A reading that brings "
            "something new is kept with the experiment, which then has a new version.",
            responses=described(200, ExperimentReport, "What the counts say, and what follows"),
        )(self.report)

    def add(self, experiment: Annotated[NewExperiment, Body()]) -> "Response[str]":
        """Registers an experiment and plans it."""
        stored = self._service.register(experiment, request_of(self._app).resource_id)
        location = f"/api/v1/experiments/{stored.experiment_id}"
        return document(stored, 201, {"Location": location, "ETag": etag(stored.version)})

    def page(
        self,
        status: ExperimentStatus | None = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> "Response[str]":
        """Experiments, the newest first."""
        found = fitting(
            lambda most: self._experiments.page(status=status, cursor=cursor, limit=most), limit
        )
        items = tuple(ExperimentSummary.of(one) for one in found.items)
        page = ExperimentPage(items=items, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, experiment_id: str) -> "Response[str]":
        """One experiment with its last report."""
        experiment = self._experiments.get(experiment_id)
        return version_of(request_of(self._app), experiment, experiment.version)

    def change(
        self, experiment_id: str, change: Annotated[ExperimentChange, Body()]
    ) -> "Response[str]":
        """Changes an experiment that the caller has read."""
        request = request_of(self._app)
        experiment = self._experiments.get(experiment_id)
        check_if_match(request, experiment.version, required=True)
        changed = self._service.change(experiment, change, request.caller_id)
        return document(changed, headers={"ETag": etag(changed.version)})

    def report(self, experiment_id: str) -> "Response[str]":
        """Reads an experiment now."""
        return document(self._service.report(experiment_id))
