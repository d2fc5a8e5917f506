"""A campaign that is registered by its brief. Pure."""

from baton.campaigns.brief import Brief, Title
from baton.campaigns.campaign import NewCampaign
from baton.core.contract import Contract
from baton.core.money import Money


class BriefedCampaign(Contract):
    """A campaign as a brief: it is registered, and a run begins that works on it."""

    name: Title
    brief: Brief


def details_of(briefed: BriefedCampaign) -> NewCampaign:
    """The campaign that a brief registers. Its platform is all of the brief's; what is spent on each of
    them is told by the campaigns that the run makes for them.
    """
    brief = briefed.brief
    daily = brief.budget.amount // brief.days
    return NewCampaign(
        name=briefed.name,
        platform=", ".join(brief.platforms) or "none",
        daily_budget=Money(amount=daily, currency=brief.budget.currency),
        starts_on=brief.starts_on,
        ends_on=brief.ends_on,
        approval=brief.approval,
    )
