"""What a change is worth a day if it works (requirement A8). Pure.

The aim is what the account's other campaigns reach, where that is better than the campaign; else the
rule's threshold. Only the part of the spend that the change touches is counted: a shift of a fifth of
the budget moves a fifth of the spend, bids that are a tenth lower save a tenth at most, and a new
creative is held to be better by what its test can see. The assumption is stated: a gain is what to hope
for when choosing what to do first, no forecast.
"""

from baton.campaigns.campaign import Finding, Gain, Measure, Totals
from functions.campaigns.optimizer.wording import NAMES, amount, count, figure, percent

_LOWER_IS_BETTER = "cpl"


def gain_of(finding: Finding, totals: Totals, measure: Measure | None, touched: float) -> Gain:
    """What the remedy of a finding that triggered is worth; ``totals`` are those it was found in, and
    ``touched`` is the share of the spend (0 to 1) that the remedy changes at most.
    """
    target, whose = _target(finding, measure)
    daily_spend = totals.spend / max(1, totals.days)
    value = finding.value
    low, high = finding.interval or (value or 0.0, value)
    ends = sorted(_gain(finding, end, target, daily_spend, touched) for end in (low, high))
    per_day = _gain(finding, value, target, daily_spend, touched)
    return Gain(
        metric=finding.metric,
        target=target,
        per_day=per_day,
        interval=(min(ends[0], per_day), max(ends[1], per_day)),
        currency=totals.currency,
        text=_text(finding, totals.currency, (target, whose), (daily_spend, per_day), touched),
    )


def _target(finding: Finding, measure: Measure | None) -> tuple[float, str]:
    """What to aim at, and whose figure that is."""
    benchmark, value = measure.benchmark if measure else None, finding.value
    if measure and benchmark and _is_better(finding, benchmark, value):
        return benchmark, f"the level of {count(measure.campaigns, 'other campaigns')}"
    return finding.threshold or 0.0, "the threshold"


def _is_better(finding: Finding, benchmark: float, value: float | None) -> bool:
    if value is None:
        return True
    return benchmark < value if finding.metric == _LOWER_IS_BETTER else benchmark > value


def _gain(
    finding: Finding, value: float | None, target: float, daily_spend: float, touched: float
) -> float:
    """Minor units a day, at least 0, if the metric of the spend that is touched went from ``value`` to
    ``target``.

    ROAS: the spend that is moved brings (target - ROAS) more of it. CTR: impressions cost what they do,
    so the same clicks need CTR / target of the spend. CPL: the same leads need target / CPL of it;
    without a lead (``None``) none of it is needed. Of the spend no more is saved than is touched.
    """
    if finding.metric == "roas":
        return max(0.0, daily_spend * touched * (target - (value or 0.0)))
    if finding.metric == "ctr":
        share = 1 - (value or 0.0) / target
    else:
        share = 1.0 if value is None else 1 - target / value if value else 0.0
    return daily_spend * max(0.0, min(share, touched))


def _text(
    finding: Finding,
    currency: str,
    aim: tuple[float, str],
    money: tuple[float, float],
    touched: float,
) -> str:
    target, whose = aim
    aimed = figure(finding.metric, target, currency)
    now = "none" if finding.value is None else figure(finding.metric, finding.value, currency)
    spend, gain = (amount(one, currency) for one in money)
    begins = f"If {NAMES[finding.metric]} moved from {now} to {aimed} ({whose})"
    if finding.metric == "roas":
        return (
            f"{begins} for the {percent(touched)} of the spend that is moved: {gain} a day of more "
            f"revenue, as {spend} of spend a day x {percent(touched)} x ({aimed} - {now})."
        )
    result = "clicks" if finding.metric == "ctr" else "leads"
    return (
        f"{begins}: {gain} a day of less spend for the same {result}; the change touches at most "
        f"{percent(touched)} of the {spend} of spend a day."
    )
