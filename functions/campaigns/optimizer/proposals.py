"""What to change about what was found, and how much of it (requirement A8). Pure.

A change is as large as the miss asks for, in whole percents, and never larger than its limit. It may
be made without a person as long as the day's limit holds it together with what was agreed to today.
What gains most comes first.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from baton.campaigns.campaign import (
    AdResult,
    Campaign,
    Change,
    Finding,
    Measure,
    Proposal,
    Totals,
)
from baton.statistics.design import run_days, sizes_for_proportions
from functions.campaigns.optimizer.ads import cheapest_and_dearest, weakest_creative
from functions.campaigns.optimizer.findings import REMEDIES
from functions.campaigns.optimizer.gains import gain_of
from functions.campaigns.optimizer.rules import Limit, Rules
from functions.campaigns.optimizer.wording import amount, count, percent

BID_CHANGE, BUDGET_SHIFT = "bid_change_percent", "budget_shift_percent"

SEVERAL_AT_ONCE = "Several rules triggered at once, so a person decides."

SLOW_DAYS = 90
"""A test that takes longer than this hardly ends under the conditions it began with."""


@dataclass(frozen=True, slots=True)
class ProposalInputs:
    """A campaign with its totals, as it stands on a day, with its measures and its ads."""

    campaign: Campaign
    totals: Totals
    rules: Rules
    today: date
    measures: Mapping[str, Measure] = field(default_factory=dict)
    ads: Sequence[AdResult] = ()

    def agreed_today(self, parameter: str) -> float:
        """The percents of a parameter agreed to today (UTC), whatever their direction."""
        sizes = (
            proposal.parameters.get(parameter, 0)
            for accepted in self.campaign.accepted
            if accepted.at.date() == self.today
            for proposal in accepted.proposals
        )
        return sum(abs(size) for size in sizes if isinstance(size, int | float))


def propose(findings: Sequence[Finding], inputs: ProposalInputs) -> tuple[Proposal, ...]:
    """A proposal for every finding that triggered, the largest gain a day first.

    Of several none is made without a person.
    """
    proposals = ranked(_remedy(finding, inputs) for finding in findings if finding.triggered)
    if len(proposals) == 1:
        return proposals
    return tuple(
        one.model_copy(update={"within_limits": False, "reason": f"{one.reason} {SEVERAL_AT_ONCE}"})
        for one in proposals
    )


def ranked(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Proposals by their expected value, the largest first; equal ones stay in their order."""
    return tuple(sorted(proposals, key=lambda one: -one.gain.per_day if one.gain else 0.0))


def _remedy(finding: Finding, inputs: ProposalInputs) -> Proposal:
    proposal = _REMEDY[REMEDIES[finding.rule]](finding, inputs)
    touched = _touched(proposal, inputs.rules)
    gain = gain_of(finding, inputs.totals, inputs.measures.get(finding.metric), touched)
    return proposal.model_copy(update={"gain": gain})


def _touched(proposal: Proposal, rules: Rules) -> float:
    """The share of the spend that a proposal changes at most (0 to 1). A better creative needs less for
    the same clicks, by as much as its test can tell.
    """
    percents = proposal.parameters.get(BID_CHANGE, proposal.parameters.get(BUDGET_SHIFT))
    if isinstance(percents, int | float):
        return abs(percents) / 100
    effect = rules.experiment.relative_effect
    return effect / (1 + effect)


def _lower_bids(finding: Finding, inputs: ProposalInputs) -> Proposal:
    limit = inputs.rules.limits.bid_change_percent
    miss = 1 - finding.threshold / finding.value if finding.value and finding.threshold else 1.0
    size = _size(miss, limit)
    within, reason = _permission(size, limit, inputs.agreed_today(BID_CHANGE))
    sample = count(inputs.rules.cpl.minimum_leads, "leads")
    return Proposal(
        change=Change.BID_OPTIMIZATION,
        text=f"Lower the bids by {size} %, and look again after {sample}.",
        parameters={BID_CHANGE: -size},
        within_limits=within,
        reason=f"{finding.text} {reason}",
    )


def _adjust_targeting(finding: Finding, inputs: ProposalInputs) -> Proposal:
    limit = inputs.rules.limits.budget_shift_percent
    miss = 1 - (finding.value or 0.0) / (finding.threshold or 1.0)
    size = _size(miss, limit)
    within, reason = _permission(size, limit, inputs.agreed_today(BUDGET_SHIFT))
    budget = inputs.campaign.details.daily_budget
    moved = amount(budget.amount * size / 100, budget.currency)
    return Proposal(
        change=Change.TARGETING_ADJUSTMENT,
        text=(
            f"Move {size} % of the daily budget ({moved} of {amount(budget.amount, budget.currency)})"
            " from the audiences with the least revenue per spend to those with the most."
            f"{_from_ad_to_ad(inputs.ads)}"
        ),
        parameters={BUDGET_SHIFT: size},
        within_limits=within,
        reason=f"{finding.text} {reason}",
    )


def _refresh_creative(finding: Finding, inputs: ProposalInputs) -> Proposal:
    test, totals = inputs.rules.experiment, inputs.totals
    rate = finding.value or inputs.rules.ctr.at_least  # of no clicks no change can be told
    sizes = sizes_for_proportions(
        rate,
        rate * test.relative_effect,
        significance=test.significance,
        power=test.power,
    )
    arm, days = sizes.control, run_days(sizes.total, (totals.impressions or 0) / totals.days)
    slow = (
        " That is long: raise the reach, or look for a larger change." if days > SLOW_DAYS else ""
    )
    return Proposal(
        change=Change.CREATIVE_REFRESH,
        text=(
            f"Write a new creative{_instead_of(inputs.ads)} and test it against the present one"
            f" (A/B): {arm:,} impressions an arm, {count(days, 'days')} in whole weeks at the"
            f" present rate, to see a change of {percent(test.relative_effect)} with power"
            f" {test.power:g} at alpha {test.significance:g}.{slow}"
        ),
        parameters={"impressions_per_arm": arm, "days": days},
        within_limits=True,
        reason=f"{finding.text} A test takes nothing from the campaign that runs.",
    )


def _from_ad_to_ad(ads: Sequence[AdResult]) -> str:
    found = cheapest_and_dearest(ads)
    if found is None:
        return ""
    to, start = found
    return f" Leads are expected to cost most from the ad {start}, least from {to}."


def _instead_of(ads: Sequence[AdResult]) -> str:
    weakest = weakest_creative(ads)
    return f" for the ad {weakest}, which is expected to be clicked least," if weakest else ""


def _size(miss: float, limit: Limit) -> int:
    """The percents to change by: those that the miss asks for, at least 1, within the limit."""
    return max(1, min(math.floor(limit.per_change), math.ceil(miss * 100)))


def _permission(size: int, limit: Limit, agreed: float) -> tuple[bool, str]:
    limits = f"{limit.per_change:g} % a change and {limit.per_day:g} % a day"
    if agreed + size <= limit.per_day:
        return True, f"It is within the limits of {limits}."
    return False, f"A person must agree: {agreed:g} % are agreed to today, of at most {limits}."


_REMEDY: dict[Change, Callable[[Finding, ProposalInputs], Proposal]] = {
    Change.BID_OPTIMIZATION: _lower_bids,
    Change.TARGETING_ADJUSTMENT: _adjust_targeting,
    Change.CREATIVE_REFRESH: _refresh_creative,
}
