"""Finance (requirement E3)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.exchange import ExchangeRates
from baton.core.message import AgentName
from baton.facts.query import Facts
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.container import Gtm
from baton.gtm.conversion import Conversion, NoRate
from baton.gtm.fact_reading import Filters
from baton.gtm.figures import Anomaly, Figure, FigureName, FinanceAnswer, FinanceTask, Forecast
from baton.gtm.formulas import Undefined
from baton.gtm.settings import GtmSettings
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.gtm.finance import (
    acquisition,
    budget,
    campaigns,
    cash,
    expecting,
    lifetime,
    recurring,
    sales,
)
from functions.gtm.finance.decision_trace import trace_entry
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.parts import WholeEvidence, with_parts
from functions.gtm.finance.public_holidays import holidays_of
from functions.gtm.finance.working import Frame, Worked, figure

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

WORK: Mapping[FigureName, Callable[[Evidence], Worked]] = {
    FigureName.REVENUE: sales.revenue,
    FigureName.GROSS_PROFIT: sales.profit,
    FigureName.GROSS_MARGIN: sales.margin,
    FigureName.ORDERS: sales.orders,
    FigureName.AVERAGE_ORDER: sales.average_order,
    FigureName.NEW_CUSTOMERS: acquisition.new_customers,
    FigureName.CAC: acquisition.cac,
    FigureName.PAID_CAC: acquisition.paid_cac,
    FigureName.LTV: lifetime.ltv,
    FigureName.LTV_TO_CAC: lifetime.ltv_to_cac,
    FigureName.PAYBACK: lifetime.payback,
    FigureName.ROAS: acquisition.roas,
    FigureName.BLENDED_ROAS: acquisition.blended_roas,
    FigureName.MRR: recurring.mrr,
    FigureName.ARR: recurring.arr,
    FigureName.NRR: recurring.nrr,
    FigureName.GRR: recurring.grr,
    FigureName.CUSTOMER_CHURN: recurring.churn,
    FigureName.BURN_RATE: cash.burn_rate,
    FigureName.GROSS_BURN: cash.gross_burn,
    FigureName.COSTS: budget.costs,
    FigureName.CASH: cash.balance,
    FigureName.RUNWAY: cash.runway,
    FigureName.BUDGET_VARIANCE: budget.budget_variance,
    FigureName.CAMPAIGN_COST: campaigns.cost,
    FigureName.CAMPAIGN_RETURN: campaigns.campaign_return,
}
"""How each is worked out, but for the forecast and the anomalies, which tell more than a figure."""


class Finance(Agent[FinanceTask, FinanceAnswer]):
    """Works figures out of the facts there are, and names what is missing for the others. Everything is
    computed; no model is asked.
    """

    name: ClassVar[AgentName] = "finance"

    def __init__(
        self, facts: Facts, clock: Clock, settings: GtmSettings, rates: ExchangeRates
    ) -> None:
        self._facts = facts
        self._clock = clock
        self._settings = settings
        self._rates = rates

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings = platform.area(Gtm).settings
        return cls(platform.facts, platform.clock, settings, ExchangeRates.load())

    def perform(self, task: FinanceTask) -> FinanceAnswer:
        """Works the figures out. Raises ``Unavailable`` if the facts cannot be read now."""
        currency = task.currency or self._settings.reporting_currency
        conversion = Conversion(self._rates, currency, self._clock().date())
        evidence = self._evidence(task, conversion)
        work = _Work(evidence)
        figures = tuple(work.figure(name) for name in task.figures)
        if isinstance(evidence, WholeEvidence):
            figures = tuple(with_parts(one, evidence, WORK.get(one.name)) for one in figures)
        return FinanceAnswer(
            request_id=task.request_id,
            period=task.period,
            currency=currency,
            country=task.country,
            channel=task.channel,
            by=task.by,
            figures=figures,
            forecast=work.forecast,
            anomalies=work.anomalies,
            missing=tuple(evidence.missing.values()),
            queries=tuple(dict.fromkeys(evidence.queries.values())),
            rates=conversion.note,
        )

    def _evidence(self, task: FinanceTask, conversion: Conversion) -> Evidence:
        kind = partial(WholeEvidence, by=task.by) if task.by else Evidence
        return kind(
            facts=self._facts,
            kinds=fact_kinds().keys(),
            period=task.period,
            filters=Filters(task.country, task.channel),
            conversion=conversion,
            history_days=self._settings.customer_history_days,
            campaign=task.campaign,
        )

    def decided(self, task: FinanceTask, result: FinanceAnswer) -> Sequence[DecisionRecord]:
        """Which figures were told, and which could not be."""
        return (trace_entry(task, result),)


class _Work:
    """The figures of one answer, with what two of them tell beside."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._frame = Frame(period=evidence.period, currency=evidence.conversion.currency)
        self.forecast: Forecast | None = None
        self.anomalies: tuple[Anomaly, ...] | None = None

    def figure(self, name: FigureName) -> Figure:
        """One figure, or the reason why there is none."""
        worked: Worked | Undefined
        try:
            self._check_begun(name)
            worked = self._worked(name)
        except Undefined as reason:
            worked = reason
        except NoRate as reason:
            worked = Undefined(str(reason))
        return figure(name, self._frame, worked)

    def _check_begun(self, name: FigureName) -> None:
        """Raises ``Undefined`` for what is to come, but for what is expected of it and planned."""
        today = self._evidence.conversion.today
        ahead = {FigureName.REVENUE_FORECAST, FigureName.CAMPAIGN_COST, FigureName.CAMPAIGN_RETURN}
        if self._evidence.period.first > today and name not in ahead:
            raise Undefined(f"These days have not begun: today is {today}.")

    def _worked(self, name: FigureName) -> Worked:
        if name is FigureName.REVENUE_FORECAST:
            worked, self.forecast = expecting.forecast(self._evidence)
            return worked
        if name is FigureName.ANOMALIES:
            is_holiday = holidays_of(self._evidence.countries)
            worked, self.anomalies = expecting.anomalies(self._evidence, is_holiday)
            return worked
        return WORK[name](self._evidence)
