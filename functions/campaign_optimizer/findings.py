"""What the rules find in a campaign's totals (requirement A8). Pure.

Every rule is put as events that should have come at the threshold, and events that came: clicks out
of impressions, leads for the spend, conversions for the spend at the average revenue of one.
"""

from dataclasses import dataclass

from baton.contracts.campaign import Change, Finding, Totals
from functions.campaign_optimizer.chance import chance_of_so_few
from functions.campaign_optimizer.metrics import Ratios, ratios_of
from functions.campaign_optimizer.rules import Rules
from functions.campaign_optimizer.wording import amount, count, percent

LOW_ROAS, LOW_CTR, HIGH_CPL = "low_roas", "low_ctr", "high_cpl"

REMEDIES = {
    LOW_ROAS: Change.TARGETING_ADJUSTMENT,
    LOW_CTR: Change.CREATIVE_REFRESH,
    HIGH_CPL: Change.BID_OPTIMIZATION,
}
"""What each rule calls for."""


def look(totals: Totals, rules: Rules) -> tuple[Finding, ...]:
    """One finding for every rule, triggered or not."""
    ratios = ratios_of(totals)
    return (
        _return_on_spend(totals, ratios, rules),
        _click_rate(totals, ratios, rules),
        _cost_per_lead(totals, ratios, rules),
    )


def is_judged(finding: Finding) -> bool:
    """Whether there was enough to judge by: a threshold, and the sample it needs."""
    return finding.threshold is not None and finding.sample >= finding.minimum_sample


@dataclass(frozen=True, slots=True)
class _Sample:
    size: int
    minimum: int
    text: str
    needed: str


@dataclass(frozen=True, slots=True)
class _Look:
    """A rule on its way to a finding. ``came`` events came where ``due`` were due; ``misses`` is
    whether the value is on the wrong side of the threshold, told exactly.
    """

    rule: str
    metric: str
    value: float | None
    threshold: float
    says: str
    demands: str
    sample: _Sample
    misses: bool
    came: int
    due: float
    allowed_chance: float

    def finding(self) -> Finding:
        enough = self.sample.size >= self.sample.minimum
        chance = chance_of_so_few(self.came, self.due)
        triggered = enough and self.misses and chance <= self.allowed_chance
        return Finding(
            rule=self.rule,
            metric=self.metric,
            value=self.value,
            threshold=self.threshold,
            sample=self.sample.size,
            minimum_sample=self.sample.minimum,
            triggered=triggered,
            text=self._text(chance) if enough else self._too_few(),
        )

    def _too_few(self) -> str:
        return f"{self.says} from {self.sample.text}: too few to judge, {self.sample.needed}."

    def _text(self, chance: float) -> str:
        if not self.misses:
            return f"{self.says}, as it should be ({self.demands}), from {self.sample.text}."
        missed = f"{self.says} instead of {self.demands}, from {self.sample.text}"
        if chance <= self.allowed_chance:
            return f"{missed}."
        return f"{missed}; that may be chance (probability {percent(round(chance, 2))})."


def _return_on_spend(totals: Totals, ratios: Ratios, rules: Rules) -> Finding:
    rule = rules.roas
    if ratios.roas is None:
        return _not_judged(
            LOW_ROAS,
            "roas",
            rule.minimum_conversions,
            "ROAS is not judged: no revenue was reported. Report it with the daily metrics.",
            threshold=rule.at_least,
        )
    conversions = max(totals.conversions, 1)  # revenue comes from at least one
    return _Look(
        rule=LOW_ROAS,
        metric="roas",
        value=ratios.roas,
        threshold=rule.at_least,
        says=f"ROAS is {ratios.roas:.2f}",
        demands=f"at least {rule.at_least:.2f}",
        sample=_sample(
            totals.conversions, rule.minimum_conversions, "conversions", totals, rule.minimum_spend
        ),
        misses=ratios.roas < rule.at_least,
        came=conversions,
        due=conversions * rule.at_least / ratios.roas,
        allowed_chance=rule.chance,
    ).finding()


def _click_rate(totals: Totals, ratios: Ratios, rules: Rules) -> Finding:
    rule = rules.ctr
    says = "CTR is not known" if ratios.ctr is None else f"CTR is {percent(ratios.ctr)}"
    return _Look(
        rule=LOW_CTR,
        metric="ctr",
        value=ratios.ctr,
        threshold=rule.at_least,
        says=says,
        demands=f"at least {percent(rule.at_least)}",
        sample=_sample(totals.impressions, rule.minimum_impressions, "impressions", totals, {}),
        misses=ratios.ctr is not None and ratios.ctr < rule.at_least,
        came=totals.clicks,
        due=totals.impressions * rule.at_least,
        allowed_chance=rule.chance,
    ).finding()


def _cost_per_lead(totals: Totals, ratios: Ratios, rules: Rules) -> Finding:
    rule, currency = rules.cpl, totals.currency
    limit = rule.at_most.get(currency)
    if limit is None:
        return _not_judged(
            HIGH_CPL,
            "cpl",
            rule.minimum_leads,
            f"CPL is not judged: there is no threshold for {currency}. Set one in rules.yaml.",
            value=ratios.cpl,
            sample=totals.leads,
        )
    return _Look(
        rule=HIGH_CPL,
        metric="cpl",
        value=ratios.cpl,
        threshold=limit,
        says=f"CPL is {_cost(ratios.cpl, totals)}",
        demands=f"at most {amount(limit, currency)}",
        sample=_sample(totals.leads, rule.minimum_leads, "leads", totals, rule.minimum_spend),
        misses=totals.spend > limit * totals.leads,
        came=totals.leads,
        due=totals.spend / limit,
        allowed_chance=rule.chance,
    ).finding()


def _cost(cpl: float | None, totals: Totals) -> str:
    """The cost of a lead in words; without one, all the spend was not enough for it."""
    if cpl is not None:
        return amount(cpl, totals.currency)
    return f"over {amount(totals.spend, totals.currency)}" if totals.spend else "not known"


def _sample(size: int, minimum: int, what: str, totals: Totals, spends: dict[str, int]) -> _Sample:
    """The events counted; or the spend, if there are too few events and it is large enough."""
    enough_spend = spends.get(totals.currency)
    if size < minimum and enough_spend is not None and totals.spend >= enough_spend:
        text = f"{count(size, what)} for {amount(totals.spend, totals.currency)} of spend"
        return _Sample(totals.spend, enough_spend, text, "")
    needed = f"{count(minimum, what)} are needed"
    return _Sample(size, minimum, count(size, what), needed)


def _not_judged(
    rule: str,
    metric: str,
    minimum: int,
    text: str,
    *,
    value: float | None = None,
    threshold: float | None = None,
    sample: int = 0,
) -> Finding:
    return Finding(
        rule=rule,
        metric=metric,
        value=value,
        threshold=threshold,
        sample=sample,
        minimum_sample=minimum,
        triggered=False,
        text=text,
    )
