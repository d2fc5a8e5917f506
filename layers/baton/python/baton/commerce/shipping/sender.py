"""Labels as effects: bought once, voided once, and looked up where nobody knows.

``parameters``   of ``label_buy``   shipment_id, rate_id
                 of ``label_void``  shipment_id
"""

from baton.commerce.effect_kinds import LABEL_BUY
from baton.commerce.shipping.port import CarrierProvider
from baton.effects.effect import Effect
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage


class LabelSender:
    """See ``baton.effects.sender.Sender``. A receipt is the tracking code, or the shipment's id."""

    def __init__(self, provider: CarrierProvider) -> None:
        self._provider = provider

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        del message
        shipment = str(effect.parameters["shipment_id"])
        if effect.kind == LABEL_BUY:
            rate = str(effect.parameters["rate_id"])
            return self._provider.buy(shipment, rate).tracking_code
        self._provider.void(shipment)
        return shipment

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``: a shipment has one label, so both may be repeated."""
        shipment = str(effect.parameters["shipment_id"])
        label = self._provider.label_of(shipment)
        if effect.kind == LABEL_BUY:
            if label:
                return DeliveryReport(
                    DeliveryStatus.SEEN, "the label is there", label.tracking_code
                )
            return DeliveryReport(DeliveryStatus.REPEATABLE, "the shipment has no label")
        if label is None or label.voided:
            return DeliveryReport(DeliveryStatus.SEEN, "there is no label to pay for", shipment)
        return DeliveryReport(DeliveryStatus.REPEATABLE, "the label is not refunded yet")
