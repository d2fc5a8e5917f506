"""Triage's verdict on a lead: score, confidence, urgency and the reasons in points."""

from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract
from baton.leads.reading.message_kind import MessageKind


class Category(StrEnum):
    """What kind of lead it is (requirement A3)."""

    CAMPAIGN_QUALIFIED = "campaign_qualified"
    COLD_LEAD = "cold_lead"
    GENERAL_INQUIRY = "general_inquiry"

    @property
    def words(self) -> str:
        """What people read. The middle one is to be nurtured: it may well be warm."""
        return "nurture" if self is Category.COLD_LEAD else self.value.replace("_", " ")


class Temperature(StrEnum):
    """How warm a lead is (requirement A3)."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class Urgency(StrEnum):
    """How soon somebody should act."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(Contract):
    """One contribution to the score, in points and in words."""

    feature: str
    points: float
    text: str


class Assessment(Contract):
    """``score`` 0 to 100, ``confidence`` 0 to 1; the reasons' points and the base add up to the score
    before it is clipped to 0 to 100. ``scorecard`` names the version that was used, ``message`` says
    what the person wrote about, if they wrote, and ``message_words`` which of their words say so most.
    """

    score: float = Field(ge=0, le=100)
    confidence: float = Field(ge=0, le=1)
    urgency: Urgency
    recommended_actions: tuple[str, ...] = ()
    base_points: float = 0.0
    reasons: tuple[Reason, ...] = ()
    scorecard: str
    message: MessageKind | None = None
    message_words: tuple[str, ...] = ()
