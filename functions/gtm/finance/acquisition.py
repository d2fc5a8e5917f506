"""What a customer costs to win, and what ads bring back. Pure but for the facts that are read once."""

from collections.abc import Callable, Mapping
from functools import partial

from baton.gtm.fact_reading import UNKNOWN
from baton.gtm.figures import FigureInput, FigurePart, UnitName
from baton.gtm.formulas import Undefined, acquisition_cost, return_on_ad_spend
from baton.gtm.spending import Spending
from functions.gtm.finance.budget import cost_queries
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, count, money, part


def spent(evidence: Evidence) -> Spending:
    """What winning customers cost. Raises ``Undefined`` if nothing is known of it."""
    if not evidence.spending.by_channel:
        raise evidence.nothing_kept("cost", "costs of sales, marketing or advertising")
    return evidence.spending


def new_customers(evidence: Evidence) -> Worked:
    """Customers won in the period, by channel."""
    won = evidence.new_customers
    history = f"New is who bought nothing in the {evidence.history_days} days before the period."
    return Worked(
        value=sum(won.values()),
        inputs=[
            count(f"new customers, {name}", number, "new_customers") for name, number in won.items()
        ],
        steps=[_sum(won, lambda number: f"{number:,.0f}", sum(won.values()))],
        parts=[
            part("channel", name, number, UnitName.COUNT, "")
            for name, number in sorted(won.items())
        ],
        notes=[history],
    )


def cac(evidence: Evidence) -> Worked:
    """Blended: everything that was spent, by everybody who was won."""
    costs, won = spent(evidence), evidence.new_customers
    total, customers = costs.total, sum(won.values())
    value = acquisition_cost(total, customers)
    text = evidence.conversion.text
    return Worked(
        value=value,
        inputs=[
            money("costs of sales, marketing and advertising", total, *cost_queries(evidence)),
            count("new customers", customers, "new_customers"),
        ],
        steps=[
            _sum(costs.by_channel, text, total),
            f"{text(total)} / {customers:,} customers = {text(value)}",
        ],
        parts=_by_channel(costs.by_channel, won, evidence),
        notes=costs.notes,
    )


def paid_cac(evidence: Evidence) -> Worked:
    """Paid: what bought ads, by who was won through channels that were advertised on."""
    costs, won = spent(evidence), evidence.new_customers
    paid = {name: amount for name, amount in costs.advertising.items() if name != UNKNOWN}
    if not paid:
        raise Undefined("No advertising of a named channel is known for the period.")
    through = {name: won.get(name, 0) for name in paid}
    total, customers = sum(paid.values()), sum(through.values())
    value, text = acquisition_cost(total, customers), evidence.conversion.text
    return Worked(
        value=value,
        inputs=[
            money("advertising", total, *cost_queries(evidence)),
            count("new customers of these channels", customers, "new_customers"),
        ],
        steps=[
            _sum(paid, text, total),
            f"{text(total)} / {customers:,} customers = {text(value)}",
        ],
        parts=_by_channel(paid, through, evidence),
        notes=costs.notes,
    )


def roas(evidence: Evidence) -> Worked:
    """What ad platforms say they brought, by what they took."""
    ads, text = evidence.ads, evidence.conversion.text
    if not ads.by_channel:
        raise evidence.nothing_kept("ad_metrics_day", "days of ad platforms")
    judged = {name: amount for name, amount in ads.judged.items() if amount > 0}
    if not judged:
        raise Undefined("No ad platform says what revenue its ads brought.")
    brought = sum(ads.attributed[name] for name in judged)
    taken = sum(judged.values())
    value = return_on_ad_spend(brought, taken)
    unjudged = sum(ads.by_channel.values()) - taken
    note = f"{text(unjudged)} of ad spend has no word on revenue, and is left out."
    return Worked(
        value=value,
        inputs=[
            money("revenue that platforms attribute", brought, "advertising"),
            money("ad spend with such a word", taken, "advertising"),
        ],
        steps=[f"{text(brought)} / {text(taken)} = {value:.2f}"],
        parts=[
            part(
                "channel",
                name,
                partial(return_on_ad_spend, ads.attributed.get(name, 0), ads.judged.get(name, 0)),
                UnitName.RATIO,
                "",
            )
            for name in sorted(ads.by_channel)
        ],
        notes=[note] if unjudged >= 1 else [],
    )


def blended_roas(evidence: Evidence) -> Worked:
    """All revenue, whatever brought it, by all advertising."""
    costs, revenue = spent(evidence), evidence.sales.revenue
    taken, text = sum(costs.advertising.values()), evidence.conversion.text
    value = return_on_ad_spend(revenue, taken)
    return Worked(
        value=value,
        inputs=[
            money("revenue", revenue, "sales"),
            money("advertising", taken, *cost_queries(evidence)),
        ],
        steps=[f"{text(revenue)} / {text(taken)} = {value:.2f}"],
        notes=costs.notes,
    )


def cac_input(evidence: Evidence) -> tuple[float, FigureInput]:
    """The blended CAC as an input of another figure. Raises ``Undefined``."""
    value = cac(evidence).value
    queries = (*cost_queries(evidence), "new_customers")
    return value, money("blended customer acquisition cost", value, *queries)


def _by_channel(
    costs: Mapping[str, float], won: Mapping[str, int], evidence: Evidence
) -> list[FigurePart]:
    return [
        part(
            "channel",
            name,
            partial(acquisition_cost, costs.get(name, 0), won.get(name, 0)),
            UnitName.MONEY,
            evidence.conversion.currency,
        )
        for name in sorted({*costs, *won})
    ]


def _sum(parts: Mapping[str, float], text: Callable[[float], str], total: float) -> str:
    """A sum as a step, as ``google 5.00 EUR + meta 1.00 EUR = 6.00 EUR``."""
    listed = " + ".join(f"{name} {text(value)}" for name, value in sorted(parts.items()))
    return f"{listed or 'nothing'} = {text(total)}"
