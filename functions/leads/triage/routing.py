"""What kind of lead it is, and who takes it next (requirements A3 and A4). Pure."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.core.message import Priority
from baton.leads.assessment import Category, Temperature, Urgency
from baton.messaging.handoff import Route

if TYPE_CHECKING:
    from baton.leads.settings import LeadSettings

_STRATEGIES = {
    Category.CAMPAIGN_QUALIFIED: "premium",
    Category.COLD_LEAD: "nurture",
    Category.GENERAL_INQUIRY: "general",
}

_PRIORITIES = {
    Urgency.HIGH: Priority.HIGH,
    Urgency.MEDIUM: Priority.MEDIUM,
    Urgency.LOW: Priority.LOW,
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lowest scores, 0 to 100, of hot and warm leads, and of the two upper categories."""

    hot: float
    warm: float
    qualified: float
    inquiry: float

    @classmethod
    def from_settings(cls, settings: "LeadSettings") -> Self:
        """The configured thresholds. Raises ``LookupError`` if an upper one lies below a lower."""
        if settings.hot_threshold < settings.warm_threshold:
            raise LookupError("BATON_HOT_THRESHOLD must not be below BATON_WARM_THRESHOLD")
        if settings.qualified_threshold < settings.inquiry_threshold:
            raise LookupError("BATON_QUALIFIED_THRESHOLD must not be below BATON_INQUIRY_THRESHOLD")
        return cls(
            hot=settings.hot_threshold,
            warm=settings.warm_threshold,
            qualified=settings.qualified_threshold,
            inquiry=settings.inquiry_threshold,
        )


def categorise(score: float, thresholds: Thresholds) -> Category:
    """The category of a score, 0 to 100."""
    if score >= thresholds.qualified:
        return Category.CAMPAIGN_QUALIFIED
    return Category.COLD_LEAD if score >= thresholds.inquiry else Category.GENERAL_INQUIRY


def temperature_of(score: float, thresholds: Thresholds) -> Temperature:
    """The temperature of a score, 0 to 100."""
    if score >= thresholds.hot:
        return Temperature.HOT
    return Temperature.WARM if score >= thresholds.warm else Temperature.COLD


def route(
    score: float, category: Category, temperature: Temperature, urgency: Urgency
) -> tuple[Route, ...]:
    """Who takes the lead: engagement always and first, campaign optimisation too if it is cold."""
    engagement = Route(
        target_agent="engagement",
        priority=_PRIORITIES[urgency],
        reason=f"{category.words} with score {score:.0f}: {_STRATEGIES[category]} strategy",
    )
    if temperature is not Temperature.COLD:
        return (engagement,)
    optimiser = Route(
        target_agent="campaign_optimizer",
        priority=Priority.LOW,
        reason=f"cold with score {score:.0f}: does its campaign reach the right people?",
    )
    return (engagement, optimiser)
