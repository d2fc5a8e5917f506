"""What comes to support by e-mail, and what became of it."""

from enum import StrEnum
from typing import Any

from pydantic import ConfigDict

from baton.core.contract import Contract, Ulid


class SupportMailTask(Contract):
    """An event's payload: a question, or a ticket that changed."""

    model_config = ConfigDict(extra="allow")

    @property
    def given(self) -> dict[str, Any]:
        """What came with the event."""
        return dict(self.model_extra or {})


class MailEventOutcome(StrEnum):
    """What became of an event."""

    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    """to a person, and who asked is told so"""
    TICKET_ANSWERED = "ticket_answered"
    """a person's answer is on its way"""
    RATED = "rated"
    """it said whether an answer helped"""
    NOTHING = "nothing"
    REFUSED = "refused"
    """what came is nothing that is understood"""


class SupportMailResult(Contract):
    """``message_id`` is the mail that is handed over to whoever sends."""

    became: MailEventOutcome
    request_id: Ulid | None = None
    ticket_id: Ulid | None = None
    message_id: Ulid | None = None
    why: str | None = None
