"""By what a campaign's success is told: figures of today from facts, and goals that follow from them.

A goal is the better end of today's 80 % interval: what does not pass it cannot be told from chance. No
goal is set where there is no interval. Pure.
"""

from collections.abc import Iterator

from baton.gtm.conversion import money_text
from baton.gtm.marketing_channels import ChannelFigures, ChannelReport, RangedFigure
from baton.gtm.marketing_concept import SuccessMeasure

RULE = "the better end of today's 80 % interval: what does not pass it cannot be told from chance"
NOT_KNOWN = "not known"
_QUERIES = ("channel_days", "channel_sales", "costs")

_LOWER_IS_BETTER = frozenset({"cost_per_conversion"})
_NAMES = {
    "conversion_rate": "Conversion rate",
    "cost_per_conversion": "Cost per conversion",
    "roas": "Return on ad spend",
}


def measures(
    report: ChannelReport | None, channel: str | None, currency: str
) -> tuple[SuccessMeasure, ...]:
    """The measures of a campaign in a channel, or of the one that most is spent on."""
    found = _chosen(report, channel)
    told = tuple(_of(found, currency)) if found else ()
    return (*told, _new())


def _chosen(report: ChannelReport | None, channel: str | None) -> ChannelFigures | None:
    if report is None:
        return None
    if channel is not None:
        return next((one for one in report.channels if one.channel == channel), None)
    return next((one for one in report.channels if one.spend and one.roas), None)


def _of(figures: ChannelFigures, currency: str) -> Iterator[SuccessMeasure]:
    for name, label in _NAMES.items():
        value: RangedFigure | None = getattr(figures, name)
        full = f"{label} of {figures.channel}"
        if value is None:
            yield SuccessMeasure(name=full, now_text=NOT_KNOWN, goal_text="to be known first")
            continue
        low = name in _LOWER_IS_BETTER
        goal = value.low if low else value.high
        text = _text(name, goal, currency) if goal is not None else ""
        yield SuccessMeasure(
            name=full,
            now=value.value,
            now_text=_text(name, value.value, currency),
            goal=goal,
            goal_text=f"{'below' if low else 'above'} {text}" if text else "not worse than today",
            rule=RULE if text else "too few days to tell chance from success",
            queries=_QUERIES,
        )


def _new() -> SuccessMeasure:
    """What only the campaign itself will show."""
    return SuccessMeasure(
        name="Orders that name the campaign",
        now_text=NOT_KNOWN,
        goal_text="counted from the first day: give it a code or a page of its own",
    )


def _text(name: str, value: float, currency: str) -> str:
    if name == "conversion_rate":
        return f"{value:.1%}".replace("%", " %")
    return money_text(value, currency) if name in _LOWER_IS_BETTER else f"{value:.2f}"
