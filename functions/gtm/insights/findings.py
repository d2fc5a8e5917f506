"""What each analysis finds, in figures and sentences; or why it finds nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from baton.core.wording import counted
from baton.gtm.answer import Statement
from baton.gtm.formulas import Undefined
from baton.gtm.insights import Analysis, AtRisk, Churn, CohortRow, InsightFigure, LifetimeValue
from baton.gtm.segment_repository import NewSegment, new_segment
from baton.gtm.segments import SegmentName, SegmentSummary
from functions.gtm.insights import churn, segmentation
from functions.gtm.insights.churn import Outlook
from functions.gtm.insights.cohorts import share_back
from functions.gtm.insights.customer_queries import COHORTS, CUSTOMERS
from functions.gtm.insights.customer_reading import CustomerReading
from functions.gtm.insights.customers import Customers
from functions.gtm.insights.figure_specs import Named, figure, percent
from functions.gtm.insights.lifetime_value import PurchaseValue, lifetime_value, purchase_value
from functions.gtm.insights.segment_specs import segment_specs

NOTABLE_CORRELATION = 0.3
"""From which on number and value of purchases are not taken to have nothing to do with each other."""

_MOST_TEXT = 600


@dataclass
class Findings:
    """Everything that is found for an answer. What two analyses need is worked out once."""

    reading: CustomerReading
    figures: list[InsightFigure] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    kept: list[NewSegment] = field(default_factory=list)
    churn: Churn | None = None
    value: LifetimeValue | None = None
    cohorts: tuple[CohortRow, ...] | None = None
    at_risk: AtRisk | None = None

    @cached_property
    def _outlook(self) -> Outlook:
        customers = self.reading.customers
        return churn.outlook(customers.histories(), self.reading.horizon_days)

    @cached_property
    def _chances(self) -> list[tuple[float, float]]:
        return churn.each(self._outlook, self.reading.customers)

    @cached_property
    def _purchase_value(self) -> PurchaseValue:
        return purchase_value(self.reading.paying)

    @property
    def _ahead(self) -> str:
        return f"in the {self.reading.horizon_days} days after {self.reading.as_of}"

    def tell_customers(self) -> None:
        """How many there are. Raises ``Undefined`` if there are none."""
        found = self.reading.customers
        again = sum(count > 1 for count in found.purchases) / len(found)
        self._figure(Named.CUSTOMERS, len(found))
        self._figure(Named.REPEAT_CUSTOMERS, again)
        many = "1 customer has" if len(found) == 1 else f"{len(found):,} customers have"
        self._say(
            f"{many} bought{self.reading.filters.text} by {self.reading.as_of}, {percent(again)} of "
            "them on more than one day.",
            Named.CUSTOMERS,
            Named.REPEAT_CUSTOMERS,
        )

    def tell_segments(self) -> None:
        """Every customer in a segment by RFM."""
        try:
            customers = self.reading.paying
            sorted_in = segmentation.by_rfm(customers)
        except Undefined as reason:
            self._say(str(reason))
            return
        made = []
        for name in segment_specs():
            if those := sorted_in.get(name):
                rows = segmentation.members_by_rfm(customers, those)
                spent = sum(customers.spent[number] for number, _ in those)
                made.append(new_segment(self._summary(name, customers, len(rows), spent), rows))
        self.kept += made
        largest = max((one.summary for one in made), key=lambda one: one.customers)
        dearest = max((one.summary for one in made), key=lambda one: one.revenue)
        share = dearest.revenue_share
        brought = f" and brought {percent(share)} of revenue" if share is not None else ""
        self._say(
            f"{_listed(largest)} are the largest segment, {percent(largest.share)} of customers. "
            f"{_listed(dearest)} brought most: they are {percent(dearest.share)} of customers{brought}.",
        )

    def tell_churn(self) -> None:
        """How likely customers buy nothing."""
        try:
            made, chances = self._outlook, self._chances
        except Undefined as reason:
            self._undefined(reason, Named.NO_PURCHASE, Named.ALIVE)
            return
        expected = sum(chance for chance, _ in chances) / len(chances)
        alive = sum(chance for _, chance in chances) / len(chances)
        self._figure(Named.NO_PURCHASE, expected)
        self._figure(Named.ALIVE, alive)
        self._say(
            f"{percent(expected)} of customers are expected to buy nothing {self._ahead}; "
            f"{percent(alive)} are taken not to have left for good.",
            Named.NO_PURCHASE,
            Named.ALIVE,
        )
        self._check(made, expected, alive)

    def _check(self, made: Outlook, expected: float, alive: float) -> None:
        """Holds the model to the last days that are known."""
        try:
            found = churn.check(self.reading.customers)
        except Undefined as reason:
            self.churn = Churn(
                model=made.told, expected=expected, alive=alive, why_unchecked=str(reason)
            )
            self._say(f"How far these chances are right is not known yet. {reason}")
            return
        self.churn = Churn(model=made.told, expected=expected, alive=alive, check=found)
        verdict = (
            "better than the days since the last purchase alone"
            if found.beats_recency
            else "no better than the days since the last purchase alone, so rank customers by these"
        )
        self._say(
            f"Fitted to what was known on {found.fitted_until} and held to the {found.days} days after, "
            f"the model tells who buys nothing {verdict} (AUC {found.auc:.3f} against "
            f"{found.auc_of_recency:.3f}); it expected {percent(found.expected)} of {found.customers:,} "
            f"customers to, and {percent(found.happened)} did."
        )

    def tell_value(self) -> None:
        """What customers will probably spend."""
        try:
            customers = self.reading.paying
        except Undefined as reason:
            names = (Named.SPENT_A_CUSTOMER, Named.EXPECTED_REVENUE, Named.EXPECTED_A_CUSTOMER)
            self._undefined(reason, *names)
            return
        self._figure(Named.SPENT_A_CUSTOMER, customers.revenue / len(customers))
        try:
            found = lifetime_value(customers, self._outlook, self._purchase_value)
        except Undefined as reason:
            self._undefined(reason, Named.EXPECTED_REVENUE, Named.EXPECTED_A_CUSTOMER)
            return
        self.value = found
        each = self._figure(Named.EXPECTED_A_CUSTOMER, found.expected_a_customer).text
        total = self._figure(Named.EXPECTED_REVENUE, found.expected).text
        self._say(
            f"The customers there are will probably spend {total} {self._ahead}, {each} each; that is "
            "revenue, not margin.",
            Named.EXPECTED_REVENUE,
            Named.EXPECTED_A_CUSTOMER,
        )
        if found.correlation is not None and abs(found.correlation) > NOTABLE_CORRELATION:
            self._say(
                "Who buys more often spends "
                f"{'more' if found.correlation > 0 else 'less'} a purchase (correlation "
                f"{found.correlation:.2f}); the model of values takes the two to be independent, so "
                "the value expected of single customers is rough.",
                Named.EXPECTED_REVENUE,
            )

    def tell_cohorts(self) -> None:
        """How many new customers came back."""
        try:
            self.cohorts = self.reading.cohorts
            share, customers = share_back(self.cohorts, 1)
        except Undefined as reason:
            self._undefined(reason, Named.BACK_NEXT_MONTH, query=COHORTS)
            return
        self._figure(Named.BACK_NEXT_MONTH, share, query=COHORTS)
        self._say(
            f"{percent(share)} of {counted(customers, 'new customer')} bought again in the month after "
            f"their first, over the cohorts since {self.cohorts[0].month:%Y-%m} that have it behind "
            "them.",
            Named.BACK_NEXT_MONTH,
            query=COHORTS,
        )

    def tell_at_risk(self) -> None:
        """Who should be won back."""
        try:
            customers, made, value = self.reading.paying, self._outlook, self._purchase_value
            those = segmentation.at_risk(customers, made, self._chances, value)
        except Undefined as reason:
            self._undefined(reason, Named.CUSTOMERS_AT_RISK, Named.VALUE_AT_STAKE)
            return
        stake = sum(one.at_stake for one in those)
        spent = sum(customers.spent[one.number] for one in those)
        summary = self._summary(SegmentName.AT_RISK, customers, len(those), spent)
        rows = segmentation.members_at_risk(customers, those)
        segment = new_segment(summary, rows, self.reading.horizon_days)
        self.kept.append(segment)
        self.at_risk = AtRisk(
            segment_id=segment.summary.segment_id,
            customers=len(those),
            value_at_stake=round(stake),
            from_chance=segmentation.FROM_CHANCE,
            least_alive=segmentation.LEAST_ALIVE,
        )
        self._figure(Named.CUSTOMERS_AT_RISK, len(those))
        told = self._figure(Named.VALUE_AT_STAKE, stake).text
        self._say(
            f"{counted(len(those), 'repeat customer')} at risk: probably no purchase {self._ahead}, "
            f"and they may still be won back. At stake with them are {told}.",
            Named.CUSTOMERS_AT_RISK,
            Named.VALUE_AT_STAKE,
        )

    def tell_nobody(self, reason: Undefined) -> None:
        """That there are no customers to look into."""
        self._undefined(reason, Named.CUSTOMERS)

    def _undefined(self, reason: Undefined, *names: Named, query: str = CUSTOMERS) -> None:
        for name in names:
            self._figure(name, reason, query=query)
        self._say(str(reason), *names, query=query)

    def _figure(
        self, name: Named, value: float | Undefined, *, query: str = CUSTOMERS
    ) -> InsightFigure:
        asked = (query,) if query in self.reading.queries else ()
        made = figure(name, value, self.reading.conversion.currency, *asked)
        self.figures.append(made)
        return made

    def _say(self, text: str, *names: Named, query: str = CUSTOMERS) -> None:
        asked = (query,) if query in self.reading.queries else ()
        said = Statement(text=text[:_MOST_TEXT], figures=names, queries=asked)
        if said.text not in {one.text for one in self.statements}:
            self.statements.append(said)

    def _summary(
        self, name: SegmentName, customers: Customers, members: int, spent: float
    ) -> SegmentSummary:
        spec, filters, revenue = segment_specs()[name], self.reading.filters, customers.revenue
        return SegmentSummary(
            segment_id="0" * 32,
            name=name,
            label=spec.label,
            means=spec.means,
            advice=spec.advice,
            as_of=self.reading.as_of,
            country=filters.country,
            channel=filters.channel,
            customers=members,
            share=members / len(customers),
            revenue=round(spent),
            revenue_share=spent / revenue if revenue > 0 else None,
            currency=self.reading.conversion.currency,
        )


def _listed(summary: SegmentSummary) -> str:
    return f"{summary.label} ({summary.customers:,})"


TELLING: Mapping[Analysis, Callable[[Findings], None]] = {
    Analysis.SEGMENTS: Findings.tell_segments,
    Analysis.CHURN: Findings.tell_churn,
    Analysis.LIFETIME_VALUE: Findings.tell_value,
    Analysis.COHORTS: Findings.tell_cohorts,
    Analysis.AT_RISK: Findings.tell_at_risk,
}
"""How each analysis is told."""
