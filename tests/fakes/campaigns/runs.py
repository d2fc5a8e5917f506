"""Runs of campaigns in memory."""

from baton.campaigns.run import CampaignRun
from baton.campaigns.run_repository import runs_query
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeRuns:
    """See ``baton.campaigns.run_repository.RunRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], str] = {}

    def add(self, run: CampaignRun, within: Transaction) -> None:
        key = (run.campaign_id, run.run_id)

        def check() -> None:
            must_be_new("run", key, self.kept)

        stage(within, ("runs", *key), lambda: self._keep(run), check)

    def replace(self, run: CampaignRun, within: Transaction) -> None:
        key = (run.campaign_id, run.run_id)

        def check() -> None:
            kept = self._find(*key)
            must_follow("run", run.run_id, kept.version if kept else None, run.version)

        stage(within, ("runs", *key), lambda: self._keep(run), check)

    def get(self, campaign_id: str, run_id: str) -> CampaignRun:
        with self._ground.faults.at("runs.get"), self._ground.lock:
            run = self._find(campaign_id, run_id)
        if run is None:
            raise NotFound("run", run_id)
        return run

    def page(
        self, campaign_id: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[CampaignRun]:
        with self._ground.faults.at("runs.page"), self._ground.lock:
            found = [
                (f"run#{run_id}", CampaignRun.model_validate_json(document))
                for (campaign, run_id), document in self.kept.items()
                if campaign == campaign_id
            ]
        return newest_first(found, runs_query(campaign_id), cursor, limit)

    def _keep(self, run: CampaignRun) -> None:
        self.kept[run.campaign_id, run.run_id] = run.model_dump_json(exclude_none=True)

    def _find(self, campaign_id: str, run_id: str) -> CampaignRun | None:
        document = self.kept.get((campaign_id, run_id))
        return CampaignRun.model_validate_json(document) if document else None
