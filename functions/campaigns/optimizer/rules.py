"""The optimiser's rules and limits as ``rules.yaml`` states them."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from baton.campaigns.benchmarks import Amounts, Benchmark, amount_for
from baton.campaigns.campaign import Change
from baton.core.exchange import ExchangeRates
from baton.core.packaged_yaml import packaged_yaml
from functions.campaigns.optimizer.wording import amount

Probability = Annotated[float, Field(gt=0, lt=1)]
Percent = Annotated[float, Field(ge=1, le=100)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoasRule(_Part):
    """Revenue per spend must be ``at_least`` this."""

    at_least: float = Field(gt=0)
    minimum_conversions: int = Field(ge=1)
    minimum_spend: Amounts = Field(default_factory=dict)


class CtrRule(_Part):
    """Clicks per impression must be ``at_least`` this."""

    at_least: Probability
    minimum_impressions: int = Field(ge=1)


class CplRule(_Part):
    """Spend per lead must be ``at_most`` this, by currency."""

    at_most: Amounts
    minimum_leads: int = Field(ge=1)
    minimum_spend: Amounts = Field(default_factory=dict)


class Limit(_Part):
    """How far one kind of change may go without a person, in percent."""

    per_change: Percent
    per_day: Percent

    @model_validator(mode="after")
    def _lets_one_change_through(self) -> Self:
        if self.per_change > self.per_day:
            raise ValueError("per_change must not exceed per_day")
        return self


class Limits(_Part):
    """The limits by parameter of a proposal."""

    bid_change_percent: Limit
    budget_shift_percent: Limit


class WithoutPerson(_Part):
    """What the optimiser may accept by itself, within the limits: none of it unless named here.

    After any change of a kind was accepted, by itself or by a person, it leaves that kind to rest
    for ``rest_days``, so that the change can show in the figures before the next one.
    """

    changes: frozenset[Change] = frozenset()
    rest_days: int = Field(ge=1, le=365)


class Experiment(_Part):
    """What an A/B test must be able to see. ``significance`` is two-sided."""

    relative_effect: float = Field(gt=0, le=10)
    significance: Probability
    power: Probability


class Rules(_Part):
    """Everything the optimiser goes by."""

    name: str
    window_days: int = Field(ge=1, le=365)
    confidence: float = Field(ge=0.5, lt=1)
    roas: RoasRule
    ctr: CtrRule
    cpl: CplRule
    below_benchmark: Probability
    limits: Limits
    without_person: WithoutPerson
    experiment: Experiment
    ask_again_after_days: int = Field(ge=0, le=365)
    cpl_converted_from: str = Field(default="", exclude=True)
    """What ``cpl.at_most`` was converted from, and at which rates; empty if it was not."""

    @model_validator(mode="after")
    def _can_be_tested(self) -> Self:
        if self.ctr.at_least * (1 + self.experiment.relative_effect) >= 1:
            raise ValueError("ctr.at_least changed by experiment.relative_effect must stay below 1")
        return self

    def measured_by(self, benchmark: Benchmark | None) -> Self:
        """The rules with a benchmark's thresholds in place of the general ones, as far as it has any:
        ``below_benchmark`` of its rates, and as many times its costs.
        """
        if benchmark is None:
            return self
        share = self.below_benchmark
        ctr = {"at_least": benchmark.click_through_rate * share}
        cpl = {name: round(cost / share) for name, cost in benchmark.cost_per_lead.items()}
        return self.model_copy(
            update={
                "ctr": self.ctr.model_copy(update=ctr),
                "cpl": self.cpl.model_copy(update={"at_most": cpl or self.cpl.at_most}),
            }
        )

    def in_currency(self, currency: str, today: date) -> Self:
        """The rules with their amounts in a currency, as far as there are rates for it."""
        rates = ExchangeRates.load()

        def only(amounts: Amounts) -> Amounts:
            found = amount_for(amounts, currency, rates, today)
            return {} if found is None else {currency: found}

        first = next(iter(self.cpl.at_most), currency)
        converted = ""
        if currency not in self.cpl.at_most and first != currency:
            given = amount(self.cpl.at_most[first], first)
            converted = f"{given} at {rates.told(today)}"
        roas = self.roas.model_copy(update={"minimum_spend": only(self.roas.minimum_spend)})
        cpl = {"at_most": only(self.cpl.at_most), "minimum_spend": only(self.cpl.minimum_spend)}
        return self.model_copy(
            update={
                "roas": roas,
                "cpl": self.cpl.model_copy(update=cpl),
                "cpl_converted_from": converted,
            }
        )

    @classmethod
    def load(cls) -> Self:
        """Reads the file beside this module. Raises ``ValidationError`` naming what is wrong in it."""
        return cls.model_validate(packaged_yaml(__package__, "rules.yaml"))
