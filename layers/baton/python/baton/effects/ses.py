"""E-mail through Amazon SES v2."""

from baton.aws.clients import Clients
from baton.core.wire_address import mailbox, wire_address
from baton.effects.effect import Effect
from baton.effects.mime import mime_of
from baton.effects.provider_calls import one_call
from baton.effects.sender import (
    DeliveryReport,
    DeliveryStatus,
    Misconfigured,
    OutboundMessage,
    Rejected,
)

TAG = "effect"
"""The message tag that carries an effect's key; SES repeats it in every event about the mail."""


class SesSender:
    """Carries e-mails. SES has no key against sending twice, and no way to ask about one;
    it tells of each mail in events with the mail's tag, which are the record here.
    """

    def __init__(self, clients: Clients, *, sender: str, configuration_set: str = "") -> None:
        self._client = clients.later("sesv2", attempts=1)
        self._sender = sender
        self._configuration_set = configuration_set

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        try:
            source = mailbox(self._sender).addr_spec
        except ValueError as error:
            raise Misconfigured(f"behaviour.sender is no sender: {error}.") from error
        try:
            content = mime_of(message, self._sender).as_bytes()
            readers = [wire_address(one) for one in (message.recipient, *message.also)]
        except ValueError as error:
            raise Rejected(f"No mail can be made of it: {error}.") from error
        named = self._configuration_set
        given = {"ConfigurationSetName": named} if named else {}
        with one_call("The mail service", f"Is {self._sender} verified?"):
            answer = self._client().send_email(
                FromEmailAddress=source,
                Destination={"ToAddresses": readers},
                Content={"Raw": {"Data": content}},
                EmailTags=[{"Name": TAG, "Value": as_tag(effect.effect_id)}],
                **given,
            )
        return str(answer["MessageId"])

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``. An event about the mail would have settled the effect already."""
        del effect
        return DeliveryReport(
            DeliveryStatus.UNSURE, "SES tells of a mail by events only, and none has come"
        )


def as_tag(effect_id: str) -> str:
    """A key in the letters that SES allows in a tag: no full stop (API reference, MessageTag)."""
    return effect_id.replace("_", "_u").replace(".", "_d")


def from_tag(tag: str) -> str:
    """The key in a tag."""
    return tag.replace("_d", ".").replace("_u", "_")
