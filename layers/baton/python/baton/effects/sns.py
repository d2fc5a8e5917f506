"""Text messages through Amazon SNS."""

import re

from baton.aws.clients import Clients
from baton.effects.effect import Effect, Purpose
from baton.effects.provider_calls import one_call
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage, Rejected

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_MOST_CHARACTERS = 1_600
"""What SNS takes in one call; it splits longer texts than a message itself."""


class SnsSender:
    """Carries text messages. SNS knows no key, and nobody can ask it about one."""

    def __init__(self, clients: Clients) -> None:
        self._client = clients.later("sns", attempts=1)

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        kind = "Transactional" if effect.purpose is Purpose.ANSWER else "Promotional"
        number = international(message.recipient)
        with one_call("The text message service"):
            answer = self._client().publish(
                PhoneNumber=number,
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


def international(phone: str) -> str:
    """A phone number in the form of E.164, as ``+4312345678``. Raises ``Rejected``."""
    number = re.sub(r"[ ().\-]", "", phone)
    if not _E164.fullmatch(number):
        raise Rejected("The phone number has no country code, as +43 1 2345678.")
    return number
