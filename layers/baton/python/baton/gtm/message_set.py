"""Messages to a segment: drafts with placeholders that a person approves before anything goes out.

A set names no person. Who gets which draft follows anew, whenever it is asked, from the segment, from
what is known of its customers, and from their will.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned

Language = Annotated[str, StringConstraints(pattern=r"^(?:en|de|fr|es)$")]
"""A language that templates are shipped in, as ISO 639-1 has it."""

LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")

MOST_GROUPS = 24


class Offer(Contract):
    """What is offered for coming back: a discount in whole percent, with the code that gives it."""

    percent: int = Field(ge=1, le=100)
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9-]{3,30}$")] | None = None
    days: int = Field(default=14, ge=1, le=90, description="that it holds after the message")


class MessageState(StrEnum):
    """Where a set of messages is."""

    WAITING = "waiting"
    """for a person's word"""
    APPROVED = "approved"
    """handed to whoever sends"""
    REFUSED = "refused"


class GroupDraft(Contract):
    """The message to the customers of one group: those of one language of whom the same is known.

    Placeholders are ``{given_name}`` and the like; each stands only in drafts of groups of which it is
    known. ``recipients`` are how many there were when it was written.
    """

    group: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
    language: Language
    knows: tuple[str, ...] = Field(default=(), description="placeholders, all of them known")
    subject: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    body: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    recipients: int = Field(ge=0)


class NotWrittenTo(Contract):
    """How many of a segment get nothing, and why."""

    why: str = Field(max_length=200)
    customers: int = Field(ge=1)


class MessageSet(Versioned):
    """Drafts to a segment, as they are kept."""

    set_id: Ulid
    segment_id: str = Field(max_length=80)
    purpose: str = Field(max_length=40, description="what they are for, as win_back")
    goal: str = Field(default="", max_length=500)
    language: Language = Field(
        default="en", description="of who has another than there are drafts in"
    )
    offer: Offer | None = None
    drafts: tuple[GroupDraft, ...] = Field(max_length=MOST_GROUPS)
    left_out: tuple[NotWrittenTo, ...] = ()
    written_by: str = Field(max_length=80)
    why: str = Field(default="", max_length=1_000)
    state: MessageState = MessageState.WAITING
    escalation_id: Ulid
    decided_by: str | None = None
    made_at: UtcDatetime
    updated_at: UtcDatetime
    expires_at: UtcDatetime

    @model_validator(mode="after")
    def _has_each_group_once(self) -> Self:
        if len({one.group for one in self.drafts}) != len(self.drafts):
            raise ValueError("a group stands twice among the drafts")
        return self

    @property
    def recipients(self) -> int:
        """How many there were when it was written."""
        return sum(one.recipients for one in self.drafts)

    def summary(self) -> "MessageSetSummary":
        """What is told of it."""
        shown = MessageSetSummary.model_fields.keys() & type(self).model_fields.keys()
        given = {name: getattr(self, name) for name in shown}
        return MessageSetSummary.model_validate({**given, "recipients": self.recipients})


class MessageSetSummary(Contract):
    """A set as an answer tells it. ``escalation_id`` is the case in which a person decides."""

    set_id: Ulid
    segment_id: str
    purpose: str
    offer: Offer | None = None
    drafts: tuple[GroupDraft, ...] = ()
    left_out: tuple[NotWrittenTo, ...] = ()
    recipients: int = Field(ge=0)
    written_by: str
    why: str = ""
    state: MessageState
    escalation_id: Ulid
