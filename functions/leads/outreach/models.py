"""What outreach takes and gives."""

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.effects.effect import Effect, EffectId, EffectState
from baton.leads.interaction import InteractionKind


class Report(Contract):
    """What a provider tells of an effect that it carried out. ``outcome`` is what it means for the
    person, if anything; ``complained``: they called it spam.
    """

    effect_id: EffectId
    receipt: str
    words: str
    outcome: InteractionKind | None = None
    complained: bool = False
    at: UtcDatetime


class OutreachTask(Contract):
    """Everything that is due, at most ``most``; or one effect; or those of a lead that was just
    processed; or what a provider reports.
    """

    effect_id: EffectId | None = None
    lead_id: Ulid | None = None
    report: Report | None = None
    most: int = Field(default=500, ge=1, le=5_000)


class OutreachResult(Contract):
    """How many effects are now in each state, and how many could not be looked at just now. Which
    they are, only the process itself knows (``handled``).
    """

    states: dict[EffectState, int] = Field(default_factory=dict)
    put_off: int = 0
    more: bool = False
    handled: tuple[Effect, ...] = Field(default=(), exclude=True)
