"""What the rules find in a campaign's days (requirement A8). Pure.

A rule triggers if its sample is large enough and all of the value's interval lies on the wrong side
of its threshold: what may be chance is said to be, and changes nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from baton.campaigns.campaign import Change, DailyMetrics, Finding, Totals
from baton.campaigns.estimates import Estimate, estimates_of
from baton.campaigns.totals import totals_of
from functions.campaigns.optimizer.rules import Rules
from functions.campaigns.optimizer.wording import NAMES, amount, between, count, figure

LOW_ROAS, LOW_CTR, HIGH_CPL = "low_roas", "low_ctr", "high_cpl"

REMEDIES = {
    LOW_ROAS: Change.TARGETING_ADJUSTMENT,
    LOW_CTR: Change.CREATIVE_REFRESH,
    HIGH_CPL: Change.BID_OPTIMIZATION,
}
"""What each rule calls for."""


def look(days: Sequence[DailyMetrics], currency: str, rules: Rules) -> tuple[Finding, ...]:
    """One finding for every rule, triggered or not; ``days`` may be a campaign's ads as well. Of the
    rules' amounts only those in ``currency`` count: ``Rules.in_currency`` converts the others.
    """
    totals = totals_of(days, currency)
    estimates = estimates_of(days, rules.confidence)
    return (
        _return_on_spend(totals, estimates.roas, rules),
        _click_rate(totals, estimates.ctr, rules),
        _cost_per_lead(totals, estimates.cpl, rules),
    )


def lacks_threshold(finding: Finding) -> bool:
    """Whether a rule could not be looked at, as there is no threshold in the campaign's currency."""
    return finding.threshold is None


def is_judged(finding: Finding) -> bool:
    """Whether there was enough to judge by: a threshold, and the sample it needs."""
    return finding.threshold is not None and finding.sample >= finding.minimum_sample


@dataclass(frozen=True, slots=True)
class _Sample:
    size: int
    minimum: int
    text: str


@dataclass(frozen=True, slots=True)
class _Look:
    """A rule on its way to a finding. ``excuse`` is why it cannot be judged at all."""

    rule: str
    metric: str
    estimate: Estimate
    threshold: float | None
    sample: _Sample
    currency: str
    confidence: float
    excuse: str | None = None
    converted_from: str = ""

    def finding(self) -> Finding:
        enough = self.sample.size >= self.sample.minimum
        return Finding(
            rule=self.rule,
            metric=self.metric,
            value=self.estimate.value,
            threshold=self.threshold,
            interval=self.estimate.interval,
            confidence=self.confidence,
            sample=self.sample.size,
            minimum_sample=self.sample.minimum,
            triggered=self.excuse is None and enough and self._is_sure(),
            text=self._text(enough),
        )

    def _is_sure(self) -> bool:
        """Whether every value that may be the true one misses the threshold."""
        if self.threshold is None or not self.estimate.is_known:
            return False
        low, high = self.estimate.low, self.estimate.high
        return low > self.threshold if self.rule == HIGH_CPL else high < self.threshold

    def _misses(self) -> bool:
        """Whether the value misses the threshold; spend without an event is a cost without bound."""
        value, threshold = self.estimate.value, self.threshold or 0.0
        if self.rule == HIGH_CPL:
            return (math.inf if value is None else value) > threshold
        return value is not None and value < threshold

    def _text(self, enough: bool) -> str:
        if self.excuse:
            return self.excuse
        says, name = self._says(), NAMES[self.metric]
        if not enough:
            return f"{says} from {self.sample.text}: too few to judge, {self._needed()}."
        bound = "at most" if self.rule == HIGH_CPL else "at least"
        demands = f"{bound} {figure(self.metric, self.threshold or 0.0, self.currency)}"
        if self.converted_from:
            demands += f", which is {self.converted_from}"
        interval = self.estimate.interval
        reach = (
            between(self.metric, interval, self.currency, self.confidence)
            if interval
            else f"{name} may be anything"
        )
        if not self._misses():
            return f"{says}, as it should be ({demands}), from {self.sample.text} ({reach})."
        missed = f"{says} instead of {demands}, from {self.sample.text}"
        if self._is_sure():
            return f"{missed} ({reach})."
        return f"{missed}; that may be chance ({reach})."

    def _says(self) -> str:
        name, value = NAMES[self.metric], self.estimate.value
        if value is not None:
            return f"{name} is {figure(self.metric, value, self.currency)}"
        return f"{name} is not known" if not self.estimate.is_known else f"{name} is without limit"

    def _needed(self) -> str:
        return f"{count(self.sample.minimum, _COUNTED[self.rule])} are needed"


_COUNTED = {LOW_ROAS: "conversions", LOW_CTR: "impressions", HIGH_CPL: "leads"}
"""What a rule's sample is counted in."""


def _return_on_spend(totals: Totals, estimate: Estimate, rules: Rules) -> Finding:
    rule = rules.roas
    unreported = estimate.value is None
    sample = (
        _Sample(0, rule.minimum_conversions, "")
        if unreported
        else _sample(
            LOW_ROAS, totals.conversions, rule.minimum_conversions, totals, rule.minimum_spend
        )
    )
    return _Look(
        rule=LOW_ROAS,
        metric="roas",
        estimate=estimate,
        threshold=rule.at_least,
        sample=sample,
        currency=totals.currency,
        confidence=rules.confidence,
        excuse="ROAS is not judged: no revenue was reported. Report it with the daily metrics."
        if unreported
        else None,
    ).finding()


def _click_rate(totals: Totals, estimate: Estimate, rules: Rules) -> Finding:
    rule = rules.ctr
    return _Look(
        rule=LOW_CTR,
        metric="ctr",
        estimate=estimate,
        threshold=rule.at_least,
        sample=_sample(LOW_CTR, totals.impressions or 0, rule.minimum_impressions, totals, {}),
        currency=totals.currency,
        confidence=rules.confidence,
    ).finding()


def _cost_per_lead(totals: Totals, estimate: Estimate, rules: Rules) -> Finding:
    rule, currency = rules.cpl, totals.currency
    limit = rule.at_most.get(currency)
    return _Look(
        rule=HIGH_CPL,
        metric="cpl",
        estimate=estimate,
        threshold=limit,
        sample=_sample(HIGH_CPL, totals.leads, rule.minimum_leads, totals, rule.minimum_spend),
        currency=currency,
        confidence=rules.confidence,
        excuse=f"CPL is not judged: there is no threshold for {currency} and no rate of exchange "
        "that holds today. Set one in rules.yaml, or renew exchange_rates.yaml."
        if limit is None
        else None,
        converted_from=rules.cpl_converted_from,
    ).finding()


def _sample(
    rule: str, counted: float, minimum: int, totals: Totals, spends: dict[str, int]
) -> _Sample:
    """The events counted; or the spend, if there are too few events and it is large enough."""
    size = math.floor(counted)
    text, enough_spend = count(counted, _COUNTED[rule]), spends.get(totals.currency)
    if size < minimum and enough_spend is not None and totals.spend >= enough_spend:
        spent = f"{text} for {amount(totals.spend, totals.currency)} of spend"
        return _Sample(totals.spend, enough_spend, spent)
    return _Sample(size, minimum, text)
