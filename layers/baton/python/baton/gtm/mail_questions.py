"""Questions that come by mail, as the inbox tells of them: this area answers them.

The event ``lead.question_asked`` is understood by its raw shape: areas share no code. That this module
is here tells the inbox that somebody answers.
"""

from pydantic import ConfigDict, Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.mail_threads import MOST_REFERENCES, MailId
from baton.privacy.subject import PersonKey, email_key

REFERENCE = "support"
"""With what references of this area's mails begin: ``support/<conversation>/<request>``."""


class MailQuestion(Contract):
    """A mail with a question. ``reply_id`` is the same for the same mail; ``answers`` is the reference
    of the mail of ours that it answers.
    """

    model_config = ConfigDict(extra="ignore")

    reply_id: Ulid
    email: str = Field(min_length=3, max_length=320)
    name: str = Field(default="", max_length=500)
    subject: str = Field(default="", max_length=500)
    text: str = Field(min_length=1, max_length=20_000)
    mail_id: MailId | None = None
    references: tuple[MailId, ...] = Field(default=(), max_length=MOST_REFERENCES)
    answers: str | None = Field(default=None, max_length=120)
    is_lead: bool = False
    asked_at: UtcDatetime

    @property
    def person(self) -> PersonKey:
        """Whose it is."""
        return email_key(self.email)

    @property
    def answered(self) -> tuple[str, str] | None:
        """The conversation and the request whose answer is answered."""
        named, _, rest = (self.answers or "").partition("/")
        conversation, _, request = rest.partition("/")
        return (conversation, request) if named == REFERENCE and request else None


class ReplyTo(Contract):
    """How whoever asked is written to: the address, and what the mail to it answers."""

    email: str = Field(min_length=3, max_length=320)
    subject: str = Field(default="", max_length=500)
    mail_id: MailId | None = None
    references: tuple[MailId, ...] = Field(default=(), max_length=MOST_REFERENCES)


class Correspondence(Contract):
    """How whoever waits for the answer to a ticket is written to, as long as it is kept."""

    ticket_id: Ulid
    person: PersonKey
    reply_to: ReplyTo
    at: UtcDatetime


def reference_of(conversation_id: str, request_id: str) -> str:
    """What a mail of ours is called, so that what answers it finds its way back."""
    return f"{REFERENCE}/{conversation_id}/{request_id}"
