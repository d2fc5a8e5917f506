"""What a change is worth a day if it works (requirement A8). Pure.

The aim is what the account's other campaigns reach, where that is better than the campaign; else the
rule's threshold. The assumption is that the ratio gets there and the rest stays as it is, and it is
stated: a gain is what to hope for when choosing what to do first, no forecast.
"""

from baton.campaigns.campaign import Finding, Gain, Measure, Totals
from functions.campaigns.optimizer.wording import NAMES, amount, count, figure

_LOWER_IS_BETTER = "cpl"


def gain_of(finding: Finding, totals: Totals, measure: Measure | None) -> Gain:
    """What the remedy of a finding that triggered is worth; ``totals`` are those it was found in."""
    target, whose = _target(finding, measure)
    daily_spend = totals.spend / max(1, totals.days)
    value = finding.value
    low, high = finding.interval or (value or 0.0, value)
    ends = sorted(_gain(finding, end, target, daily_spend) for end in (low, high))
    per_day = _gain(finding, value, target, daily_spend)
    return Gain(
        metric=finding.metric,
        target=target,
        per_day=per_day,
        interval=(min(ends[0], per_day), max(ends[1], per_day)),
        currency=totals.currency,
        text=_text(finding, totals.currency, (target, whose), (daily_spend, per_day)),
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


def _gain(finding: Finding, value: float | None, target: float, daily_spend: float) -> float:
    """Minor units a day, at least 0, if the metric went from ``value`` to ``target``.

    ROAS: the same spend brings (target - ROAS) more of it. CTR: impressions cost what they do, so the
    same clicks need CTR / target of the spend. CPL: the same leads need target / CPL of it; without a
    lead (``None``) none of it is needed.
    """
    if finding.metric == "roas":
        share = target - (value or 0.0)
    elif finding.metric == "ctr":
        share = 1 - (value or 0.0) / target
    else:
        share = 1.0 if value is None else 1 - target / value if value else 0.0
    return max(0.0, daily_spend * share)


def _text(
    finding: Finding, currency: str, aim: tuple[float, str], money: tuple[float, float]
) -> str:
    target, whose = aim
    aimed = figure(finding.metric, target, currency)
    now = "none" if finding.value is None else figure(finding.metric, finding.value, currency)
    spend, gain = (amount(one, currency) for one in money)
    result, formula = {
        "roas": ("more revenue", f"({aimed} - {now}), at the same spend"),
        "ctr": (
            "less spend for the same clicks",
            f"(1 - {now} / {aimed}), if impressions cost the same",
        ),
    }.get(
        finding.metric,
        (
            "less spend for the same leads",
            f"(1 - {aimed} / {now}), at the same number of leads",
        ),
    )
    if finding.metric == _LOWER_IS_BETTER and finding.value is None:
        formula = "1, as no lead came of it"
    return (
        f"If {NAMES[finding.metric]} moved from {now} to {aimed} ({whose}): {gain} a day of {result},"
        f" as {spend} of spend a day x {formula}."
    )
