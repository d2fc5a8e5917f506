"""Text messages through Amazon SNS."""

from baton.aws.clients import Clients
from baton.effects.effect import Effect, Purpose
from baton.effects.provider_calls import one_call
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage

_MOST_CHARACTERS = 1_600
"""What SNS takes in one call; it splits longer texts than a message itself."""


class SnsSender:
    """Carries text messages, to E.164 numbers. SNS knows no key, and nobody can ask it about one."""

    def __init__(self, clients: Clients) -> None:
        self._client = clients.later("sns", attempts=1)

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        kind = "Transactional" if effect.purpose is Purpose.ANSWER else "Promotional"
        with one_call("The text message service"):
            answer = self._client().publish(
                PhoneNumber=message.recipient,
                Message=message.text[:_MOST_CHARACTERS],
                MessageAttributes={
                    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": kind}
                },
            )
        return str(answer["MessageId"])

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``."""
        del effect
        return DeliveryReport(
            DeliveryStatus.UNSURE, "the text message service keeps no record to ask"
        )
