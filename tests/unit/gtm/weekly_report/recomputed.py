"""The report's figures worked out a second way: plain Python over what the demo's company did, without
facts, SQL or any module of finance."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from infra.local.company.world import Company

POUND = 0.8
"""What a euro is worth, by the rates of these tests."""

MONTH = 365.25 / 12


def euros(minor: float, currency: str) -> float:
    """An amount in euro cents."""
    return minor / POUND if currency == "GBP" else minor


class Books:
    """A company between two days, both included."""

    def __init__(self, company: Company, first: date, last: date) -> None:
        self.company = company
        self.first = first
        self.last = last
        self.months = ((last - first).days + 1) / MONTH

    def within(self, day: date) -> bool:
        return self.first <= day <= self.last

    def revenue(self) -> float:
        return sum(
            euros(one.amount, one.customer.currency)
            for one in self.company.sales
            if self.within(one.day)
        )

    def gross_margin(self) -> float:
        sold = [one for one in self.company.sales if self.within(one.day)]
        cost = sum(euros(one.cost, one.customer.currency) for one in sold)
        return (self.revenue() - cost) / self.revenue()

    def new_customers(self) -> int:
        firsts: dict[str, date] = {}
        for one in sorted(self.company.sales, key=lambda sale: sale.day):
            if one.amount > 0:
                firsts.setdefault(one.customer.customer_id, one.day)
        return sum(map(self.within, firsts.values()))

    def advertising(self) -> float:
        return sum(
            euros(one.spend, one.campaign.currency)
            for one in self.company.ads
            if self.within(one.day)
        )

    def roas(self) -> float:
        brought = sum(
            euros(one.revenue, one.campaign.currency)
            for one in self.company.ads
            if self.within(one.day)
        )
        return brought / self.advertising()

    def blended_roas(self) -> float:
        return self.revenue() / self.advertising()

    def costs(self) -> Mapping[str, float]:
        found: defaultdict[str, float] = defaultdict(float)
        for one in self.company.costs:
            if self.within(one.day):
                found[one.category] += euros(one.amount, one.currency)
        return {**found, "advertising": self.advertising()}

    def planned(self) -> Mapping[str, float]:
        """Months that lie in it in part count by their days."""
        found: defaultdict[str, float] = defaultdict(float)
        for one in self.company.budget:
            days = list(_days_of_month(one.month))
            share = sum(map(self.within, days)) / len(days)
            found[one.category] += one.amount * share
        return found

    def gross_burn(self) -> float:
        return sum(self.costs().values()) / self.months

    def cac(self) -> float:
        costs = self.costs()
        spent = costs["marketing"] + costs["sales"] + costs["advertising"]
        return spent / self.new_customers()

    def worth(self, last: date) -> Mapping[str, float]:
        """What each customer's subscription is worth a month at the end of a day."""
        found: dict[str, float] = {}
        for one in sorted(self.company.plans, key=lambda plan: plan.since):
            if one.since <= last:
                found[one.customer.customer_id] = euros(one.monthly, one.customer.currency)
        return {name: monthly for name, monthly in found.items() if monthly}

    def opened(self) -> Mapping[str, float]:
        return self.worth(self.first - timedelta(days=1))

    def closed(self) -> Mapping[str, float]:
        return self.worth(self.last)

    def mrr(self) -> float:
        return sum(self.closed().values())

    def nrr(self) -> float:
        closed = self.closed()
        return sum(closed.get(name, 0) for name in self.opened()) / sum(self.opened().values())

    def grr(self) -> float:
        closed = self.closed()
        kept = sum(min(was, closed.get(name, 0)) for name, was in self.opened().items())
        return kept / sum(self.opened().values())

    def customer_churn(self) -> float:
        lost = self.opened().keys() - self.closed().keys()
        return len(lost) / len(self.opened())

    def ltv(self) -> float:
        a_customer = self.mrr() / len(self.closed())
        a_month = 1 - float((1 - self.customer_churn()) ** (1 / self.months))
        return a_customer * self.gross_margin() / a_month

    def ltv_to_cac(self) -> float:
        return self.ltv() / self.cac()

    def payback(self) -> float:
        won = [monthly for name, monthly in self.closed().items() if name not in self.opened()]
        return self.cac() / (sum(won) / len(won) * self.gross_margin())

    def burn_rate(self) -> float:
        burnt = 0.0
        for account in {one.account for one in self.company.balances}:
            theirs = [one for one in self.company.balances if one.account == account]
            opening = [one for one in theirs if one.day < self.first][-1]
            inside = [one for one in theirs if self.within(one.day)]
            raised = sum(one.financing for one in inside)
            gone = opening.balance + raised - inside[-1].balance
            months = (inside[-1].day - opening.day).days / MONTH
            burnt += euros(gone, opening.currency) / months
        return burnt

    def runway(self) -> float:
        closing = {one.account: one for one in self.company.balances if one.day <= self.last}
        held = sum(euros(one.balance, one.currency) for one in closing.values())
        return held / self.burn_rate()


FIGURES: Mapping[str, Callable[[Books], float]] = {
    name: getattr(Books, name)
    for name in (
        "revenue",
        "gross_margin",
        "new_customers",
        "roas",
        "blended_roas",
        "mrr",
        "nrr",
        "grr",
        "customer_churn",
        "cac",
        "ltv",
        "ltv_to_cac",
        "payback",
        "burn_rate",
        "gross_burn",
        "runway",
    )
}


def _days_of_month(month: date) -> Iterator[date]:
    day = month
    while day.month == month.month:
        yield day
        day += timedelta(days=1)
