"""How well what was done has worked: a turn's conversion rate (requirement B5).

The rate of an outcome's turn is that of its outcome, by ``baton.leads.conversation.SUCCESS``: the
way to a conversion has four steps of one height.

    bounced, opted out, delivered   0
    opened                          0.25
    clicked                         0.5
    replied                         0.75
    converted                       1

The rate of any other turn of a lead's conversation is the highest of the outcomes that were recorded
from then on,

    rate(turn) = max { SUCCESS(o) : o an outcome of the lead, o.recorded_at >= turn.at }

but 0 if the person opted out and did not convert, and unknown (``None``) while there is no outcome. A
rate that somebody gave the turn stays. Only a conversion is above 0.8.
"""

from collections.abc import Sequence

from baton.leads.conversation import SUCCESS
from baton.leads.interaction import Interaction, InteractionKind
from baton.memory.person import Turn


def rate_of(turn: Turn, outcomes: Sequence[Interaction]) -> float | None:
    """The conversion rate, 0 to 1, by the formula above; ``None`` while it is not known."""
    if turn.conversion_rate is not None:
        return turn.conversion_rate
    since = {one.kind for one in outcomes if one.recorded_at >= turn.at and one.kind in SUCCESS}
    if not since:
        return None
    if InteractionKind.OPTED_OUT in since and InteractionKind.CONVERTED not in since:
        return 0.0
    return max(SUCCESS[kind] for kind in since)
