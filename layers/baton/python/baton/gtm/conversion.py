"""Sums of several currencies in one, at the kept rates. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from baton.core.amounts import minor_digits
from baton.core.exchange import ExchangeRates


class NoRate(Exception):
    """There is no rate of exchange for a currency."""


class Conversion:
    """Converts into one currency at the rates of one day, for all days: so figures of different periods
    differ by business and not by exchange."""

    def __init__(self, rates: ExchangeRates, currency: str, today: date) -> None:
        self.currency = currency
        self._rates = rates
        self.today = today
        self.used: set[str] = set()

    def total(self, amounts: Iterable[tuple[str, float]]) -> float:
        """The sum of amounts in minor units of their currencies, not rounded. Raises ``NoRate``."""
        by_currency: dict[str, float] = {}
        for currency, amount in amounts:
            by_currency[currency] = by_currency.get(currency, 0) + amount
        try:
            return sum(self.worth(amount, currency) for currency, amount in by_currency.items())
        except NoRate as error:
            there = ", ".join(money_text(by_currency[name], name) for name in sorted(by_currency))
            raise NoRate(f"{error} What there is: {there}.") from None

    def worth(self, amount: float, currency: str) -> float:
        """An amount. Raises ``NoRate``; nothing is nothing in every currency."""
        if not amount:
            return 0.0
        rate = self._rates.rate(currency, self.currency, self.today)
        if rate is None:
            raise self.no_rate(currency)
        if currency != self.currency:
            self.used.add(currency)
        return amount * rate

    def no_rate(self, currency: str) -> NoRate:
        """The reason that amounts of a currency cannot be told in the one wanted."""
        return NoRate(
            f"There is no rate of exchange from {currency} to {self.currency} that holds on "
            f"{self.today}. Put one into exchange_rates.yaml."
        )

    @property
    def yesterday(self) -> date:
        """The last day that is over."""
        return self.today - timedelta(days=1)

    @property
    def rates(self) -> dict[str, float]:
        """What a minor unit of each currency is worth that has a rate, to convert where facts are."""
        known = {self.currency, self._rates.base, *self._rates.rates}
        found = {name: self._rates.rate(name, self.currency, self.today) for name in sorted(known)}
        return {name: rate for name, rate in found.items() if rate is not None}

    @property
    def note(self) -> str | None:
        """Which rates were used, if any."""
        if not self.used:
            return None
        return (
            f"{', '.join(sorted(self.used))} in {self.currency} at {self._rates.told(self.today)} for "
            f"all days ({self._rates.source})"
        )

    def text(self, minor: float) -> str:
        """An amount as people write it, as ``1,234.50 EUR``."""
        return money_text(minor, self.currency)


def money_text(minor: float, currency: str) -> str:
    """An amount in minor units as ``1,234.50 EUR``."""
    digits = minor_digits(currency)
    return f"{round(minor) / 10**digits:,.{digits}f} {currency}"


def by_currency(rows: Iterable[Mapping[str, object]], column: str) -> list[tuple[str, float]]:
    """A column of rows as amounts, with each row's currency; what is not known counts nothing."""
    return [
        (str(row["currency"]), float(value))
        for row in rows
        if isinstance(value := row[column], int | float)
    ]
