"""A run whose turn the ad manager has, over the stand-ins of the platforms or platforms in memory."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from baton.campaigns.ads.connections import ConnectedPlatforms
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.ads.sender import AdSender
from baton.campaigns.brief import ContentKind, Platform
from baton.campaigns.campaign import Campaign, NewCampaign
from baton.campaigns.content.piece import ContentPiece
from baton.campaigns.content.text import ContentText
from baton.campaigns.effect_kinds import AD_KINDS
from baton.campaigns.parts.ads import AdsPart, PlatformAds
from baton.campaigns.parts.content import ContentPart, PieceStatus
from baton.campaigns.run import CampaignRun, RunState, RunStepName
from baton.campaigns.run_turns import NextTurn, StepTask
from baton.core.money import Money
from baton.core.settings import Settings
from baton.effects.effect import Effect
from baton.effects.sweep import SweepTask
from baton.resilience.outgoing_http import HttpAnswer
from functions.campaigns.ad_manager.agent import AdManager
from functions.campaigns.ad_manager.children import child_id
from functions.campaigns.changes.agent import CampaignChanges
from infra.local.ad_platforms.world import World as StandIns
from tests.contract.campaigns.ad_accounts import SETTINGS, JsonSecrets, in_process
from tests.fakes.campaigns.ads import FakeAdPlatforms
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSenders
from tests.unit.campaigns.runs import CAMPAIGN, RUN, a_brief, a_run

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment

PIECES = {
    Platform.GOOGLE: (
        "01JNB3V5QZ8W2Y4X6T7R9P0K1G",
        ("headline", "headline", "headline", "description", "description"),
    ),
    Platform.LINKEDIN: ("01JNB3V5QZ8W2Y4X6T7R9P0K1J", ("headline", "introduction")),
    Platform.META: ("01JNB3V5QZ8W2Y4X6T7R9P0K1K", ("headline", "primary_text")),
}


class World:
    """One run, three accounts in euros, an approved ad for each."""

    def __init__(
        self,
        *,
        platforms: Mapping[Platform, AdPlatform] | None = None,
        settings: Settings | None = None,
        **brief: Any,
    ) -> None:
        self.platform = FakePlatform(settings or Settings(sending=True, company="Acme"))
        clock = self.platform.clock
        self.stand_ins = StandIns(None, day_seconds=86_400, now=lambda: clock().timestamp())
        for name in Platform:
            self.stand_ins.state[name.value]["account"]["currency"] = "EUR"
        self.shifts: list[tuple[str, str, float, float]] = []
        connected = self._connected() if platforms is None else FakeAdPlatforms(platforms)
        vars(self.platform)["ads"] = connected
        sender = AdSender(connected, clock)
        self.platform.senders = FakeSenders(dict.fromkeys(AD_KINDS, sender))
        self._begin(
            a_brief(**{"audience": {"countries": ("AT", "DE"), "keywords": ("pilot",)}, **brief})
        )
        self.restart()

    def restart(self) -> None:
        self.platform = self.platform.restarted()
        self.agent = AdManager.assemble(cast("Deployment", self.platform))
        self.changes = CampaignChanges.assemble(cast("Deployment", self.platform))

    def visit(self) -> NextTurn:
        run = self.run
        task = StepTask(
            campaign_id=CAMPAIGN, run_id=RUN, execution=RUN, step=run.step, visit=run.visit
        )
        return self.agent.perform(task)

    def sweep(self) -> None:
        self.changes.perform(SweepTask())

    def later(self, seconds: float) -> None:
        self.platform.clock.advance(seconds)

    @property
    def run(self) -> CampaignRun:
        return cast("CampaignRun", self.platform.runs.get(CAMPAIGN, RUN))

    @property
    def ads(self) -> AdsPart:
        part = self.run.ads
        assert part is not None
        return part

    def child(self, name: str) -> Campaign:
        found = self.platform.campaigns.get(child_id(CAMPAIGN, Platform(name)))
        return cast("Campaign", found)

    def effects(self, kind: str = "") -> list[Effect]:
        return [one for one in self.platform.effects.all() if one.kind.startswith(kind)]

    def line(self, name: str) -> PlatformAds:
        """What the run says of a platform."""
        found = self.ads.of(Platform(name))
        assert found is not None
        return found

    def told(self) -> int:
        """How many announcements wait to go out."""
        return len(self.platform.outbox.entries)

    def on(self, name: str) -> list[dict[str, Any]]:
        """The campaigns on a platform that are not removed."""
        there: dict[str, dict[str, Any]] = self.stand_ins.state[name]["campaigns"]
        return [one for one in there.values() if one["status"] not in ("DELETED", "REMOVED")]

    def fault(self, name: str, kind: str, **more: Any) -> None:
        given = {"kind": kind, "times": 1, "on": "any", "match": "", "seconds": 0, **more}
        self.stand_ins.state[name]["faults"].append(given)

    def revise(self, content: ContentPart | None = None) -> None:
        """Analytics sends the run back: it is the ad manager's turn again, in the next revision."""
        run = self.run
        changed = run.next_version(
            self.platform.clock(),
            step=RunStepName.AD_MANAGER,
            state=RunState.RUNNING,
            visit=run.visit + 1,
            revision=run.revision + 1,
            content=content or run.content,
            resume_at=None,
        )
        with self.platform.transactions.begin() as within:
            self.platform.runs.replace(changed, within)

    def write(
        self,
        name: Platform,
        piece_id: str,
        *,
        revision: int = 0,
        of: str | None = None,
        language: str = "en",
    ) -> ContentPiece:
        """Keeps an approved ad."""
        now = self.platform.clock()
        parts = [(part, f"{part} {n} {piece_id[-2:]}") for n, part in enumerate(PIECES[name][1])]
        piece = ContentPiece(
            piece_id=piece_id, campaign_id=CAMPAIGN, run_id=RUN, execution=RUN, revision=revision,
            kind=ContentKind.AD, format=f"{name.value}_ad", platform=name, language=language,
            variant_of=of, text=ContentText.of(*parts), status=PieceStatus.APPROVED,
            written_by="template", created_at=now, updated_at=now,
        )  # fmt: skip
        with self.platform.transactions.begin() as within:
            self.platform.content.add(piece, within)
        return piece

    def _begin(self, brief: Any) -> None:
        pieces = [self.write(name, piece_id) for name, (piece_id, _) in PIECES.items()]
        now = self.platform.clock()
        details = NewCampaign(
            name="Pilot", platform="all", daily_budget=Money(amount=10_000, currency="EUR")
        )
        parent = Campaign(
            campaign_id=CAMPAIGN, created_at=now, updated_at=now, details=details, brief=brief
        )
        content = ContentPart(pieces=tuple(one.summary() for one in pieces))
        run = a_run(brief=brief, step=RunStepName.AD_MANAGER, execution=RUN, content=content)
        with self.platform.transactions.begin() as within:
            self.platform.campaigns.add(parent, within)
            self.platform.runs.add(run, within)

    def _connected(self) -> ConnectedPlatforms:
        through, faults = in_process(self.stand_ins), self.platform.faults

        def call(method: str, url: str, **given: Any) -> HttpAnswer:
            name = url.removeprefix("http://stand-in/").partition("/")[0]
            with faults.at(f"{name}.http"):
                before = {one["id"]: one["budget"] for one in self.on(name)}
                try:
                    return through(method, url, **given)
                finally:
                    for one in self.on(name):
                        was = before.get(one["id"], one["budget"])
                        if was != one["budget"]:
                            self.shifts.append((name, one["id"], was, one["budget"]))

        return ConnectedPlatforms(
            SETTINGS.model_copy(update={"ads_base_url": "http://stand-in"}),
            JsonSecrets(),  # type: ignore[arg-type]
            sleep=lambda _: None,
            breaker=lambda _: None,
            http=call,
        )
