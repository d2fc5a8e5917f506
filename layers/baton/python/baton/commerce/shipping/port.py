"""Carriers: rates, labels and where a parcel is, behind one port."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from baton.commerce.catalogue import Dimensions
from baton.commerce.places import PostalAddress
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.money import Money


class Rate(Contract):
    """What a carrier's service costs for a shipment."""

    rate_id: str
    carrier: str
    service: str
    price: Money
    days: int | None = Field(default=None, ge=0, description="until delivery, as the carrier says")


class RatedShipment(Contract):
    """A shipment with the rates there are for it; ``unserved`` says why there is none."""

    shipment_id: str
    rates: tuple[Rate, ...] = ()
    unserved: str | None = None


class TrackingState(StrEnum):
    """As EasyPost tells it."""

    UNKNOWN = "unknown"
    PRE_TRANSIT = "pre_transit"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    AVAILABLE_FOR_PICKUP = "available_for_pickup"
    RETURN_TO_SENDER = "return_to_sender"
    FAILURE = "failure"
    CANCELLED = "cancelled"


class TrackingEvent(Contract):
    """Where a parcel was, and when."""

    at: UtcDatetime
    state: TrackingState
    text: str = Field(max_length=500)
    place: str | None = Field(default=None, max_length=200)


class Label(Contract):
    """A label that was bought."""

    shipment_id: str
    carrier: str
    service: str
    tracking_code: str
    tracking_url: str | None = None
    label_url: str
    price: Money
    voided: bool = False


class CarrierProvider(Protocol):
    """The carriers' service. A shipment has one label: ``buy`` and ``void`` change nothing when they are
    repeated. Raises ``Unavailable`` if nobody knows whether it happened: ``label_of`` tells.
    """

    def rates(
        self, order_id: Ulid, sender: PostalAddress, recipient: PostalAddress, parcel: Dimensions
    ) -> RatedShipment:
        """The rates for a parcel. Nothing is bought: asked twice, there are two shipments, and one is
        never used.
        """
        ...

    def buy(self, shipment_id: str, rate_id: str) -> Label:
        """The label. Raises ``Rejected`` where the carrier does not take it."""
        ...

    def label_of(self, shipment_id: str) -> Label | None:
        """The label that was bought; ``None`` if none was. Raises ``NotFound``."""
        ...

    def void(self, shipment_id: str) -> None:
        """Has a label that was not used refunded. Raises ``Rejected`` if it was used."""
        ...

    def order_of(self, shipment_id: str) -> str:
        """The id of the order that a shipment is of, as ``rates`` named it; the empty string for one
        without. Raises ``NotFound``.
        """
        ...

    def tracking(self, shipment_id: str) -> tuple[TrackingEvent, ...]:
        """What happened to the parcel, the latest last."""
        ...
