"""Starting runs and having them paused, resumed, stopped and repeated, whoever asks for it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from baton.campaigns.brief_checks import faults_at_start
from baton.campaigns.briefed_campaign import BriefedCampaign, details_of
from baton.campaigns.campaign import Campaign
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.campaign_service import CampaignService
from baton.campaigns.container import Campaigns
from baton.campaigns.run import CampaignRun, WorkStep
from baton.campaigns.run_changes import new_run, paused, repeated, resumed, stopped
from baton.campaigns.run_repository import RunRepository
from baton.campaigns.run_writer import RunWriter
from baton.core.clock import Clock, NewId
from baton.core.errors import AlreadyExists, Conflict, IdTaken, InvalidInput, NotFound
from baton.persistence.page import Page
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

_A_PAGE = 20


class RunService:
    """Runs of campaigns."""

    def __init__(
        self,
        *,
        campaigns: CampaignRepository,
        runs: RunRepository,
        writer: RunWriter,
        service: CampaignService,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._campaigns = campaigns
        self._runs = runs
        self._writer = writer
        self._service = service
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: str, platform: "Platform") -> Self:
        """The service of a platform; ``sender`` announces what changes."""
        area = platform.area(Campaigns)
        return cls(
            campaigns=area.campaigns,
            runs=area.runs,
            writer=RunWriter.of(sender, platform),
            service=CampaignService.of(platform),
            transactions=platform.transactions,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def register(
        self,
        briefed: BriefedCampaign,
        campaign_id: str,
        *,
        by: str,
        correlation_id: str,
        again: bool,
    ) -> Campaign:
        """Stores a campaign with its brief and begins its first run, which has the campaign's id;
        ``again`` gives what an earlier attempt stored under this id. Raises ``IdTaken``, and
        ``InvalidInput`` for a brief that could not come to its end, before it costs anything.
        """
        now = self._clock()
        if not again and (faults := faults_at_start(briefed.brief, now.date())):
            raise InvalidInput(one.within("/brief") for one in faults)
        campaign = Campaign(
            campaign_id=campaign_id,
            created_at=now,
            updated_at=now,
            details=details_of(briefed),
            brief=briefed.brief,
        )
        run = new_run(
            campaign_id,
            campaign_id,
            briefed.brief,
            started_by=by,
            correlation_id=correlation_id,
            now=now,
        )
        try:
            with self._transactions.begin() as within:
                self._campaigns.add(campaign, within)
                self._writer.begin(run, within)
        except AlreadyExists:
            if not again:
                raise IdTaken("a campaign", campaign_id) from None
            return self._campaigns.get(campaign_id)
        return campaign

    def start(
        self, campaign_id: str, run_id: str, *, by: str, correlation_id: str, again: bool
    ) -> CampaignRun:
        """Begins another run of a campaign that has a brief. Raises ``NotFound``, ``IdTaken``, and
        ``Conflict`` without a brief, with one whose time is over, or while one of its runs is under way.
        """
        campaign = self._campaigns.get(campaign_id)
        if campaign.brief is None:
            raise Conflict("This campaign was registered without a brief, so it has no runs.")
        run = new_run(
            run_id,
            campaign_id,
            campaign.brief,
            started_by=by,
            correlation_id=correlation_id,
            now=self._clock(),
        )
        if again and (begun := self._kept(campaign_id, run_id)):
            return begun
        if faults := faults_at_start(campaign.brief, run.created_at.date()):
            told = "; ".join(f"{one.pointer} {one.detail}" for one in faults)
            raise Conflict(f"The campaign's brief cannot be run: {told}.")

        def attempt() -> CampaignRun:
            with self._transactions.begin() as within:
                self._only(run_id, campaign_id, within)
                self._writer.begin(run, within)
            return run

        try:
            return retry_on_conflict(attempt)
        except AlreadyExists:
            raise IdTaken("a run", run_id) from None

    def get(self, campaign_id: str, run_id: str) -> CampaignRun:
        """One run. Raises ``NotFound``."""
        return self._runs.get(campaign_id, run_id)

    def page(self, campaign_id: str, cursor: str | None, limit: int) -> Page[CampaignRun]:
        """A campaign's runs, the newest first. Raises ``NotFound``."""
        self._campaigns.get(campaign_id)
        return self._runs.page(campaign_id, cursor=cursor, limit=limit)

    def pause(self, campaign_id: str, run_id: str) -> CampaignRun:
        """Holds a run before its next step. Raises ``NotFound``, ``Conflict``."""
        return self._writer.change(campaign_id, run_id, lambda run: paused(run, self._clock()))

    def resume(self, campaign_id: str, run_id: str) -> CampaignRun:
        """Lets a paused run go on. Raises ``NotFound``, ``Conflict``."""
        return self._writer.change(campaign_id, run_id, lambda run: resumed(run, self._clock()))

    def stop(self, campaign_id: str, run_id: str, by: str) -> CampaignRun:
        """Ends a run, and pauses the ads that it made; of a stopped one it pauses those that a stop that
        broke off has left. Raises ``NotFound``, ``Conflict``.
        """
        run = self._writer.change(
            campaign_id, run_id, lambda kept: stopped(kept, by, self._clock())
        )
        for one in run.ads.platforms if run.ads else ():
            if one.campaign_id is not None:
                self._service.pause(one.campaign_id)
        return run

    def repeat(self, campaign_id: str, run_id: str, step: WorkStep) -> CampaignRun:
        """Does a run that is over again from ``step`` on. Raises ``NotFound``, and ``Conflict`` while it
        or another run of the campaign is under way.
        """
        execution = self._new_id()
        return self._writer.change(
            campaign_id,
            run_id,
            lambda run: repeated(run, step, execution, self._clock()),
            lambda within: self._only(run_id, campaign_id, within),
        )

    def _only(self, run_id: str, campaign_id: str, within: Transaction) -> None:
        """Has ``within`` fail if another run of the campaign begins meanwhile: both write the campaign's
        next version. Raises ``Conflict`` if another is under way.
        """
        campaign = self._campaigns.get(campaign_id)
        for run in self._all(campaign_id):
            if run.run_id != run_id and not run.is_over:
                raise Conflict(f"The run {run.run_id} is under way. Stop it first.")
        self._campaigns.replace(campaign.next_version(self._clock()), within)

    def _all(self, campaign_id: str) -> Iterator[CampaignRun]:
        cursor = None
        while True:
            page = self._runs.page(campaign_id, cursor=cursor, limit=_A_PAGE)
            yield from page.items
            if (cursor := page.cursor) is None:
                return

    def _kept(self, campaign_id: str, run_id: str) -> CampaignRun | None:
        try:
            return self._runs.get(campaign_id, run_id)
        except NotFound:
            return None
