"""An engagement plan: strategy, channel, time and content for one lead."""

from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.leads.reading.language import Language


class Strategy(StrEnum):
    """How a lead is engaged (requirement A6)."""

    PREMIUM = "premium"
    NURTURE = "nurture"
    GENERAL = "general"
    INTRODUCTION = "introduction"
    """of somebody whom a campaign found: one mail, and nothing more unless they answer"""


class Channel(StrEnum):
    """How a person is reached."""

    CALL = "call"
    EMAIL = "email"
    SMS = "sms"
    CRM_TASK = "crm_task"
    """through the company's own system, for a person known only by an external id"""


class Content(Contract):
    """What a step says. ``written_by`` is ``template``, ``person``, or the model that wrote it.

    A text of which there are several has the ``variant`` that was chosen and its ``propensity``, the
    chance that it had (above 0, at most 1), so that the choice can be judged afterwards.
    """

    template: str
    subject: str | None = None
    body: str
    written_by: str = "template"
    variant: str | None = None
    propensity: float | None = Field(default=None, gt=0, le=1)


class Approval(Contract):
    """What a person said of a step's text. It holds for that text: with another one it is gone."""

    approved: bool
    by: str
    at: UtcDatetime
    note: str | None = None


class SequenceStep(Contract):
    """One step of a sequence. ``at`` is UTC; ``local_time`` is the same moment on the person's wall.
    ``not_sent`` says why it will not reach the person, if that was known when it was planned.
    """

    number: int = Field(ge=1)
    channel: Channel
    at: UtcDatetime
    local_time: str
    purpose: str
    content: Content
    approval: Approval | None = None
    not_sent: str | None = None


class EngagementPlan(Contract):
    """What will be done for a lead. Without a permitted channel there are no steps, and
    ``suppressed`` says why; ``for_a_person``: somebody of the company answers at once instead. The
    person is written to in ``language``. ``conversion_potential`` is 0 to 100 after planning
    (requirement A4).
    """

    strategy: Strategy
    channel: Channel | None = None
    timezone: str
    timezone_source: str = Field(description="lead, profile, country, phone number or default")
    other_timezones: tuple[str, ...] = Field(
        default=(), description="where the person may be as well: hours must be open there, too"
    )
    steps: tuple[SequenceStep, ...] = ()
    stops_on: tuple[str, ...] = ("replied", "opted_out", "converted")
    suppressed: str | None = None
    for_a_person: bool = False
    language: Language = Language.ENGLISH
    conversion_potential: float = Field(ge=0, le=100)
    reasons: tuple[str, ...] = ()
