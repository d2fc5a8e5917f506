"""Money of one currency in another, at the rates of a kept, dated table. Pure.

``exchange_rates.yaml`` is made by ``tools/exchange_rates.py``; a company that wants newer rates, or
other currencies, replaces it.
"""

from datetime import date, timedelta
from functools import cache
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from baton.core.amounts import minor_digits
from baton.core.money import Currency
from baton.core.packaged_yaml import packaged_yaml

_A_MONTH = 31
"""Days after which it is told how old rates are."""


class ExchangeRates(BaseModel):
    """``rates`` are units of each currency for one ``base``, on the day ``as_of``; they are used for
    ``valid_days`` from then on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    base: Currency
    as_of: date
    valid_days: int = Field(ge=1)
    rates: dict[Currency, Annotated[float, Field(gt=0)]]

    @classmethod
    @cache
    def load(cls) -> Self:
        """The kept table."""
        return cls.model_validate(packaged_yaml(__package__, "exchange_rates.yaml"))

    def rate(self, given: str, wanted: str, today: date) -> float | None:
        """Minor units of ``wanted`` for one of ``given``; ``None`` if there is no rate that holds."""
        if given == wanted:
            return 1.0
        rates = {self.base: 1.0, **self.rates}
        if given not in rates or wanted not in rates or self.is_too_old(today):
            return None
        per_minor: float = 10.0 ** (minor_digits(wanted) - minor_digits(given))
        return per_minor * rates[wanted] / rates[given]

    def converted(self, minor: float, given: str, wanted: str, today: date) -> int | None:
        """An amount in minor units of ``given`` in those of ``wanted``, to the nearest one (at least 1);
        ``None`` if there is no rate or the table is too old.
        """
        if given == wanted:
            return round(minor)
        rate = self.rate(given, wanted, today)
        return None if rate is None else max(round(minor * rate), 1)

    def told(self, today: date) -> str:
        """Which rates an amount was converted at: ``the rates of 2026-10-30``, and after a month how old
        they are.
        """
        said, age = f"the rates of {self.as_of}", (today - self.as_of).days
        return f"{said}, {age} days old: renew exchange_rates.yaml" if age > _A_MONTH else said

    def is_too_old(self, today: date) -> bool:
        """Whether the rates say nothing of today any more."""
        return today > self.as_of + timedelta(days=self.valid_days)
