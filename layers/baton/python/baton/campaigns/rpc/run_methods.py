"""Methods ``campaigns.runs.*``: what the API does with runs, for agents."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from baton.campaigns.brief import Brief, Title
from baton.campaigns.briefed_campaign import BriefedCampaign
from baton.campaigns.campaign import Campaign
from baton.campaigns.rpc.campaign_methods import READ, CampaignId
from baton.campaigns.run import CampaignRun, RunView, WorkStep
from baton.campaigns.run_service import RunService
from baton.core.contract import Contract, Ulid
from baton.http.methods import CallContext, Method, PreviousCursor
from baton.http.own_ids import OwnId

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

WRITE = ("db.campaigns", "campaigns.write")
_OF_NOBODY = "a run is of a campaign, and names nobody"


class BriefCampaign(Contract):
    """A brief, from which a campaign is registered and a run begins."""

    name: Title
    brief: Brief
    campaign_id: OwnId = None


class RunId(CampaignId):
    """Which run of a campaign."""

    run_id: Ulid


class ListRuns(CampaignId):
    """Whose runs."""

    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = PreviousCursor


class RunList(Contract):
    """A page of runs, the newest first."""

    items: tuple[RunView, ...]
    next_cursor: str | None = None


class RepeatRun(RunId):
    """From which step on a run that is over is done again."""

    step: WorkStep


class RunMethods:
    """Campaigns by brief, and their runs."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="campaigns.brief",
            of_nobody=_OF_NOBODY,
            title="Begin a campaign with a brief",
            description="Registers a campaign by its brief and begins its run: leads are looked for, "
            "content is written, ads are made, and what they brought is looked at.",
            scopes=WRITE,
            params=BriefCampaign,
            result=Campaign,
            handler=self.brief,
            changes=True,
            idempotent=False,
        )
        yield from self._reading()
        yield from self._changing()

    def _reading(self) -> Iterator[Method]:
        yield Method(
            name="campaigns.runs.get",
            of_nobody=_OF_NOBODY,
            title="Read a run",
            description="One run of a campaign: its state, steps, errors and cost.",
            scopes=READ,
            params=RunId,
            result=RunView,
            handler=self.run,
        )
        yield Method(
            name="campaigns.runs.list",
            of_nobody=_OF_NOBODY,
            title="List runs",
            description="The runs of a campaign, the newest first, in pages.",
            scopes=READ,
            params=ListRuns,
            result=RunList,
            handler=self.runs,
        )

    def _changing(self) -> Iterator[Method]:
        yield _change(
            "start", "Begins another run of a campaign with a brief.", CampaignId, self.start
        )
        yield _change("pause", "Holds a run before its next step.", RunId, self.pause)
        yield _change("resume", "Lets a paused run go on.", RunId, self.resume)
        yield _change("stop", "Ends a run and pauses the ads that it made.", RunId, self.stop)
        yield _change(
            "repeat", "Does a run that is over again from a step on.", RepeatRun, self.repeat
        )

    def brief(self, params: BriefCampaign, context: CallContext) -> Campaign:
        """Registers a campaign and begins its run. Raises ``IdTaken``."""
        return self._service().register(
            BriefedCampaign(name=params.name, brief=params.brief),
            params.campaign_id or self._platform.new_id(),
            by=context.caller.client_id,
            correlation_id=context.correlation_id,
            again=context.again,
        )

    def start(self, params: CampaignId, context: CallContext) -> RunView:
        """Begins another run. Raises ``NotFound``, ``Conflict``, ``IdTaken``."""
        run = self._service().start(
            params.campaign_id,
            self._platform.new_id(),
            by=context.caller.client_id,
            correlation_id=context.correlation_id,
            again=context.again,
        )
        return run.view()

    def run(self, params: RunId, _context: CallContext) -> RunView:
        """One run. Raises ``NotFound``."""
        return self._service().get(params.campaign_id, params.run_id).view()

    def runs(self, params: ListRuns, _context: CallContext) -> RunList:
        """A page of runs. Raises ``NotFound``."""
        found = self._service().page(params.campaign_id, params.cursor, params.limit)
        return RunList(items=tuple(map(CampaignRun.view, found.items)), next_cursor=found.cursor)

    def pause(self, params: RunId, _context: CallContext) -> RunView:
        """Raises ``NotFound``, ``Conflict``."""
        return self._service().pause(params.campaign_id, params.run_id).view()

    def resume(self, params: RunId, _context: CallContext) -> RunView:
        """Raises ``NotFound``, ``Conflict``."""
        return self._service().resume(params.campaign_id, params.run_id).view()

    def stop(self, params: RunId, context: CallContext) -> RunView:
        """Raises ``NotFound``, ``Conflict``."""
        return (
            self._service().stop(params.campaign_id, params.run_id, context.caller.client_id).view()
        )

    def repeat(self, params: RepeatRun, _context: CallContext) -> RunView:
        """Raises ``NotFound``, ``Conflict``."""
        return self._service().repeat(params.campaign_id, params.run_id, params.step).view()

    def _service(self) -> RunService:
        return RunService.of("rpc", self._platform)


def _change(
    name: str,
    description: str,
    params: type[Contract],
    handler: Callable[..., RunView],
) -> Method:
    return Method(
        name=f"campaigns.runs.{name}",
        of_nobody=_OF_NOBODY,
        title=f"{name.capitalize()} a run",
        description=description,
        scopes=WRITE,
        params=params,
        result=RunView,
        handler=handler,
        changes=True,
        idempotent=False,
    )
