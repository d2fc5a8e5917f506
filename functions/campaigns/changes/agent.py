"""The agent that has accepted changes of campaigns made."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.ads.changes import AdChanges
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.changes import OWNER, change_message
from baton.campaigns.container import Campaigns
from baton.campaigns.effect_kinds import AD_KINDS, CHANGE, EFFECT_KINDS
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.core.message import AgentName
from baton.effects.effect import Effect
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.policy import ended
from baton.effects.sweep import Sweep, SweepResult, SweepTask
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from baton.runtime.effect_decisions import effect_decision
from baton.runtime.effect_ledger import effect_ledger

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class CampaignChanges(Agent[SweepTask, SweepResult]):
    """Has each accepted change made once, while it is of use: by Baton on the campaign's platform where
    that is connected and it can be done there, by the company's own system otherwise. What the ad
    manager has planned and not brought to its end it brings there.

    What else the area's functions plan and carry out themselves, as the report's mail, is left to them
    until it is late: then it is refused, or stays unknown, by name.
    """

    name: ClassVar[AgentName] = "campaign_changes"

    def __init__(
        self,
        *,
        ledger: EffectLedger,
        campaigns: CampaignRepository,
        ads: AdChanges,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._campaigns = campaigns
        self._ads = ads
        self._clock = clock
        self._sweep = Sweep(ledger=ledger, owner=OWNER, advance=self._advanced, clock=clock)

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        return cls(
            ledger=effect_ledger(platform, platform.senders_of(EFFECT_KINDS)),
            campaigns=platform.area(Campaigns).campaigns,
            ads=AdChanges.of(platform),
            clock=platform.clock,
        )

    def perform(self, task: SweepTask) -> SweepResult:
        """Carries out what is due. What cannot be looked at now stays due."""
        return self._sweep.due(task.most)

    def decided(self, task: SweepTask, result: SweepResult) -> Sequence[DecisionRecord]:
        """See ``Agent``: what became of each change, in the story of its campaign."""
        del task
        decisions = (
            effect_decision(effect, "campaign", f"{effect.kind} ({effect.purpose})")
            for effect in result.handled
        )
        return tuple(filter(None, decisions))

    def _advanced(self, effect: Effect) -> Effect:
        if effect.kind in AD_KINDS:
            return self._ads.advance(effect)
        if effect.kind == CHANGE and (direct := self._ads.made_directly(effect)):
            return direct
        if effect.kind != CHANGE and not effect.is_late(self._clock()):
            return effect
        return self._ledger.carry_out(effect, lambda: self._context(effect))

    def _context(self, effect: Effect) -> SendContext:
        if effect.kind != CHANGE:
            return SendContext()
        try:
            campaign = self._campaigns.get(effect.subject_id or "")
        except NotFound:
            return SendContext(rule=ended("the campaign is gone"))
        message, over = change_message(campaign, effect)
        return SendContext(message, ended(over))
