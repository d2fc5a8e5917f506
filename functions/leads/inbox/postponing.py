"""A sequence that waits for somebody who is away. Pure."""

from datetime import datetime, timedelta

from baton.effects.effect import Effect, EffectState
from baton.effects.settlement import next_version
from baton.leads.lead import Lead
from baton.leads.steps import OF_USE_FOR, OWNER, due_by

_DAY = timedelta(days=1)


def waiting_step(effects: tuple[Effect, ...], now: datetime) -> Effect | None:
    """The effect of the step that is next, if one is planned and not under way already."""
    planned = [one for one in effects if one.state is EffectState.PLANNED and one.owner == OWNER]
    return next((one for one in planned if not due_by(one, now)), None)


def postponed(
    lead: Lead, effect: Effect, until: datetime, now: datetime
) -> tuple[Lead, Effect] | None:
    """The lead and the effect of its next step, later by whole days, so that the step goes out at its
    hour after ``until``; ``None`` if it does anyway.
    """
    days = -((effect.planned_at - until) // _DAY)
    if days <= 0:
        return None
    at = effect.planned_at + days * _DAY
    words = f"the person is away until {until:%Y-%m-%d}"
    later = next_version(effect, EffectState.PLANNED, words, now, due=at)
    later = later.model_copy(update={"planned_at": at, "expires_at": at + OF_USE_FOR})
    return lead.next_version(now, delayed_days=lead.delayed_days + days), later
