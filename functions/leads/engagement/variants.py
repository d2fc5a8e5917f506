"""Which of several texts a person gets: Thompson sampling with a floor, logged with its chance.

What was chosen and the chance it had stand in the plan, and what came of it among the lead's
interactions: so it can be judged afterwards what another choice would have brought
(inverse propensity, ``tests/benchmarks/off_policy.py``).
"""

from collections.abc import Sequence

from baton.leads.engagement import Channel
from baton.leads.responses import Counts, variant_names
from baton.statistics.bandit import Choice, choose

FLOOR = 0.10
"""The least chance of every variant, so that none is ever forgotten."""


def chosen(
    names: Sequence[str], template: str, channel: Channel, *, whole: Counts, lead_id: str, step: int
) -> Choice | None:
    """The variant for a step of a lead, always the same while the counters are; ``None`` if there is
    nothing to choose from. ``whole`` are everybody's counters; without any, all have the same chance.
    """
    if len(names) <= 1:
        return None
    arms = {name: _tally(template, channel, name, whole) for name in names}
    return choose(
        arms,
        purpose=f"variant/{template}/{channel.value}",
        request_id=f"{lead_id}#{step}",
        floor=min(FLOOR, 1 / len(names)),
    )


def _tally(template: str, channel: Channel, name: str, whole: Counts) -> tuple[int, int]:
    """How often a variant was acted upon, and shown; a late correction never makes it impossible."""
    shown, acted = (max(0, whole.get(one, 0)) for one in variant_names(template, channel, name))
    return min(acted, shown), shown
