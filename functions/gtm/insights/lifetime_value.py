"""What customers will probably spend: purchases by BG/NBD, times their value by Gamma-Gamma. Pure.

P. Fader, B. Hardie, K. Lee, RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of
Marketing Research 42(4), 2005.
"""

import math
from dataclasses import dataclass

from baton.gtm.formulas import Undefined
from baton.gtm.insights import LifetimeValue
from functions.gtm.insights import gamma_gamma
from functions.gtm.insights.churn import Outlook
from functions.gtm.insights.customers import Customers
from functions.gtm.insights.gamma_gamma import GammaGamma

LEAST_REPEATERS = 10
"""With a purchase more than one, for values to be told apart by customer."""


@dataclass(frozen=True, slots=True)
class PurchaseValue:
    """What a purchase of a customer is worth: by the model, or the mean of all where there is none."""

    mean: float
    model: GammaGamma | None = None

    def of(self, purchases: int, spent: float) -> float:
        """Expected of the next purchase of a customer."""
        if self.model is None:
            return self.mean
        return self.model.value_expected(purchases, max(spent, 0.0) / purchases)


def purchase_value(customers: Customers) -> PurchaseValue:
    """What is known of purchases' values. Raises ``Undefined`` if they brought nothing together."""
    total = sum(customers.purchases)
    if not customers.revenue > 0:
        raise Undefined("Customers gave back as much as they bought, so purchases have no value.")
    mean = customers.revenue / total
    paid = [
        (count, spent / count)
        for count, spent in zip(customers.purchases, customers.spent, strict=True)
        if spent > 0
    ]
    if sum(count > 1 for count, _ in paid) < LEAST_REPEATERS:
        return PurchaseValue(mean)
    return PurchaseValue(mean, gamma_gamma.fit(paid))


def lifetime_value(customers: Customers, made: Outlook, value: PurchaseValue) -> LifetimeValue:
    """What all customers will probably spend in the days asked about."""
    bought = spending = worth = 0.0
    for history, count, spent in zip(
        customers.histories(), customers.purchases, customers.spent, strict=True
    ):
        purchases, each = made.purchases(history), value.of(count, spent)
        bought += purchases
        spending += purchases * each
        worth += each
    number, model = len(customers), value.model
    return LifetimeValue(
        customers=number,
        spent_a_customer=customers.revenue / number,
        purchases_expected=bought / number,
        purchase_value=worth / number,
        expected_a_customer=spending / number,
        expected=spending,
        p=model.p if model else None,
        q=model.q if model else None,
        v=model.v if model else None,
        correlation=_correlation(customers),
    )


def _correlation(customers: Customers) -> float | None:
    """Pearson's, of purchases and the log of their mean value, over repeat customers."""
    pairs = [
        (float(count), math.log(spent / count))
        for count, spent in zip(customers.purchases, customers.spent, strict=True)
        if count > 1 and spent > 0
    ]
    if len(pairs) < LEAST_REPEATERS:
        return None
    means = [math.fsum(column) / len(pairs) for column in zip(*pairs, strict=True)]
    off = [(x - means[0], y - means[1]) for x, y in pairs]
    spread = math.sqrt(math.fsum(x * x for x, _ in off) * math.fsum(y * y for _, y in off))
    return math.fsum(x * y for x, y in off) / spread if spread > 0 else None
