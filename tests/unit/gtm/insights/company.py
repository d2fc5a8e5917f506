"""The insights agent over facts in memory, answered by the engine that functions have."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.container import Gtm
from baton.gtm.fact_kinds import TRANSACTION, Transaction
from baton.gtm.insights import Analysis, InsightsAnswer, InsightsTask
from baton.gtm.periods import Period
from baton.gtm.settings import GtmSettings
from functions.gtm.insights.agent import Insights
from functions.platform.facts.appending import Appending
from tests.fakes.platform.container import FakePlatform
from tests.unit.gtm.finance.company import RATES, REQUEST

YEAR = "2025-03-01/2026-03-01"
LAST = date(2026, 3, 1)


def bought(customer: str | None, days_ago: int, amount: int = 1_000, **more: Any) -> Fact:
    """A transaction at noon of a day that is so far before the last one, in EUR."""
    day = datetime.combine(LAST, datetime.min.time(), UTC) + timedelta(hours=12, days=-days_ago)
    told = {"customer_id": customer, "amount": amount, "currency": "EUR", **more}
    row = Transaction.model_validate(told)
    return TRANSACTION.fact(
        row, at=day, fact_id=f"{customer} {days_ago} {amount} {more}", version=1
    )


class Desk:
    """The agent, and where it keeps segments."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.platform = FakePlatform()
        files, subjects = cast("Any", self.platform.files), cast("Any", self.platform.subjects)
        Appending(files, fact_kinds, subjects).append(facts)
        self.segments = self.platform.area(Gtm).segments
        clock, settings = self.platform.clock, GtmSettings()
        self.agent = Insights(self.platform.facts, self.segments, clock, settings, RATES)

    def ask(self, *analyses: Analysis, period: str = YEAR, **more: Any) -> InsightsAnswer:
        """The agent's answer, to all analyses unless some are named."""
        task = InsightsTask(
            request_id=REQUEST,
            analyses=analyses or tuple(Analysis),
            period=Period.read(period),
            **more,
        )
        return self.agent.perform(task)
