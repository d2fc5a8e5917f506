"""What a campaign to known customers takes and brings, before it is sent: a range, since what it brings
rests on an assumption.
"""

from functools import partial

from baton.gtm.figures import FigureInput, FigurePart, UnitName
from baton.gtm.formulas import (
    Undefined,
    campaign_contribution,
    campaign_cost,
    divided,
)
from baton.gtm.formulas import campaign_return as return_on_campaign
from baton.gtm.mailing_plan import MailingPlan
from functions.gtm.finance.evidence import Evidence
from functions.gtm.finance.working import Worked, count, money, part, share, words

NONE_GIVEN = "No campaign is given. Have marketing make one, and hand its plan on."


def cost(evidence: Evidence) -> Worked:
    """What it takes, without the discount, which is in what it brings."""
    plan, value, text = _planned(evidence), _cost(evidence), evidence.conversion.text
    messages = f"{plan.recipients:,} messages at {_each(plan, evidence)}"
    fixed = text(_worth(plan.fixed_cost, plan, evidence))
    return Worked(
        value=value,
        inputs=_cost_inputs(plan, evidence),
        steps=[f"{messages} + {fixed} = {text(value)}"],
    )


def campaign_return(evidence: Evidence) -> Worked:
    """What is left of each unit that it takes, at the middle of the assumed response; its ends, and the
    response at which nothing is lost, are parts.
    """
    plan, taken = _planned(evidence), _cost(evidence)
    sales, order = evidence.sales, evidence.order_value
    if sales.margin is None:
        raise Undefined(sales.why_not)
    each = campaign_contribution(order, sales.margin, plan.discount)
    middle = (plan.response_low + plan.response_high) / 2
    value = return_on_campaign(plan.recipients * middle * each, taken)
    text, shown = evidence.conversion.text, partial(words, unit=UnitName.SHARE, currency="")
    brought = text(plan.recipients * middle * each)
    return Worked(
        value=value,
        inputs=[
            *_cost_inputs(plan, evidence),
            money("order value", order, "orders"),
            share("gross margin", sales.margin, *sales.queries),
            share("discount", plan.discount),
            share("response, low", plan.response_low, *plan.queries),
            share("response, high", plan.response_high, *plan.queries),
        ],
        steps=[
            f"{text(order)} x ({shown(sales.margin)} - {shown(plan.discount)}) = {text(each)} an order",
            f"{plan.recipients:,} x {shown(middle)} x {text(each)} = {brought}",
            f"({brought} - {text(taken)}) / {text(taken)} = {shown(value)}",
        ],
        parts=_range(plan, each, taken),
        notes=[plan.assumption],
    )


def _range(plan: MailingPlan, each: float, taken: float) -> list[FigurePart]:
    def at(response: float) -> float:
        return return_on_campaign(plan.recipients * response * each, taken)

    def pays() -> float:
        return divided(taken, plan.recipients * each, "Nobody is written to.")

    return [
        part("range", "low", partial(at, plan.response_low), UnitName.SHARE, ""),
        part("range", "high", partial(at, plan.response_high), UnitName.SHARE, ""),
        part("response", "that pays for itself", pays, UnitName.SHARE, ""),
    ]


def _planned(evidence: Evidence) -> MailingPlan:
    if evidence.campaign is None:
        raise Undefined(NONE_GIVEN)
    return evidence.campaign


def _cost(evidence: Evidence) -> float:
    plan = _planned(evidence)
    taken = campaign_cost(plan.recipients, plan.cost_per_message, plan.fixed_cost)
    return _worth(taken, plan, evidence)


def _worth(amount: float, plan: MailingPlan, evidence: Evidence) -> float:
    return evidence.conversion.worth(amount, plan.currency)


def _each(plan: MailingPlan, evidence: Evidence) -> str:
    """What one message costs: often less than a minor unit."""
    worth = _worth(plan.cost_per_message, plan, evidence)
    return f"{worth:g} minor units of {evidence.conversion.currency}"


def _cost_inputs(plan: MailingPlan, evidence: Evidence) -> list[FigureInput]:
    return [
        count("recipients", plan.recipients),
        FigureInput(
            name="cost per message",
            value=_worth(plan.cost_per_message, plan, evidence),
            unit=UnitName.MONEY,
        ),
        money("fixed cost", _worth(plan.fixed_cost, plan, evidence)),
    ]
