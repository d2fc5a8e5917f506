"""How a lead is engaged, by what kind of lead it is (requirement A6)."""

from baton.leads.assessment import Assessment, Category
from baton.leads.engagement import Strategy
from baton.leads.lead import NewLead
from baton.leads.will import was_found

_STRATEGIES = {
    Category.CAMPAIGN_QUALIFIED: Strategy.PREMIUM,
    Category.COLD_LEAD: Strategy.NURTURE,
    Category.GENERAL_INQUIRY: Strategy.GENERAL,
}

_WHY = {
    Strategy.PREMIUM: "a qualified lead gets a personal contact at once, a demo and close follow-up",
    Strategy.NURTURE: "a lead to nurture gets useful material over about three weeks, and no pressure",
    Strategy.INTRODUCTION: "who was found gets one introduction, which says where we have the address",
    Strategy.GENERAL: "a general inquiry gets an answer with resources, and one reminder",
}


def strategy_for(category: Category, details: NewLead) -> Strategy:
    """The strategy for a category; whoever was found is introduced to us first, whatever it is."""
    return Strategy.INTRODUCTION if was_found(details) else _STRATEGIES[category]


def reason_for(strategy: Strategy, category: Category, assessment: Assessment) -> str:
    """Why this strategy, in words."""
    return (
        f"Strategy {strategy}: {_WHY[strategy]} "
        f"({category.words}, score {assessment.score:.0f}, confidence {assessment.confidence:.2f})."
    )
