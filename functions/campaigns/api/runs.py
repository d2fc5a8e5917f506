"""Routes of the runs of campaigns: starting, watching, pausing, stopping and repeating them."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from baton.campaigns.run import CampaignRun, RunView, WorkStep
from baton.campaigns.run_service import RunService
from baton.core.contract import Contract
from baton.http.openapi_responses import described
from baton.http.parameters import Cursor, Limit
from baton.http.request_context import request_of
from baton.http.responses import document, etag, page_of, version_of
from baton.persistence.page import fitting
from functions.campaigns.api.views import RunPage

PATH = "/api/v1/campaigns/<campaign_id>/runs"
ONE = f"{PATH}/<run_id>"
TAGS = ["campaign runs"]


class Repetition(Contract):
    """From which step on a run is done again."""

    step: WorkStep


class RunRoutes:
    """Starts runs, shows them and takes what people want of them."""

    def __init__(self, app: APIGatewayHttpResolver, service: RunService) -> None:
        self._app = app
        self._service = service

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.post(
            PATH,
            tags=TAGS,
            operation_id="start_campaign_run",
            description="Begins another run of a campaign that has a brief.",
            responses=described(202, RunView, "The run", "Location"),
        )(self.start)
        self._app.get(
            PATH,
            tags=TAGS,
            operation_id="list_campaign_runs",
            responses=described(200, RunPage, "A page of runs", "Link"),
        )(self.page)
        self._app.get(
            ONE,
            tags=TAGS,
            operation_id="read_campaign_run",
            responses={**described(200, RunView, "The run", "ETag"), **described(304)},
        )(self.read)
        self._register_changes()

    def _register_changes(self) -> None:
        for name, handler, description in (
            ("pause", self.pause, "Holds the run before its next step."),
            ("resume", self.resume, "Lets a paused run go on."),
            ("stop", self.stop, "Ends the run, and pauses the ads that it made."),
            ("repeat", self.repeat, "Does a run that is over again, from a step on."),
        ):
            self._app.post(
                f"{ONE}/{name}",
                tags=TAGS,
                operation_id=f"{name}_campaign_run",
                description=description,
                responses=described(200, RunView, "The run as it is now", "ETag"),
            )(handler)

    def start(self, campaign_id: str) -> "Response[str]":
        """Begins another run of a campaign."""
        request = request_of(self._app)
        run = self._service.start(
            campaign_id,
            request.resource_id,
            by=request.caller_id,
            correlation_id=request.correlation_id,
            again=request.taken_over,
        )
        location = f"/api/v1/campaigns/{campaign_id}/runs/{run.run_id}"
        return document(run.view(), 202, {"Location": location, "ETag": etag(run.version)})

    def page(self, campaign_id: str, limit: Limit = 20, cursor: Cursor = None) -> "Response[str]":
        """A campaign's runs, the newest first."""
        found = fitting(lambda most: self._service.page(campaign_id, cursor, most), limit)
        runs = tuple(run.view() for run in found.items)
        page = RunPage(items=runs, next_cursor=found.cursor)
        return page_of(request_of(self._app), page, found.cursor)

    def read(self, campaign_id: str, run_id: str) -> "Response[str]":
        """One run: its state, its steps, what went wrong, and what it cost."""
        run = self._service.get(campaign_id, run_id)
        return version_of(request_of(self._app), run.view(), run.version)

    def pause(self, campaign_id: str, run_id: str) -> "Response[str]":
        """Pauses a run."""
        return _as_it_is(self._service.pause(campaign_id, run_id))

    def resume(self, campaign_id: str, run_id: str) -> "Response[str]":
        """Resumes a run."""
        return _as_it_is(self._service.resume(campaign_id, run_id))

    def stop(self, campaign_id: str, run_id: str) -> "Response[str]":
        """Stops a run."""
        by = request_of(self._app).caller_id
        return _as_it_is(self._service.stop(campaign_id, run_id, by))

    def repeat(
        self, campaign_id: str, run_id: str, repetition: Annotated[Repetition, Body()]
    ) -> "Response[str]":
        """Repeats a run from a step on."""
        return _as_it_is(self._service.repeat(campaign_id, run_id, repetition.step))


def _as_it_is(run: CampaignRun) -> "Response[str]":
    return document(run.view(), headers={"ETag": etag(run.version)})
