"""The facts that finance works with. Companies drop them as files; other areas publish some of them."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.core.money import Currency
from baton.facts.kind import FactKind, FactRow, Unit

MinorUnits = Annotated[int, Field(ge=-(10**15), le=10**15), Unit("minor units of currency")]
NotNegative = Annotated[int, Field(ge=0, le=10**15), Unit("minor units of currency")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166, as AT")]
Channel = Annotated[str, Field(min_length=1, max_length=40, description="as google or email")]
Id = Annotated[str, Field(min_length=1, max_length=200)]


class CostCategory(StrEnum):
    """What a cost was for."""

    ADVERTISING = "advertising"
    """paid to who shows ads"""
    MARKETING = "marketing"
    """all other marketing: people, agencies, tools, content"""
    SALES = "sales"
    COST_OF_REVENUE = "cost_of_revenue"
    """goods, hosting, support, payment fees, unless each transaction says its cost"""
    RESEARCH_AND_DEVELOPMENT = "research_and_development"
    GENERAL_AND_ADMINISTRATIVE = "general_and_administrative"


class Transaction(FactRow):
    """What a customer bought, or gave back: a line of an order, an invoice or a credit note."""

    customer_id: Id | None = Field(
        default=None,
        description="the company's own id; the person's key where an erasure shall find it",
    )
    amount: MinorUnits = Field(
        description="net of tax, after discounts; below 0 for what is paid back"
    )
    currency: Currency = Field(description="of amount and cost")
    cost: MinorUnits | None = Field(default=None, description="of what was sold, if it is known")
    country: Country | None = None
    channel: Channel | None = Field(default=None, description="that brought the purchase")
    order_id: Id | None = None
    product_id: Id | None = None
    quantity: Annotated[float, Field(ge=-1e9, le=1e9), Unit("pieces")] | None = None


class Subscription(FactRow):
    """What a subscription is worth a month, from the day of ``at`` until the next such fact."""

    subscription_id: Id
    customer_id: Id
    monthly: NotNegative = Field(
        description="recurring, a twelfth of what is billed a year; 0 once it has ended"
    )
    currency: Currency
    country: Country | None = None
    channel: Channel | None = Field(default=None, description="that won the customer")


class Cost(FactRow):
    """A cost, at the day it is of."""

    category: CostCategory
    amount: MinorUnits = Field(description="net of tax; below 0 for what is paid back")
    currency: Currency
    country: Country | None = Field(default=None, description="it was for, if for one")
    channel: Channel | None = Field(default=None, description="it was for, if for one")


class Budget(FactRow):
    """What was planned for a month: that of ``at``, whichever its day."""

    category: str = Field(description="a category of cost, or revenue")
    amount: NotNegative
    currency: Currency

    @model_validator(mode="after")
    def _has_a_category(self) -> Self:
        known = {REVENUE, *(one.value for one in CostCategory)}
        if self.category not in known:
            raise ValueError(f"category should be one of {', '.join(sorted(known))}")
        return self


class CashBalance(FactRow):
    """What is in an account at the end of the day of ``at``."""

    account: Id
    balance: MinorUnits
    currency: Currency
    financing: MinorUnits = Field(
        default=0,
        description="of it, raised or repaid that day: capital and loans, which no business earned",
    )


REVENUE = "revenue"
"""What a budget is of, if not of a cost."""

TRANSACTION = FactKind(
    "transaction",
    Transaction,
    means="what customers bought and gave back",
    restated=True,
    subject="customer_id",
)
SUBSCRIPTION = FactKind(
    "subscription",
    Subscription,
    means="what subscriptions are worth a month",
    key=("subscription_id", "day"),
    restated=True,
    subject="customer_id",
)
COST = FactKind("cost", Cost, means="what was spent, and for what", restated=True)
BUDGET = FactKind(
    "budget",
    Budget,
    means="what was planned for a month",
    key=("category", "currency", "day"),
    restated=True,
)
CASH_BALANCE = FactKind(
    "cash_balance",
    CashBalance,
    means="what was in an account at the end of a day",
    key=("account", "day"),
    restated=True,
)

FACT_KINDS = (TRANSACTION, SUBSCRIPTION, COST, BUDGET, CASH_BALANCE)
