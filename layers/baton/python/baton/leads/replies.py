"""What people answer, as it comes in: by mail, by text message, or by the company's own system.

All of it lies for a moment in the folder ``inbox`` of the intake bucket, from where the inbox takes it:
a mail as it was received, anything else as the JSON of a ``NewReply``.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from baton.core.contract import Contract, UtcDatetime
from baton.core.mail_threads import MOST_REFERENCES, MailId
from baton.core.phone import phone_number
from baton.core.text import prose

FOLDER = "inbox"
"""Of the intake bucket."""

JSON_SUFFIX = ".json"
"""How the name of a file ends that is no mail."""


class ReplyChannel(StrEnum):
    """How an answer came."""

    EMAIL = "email"
    SMS = "sms"


Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(prose)]


class NewReply(Contract):
    """An answer of a person. ``sender`` is their address or number, ``recipient`` the address it came
    to, as written in the mail that it answers. ``automatic``: a program answered, as for somebody who
    is away. ``message_id`` is the mail's own: the same one again is the same answer. ``references`` are
    those of the mails that it answers, the last one last; none for one that begins a talk.
    """

    channel: ReplyChannel
    sender: Annotated[str, StringConstraints(min_length=3, max_length=320)]
    recipient: Annotated[str, StringConstraints(max_length=320)] = ""
    name: Line = ""
    subject: Line = ""
    text: Annotated[str, StringConstraints(max_length=20_000), AfterValidator(prose)] = ""
    message_id: Annotated[str, StringConstraints(max_length=500)] = ""
    references: tuple[MailId, ...] = Field(default=(), max_length=MOST_REFERENCES)
    automatic: bool = False
    received_at: UtcDatetime | None = Field(default=None, description="now, if nobody says")

    @field_validator("sender")
    @classmethod
    def _in_its_own_form(cls, sender: str, info: ValidationInfo) -> str:
        """A number in E.164, as leads have it; whatever is none stays as it is."""
        if info.data.get("channel") is not ReplyChannel.SMS:
            return sender
        try:
            return phone_number(sender).number
        except ValueError:
            return sender


def key_of(reply_id: str) -> str:
    """Where an answer that is no mail lies."""
    return f"{FOLDER}/{reply_id}{JSON_SUFFIX}"
