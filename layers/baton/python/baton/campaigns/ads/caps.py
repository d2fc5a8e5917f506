"""How much of a campaign may be changed at a time and in a day, in minor units of its currency. Pure."""

from collections.abc import Callable, Iterable
from datetime import date

from baton.campaigns.ads.effects import AdChange
from baton.campaigns.effect_kinds import AD_BID, AD_BUDGET
from baton.core.contract import Contract
from baton.core.money import Money
from baton.effects.contact_status import Quota
from baton.effects.effect import Effect
from baton.effects.policy import Facts, Objection

_CAPPED = {AD_BUDGET: "daily budget", AD_BID: "bid"}


class Caps(Contract):
    """The most that one change moves, and that a day's changes move together."""

    change: int
    day: int


def caps_of(base: Money, change_percent: float, day_percent: float) -> Caps:
    """The caps of an amount: shares of what it is now, at least one unit, so that the smallest amount
    can change at all.
    """
    return Caps(
        change=max(round(base.amount * change_percent / 100), 1) if change_percent else 0,
        day=max(round(base.amount * day_percent / 100), 1) if day_percent else 0,
    )


def moved(effect: Effect) -> int:
    """Minor units that an effect moves: none for what is not an amount."""
    change = AdChange.of(effect)
    if effect.kind not in _CAPPED or change.after is None:
        return 0
    return abs(change.after - (change.before or 0))


def within_change(caps: Caps) -> Callable[[Facts], Iterable[Objection]]:
    """The rule that a change is not larger than one may be."""

    def rule(facts: Facts) -> Iterable[Objection]:
        size = moved(facts.effect)
        if size > caps.change:
            name = _CAPPED[facts.effect.kind]
            yield Objection(
                f"it moves the {name} by {size}, more than the {caps.change} of one change"
            )

    return rule


def day_quotas(effect: Effect, caps: Caps, today: date) -> tuple[Quota, ...]:
    """What an effect takes of its campaign's day."""
    size = moved(effect)
    if not size:
        return ()
    name = _CAPPED[effect.kind]
    return (
        Quota(
            key=f"{effect.kind}#{effect.subject_id}#{today}",
            amount=size,
            most=caps.day,
            words=f"the {caps.day} (minor units) by which the {name} may change in a day",
        ),
    )
