"""A small company in its first quarter of 2026, of which every figure can be worked out by hand."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, cast

from baton.core.exchange import ExchangeRates
from baton.facts.fact import Fact
from baton.facts.kind import FactKind
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.fact_kinds import BUDGET, CASH_BALANCE, COST, SUBSCRIPTION, TRANSACTION
from baton.gtm.figures import Figure, FigureName, FinanceAnswer, FinanceTask
from baton.gtm.periods import Period
from baton.gtm.settings import GtmSettings
from functions.gtm.finance.agent import Finance
from functions.platform.facts.appending import Appending
from tests.fakes.platform.container import FakePlatform

RATES = ExchangeRates(
    source="a test",
    base="EUR",
    as_of=date(2026, 3, 1),
    valid_days=366,
    rates={"USD": 1.25, "JPY": 160},
)
QUARTER = "2026-Q1"
REQUEST = "01KF0Z6T9QJ4T8W2M5V7X1C3D6"
CAMPAIGN = "01KF0Z6T9QJ4T8W2M5V7X1C3D5"


def fact(kind: FactKind, number: int, day: str, **row: Any) -> Fact:
    """A fact of a day at noon; money is in EUR unless it says otherwise."""
    at = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    made = kind.row.model_validate({"currency": "EUR", **row})
    return kind.fact(made, at=at, fact_id=None if kind.key else f"{kind.name} {number}", version=1)


def _all(kind: FactKind, *rows: tuple[str, dict[str, Any]]) -> list[Fact]:
    return [fact(kind, number, day, **row) for number, (day, row) in enumerate(rows)]


def sold(customer: str, amount: int, cost: int | None = None, **more: Any) -> dict[str, Any]:
    """A transaction."""
    return {"customer_id": customer, "amount": amount, "cost": cost, **more}


TRANSACTIONS = _all(
    TRANSACTION,
    ("2025-12-10", sold("c1", 10_000, 4_000, channel="email", country="AT")),
    ("2026-01-15", sold("c1", 5_000, 2_000, channel="email", country="AT")),
    ("2026-01-20", sold("c2", 20_000, 8_000, channel="google", country="AT")),
    ("2026-02-05", sold("c3", 10_000, 5_000, channel="google", country="DE")),
    ("2026-02-10", sold("c2", -5_000, -2_000, channel="google", country="AT")),
    ("2026-03-01", sold("c4", 12_500, 6_250, channel="meta", currency="USD", country="US")),
)
"""400 EUR in the quarter, 180 of cost; c2 and c3 new by google, c4 by meta."""


def _state(number: int, monthly: int) -> dict[str, Any]:
    return {"subscription_id": f"s{number}", "customer_id": f"c{number}", "monthly": monthly}


SUBSCRIPTIONS = _all(
    SUBSCRIPTION,
    ("2025-06-01", _state(1, 10_000)),
    ("2025-10-01", _state(2, 5_000)),
    ("2026-02-01", _state(2, 8_000)),
    ("2025-11-01", _state(3, 4_000)),
    ("2026-03-05", _state(3, 0)),
    ("2026-02-10", _state(4, 6_000)),
    ("2025-01-01", _state(5, 3_000)),
    ("2026-01-10", _state(5, 2_000)),
)
"""220 EUR a month opened; 60 won, 30 expanded, 10 contracted, 40 churned: 260 closed."""

COSTS = _all(
    COST,
    ("2026-01-10", {"category": "marketing", "amount": 3_000}),
    ("2026-02-10", {"category": "sales", "amount": 6_000}),
    ("2026-01-31", {"category": "advertising", "amount": 4_000, "channel": "google"}),
    ("2026-01-31", {"category": "general_and_administrative", "amount": 9_000}),
)
BUDGETS = _all(
    BUDGET,
    ("2026-01-01", {"category": "marketing", "amount": 2_000}),
    ("2026-02-01", {"category": "marketing", "amount": 1_000}),
    ("2026-02-01", {"category": "sales", "amount": 5_000}),
    ("2026-01-01", {"category": "general_and_administrative", "amount": 7_000}),
    ("2026-03-01", {"category": "research_and_development", "amount": 1_000}),
    ("2026-01-01", {"category": "revenue", "amount": 50_000}),
)
CASH = _all(
    CASH_BALANCE,
    ("2025-12-31", {"account": "bank", "balance": 100_000}),
    ("2026-02-15", {"account": "bank", "balance": 95_000, "financing": 5_000}),
    ("2026-03-31", {"account": "bank", "balance": 85_000}),
)


def ads() -> list[Fact]:
    """40 EUR at google, which says it brought 120; 20 at meta, which says nothing of that."""
    kind = fact_kinds()["ad_metrics_day"]
    shared = {"campaign_id": CAMPAIGN, "external_id": "1", "impressions": 1, "clicks": 1}
    google = {"platform": "google", "spend": 4_000, "revenue": 12_000, **shared}
    meta = {"platform": "meta", "spend": 2_000, **shared}
    return _all(kind, ("2026-01-20", google), ("2026-03-02", meta))


def everything() -> list[Fact]:
    """All facts of the company."""
    return [*TRANSACTIONS, *SUBSCRIPTIONS, *COSTS, *BUDGETS, *CASH, *ads()]


class FinanceHarness:
    """The finance agent over facts in memory, answered by the engine that functions have."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.platform = FakePlatform()
        files, subjects = cast("Any", self.platform.files), cast("Any", self.platform.subjects)
        Appending(files, fact_kinds, subjects).append(facts)
        self.agent = Finance(self.platform.facts, self.platform.clock, GtmSettings(), RATES)

    def ask(self, *names: FigureName, period: str = QUARTER, **more: Any) -> FinanceAnswer:
        """The agent's answer, all figures unless some are named."""
        task = FinanceTask(
            request_id=REQUEST,
            figures=names or tuple(FigureName),
            period=Period.read(period),
            **more,
        )
        return self.agent.perform(task)

    def figure(self, name: FigureName, **more: Any) -> Figure:
        """One figure."""
        (found,) = self.ask(name, **more).figures
        return found
