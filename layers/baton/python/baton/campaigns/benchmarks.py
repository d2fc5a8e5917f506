"""What ads reach elsewhere, by platform and kind of ad (requirement A8). Pure.

``benchmarks.yaml`` states the figures with their sources and dates; a company puts its own there.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from baton.core.exchange import ExchangeRates
from baton.core.money import Currency
from baton.core.packaged_yaml import packaged_yaml

Amounts = dict[Currency, Annotated[int, Field(gt=0)]]
"""Amounts in minor units, by currency; for another currency the first one is converted."""

_Share = Annotated[float, Field(gt=0, lt=1)]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


def amount_for(amounts: Amounts, currency: str, rates: ExchangeRates, today: date) -> int | None:
    """The amount for a currency: its own, else the first one at the kept rates. ``None`` without any."""
    if currency in amounts:
        return amounts[currency]
    first = next(iter(amounts), None)
    return rates.converted(amounts[first], first, currency, today) if first else None


class Benchmark(BaseModel):
    """What one kind of ad reaches; what is not stated is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    click_through_rate: _Share
    conversion_rate: _Share | None = None
    cost_per_lead: Amounts = Field(default_factory=dict)
    source: str = Field(min_length=10)
    as_of: date


class PlatformBenchmarks(BaseModel):
    """The kinds of ad of a platform, and which it is if none is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    usual: _Name | None = None
    kinds: dict[_Name, Benchmark] = Field(min_length=1)

    @model_validator(mode="after")
    def _knows_the_usual_kind(self) -> Self:
        if self.usual is not None and self.usual not in self.kinds:
            raise ValueError(f"usual is {self.usual}, which is none of its kinds")
        return self


@dataclass(frozen=True, slots=True)
class AppliedBenchmark:
    """What a campaign is measured by: a benchmark, or ``None`` where the general thresholds stand;
    ``text`` says which and why.
    """

    benchmark: Benchmark | None
    text: str


class Benchmarks(BaseModel):
    """All of them. ``name`` is the version that results name, and ``general`` what stands in for a
    benchmark where something must be compared all the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    general: Benchmark
    platforms: dict[_Name, PlatformBenchmarks]

    @classmethod
    @cache
    def load(cls) -> Self:
        """The kept table. Raises ``ValidationError`` naming what is wrong in it."""
        return cls.model_validate(packaged_yaml(__package__, "benchmarks.yaml"))

    def yardstick(self, platform: str, ad_kind: str | None) -> AppliedBenchmark:
        """The benchmark for a campaign's platform and kind of ad, as far as there is one."""
        known = self.platforms.get(platform.strip().casefold())
        if known is None:
            return AppliedBenchmark(None, f"There is no benchmark for {platform}: {_GENERAL}")
        kind = ad_kind or known.usual
        if kind is None:
            named = ", ".join(known.kinds)
            return AppliedBenchmark(
                None, f"The kind of ad on {platform} is not told (ad_kind: {named}): {_GENERAL}"
            )
        benchmark = known.kinds.get(kind)
        if benchmark is None:
            return AppliedBenchmark(
                None, f"There is no benchmark for {kind} on {platform}: {_GENERAL}"
            )
        text = f"Measured by {kind} on {platform}: {benchmark.source}, as of {benchmark.as_of}."
        return AppliedBenchmark(benchmark, text)


_GENERAL = "the general thresholds stand."
