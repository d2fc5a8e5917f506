"""A campaign's figures as its review carries them: value, interval and threshold together. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from baton.campaigns.campaign import CampaignReview, Finding, Interval, Measure
from baton.pages.words import NOT_KNOWN, money, percent


class Standing(StrEnum):
    """Where a figure stands to its threshold."""

    RIGHT = "right"
    """all of its interval is on the right side"""
    WRONG = "wrong"
    """all of its interval is on the wrong side"""
    OPEN = "open"
    """the interval holds the threshold, or there is none of the two"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``interval`` holds the true value with ``confidence`` (0 to 1); its upper end may
    be open. Money is in minor units of ``currency``."""

    metric: str
    currency: str
    value: float | None
    interval: Interval | None
    confidence: float | None
    threshold: float | None

    @property
    def label(self) -> str:
        """What it is called."""
        return _LABELS[self.metric]

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.interval is None or self.threshold is None:
            return Standing.OPEN
        low, high = self.interval
        below = high is not None and high < self.threshold
        above = low > self.threshold
        if self.metric in _COSTS:
            return Standing.WRONG if above else Standing.RIGHT if below else Standing.OPEN
        return Standing.WRONG if below else Standing.RIGHT if above else Standing.OPEN

    def says(self, value: float) -> str:
        """A value of this figure with its unit."""
        if self.metric in _RATES:
            return percent(value)
        return money(value, self.currency) if self.metric in _COSTS else f"{value:.2f}"

    @property
    def text(self) -> str:
        """The value, a dash if there is none."""
        return NOT_KNOWN if self.value is None else self.says(self.value)

    @property
    def interval_text(self) -> str:
        """The interval in words, empty if there is none."""
        if self.interval is None:
            return ""
        low, high = self.interval
        if high is None:
            return f"{self.says(low)} or more"
        return f"{self.says(low)} to {self.says(high)}"

    @property
    def threshold_text(self) -> str:
        """The threshold in words, empty if there is none."""
        if self.threshold is None:
            return ""
        side = "at most" if self.metric in _COSTS else "at least"
        return f"{side} {self.says(self.threshold)}"


_LABELS = {
    "ctr": "CTR",
    "cpc": "CPC",
    "cpl": "CPL",
    "cpa": "CPA",
    "conversion_rate": "Conversion rate",
    "roas": "ROAS",
}
"""Every metric of a review, in the order in which they are shown."""

_RATES = ("ctr", "conversion_rate")
_COSTS = ("cpc", "cpl", "cpa")


def figures_of(review: CampaignReview) -> tuple[Figure, ...]:
    """The figures that a review found or measured, each once."""
    found = {finding.metric: finding for finding in review.findings}
    measured = {measure.metric: measure for measure in review.measures}
    return tuple(
        _figure(metric, review.totals.currency, found.get(metric), measured.get(metric))
        for metric in _LABELS
        if metric in found or metric in measured
    )


def figure(review: CampaignReview | None, metric: str) -> Figure | None:
    """One figure of a review, if it has it."""
    every = figures_of(review) if review else ()
    return next((one for one in every if one.metric == metric), None)


def _figure(metric: str, currency: str, finding: Finding | None, measure: Measure | None) -> Figure:
    """The finding's interval goes before the measure's: by it the rule was decided."""
    sources = [one for one in (finding, measure) if one is not None]
    return Figure(
        metric=metric,
        currency=currency,
        value=next((one.value for one in sources if one.value is not None), None),
        interval=next((one.interval for one in sources if one.interval is not None), None),
        confidence=next((one.confidence for one in sources if one.interval is not None), None),
        threshold=finding.threshold if finding else None,
    )
